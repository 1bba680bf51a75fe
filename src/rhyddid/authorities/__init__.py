"""The directory of public authorities: names over time, addresses and their health, regimes."""
