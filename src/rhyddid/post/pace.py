"""At most so many letters a minute to one mail domain, evenly spaced, however many workers send."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection


def pace_granted(domains: Iterable[str], per_minute: int) -> set[str]:
    """The domains to which one letter may leave now; for each of them the next one has to wait. Call it in the
    transaction that claims the letters. With `per_minute` 0 there is no limit.
    """
    wanted = sorted(set(domains))  # one order for all workers: no two wait for each other
    if per_minute == 0 or not wanted:
        return set(wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into post_domainpace as pace (domain, free_at)
            select domain, clock_timestamp() + make_interval(secs => %s) from unnest(%s::text[]) as domain
            on conflict (domain) do update set free_at = excluded.free_at where pace.free_at <= clock_timestamp()
            returning domain
            """,
            [60 / per_minute, wanted],
        )
        return {row[0] for row in cursor.fetchall()}
