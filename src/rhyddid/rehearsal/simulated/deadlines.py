"""The dates that an authority states: it counts working days for itself, as its letters say it does."""

from __future__ import annotations

import datetime as dt
from functools import cache

import holidays

from rhyddid.rehearsal.simulated.authorities import Regime

_NATIONS: dict[Regime, tuple[str, ...]] = {"uk-foia": ("ENG", "WLS", "SCT", "NIR"), "sct-foisa": ("SCT",)}


def deadline(received_on: dt.date, *, regime: Regime, working_days: int = 20) -> dt.date:
    """The last of `working_days` days, counted from the first working day after receipt."""
    day, left = received_on, working_days
    while left > 0:
        day += dt.timedelta(days=1)
        if is_working_day(day, regime=regime):
            left -= 1
    return day


def is_working_day(day: dt.date, *, regime: Regime) -> bool:
    """Under FOIA a holiday of any part of the United Kingdom counts; under FOISA one of Scotland's."""
    return day.weekday() < 5 and day not in _holidays(regime, day.year)


@cache
def _holidays(regime: Regime, year: int) -> frozenset[dt.date]:
    return frozenset(
        day
        for nation in _NATIONS[regime]
        for day in holidays.country_holidays("GB", subdiv=nation, years=year)
    )
