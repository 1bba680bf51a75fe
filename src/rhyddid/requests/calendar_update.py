"""A new version of a calendar: open clocks are counted anew, and where a date moved an event says what and why.

Closed cases keep the dates and the version that they were judged by. An event is written only where a date moved: most
versions of the holiday library change nothing for a request, and a line that says so would hide the ones that matter.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from rhyddid.law.calendar import calendar, listed
from rhyddid.law.clock_result import ClockResult
from rhyddid.law.regimes import regime, regime_ids
from rhyddid.law.terms import Term, spoken
from rhyddid.requests.clock import clock_result, today_for
from rhyddid.requests.events import event_add
from rhyddid.requests.models import Event, EventType, Request, RequestState, State
from rhyddid.wording import Wording, gettext_noop

OPEN_STATES = (State.RUNNING, State.AWAITING_CLARIFICATION, State.PAUSED_FOR_FEE, State.UNDER_REVIEW)
DATES = ("due", "notice_due", "review_due", "regulator_by")
_LOT = 1000


@dataclass(frozen=True)
class DateMoved:
    """One date of a request that the new calendar moves."""

    name: str
    was: dt.date | None
    now: dt.date | None


@dataclass(frozen=True)
class ClockMoved:
    """An open request whose dates move."""

    request_id: int
    slug: str
    was_version: str
    now_version: str
    dates: tuple[DateMoved, ...]


@dataclass(frozen=True)
class CalendarsRecomputed:
    """How many open clocks had another version, and those whose dates moved."""

    looked_at: int
    moved: tuple[ClockMoved, ...]


def calendars_recompute(*, dry_run: bool = False) -> CalendarsRecomputed:
    """Count every open clock anew whose stored dates were judged by another calendar version than today's.

    `dry_run` only says what would move. Safe to run again after it was broken off: what is done is not done twice.
    """
    looked_at: int = 0
    moved: list[ClockMoved] = []
    for regime_id in regime_ids():
        version = current_version(regime_id)
        after = 0
        while lot := _next_lot(regime_id, version, after):
            after = lot[-1].request_id
            looked_at += len(lot)
            if dry_run:
                found = (_moved(state, result, version) for state, result in _counted(lot))
                moved += [one for one in found if one is not None]
            else:
                moved += _write_lot(regime_id, version, [state.pk for state in lot])
    return CalendarsRecomputed(looked_at, tuple(moved))


def current_version(regime_id: str) -> str:
    """The calendar version that a clock of this law is counted by today, as RequestState keeps it."""
    days = calendar(regime(regime_id).calendar)
    return f"{days.id} {days.version}"


def change_words(event: Event) -> tuple[Wording, ...]:
    """What a CALENDAR_CHANGED event says: the versions, each date that moved, and the days that do not count now."""
    data = event.data
    said = [
        Wording(
            gettext_noop("The calendar of days that do not count changed: {was} became {now}."),
            {"was": data["was"]["version"], "now": data["now"]["version"]},
        )
    ]
    for name in DATES:
        was, now = data["was"].get(name), data["now"].get(name)
        if was != now:
            days = {"was": _day_words(was), "now": _day_words(now)}
            said.append(Wording(_MOVED_WORDS[name], days))
    if left_out := data.get("left_out"):
        names = [
            Wording(
                "{day} ({name})",
                {"day": spoken(dt.date.fromisoformat(each["date"])), "name": Term(each["name"])},
            )
            for each in left_out
        ]
        said.append(
            Wording(gettext_noop("Within this time these do not count: {days}."), {"days": listed(names)})
        )
    return tuple(said)


_MOVED_WORDS = {
    "due": gettext_noop("Last day for the answer: {was} before, {now} now."),
    "notice_due": gettext_noop("Last day for a refusal notice: {was} before, {now} now."),
    "review_due": gettext_noop("Last day for the review: {was} before, {now} now."),
    "regulator_by": gettext_noop("Last day to complain to the regulator: {was} before, {now} now."),
}


def _day_words(iso: str | None) -> Wording:
    return spoken(dt.date.fromisoformat(iso)) if iso else Wording(gettext_noop("none"))


def _behind(regime_id: str, version: str) -> QuerySet[RequestState]:
    """The open clocks of a law that another version was counted by."""
    return RequestState.objects.filter(state__in=OPEN_STATES, request__regime=regime_id).exclude(
        calendar_version=version
    )


def _next_lot(regime_id: str, version: str, after: int) -> list[RequestState]:
    found = _behind(regime_id, version).filter(request_id__gt=after)
    return list(found.select_related("request__authority").order_by("request_id")[:_LOT])


def _counted(lot: Sequence[RequestState]) -> Iterator[tuple[RequestState, ClockResult | None]]:
    """Each state with its clock of today; the events of the whole lot in one query."""
    events: dict[int, list[Event]] = defaultdict(list)
    for event in Event.objects.filter(request__in=[state.pk for state in lot]).order_by("day", "id"):
        events[event.request_id].append(event)
    for state in lot:
        own = events[state.pk]
        taken_back = {event.data.get("event") for event in own if event.type == EventType.CORRECTED}
        standing = [
            event for event in own if event.pk not in taken_back and event.type != EventType.CORRECTED
        ]
        yield state, clock_result(state.request, standing)


def _moved(state: RequestState, result: ClockResult | None, version: str) -> ClockMoved | None:
    dates = tuple(
        DateMoved(name, getattr(state, name), getattr(result, name, None))
        for name in DATES
        if getattr(state, name) != getattr(result, name, None)
    )
    if not dates:
        return None
    return ClockMoved(state.pk, state.request.slug, state.calendar_version, version, dates)


@transaction.atomic
def _write_lot(regime_id: str, version: str, ids: Sequence[int]) -> list[ClockMoved]:
    """Write what a lot of clocks comes to; those that somebody closed or counted meanwhile are left as they are.

    Written in bulk, because one new holiday moves every open clock of a country at once. Where more than dates would
    change (a request that lapses earlier now), the event goes through `event_add`, which rebuilds the whole state.
    """
    # the lock that `events_add` takes, so that no event is added between counting and writing
    list(Request.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").only("pk"))
    states = list(_behind(regime_id, version).filter(pk__in=ids).select_related("request__authority"))
    moved, events, changed, unmoved = [], [], [], []
    for state, result in _counted(states):
        found = _moved(state, result, version)
        if result is None or result.state != state.state:
            event_add(**_event(state, result, version))
        elif found is None:
            unmoved.append(state.pk)
        else:
            events.append(Event(**_event(state, result, version)))
            for name in DATES:
                setattr(state, name, getattr(result, name))
            state.calendar_version, state.computed_at = version, timezone.now()
            changed.append(state)
        if found is not None:
            moved.append(found)
    Event.objects.bulk_create(events)
    # an upsert of rows that exist: three times as quick as bulk_update's CASE for every row and field
    RequestState.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["request"],
        update_fields=[*DATES, "calendar_version", "computed_at"],
    )
    RequestState.objects.filter(pk__in=unmoved).update(calendar_version=version, computed_at=timezone.now())
    return moved


def _event(state: RequestState, result: ClockResult | None, version: str) -> dict[str, Any]:
    return {
        "request": state.request,
        "type": EventType.CALENDAR_CHANGED,
        "day": today_for(state.request),
        "source": "record",
        "data": {
            "was": {"version": state.calendar_version, **_iso_dates(state)},
            "now": {"version": version, **_iso_dates(result)},
            "left_out": _left_out(result),
        },
    }


def _iso_dates(dated: RequestState | ClockResult | None) -> dict[str, str | None]:
    days = {name: getattr(dated, name, None) for name in DATES}
    return {name: None if day is None else day.isoformat() for name, day in days.items()}


def _left_out(result: ClockResult | None) -> list[dict[str, str]]:
    """The holidays within the count by today's calendar: the days that the dates now rest on."""
    if result is None:
        return []
    last = max((day for name in DATES if (day := getattr(result, name)) is not None), default=None)
    if last is None:
        return []
    found = result.calendar.holidays_between(result.counted_from, last)
    return [{"date": day.isoformat(), "name": name.render()} for day, name in found]
