"""Rehearsal: a batch sent to simulated authorities before it goes to real ones."""
