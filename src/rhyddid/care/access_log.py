"""The access log: who was shown which letters and files. One row a page, added and never changed; asked for when something
was shown that should not have been.

Whoever is signed in is named. Of everybody else a hash is kept, with a salt of the day that is thrown away: that the same
stranger came twice on a day can be told, who it was cannot.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone

from rhyddid.care.models import AccessEntry, AccessSalt

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

_SALTS_KEPT = dt.timedelta(days=2)
_MOST_SUBJECTS = 500


@dataclass(frozen=True)
class Seen:
    """A letter or file that was shown: its kind ("message", "attachment", "request") and id."""

    kind: str
    id: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True)
class ViewerOf:
    """One who was shown something: a person, or a stranger's hash; how often, and when first and last."""

    person_id: int | None
    visitor: str
    times: int
    first: dt.datetime
    last: dt.datetime
    doors: tuple[str, ...]
    saw_unmasked: bool


def access_note(
    *,
    door: str,
    subjects: Sequence[Seen],
    by: AbstractBaseUser | None,
    address: str = "",
    unmasked: bool = False,
) -> None:
    """Write down that `subjects` were shown by a door. The page does not wait for the disk: a power cut may lose the last
    entries, nothing else.
    """
    if not subjects:
        return
    with connection.cursor() as cursor:
        # one trip: the setting holds for this statement's own transaction, or for the one that the caller is in
        cursor.execute(
            "with quick as materialized (select set_config('synchronous_commit', 'off', true))"
            " insert into care_accessentry (at, door, by_id, visitor, unmasked, subjects)"
            " select %s, %s, %s, %s, %s, %s from quick",
            [
                timezone.now(),
                door[:20],
                by.pk if by is not None else None,
                "" if by is not None else _visitor(address),
                unmasked,
                [str(each) for each in subjects[:_MOST_SUBJECTS]],
            ],
        )


def viewers_of(subjects: Sequence[Seen]) -> list[ViewerOf]:
    """Who was shown any of these, those who came last first; a stranger counts once a day."""
    found: dict[tuple[int | None, str], list[AccessEntry]] = {}
    rows = AccessEntry.objects.filter(subjects__overlap=[str(each) for each in subjects])
    for row in rows.order_by("at").iterator():
        found.setdefault((row.by_id, row.visitor), []).append(row)
    viewers = [
        ViewerOf(
            person_id=person_id,
            visitor=visitor,
            times=len(entries),
            first=entries[0].at,
            last=entries[-1].at,
            doors=tuple(sorted({each.door for each in entries})),
            saw_unmasked=any(each.unmasked for each in entries),
        )
        for (person_id, visitor), entries in found.items()
    ]
    return sorted(viewers, key=lambda viewer: viewer.last, reverse=True)


def access_forget(before: dt.datetime, *, dry_run: bool = False) -> int:
    """Delete the entries before a time, and the salts of days that are over; returns how many entries."""
    old = AccessEntry.objects.filter(at__lt=before)
    if dry_run:
        return old.count()
    AccessSalt.objects.filter(day__lt=timezone.localdate() - _SALTS_KEPT).delete()
    return old.delete()[0]


def _visitor(address: str) -> str:
    if not address:
        return "unknown"
    salt = _salt(timezone.localdate())
    return hashlib.blake2b(address.encode(), key=salt.encode(), digest_size=8).hexdigest()


@lru_cache(maxsize=2)
def _salt(day: dt.date) -> str:
    salt, _ = AccessSalt.objects.get_or_create(day=day, defaults={"salt": secrets.token_hex(32)})
    return salt.salt
