"""Documents: one file's bytes to pages of text."""
