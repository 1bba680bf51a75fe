"""Accounts: persons, teams and their roles."""
