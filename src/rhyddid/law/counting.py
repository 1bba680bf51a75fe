"""Counting: the last day of a length of time from a start, leaving out paused days.

In: a start (day 0), a `Length`, a calendar, and spans of days left out. Out: a date. Working days skip what the
calendar closes; calendar days and months run through and roll to a working day only at their end.
"""

from __future__ import annotations

import calendar as _gregorian
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rhyddid.law.calendar import Calendar
from rhyddid.law.regimes import Length

_ONE = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same days as spans that neither touch nor overlap, in order."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.first, one.last)):
        if span.last < span.first:
            continue
        if found and span.first <= found[-1].last + _ONE:
            found[-1] = Span(found[-1].first, max(found[-1].last, span.last))
        else:
            found.append(span)
    return found


def last_day(start: date, length: Length, days: Calendar, paused: Iterable[Span] = ()) -> date:
    """The last day of `length` after `start` with the `paused` days left out, rolled where the unit rolls."""
    spans = merged(paused)
    working = length.working_days
    if working is not None:
        return _last_working_day(start, working, days, spans)
    nominal = unrolled(start, length)
    end, shift = nominal, -1
    while shift != (shift := _days_within(spans, start, end)):
        end = nominal + timedelta(days=shift)
    return days.on_or_after(end)


def unrolled(start: date, length: Length) -> date:
    """The day that a length in calendar days, weeks or months ends on, whatever kind of day it is."""
    if length.unit == "calendar_month":
        return add_months(start, length.n)
    return start + timedelta(days=length.n * (7 if length.unit == "calendar_week" else 1))


def end_of(start: date, length: Length, days: Calendar) -> date:
    """The end of a time to complain or to pay: counted like any other, but never rolled."""
    return last_day(start, length, days) if length.working_days is not None else unrolled(start, length)


def add_months(start: date, months: int) -> date:
    """The day with the same number so many months later; the month's last day where there is none."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, _gregorian.monthrange(year, month + 1)[1]))


def working_days_within(spans: Sequence[Span], after: date, last: date, days: Calendar) -> int:
    """How many working days of `spans` lie after `after` and not later than `last`."""
    return sum(
        days.working_days_between(max(span.first - _ONE, after), min(span.last, last)) for span in spans
    )


def _last_working_day(start: date, count: int, days: Calendar, spans: Sequence[Span]) -> date:
    end = days.add_working_days(start, count)
    left_out = 0
    while spans and left_out != (left_out := working_days_within(spans, start, end, days)):
        end = days.add_working_days(start, count + left_out)
    return end


def _days_within(spans: Sequence[Span], after: date, last: date) -> int:
    return sum(max(0, (min(span.last, last) - max(span.first - _ONE, after)).days) for span in spans)
