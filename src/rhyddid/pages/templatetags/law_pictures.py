"""The small month pictures beside a date: `{% month_pictures days %}`, wherever the days of a clock are at hand.

The page needs the stylesheet `rhyddid/css/law.css`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import template

from rhyddid.law.day_by_day import DayExplanation
from rhyddid.law.month_picture import Month, months
from rhyddid.law.terms import Term
from rhyddid.pages.law_words import page_language

register = template.Library()

MOST_MONTHS = 14
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Weekday:
    """A column's head: the name, and how much of it is shown."""

    name: str
    short: str


@register.inclusion_tag("pages/partials/month_picture.html")
def month_pictures(days: Sequence[DayExplanation], level: int = 3) -> dict[str, object]:
    """A table a month from the first to the last of `days`; of a very long count the first and last months."""
    shown: tuple[Month, ...] = months(days)
    left_out = max(0, len(shown) - MOST_MONTHS)
    if left_out:
        shown = (*shown[: MOST_MONTHS // 2], *shown[-MOST_MONTHS // 2 :])
    names = [Term(name).render(page_language()) for name in _WEEKDAYS]
    return {
        "months": shown,
        "left_out": left_out,
        "weekdays": [Weekday(name, name[:2]) for name in names],
        "level": level,
    }
