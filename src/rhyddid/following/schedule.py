"""When a follower is written to: in the morning, on Mondays, or at once with a pause between mails."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from rhyddid.following.models import Frequency, Subject

MORNING_HOUR = 7
INSTANT_PAUSE = dt.timedelta(minutes=10)
"""Two mails to one follower are never closer than this: what happens meanwhile goes into the next."""
SEARCH_POLL = dt.timedelta(minutes=15)
"""How often a search that is followed at once is searched for."""


def next_morning(now: dt.datetime) -> dt.datetime:
    """The next time at which digests of the morning are made, by the site's own clock."""
    morning = morning_of(now)
    return morning if morning > now else _day_later(morning)


def next_monday(now: dt.datetime) -> dt.datetime:
    """The next Monday's morning."""
    morning = timezone.localtime(next_morning(now))
    while morning.weekday() != 0:
        morning = _day_later(morning)
    return morning


def next_told(frequency: str, subject: str, now: dt.datetime) -> dt.datetime | None:
    """When a follow is next looked at; None for what events wake."""
    match frequency:
        case Frequency.DAILY:
            return next_morning(now)
        case Frequency.WEEKLY:
            return next_monday(now)
        case _:
            return now + SEARCH_POLL if subject == Subject.SEARCH else None


def morning_of(now: dt.datetime) -> dt.datetime:
    """When the digests of that day are made."""
    return timezone.localtime(now).replace(hour=MORNING_HOUR, minute=0, second=0, microsecond=0)


def is_morning_slot(due_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether something that was due then is this morning's: due by the hour, or put off behind another mail."""
    return due_at is not None and is_morning(now) and due_at <= morning_of(now) + INSTANT_PAUSE


def is_morning(now: dt.datetime) -> bool:
    """Whether today's digests may be made."""
    return timezone.localtime(now).hour >= MORNING_HOUR


def _day_later(local: dt.datetime) -> dt.datetime:
    """The same time of the clock a day later, also where the clocks change."""
    naive = local.replace(tzinfo=None) + dt.timedelta(days=1)
    return timezone.make_aware(naive)
