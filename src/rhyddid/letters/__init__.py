"""Letters: one reply as a reader sees it, whatever it came in. Bytes or text in, a `Letter` out."""
