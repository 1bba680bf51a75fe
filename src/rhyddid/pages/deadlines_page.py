"""The public calculator of deadlines: an address's query in, the clock's answer or what is wrong with the query out.

The query is `regime`, `received`, `kind` (of authority), and events: written ones (`event=2026-02-05:clarification_asked`,
as on the command line, repeated) or rows of the form (`event-date`, `event-type`, `event-until`, repeated together).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from rhyddid.authorities.regimes import offered_regimes
from rhyddid.law.clock import explain_days, parse_event, run_clock
from rhyddid.law.clock_result import ClockResult
from rhyddid.law.day_by_day import DayExplanation
from rhyddid.law.events import ClockEvent, EventError
from rhyddid.law.regimes import Regime, regime, regime_ids
from rhyddid.law.terms import Term
from rhyddid.pages.law_words import EVENT_LABELS, EXTENSION_LABELS, page_language

FIRST_YEAR, LAST_YEAR = 1995, 2060
MOST_EVENTS = 24
MOST_DAYS = 800
DEFAULT_REGIME = "uk-foia"


@dataclass(frozen=True)
class EventRow:
    """One event as typed. `type` is a type of the clock, or `extended:ID`."""

    date: str = ""
    type: str = ""
    until: str = ""
    problem: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.date.strip() or self.type or self.until.strip())


@dataclass(frozen=True)
class Choice:
    value: str
    label: str | Promise
    is_chosen: bool = False


@dataclass(frozen=True)
class Calculation:
    """What the page shows: the form's values, what is wrong with them, and the answer where nothing is."""

    regime: Regime
    received: str
    kind: str
    rows: tuple[EventRow, ...]
    problems: dict[str, str]
    result: ClockResult | None
    days: tuple[DayExplanation, ...]
    more_days: int
    share: str
    """The query that gives this answer again."""

    @property
    def is_wrong(self) -> bool:
        return bool(self.problems) or any(row.problem for row in self.rows)


def calculation(query: QueryDict) -> Calculation:
    """The answer to a query. Nothing that is typed raises: what cannot be used is said beside its field."""
    problems: dict[str, str] = {}
    asked = query.get("regime", "") or DEFAULT_REGIME
    if asked not in regime_ids():
        problems["regime"] = _("There is no law of this name here.")
        asked = DEFAULT_REGIME
    law = regime(asked)
    received_text = query.get("received", "").strip()[:20]
    received: dt.date | None = None
    if received_text:
        received = _date(received_text)
        if received is None:
            problems["received"] = _date_problem()
    elif set(query) - {"regime"}:  # a law alone comes from the law's page and is no question yet
        problems["received"] = _("Give the day on which the authority received the request.")
    kind = query.get("kind", "").strip()[:40]
    rows, events = _events(query)
    result: ClockResult | None = None
    if received is not None and not problems and not any(row.problem for row in rows):
        result = run_clock(law, received, events, authority_kind=kind or None)
    days = explain_days(result) if result is not None else ()
    more = query.get("do") == "add-event" or not rows
    return Calculation(
        regime=law,
        received=received.isoformat() if received else received_text,
        kind=kind,
        rows=(*rows, EventRow()) if more and len(rows) < MOST_EVENTS else rows,
        problems=problems,
        result=result,
        days=days[:MOST_DAYS],
        more_days=max(0, len(days) - MOST_DAYS),
        share=_share(law, received, kind, events) if result is not None and received is not None else "",
    )


def regime_choices(chosen: Regime) -> list[Choice]:
    """Every law of the calculator, by name."""
    language = page_language()
    names = {each: Term(regime(each).law).render(language) for each in offered_regimes()}
    return [Choice(each, name, each == chosen.id) for each, name in names.items()]


def kind_choices(law: Regime, chosen: str) -> list[Choice]:
    """The kinds of authority for which this law has a limit of its own; empty where it has none."""
    if not law.variants and not chosen:
        return []
    language = page_language()
    found = [Choice("", _("Any other authority"), not chosen)]
    known = {kind for variant in law.variants for kind in variant.kinds}
    found += [
        Choice(variant.kinds[0], Term(variant.who).render(language), chosen in variant.kinds)
        for variant in law.variants
    ]
    if chosen and chosen not in known:
        found.append(Choice(chosen, chosen, True))
    return found


def event_choices(law: Regime, chosen: str) -> list[Choice]:
    """What can have happened under this law, extensions last; a chosen one stays even where the law lacks it."""
    found: dict[str, str | Promise] = dict(EVENT_LABELS)
    for extension in law.extensions:
        found[f"extended:{extension.id}"] = EXTENSION_LABELS.get(extension.id, extension.id)
    if chosen and chosen not in found:
        name = chosen.removeprefix("extended:")
        found[chosen] = EXTENSION_LABELS.get(name, name)
    return [Choice(value, label, value == chosen) for value, label in found.items()]


def _events(query: QueryDict) -> tuple[tuple[EventRow, ...], list[ClockEvent]]:
    dates, types = query.getlist("event-date"), query.getlist("event-type")
    untils = query.getlist("event-until")
    typed = [
        EventRow(
            dates[at][:20].strip() if at < len(dates) else "",
            types[at][:60] if at < len(types) else "",
            untils[at][:20].strip() if at < len(untils) else "",
        )
        for at in range(max(len(dates), len(types)))
    ]
    written = [_written(text[:80]) for text in query.getlist("event") if text.strip()]
    rows: list[EventRow] = []
    events: list[ClockEvent] = []
    for row in [*written, *typed][:MOST_EVENTS]:
        if row.is_empty:
            continue
        checked, event = _event(row)
        rows.append(checked)
        if event is not None:
            events.append(event)
    return tuple(rows), events


def _written(text: str) -> EventRow:
    try:
        event = parse_event(text)
    except EventError as error:
        return EventRow(type=text, problem=str(error))
    name = f"{event.type}:{event.extension}" if event.extension else event.type
    return EventRow(event.date.isoformat(), name, event.until.isoformat() if event.until else "")


def _event(row: EventRow) -> tuple[EventRow, ClockEvent | None]:
    def wrong(problem: str) -> tuple[EventRow, None]:
        return EventRow(row.date, row.type, row.until, problem), None

    if row.problem:
        return row, None
    if not row.type:
        return wrong(_("Say what happened on this day, or take the day out."))
    day = _date(row.date)
    if day is None:
        return wrong(_date_problem())
    until = _date(row.until) if row.until else None
    if row.until and until is None:
        return wrong(_date_problem())
    extension = row.type.partition(":")[2] if row.type.startswith("extended:") else None
    name = "extended" if extension else row.type
    if name != "extended" and name not in EVENT_LABELS:
        return wrong(_("This is nothing that the clock knows."))
    iso = until.isoformat() if until is not None and extension else ""
    return (
        EventRow(day.isoformat(), row.type, iso),
        ClockEvent(day, name, extension, until if extension else None),
    )


def _date(text: str) -> dt.date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            found = dt.datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
        return found if FIRST_YEAR <= found.year <= LAST_YEAR else None
    return None


def _date_problem() -> str:
    return _("Write the day as 2026-01-31 or 31/01/2026, in a year from %(first)s to %(last)s.") % {
        "first": FIRST_YEAR,
        "last": LAST_YEAR,
    }


def _share(law: Regime, received: dt.date, kind: str, events: Sequence[ClockEvent]) -> str:
    query = QueryDict(mutable=True)
    query["regime"] = law.id
    query["received"] = received.isoformat()
    if kind:
        query["kind"] = kind
    query.setlist("event", [str(event) for event in events])
    return query.urlencode(safe=":=")
