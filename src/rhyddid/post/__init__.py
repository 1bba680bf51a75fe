"""Post: brings mail in, sends mail out, matches it, and holds what it cannot match."""
