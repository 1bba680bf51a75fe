"""Dates as officers write them. A date and a style in, words out."""

from __future__ import annotations

import datetime as dt
from typing import Literal

DateStyle = Literal["long", "ordinal", "slashed", "dotted", "weekday", "cy"]
ENGLISH_STYLES: tuple[DateStyle, ...] = ("long", "long", "ordinal", "slashed", "weekday")

_ENGLISH = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_WELSH = (
    "Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin",
    "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr",
)  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def written_date(day: dt.date, *, style: DateStyle) -> str:
    """27 July 2021, 27th July 2021, 27/07/2021, 27.07.2021, Tuesday 27 July 2021 or 27 Gorffennaf 2021."""
    month = (_WELSH if style == "cy" else _ENGLISH)[day.month - 1]
    match style:
        case "ordinal":
            return f"{day.day}{_ordinal(day.day)} {month} {day.year}"
        case "slashed":
            return f"{day:%d/%m/%Y}"
        case "dotted":
            return f"{day:%d.%m.%Y}"
        case "weekday":
            return f"{_WEEKDAYS[day.weekday()]} {day.day} {month} {day.year}"
        case _:
            return f"{day.day} {month} {day.year}"


def _ordinal(number: int) -> str:
    if 10 <= number % 100 <= 20:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
