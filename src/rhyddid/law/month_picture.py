"""The days of a clock as months of weeks, for the small picture beside a date.

In: the `DayExplanation`s of a result. Out: `Month`s whose weeks run from Monday to Sunday; a cell without an
explanation is a day outside the count (None where it belongs to another month).
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from rhyddid.law.day_by_day import DayExplanation
from rhyddid.law.terms import month_term
from rhyddid.wording import Wording

_WEEK = 7


@dataclass(frozen=True)
class Cell:
    """One day of a month; `explanation` is None before receipt and after the last day."""

    date: datetime.date
    explanation: DayExplanation | None


@dataclass(frozen=True)
class Month:
    """A month as its weeks, each of seven places."""

    year: int
    month: int
    name: Wording
    weeks: tuple[tuple[Cell | None, ...], ...]


def months(days: Sequence[DayExplanation]) -> tuple[Month, ...]:
    """Every month from the first to the last of `days`. A day of two counts shows the later one."""
    if not days:
        return ()
    explained = {day.date: day for day in days}
    first, last = min(explained), max(explained)
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return tuple(_month(*_shifted(first, offset), explained) for offset in range(count))


def _shifted(first: datetime.date, months_on: int) -> tuple[int, int]:
    year, month = divmod(first.year * 12 + first.month - 1 + months_on, 12)
    return year, month + 1


def _month(year: int, month: int, explained: dict[datetime.date, DayExplanation]) -> Month:
    day = datetime.date(year, month, 1)
    cells: list[Cell | None] = [None] * day.weekday()
    while day.month == month:
        cells.append(Cell(day, explained.get(day)))
        day += datetime.timedelta(days=1)
    cells += [None] * (-len(cells) % _WEEK)
    weeks = tuple(tuple(cells[start : start + _WEEK]) for start in range(0, len(cells), _WEEK))
    return Month(year, month, month_term(month), weeks)
