"""Every day from receipt to the last day, with its number or the reason why it does not count.

In: a `ClockResult`. Out: one `DayExplanation` a day, as data and in words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from rhyddid.law.clock_result import ClockResult, Phase
from rhyddid.law.counting import unrolled
from rhyddid.law.terms import weekday_term
from rhyddid.wording import Wording, gettext_noop

DayKind = Literal["received", "counted", "weekend", "holiday", "paused", "waiting", "moved"]

_ONE = timedelta(days=1)


@dataclass(frozen=True)
class DayExplanation:
    """One day of a count: its number, or why it has none."""

    date: date
    kind: DayKind
    number: int | None
    superseded: bool
    """It belongs to a count that a later one replaced."""
    why: Wording
    is_due: bool

    def to_json(self, language: str = "en") -> dict[str, object]:
        """One row of `rhyddid clock --explain --json`."""
        return {
            "date": self.date.isoformat(),
            "kind": self.kind,
            "number": self.number,
            "superseded": self.superseded,
            "why": self.why.render(language),
            "is_due": self.is_due,
        }


def explain_days(result: ClockResult) -> tuple[DayExplanation, ...]:
    """The days from receipt to the last day; while something is open, to the day on which it was asked."""
    return tuple(day for phase in result.phases for day in _phase_days(result, phase))


def _phase_days(result: ClockResult, phase: Phase) -> Iterator[DayExplanation]:
    superseded = phase.ended is not None
    yield DayExplanation(phase.start, "received", 0, superseded, _day_zero(result, phase), False)
    last = _last(result, phase)
    by_working_days = result.length.working_days is not None
    nominal = None if by_working_days else unrolled(phase.start, result.length)
    number, day = 0, phase.start + _ONE
    while day <= last:
        kind, why = _not_counted(result, phase, day, by_working_days)
        if (
            kind is None
            and nominal is not None
            and not superseded
            and result.due
            and _moved(result, day, nominal)
        ):
            kind, why = "moved", Wording(gettext_noop("The last day was no working day, so it moves on."))
        if kind is None:
            number += 1
            unit = gettext_noop("Working day {number}") if by_working_days else gettext_noop("Day {number}")
            kind, why = "counted", Wording(unit, {"number": number})
        yield DayExplanation(
            day,
            kind,
            number if kind == "counted" else None,
            superseded,
            why,
            not superseded and day == result.due,
        )
        day += _ONE


def _last(result: ClockResult, phase: Phase) -> date:
    if phase.ended is not None:
        return phase.ended - _ONE
    if result.due is not None:
        return result.due
    return phase.stopped or phase.start


def _day_zero(result: ClockResult, phase: Phase) -> Wording:
    if phase.start == result.received and phase is result.phases[0]:
        return Wording(gettext_noop("Received: day 0, which is not counted."))
    before = result.phases[result.phases.index(phase) - 1]
    return before.reason or Wording(gettext_noop("Received: day 0, which is not counted."))


def _not_counted(
    result: ClockResult, phase: Phase, day: date, by_working_days: bool
) -> tuple[DayKind | None, Wording]:
    if phase.stopped is not None and day >= phase.stopped:
        return "waiting", Wording(gettext_noop("Waiting for an answer to the authority's question."))
    if by_working_days:
        holiday = result.calendar.holiday(day)
        if day.weekday() >= 5:
            if holiday is None:
                return "weekend", weekday_term(day)
            words = {"weekday": weekday_term(day), "holiday": holiday}
            return "weekend", Wording(gettext_noop("{weekday}; {holiday}"), words)
        if holiday is not None:
            return "holiday", holiday
    if phase.ended is None:
        for pause in result.pauses:
            if day in pause.span:
                return "paused", Wording(gettext_noop("Not counted: {reason}"), {"reason": pause.reason})
    return None, Wording("")


def _moved(result: ClockResult, day: date, nominal: date) -> bool:
    paused = sum(
        1
        for pause in result.pauses
        for offset in range((pause.span.last - pause.span.first).days + 1)
        if pause.span.first + timedelta(days=offset) > result.counted_from
    )
    return day > nominal + timedelta(days=paused)
