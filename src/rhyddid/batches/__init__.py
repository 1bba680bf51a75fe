"""Batches: the same questions to many authorities; the board and the answer sheet."""
