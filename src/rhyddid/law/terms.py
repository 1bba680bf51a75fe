"""Law words in Welsh, from the one term list `data/terms-cy.toml`, and days written out in both languages.

In: an English term (the name of an exemption, a holiday, a regime; a sentence of a data file) or a date.
Out: its Welsh text, or `Wording`s that other wordings can hold as parameters.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from rhyddid.wording import Wording

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True)
class Term(Wording):
    """An English law term that renders in Welsh by the term list; English where the list has none."""

    def render(self, language: str = "en") -> str:
        return (welsh_term(self.message) if language == "cy" else None) or self.message


@dataclass(frozen=True)
class Day(Wording):
    """A date written out, as in "Wednesday 25 August 2021". `message` is the date in ISO form."""

    def render(self, language: str = "en") -> str:
        day = date.fromisoformat(self.message)
        weekday, month = weekday_term(day).render(language), month_term(day.month).render(language)
        return f"{weekday} {day.day} {month} {day.year}"


def spoken(day: date) -> Day:
    """`day` written out for people, in the language of the text that it stands in."""
    return Day(day.isoformat())


def weekday_term(day: date) -> Term:
    """The name of the day of the week."""
    return Term(_WEEKDAYS[day.weekday()])


def month_term(month: int) -> Term:
    """The name of a month, 1 to 12."""
    return Term(_MONTHS[month - 1])


def welsh_term(english: str) -> str | None:
    """The Welsh for an English law term, or None."""
    found = _table("terms").get(english)
    return None if found is None else str(found)


def welsh_reviewed() -> bool:
    """True once a Welsh speaker has reviewed the list; until then pages say that it is not yet reviewed."""
    return bool(_list()["meta"]["reviewed"])


def _table(name: str) -> Mapping[str, Any]:
    table: Mapping[str, Any] = _list().get(name, {})
    return table


@cache
def _list() -> dict[str, Any]:
    return tomllib.loads(files("rhyddid.law").joinpath("data/terms-cy.toml").read_text("utf-8"))
