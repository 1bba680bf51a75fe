"""Redaction: personal data as spans of a text, and the one function that applies them."""
