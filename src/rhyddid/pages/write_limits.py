"""How often a person may write what, by how far the operators trust them: token buckets in the database."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest

from rhyddid.accounts.models import Person
from rhyddid.post.rate import rate_allows

_HOUR = dt.timedelta(hours=1)
_DAY = dt.timedelta(days=1)
# what is written -> within how long -> how often, by trust 0, 1, 2 …; the last number goes on
LIMITS: dict[str, tuple[dt.timedelta, tuple[int, ...]]] = {
    "annotation": (_HOUR, (5, 20, 100)),
    "citation": (_HOUR, (20, 60, 200)),
    "proposal": (_DAY, (5, 30, 200)),
    "takedown": (_DAY, (5,)),
    "report": (_HOUR, (10, 10, 60)),
}


def may_write(http: HttpRequest, what: str) -> bool:
    """Take one of what this person, or this address, may write; False where there is none left."""
    per, mosts = LIMITS[what]
    who = http.user
    if isinstance(who, Person):
        key, trust = f"{what}:{who.pk}", who.trust
    else:
        key, trust = f"{what}:{http.META.get('REMOTE_ADDR', '')}", 0
    return rate_allows(key, most=mosts[min(trust, len(mosts) - 1)], per=per)
