"""Days as letters write them: "27th July 2021", "29/01/18", "4^th March 2015", "July 4, 2021", "27 Gorffennaf 2021".

In: plain text. Out: `DayFound`s with the day, or with year None where the text gives none ("on 9 February").
Numbers alone are read day first, unless the letter is American.
"""
# ruff: noqa: E501 -- the patterns are data, one form of words after another

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

_MONTHS = {
    1: "january jan ionawr ion eanáir", 2: "february feb febuary chwefror chwef feabhra", 3: "march mar mawrth fawrth márta",
    4: "april apr ebrill aibreán", 5: "may mai fai bealtaine", 6: "june jun mehefin fehefin meitheamh",
    7: "july jul gorffennaf iúil", 8: "august aug awst lúnasa", 9: "september sept sep medi fedi", 10: "october oct hydref",
    11: "november nov tachwedd dachwedd", 12: "december dec rhagfyr ragfyr nollaig",
}  # fmt: skip
_MONTH_OF = {name: number for number, names in _MONTHS.items() for name in names.split()}
_NAMES = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?,? |dydd [a-z]+,? )?"
_DAY = re.compile(
    rf"(?<![\d/.,£-])(?:{_WEEKDAY})(?P<day>[0-3]?\d) ?(?:\^? ?(?:st|nd|rd|th|af|ain|fed|eg|ydd|il|ed))?,?(?: day)?(?: of| o)? ?(?P<month>{_NAMES})\b\.?(?:,? ?(?P<year>\d{{4}}|'?\d{{2}}(?!\d|[:./]\d)(?! ?(?:working|people|years|%))))?"
    rf"|(?<![a-z])(?P<month2>{_NAMES})\.? (?P<day2>[0-3]?\d)(?:st|nd|rd|th)?(?:,? (?P<year2>\d{{4}}))(?!\d)"
    rf"|(?<![\d/.-])(?P<iso>(?:19|20)\d\d-[01]\d-[0-3]\d)(?!\d)"
    rf"|(?<![\d/.£-])(?P<day3>[0-3]?\d)(?P<sign>[/.-])(?P<month3>[01]?\d)(?P=sign)(?P<year3>(?:19|20)\d\d|\d\d)(?![\d/]|\.\d)"
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
    found = []
    for match in _DAY.finditer(plain):
        if match["iso"]:
            year, month, day = (int(part) for part in match["iso"].split("-"))
        elif match["month2"]:
            day, month, year = int(match["day2"]), _MONTH_OF[match["month2"]], int(match["year2"])
        elif match["day3"]:
            day, month = int(match["day3"]), int(match["month3"])
            if (month_first and month <= 31 and day <= 12) or (month > 12 >= day):
                day, month = month, day
            year = _full_year(match["year3"])
        else:
            day, month = int(match["day"]), _MONTH_OF[match["month"]]
            year_text = match["year"]
            if year_text is None:
                if 1 <= day <= 31:
                    found.append(DayFound(day, month, None, match.start(), match.end()))
                continue
            year = _full_year(year_text.strip("'"))
        try:
            dt.date(year, month, day)
        except ValueError:
            continue
        found.append(DayFound(day, month, year, match.start(), match.end()))
    return tuple(found)


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
