"""Weekday bank holidays of the United Kingdom from second sources, for checking the calendars against.

2012 to 2028 come from gov.uk's own list, as the package `govuk-bank-holidays` holds it; 2005 to 2011 were set
down by hand from the proclamations and Schedule 1 of the Banking and Financial Dealings Act 1971.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

# day-month of each year: everywhere, then only Scotland, then only Northern Ireland, then all but Scotland
_BY_HAND = {
    2005: ("3.1 25.3 2.5 30.5 26.12 27.12", "4.1 1.8", "17.3 12.7", "28.3 29.8"),
    2006: ("2.1 14.4 1.5 29.5 25.12 26.12", "3.1 7.8", "17.3 12.7", "17.4 28.8"),
    2007: ("1.1 6.4 7.5 28.5 25.12 26.12", "2.1 6.8 30.11", "19.3 12.7", "9.4 27.8"),
    2008: ("1.1 21.3 5.5 26.5 25.12 26.12", "2.1 4.8 1.12", "17.3 14.7", "24.3 25.8"),
    2009: ("1.1 10.4 4.5 25.5 25.12 28.12", "2.1 3.8 30.11", "17.3 13.7", "13.4 31.8"),
    2010: ("1.1 2.4 3.5 31.5 27.12 28.12", "4.1 2.8 30.11", "17.3 12.7", "5.4 30.8"),
    2011: ("3.1 22.4 29.4 2.5 30.5 26.12 27.12", "4.1 1.8 30.11", "17.3 12.7", "25.4 29.8"),
}

# proclaimed after the package's copy of the list was made
_LATE = {date(2026, 6, 15): "scotland"}


def weekday_holidays(division: str) -> set[date]:
    """The weekday holidays 2005 to 2028 of "england-and-wales", "scotland" or "northern-ireland"."""
    found = {day for year, columns in _BY_HAND.items() for day in _days(year, columns, division)}
    found |= {date.fromisoformat(event["date"]) for event in _published()[division]["events"]}
    found |= {day for day, where in _LATE.items() if where == division}
    return {day for day in found if day.weekday() < 5}


def united_kingdom() -> set[date]:
    """The weekday holidays of any part of the United Kingdom, 2005 to 2028."""
    divisions = ("england-and-wales", "scotland", "northern-ireland")
    return set().union(*(weekday_holidays(division) for division in divisions))


def counted(start: date, days: int, holidays: set[date]) -> date:
    """The plainest count there is: one day after the other."""
    day = start
    while days:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            days -= 1
    return day


def _days(year: int, columns: tuple[str, str, str, str], division: str) -> list[date]:
    everywhere, scotland, northern_ireland, not_scotland = columns
    own = {"scotland": scotland, "northern-ireland": northern_ireland, "england-and-wales": ""}[division]
    texts = f"{everywhere} {own} {'' if division == 'scotland' else not_scotland}".split()
    return [date(year, int(text.split(".")[1]), int(text.split(".")[0])) for text in texts]


@cache
def _published() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        files("govuk_bank_holidays").joinpath("bank-holidays.json").read_text("utf-8")
    )
    return found
