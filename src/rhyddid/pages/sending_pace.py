"""How many letters a person may send a day: the token bucket of the post, filled by trust."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from rhyddid.accounts.models import Person
from rhyddid.post.rate import rate_allows


def may_send_now(person: Person, what: str) -> bool:
    """Take one of the letters of this kind that `person` may send a day; False where none is left."""
    limits = settings.REQUEST_LIMITS
    most = limits[min(person.trust, len(limits) - 1)]
    return rate_allows(f"send-{what}:{person.pk}", most=most, per=dt.timedelta(days=1))
