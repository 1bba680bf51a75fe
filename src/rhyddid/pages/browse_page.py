"""Lists of public requests by topic, by law and by provision, each of all, answered, late or refused ones.

A page goes on from where the one before ended, so that page 900 costs what page 2 does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rhyddid.pages.chips import CLOCK_RUNS
from rhyddid.requests.models import Request, State

PER_PAGE = 30
SHOWN: dict[str, Promise] = {
    "newest": _("Newest"),
    "answered": _("Answered"),
    "late": _("Late"),
    "refused": _("Refused"),
}


@dataclass(frozen=True)
class BrowsePage:
    """`next` is the place behind which the list goes on; empty at its end."""

    requests: Sequence[Request]
    show: str
    next: str
    is_first: bool


def browse_page(found: QuerySet[Request], show: str | None, after: str | None) -> BrowsePage:
    """One page of `found`: of those that `show` names, the newest first, behind the place `after`."""
    wanted = show if show in SHOWN else "newest"
    place = _place(after)
    narrowed = _narrowed(found, wanted)
    if place is not None:
        at, pk = place
        narrowed = narrowed.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk), created_at__lte=at)
    rows = list(narrowed.select_related("authority", "state").order_by("-created_at", "-pk")[: PER_PAGE + 1])
    last = rows[PER_PAGE - 1] if len(rows) > PER_PAGE else None
    return BrowsePage(
        requests=rows[:PER_PAGE],
        show=wanted,
        next=f"{last.created_at.isoformat()}~{last.pk}" if last is not None else "",
        is_first=place is None,
    )


def _narrowed(found: QuerySet[Request], show: str) -> QuerySet[Request]:
    if show == "answered":
        return found.filter(state__state__in=[State.ANSWERED, State.REVIEW_ANSWERED])
    if show == "refused":
        return found.filter(state__state=State.REFUSED)
    if show == "late":
        return found.filter(state__state__in=CLOCK_RUNS, state__due__lt=timezone.localdate())
    return found


def _place(text: str | None) -> tuple[dt.datetime, int] | None:
    at, _sep, pk = (text or "").partition("~")
    try:
        moment = dt.datetime.fromisoformat(at.replace(" ", "+"))
    except ValueError:
        return None
    if moment.tzinfo is None or not (pk.isascii() and pk.isdigit()) or len(pk) > 18:
        return None
    return moment, int(pk)
