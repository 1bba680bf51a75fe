"""Days as letters write them: "27th July 2021", "29/01/18", "4^th March 2015", "July 4, 2021", "27 Gorffennaf 2021".

In: plain text. Out: `DayFound`s with the day, or with year None where the text gives none ("on 9 February").
Numbers alone are read day first, unless the letter is American.
"""
# ruff: noqa: E501 -- the patterns are data, one form of words after another

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rhyddid.reading.finding import Finder, finder

_MONTHS = {
    1: "january jan ionawr ion eanáir", 2: "february feb febuary chwefror chwef feabhra", 3: "march mar mawrth fawrth márta",
    4: "april apr ebrill aibreán", 5: "may mai fai bealtaine", 6: "june jun mehefin fehefin meitheamh",
    7: "july jul gorffennaf iúil", 8: "august aug awst lúnasa", 9: "september sept sep medi fedi", 10: "october oct hydref",
    11: "november nov tachwedd dachwedd", 12: "december dec rhagfyr ragfyr nollaig",
}  # fmt: skip
_MONTH_OF = {name: number for number, names in _MONTHS.items() for name in names.split()}
_NAMES = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_WEEKDAY = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun|dydd [a-z]+),? (?:the )?$"
)
_DAY_FIRST = finder(
    rf"(?<![\d/.,£-])(?P<day>[0-3]?\d) {{0,3}}(?:\^? ?(?:st|nd|rd|th|af|ain|fed|eg|ydd|il|ed))?,?(?: day)?(?: of| o)?[ -]{{0,3}}(?P<month>{_NAMES})\b\.?(?:,?[ -]{{0,3}}(?P<year>\d{{4}}|'?\d{{2}}(?!\d|[:./]\d)(?! ?(?:working|people|years|%))))?"
)
_MONTH_FIRST = finder(
    rf"\b(?P<month>{_NAMES})\.? (?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?:,? (?P<year>\d{{4}}))(?!\d)"
)
_DAY_THEN_YEAR = finder(r"\d(?:st|nd|rd|th)?,? (?:19|20)\d\d")
_FIGURES = finder(
    r"(?<![\d/.-])(?P<iso>(?:19|20)\d\d-[01]\d-[0-3]\d)(?!\d)"
    r"|(?<![\d/.£-])(?P<day>[0-3]?\d)(?P<sign>[/.-])(?P<month>[01]?\d)(?P=sign)(?P<year>(?:19|20)\d\d|\d\d)(?![\d/]|\.\d)"
)


@dataclass(frozen=True, slots=True)
class DayFound:
    """A day at `start:end`; `year` None where it is not written."""

    day: int
    month: int
    year: int | None
    start: int
    end: int

    def iso(self, year: int | None = None) -> str | None:
        """`YYYY-MM-DD`, with `year` where the text has none; None for no possible day."""
        try:
            return dt.date(self.year or year or 0, self.month, self.day).isoformat()
        except ValueError:
            return None


def days_in(
    plain: str, start: int = 0, end: int | None = None, *, month_first: bool = False
) -> list[DayFound]:
    """Every day named in `plain[start:end]`, in order."""
    stop = len(plain) if end is None else end
    found = _all_days(plain, month_first)
    if start == 0 and stop >= len(plain):
        return list(found)
    return [day for day in found if day.start >= start and day.end <= stop]


@lru_cache(maxsize=16)
def _all_days(plain: str, month_first: bool) -> tuple[DayFound, ...]:
    found = [*_worded(plain, _DAY_FIRST), *_in_figures(plain, month_first)]
    if _DAY_THEN_YEAR.first(plain):
        found += _worded(plain, _MONTH_FIRST)
    found.sort(key=lambda day: (day.start, -day.end))
    kept: list[DayFound] = []
    for day in found:
        if not kept or day.start >= kept[-1].end:
            kept.append(day)
    return tuple(kept)


def _worded(plain: str, pattern: Finder) -> Iterator[DayFound]:
    for match in pattern.all(plain):
        day, month, year = int(match["day"]), _MONTH_OF[match["month"]], match["year"]
        full = _full_year(year.strip("'")) if year else None
        if _exists(full or 2000, month, day):
            weekday = _WEEKDAY.search(plain, max(0, match.start() - 14), match.start())
            yield DayFound(day, month, full, weekday.start() if weekday else match.start(), match.end())


def _in_figures(plain: str, month_first: bool) -> Iterator[DayFound]:
    for match in _FIGURES.all(plain):
        if match["iso"]:
            year, month, day = (int(part) for part in match["iso"].split("-"))
        else:
            day, month, year = int(match["day"]), int(match["month"]), _full_year(match["year"])
            if (month_first and day <= 12) or (month > 12 >= day):
                day, month = month, day
        if _exists(year, month, day):
            yield DayFound(day, month, year, match.start(), match.end())


def _exists(year: int, month: int, day: int) -> bool:
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True


def nearest_year(day: DayFound, around: dt.date) -> int:
    """The year that puts a day without one nearest to, and not long after, `around`."""
    best = min(
        (around.year - 1, around.year, around.year + 1),
        key=lambda year: abs((dt.date(year, day.month, min(day.day, 28)) - around).days),
    )
    return best


def _full_year(text: str) -> int:
    year = int(text)
    if year >= 100:
        return year
    return 2000 + year if year < 70 else 1900 + year
