"""The site: settings, addresses, the embedded database, health."""
