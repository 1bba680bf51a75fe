"""A token bucket in the database: how often something may be done, for all processes and machines together."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.utils import timezone

from rhyddid.post.models import RateBucket

_FORGOTTEN_AFTER = dt.timedelta(days=2)


def rate_allows(key: str, *, most: int, per: dt.timedelta) -> bool:
    """Take one token of the bucket `key`, which holds `most` and fills up within `per`; False where it is empty."""
    speed = most / per.total_seconds()
    filled = 'least(%(most)s, b."left" + extract(epoch from clock_timestamp() - b.at) * %(speed)s)'
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            insert into post_ratebucket as b (key, "left", at) values (%(key)s, %(most)s - 1, clock_timestamp())
            on conflict (key) do update set "left" = {filled} - 1, at = clock_timestamp() where {filled} >= 1
            returning key
            """,
            {"key": key[:120], "most": float(most), "speed": speed},
        )
        return cursor.fetchone() is not None


def rates_forget() -> int:
    """Delete buckets that are full again; returns how many. For the worker, nightly."""
    count, _rows = RateBucket.objects.filter(at__lt=timezone.now() - _FORGOTTEN_AFTER).delete()
    return count
