"""Who writes: an address of the authority, somebody who wrote about the request before, or a stranger."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils import timezone

from rhyddid.mail.mail import Mail
from rhyddid.requests.models import Direction, Request, RequestState

KNOWN, BEFORE, NEW = "authority", "wrote_before", "new"
_OLD = dt.timedelta(days=180)


def sender_of(mail: Mail, request: Request) -> str:
    """`authority`: the domain is one of the authority's; `wrote_before`: a letter in the request came from there."""
    domain = mail.sender.domain if mail.sender else ""
    if not domain:
        return NEW
    at_domain = Q(email__iendswith=f"@{domain}")
    if request.authority.addresses.filter(at_domain).exists():
        return KNOWN
    earlier = request.messages.filter(direction=Direction.IN, sender_address__iendswith=f"@{domain}")
    return BEFORE if earlier.exists() else NEW


def wants_a_look(mail: Mail, request: Request) -> bool:
    """Whether a person should see the letter before it counts: the request is old and the sender new to it."""
    if mail.kind != "letter" or request.rehearsal_day is not None:
        return False
    state = RequestState.objects.filter(request=request).first()
    if state is None or state.last_event_on is None:
        return False
    return timezone.localdate() - state.last_event_on > _OLD and sender_of(mail, request) == NEW
