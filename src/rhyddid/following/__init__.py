"""Follows, digests, feeds, calendars and webhooks: what people hear of without having to look."""
