"""The dates that an authority states: 20 working days, counted by the calendar of its law."""

from __future__ import annotations

import datetime as dt

from rhyddid.law.calendar import calendar
from rhyddid.rehearsal.simulated.authorities import Regime

_CALENDARS: dict[Regime, str] = {"uk-foia": "uk", "sct-foisa": "scotland"}


def deadline(received_on: dt.date, *, regime: Regime, working_days: int = 20) -> dt.date:
    """The last of `working_days` days, counted from the first working day after receipt."""
    return calendar(_CALENDARS[regime]).add_working_days(received_on, working_days)
