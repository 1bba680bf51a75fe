"""What mail providers tell by HTTP: what became of our letters, and mail that came in at their servers."""
