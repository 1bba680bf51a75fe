"""How often somebody has asked in this window of five minutes: one statement, for all processes and machines together."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

WINDOW_SECONDS = 300
_FORGET_EVERY = 64


@dataclass(frozen=True)
class Allowance:
    """What is left of a window; `seconds` until the next one begins."""

    limit: int
    left: int
    seconds: int

    @property
    def is_spent(self) -> bool:
        return self.left < 0

    def headers(self) -> dict[str, str]:
        """As programs read it."""
        told = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(self.left, 0)),
            "RateLimit-Reset": str(self.seconds),
        }
        return told | {"Retry-After": str(self.seconds)} if self.is_spent else told


def asked_once_more(who: str, limit: int) -> Allowance:
    """Count one more question of `who`: a token's id, or an address, of which only a hash is kept."""
    now = time.time()
    window = int(now // WINDOW_SECONDS)
    key = hashlib.sha256(f"{settings.SECRET_KEY}:{who}".encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            'insert into accounts_apicount as c (key, "window", count) values (%s, %s, 1)'
            ' on conflict (key, "window") do update set count = c.count + 1 returning id, count',
            [key, window],
        )
        pk, count = cursor.fetchone()
        if count == 1 and pk % _FORGET_EVERY == 0:
            cursor.execute('delete from accounts_apicount where "window" < %s', [window])
    return Allowance(limit, limit - count, int((window + 1) * WINDOW_SECONDS - now) + 1)
