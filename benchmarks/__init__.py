"""Speeds, as ratios within one run: no pass or fail, since machines differ and drift."""
