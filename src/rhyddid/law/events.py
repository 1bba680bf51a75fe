"""What happened to a request, as the clock sees it: dated events of a closed list of types.

In: `ClockEvent`s, or their written form `2021-08-02:clarification_asked` (command line, JSON lines).
Out: events in one canonical order, so that the order of a list never matters. A type that the list does not
have is an error where a person writes it, and a warning where the clock meets it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

EVENT_TYPES = (
    "clarification_asked",
    "clarified",
    "fee_notice",
    "fee_paid",
    "fee_lapsed",
    "extended",
    "transferred",
    "refused",
    "answered",
    "review_asked",
    "review_answered",
    "regulator_asked",
    "tribunal_asked",
)

ALIASES = {
    "clarification_received": "clarified",
    "fees_notice": "fee_notice",
    "advance_charge_notice": "fee_notice",
}

EXTENSION_ALIASES = {
    "extended_public_interest": "pit",
    "extended_complex": "complex_and_voluminous",
}

EARLIEST, LATEST = datetime.date(1900, 1, 1), datetime.date(2200, 12, 31)

_RANK = {name: rank for rank, name in enumerate(EVENT_TYPES)}


class EventError(ValueError):
    """A written event cannot be understood; the message says what is wrong and what to write."""


@dataclass(frozen=True)
class ClockEvent:
    """One thing that happened on a day. Aliases of `type` are resolved by `canonical_event`."""

    date: datetime.date
    type: str
    extension: str | None = None
    """For `extended`: the extension's id in the regime's file."""
    until: datetime.date | None = None
    """For `extended`: the date that the authority gave."""

    def __str__(self) -> str:
        text = f"{self.date.isoformat()}:{self.type}"
        if self.extension:
            text += f":{self.extension}"
        return f"{text}={self.until.isoformat()}" if self.until else text


def parse_event(text: str) -> ClockEvent:
    """An event from `DATE:TYPE` or `DATE:extended:EXTENSION_ID[=DATE]`; raises EventError."""
    day_text, separator, rest = text.strip().partition(":")
    if not separator:
        raise EventError(f"{text!r} is no event; write DATE:TYPE, such as 2021-08-02:clarification_asked.")
    day = _date(day_text, text)
    described, _, until_text = rest.partition("=")
    type_text, _, extension = described.strip().partition(":")
    until = _date(until_text, text) if until_text.strip() else None
    event = canonical_event(ClockEvent(day, type_text.strip().lower(), extension.strip() or None, until))
    if event.type not in EVENT_TYPES:
        raise EventError(
            f"{text!r}: there is no event type {type_text!r}; known are {', '.join(known_types())}."
        )
    if event.type == "extended" and not event.extension:
        raise EventError(
            f"{text!r}: say which extension, such as {day.isoformat()}:extended:pit={day.isoformat()}."
        )
    if event.type != "extended" and (event.extension or event.until):
        raise EventError(f"{text!r}: only `extended` takes an extension and a date.")
    return event


def known_types() -> tuple[str, ...]:
    """Every word that may stand for an event's type, aliases included."""
    return (*EVENT_TYPES, *ALIASES, *EXTENSION_ALIASES)


def canonical_event(event: ClockEvent) -> ClockEvent:
    """`event` with the one name of its type (`fees_notice` → `fee_notice`, `extended_complex` → `extended`)."""
    if event.type in ALIASES:
        return ClockEvent(event.date, ALIASES[event.type], event.extension, event.until)
    if event.type in EXTENSION_ALIASES:
        return ClockEvent(event.date, "extended", EXTENSION_ALIASES[event.type], event.until)
    return event


def ordered(events: Iterable[ClockEvent]) -> list[ClockEvent]:
    """Canonical events by date, and within a day in the order in which things happen to a request."""
    return sorted(map(canonical_event, events), key=_sort_key)


def _sort_key(event: ClockEvent) -> tuple[datetime.date, int, str, str, datetime.date]:
    rank = _RANK.get(event.type, len(_RANK))
    return event.date, rank, event.type, event.extension or "", event.until or datetime.date.min


def _date(text: str, whole: str) -> datetime.date:
    try:
        day = datetime.date.fromisoformat(text.strip())
    except ValueError as error:
        raise EventError(f"{whole!r}: {text.strip()!r} is no date; write it as 2021-08-02.") from error
    if not EARLIEST <= day <= LATEST:
        raise EventError(f"{whole!r}: {text.strip()} lies outside the years 1900 to 2200.")
    return day
