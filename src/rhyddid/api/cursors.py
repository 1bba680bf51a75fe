"""Where a page of a list ended, as one word that the next question gives back."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from rhyddid.api.problems import Problem

MOST = 100


def moment_cursor(at: dt.datetime, pk: int) -> str:
    """Of a list by time."""
    return f"{at.isoformat()}~{pk}"


def moment_read(cursor: str) -> tuple[dt.datetime, int] | None:
    """The place that a cursor names; None for an empty one. Raises Problem."""
    if not cursor:
        return None
    at, _sep, pk = cursor.partition("~")
    try:
        moment = dt.datetime.fromisoformat(at.replace(" ", "+"))
        number = int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 19 else None
    except ValueError as error:
        raise _bad() from error
    if moment.tzinfo is None or number is None:
        raise _bad()
    return moment, number


def number_read(cursor: str) -> int:
    """Of a list by number; 0 for an empty cursor. Raises Problem."""
    if not cursor:
        return 0
    if not (cursor.isascii() and cursor.isdigit()) or len(cursor) > 18:
        raise _bad()
    return int(cursor)


def _bad() -> Problem:
    return Problem(
        400, _("This cursor is none of ours: give back `next` as it was answered, or begin without one.")
    )
