"""Letters in the outbox."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from cast import make_authority, make_request, make_team
from rhyddid.requests.models import Delivery
from rhyddid.requests.request_send import request_queue


def letters_queued(count: int, *, not_before: dt.datetime | None = None, domain: str = "") -> list[Delivery]:
    """Make `count` requests to as many authorities, and put their letters in the outbox."""
    team = make_team(f"Team {count} {timezone.now():%H%M%S%f}")
    deliveries = []
    for number in range(count):
        address = f"foi{number}@{domain or f'c{number}-{team.slug}.example'}"
        authority = make_authority(f"Council {number} of {team.slug}", email=address)
        deliveries.append(
            request_queue(
                request=make_request(team, authority),
                to_address=address,
                not_before=not_before or timezone.now(),
                by=None,
            )
        )
    return deliveries
