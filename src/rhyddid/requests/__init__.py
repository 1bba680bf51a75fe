"""Requests: questions to one authority, their messages, events, readings, findings and judgements."""
