"""Numbers that answer "how many": digits, words, halves, none; not years, days, sections or question numbers.

In: plain text. Out: `NumberFound`s in order of place.
"""
# ruff: noqa: E501 -- the patterns are data, one form of words after another

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from rhyddid.reading.citations import citations
from rhyddid.reading.dates import days_in
from rhyddid.reading.money import sums_in

_WORDS = {
    "zero": 0, "nil": 0, "none": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "dim": 0, "un": 1, "dau": 2, "dwy": 2, "tri": 3, "tair": 3, "pedwar": 4, "pedair": 4, "pump": 5, "pum": 5, "chwech": 6,
    "chwe": 6, "saith": 7, "wyth": 8, "naw": 9, "deg": 10, "deuddeg": 12, "ugain": 20,
}  # fmt: skip
_NUMBER = re.compile(
    r"(?<![\w£€$.,/:#-])(?P<digits>\d{1,3}(?:,\s?\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<half> ?[½¼¾])?(?![\w/:]|\.\d|,\d)"
    r"|(?<![\w£€$.,/:#-])(?P<unit>\d+(?:\.\d+)?)(?=(?:x|fte|wte|ft|pt|%|f/t|p/t|no\.?)\b|%)"
    r"|(?<![\w])(?P<lone>[½¼¾])"
    rf"|\b(?P<word>{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b(?![- ](?:of the following|or more|another|hand|day))"
)
_MONTH_DAY = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec) \d{1,2}\b"
)
_NO_COUNT = re.compile(
    r"https?://\S+|[\w.-]+@\S+|www\.\S+|\[\d+\]|(?:19|20)\d\d(?: ?/ ?|-)(?:19|20)?\d\d\b|(?:19|20)\d\d - (?:19|20)\d\d\b"
)
_HALVES = {"½": "0.5", "¼": "0.25", "¾": "0.75"}
_YEAR = re.compile(r"(?:19[5-9]\d|20[0-4]\d)")
_NOT_COUNT_BEFORE = re.compile(
    r"(?:\b(?:q|question|questions|section|sections|part|paragraph|para|page|figure|table|act|regulation|article|ref|reference|no|number|item|point|version|step|phase|level|band|grade|schedule|category|cwestiwn|adran|room|floor|po box|cat|covid|tier)\.? ?(?:\d+ (?:and|to|-) )?|[/])$"
)
_NOT_COUNT_AFTER = re.compile(
    r" ?(?:am|pm|st|nd|rd|th|hrs?\b(?! )|o'clock)\b|[):](?= ?[a-z])|[- ](?:year|month|week|day) (?:period|term|contract)"
)
_NOUN_ONE = re.compile(
    r"\bone (?:of|or|such|who|which|that|another|hand|side)\b|\b(?:this|that|each|every|any|no|which|the) one\b"
)


@dataclass(frozen=True, slots=True)
class NumberFound:
    """A number at `start:end`; `spelled` when written as a word."""

    value: str
    start: int
    end: int
    spelled: bool
    percent: bool


def numbers_in(plain: str, start: int = 0, end: int | None = None) -> list[NumberFound]:
    """Every number in `plain[start:end]` that can count something."""
    stop = len(plain) if end is None else end
    blocked = [(day.start, day.end) for day in days_in(plain, start, stop)]
    blocked += [(each.start, each.end) for each in sums_in(plain, start, stop)]
    piece = plain[start:stop]
    if "section" in piece or "regulation" in piece or " s." in piece:
        blocked += [(each.start + start, each.end + start) for each in citations(piece)]
    blocked += [match.span() for match in _NO_COUNT.finditer(plain, start, stop)]
    blocked += [match.span() for match in _MONTH_DAY.finditer(plain, start, stop)]
    found = []
    for match in _NUMBER.finditer(plain, start, stop):
        if any(a < match.end() and match.start() < b for a, b in blocked):
            continue
        before = plain[max(start, match.start() - 22) : match.start()]
        if _NOT_COUNT_BEFORE.search(before) or _NOT_COUNT_AFTER.match(plain, match.end(), stop):
            continue
        if match["word"]:
            if match["word"] == "one" and _NOUN_ONE.search(
                plain, max(start, match.start() - 6), match.end() + 9
            ):
                continue
            if match["word"] == "un" and "cy" not in before and not before.endswith(" "):
                continue
            found.append(NumberFound(str(_WORDS[match["word"]]), match.start(), match.end(), True, False))
            continue
        if match["lone"]:
            found.append(NumberFound(_HALVES[match["lone"]], match.start(), match.end(), False, False))
            continue
        digits = match["digits"] or match["unit"]
        if _YEAR.fullmatch(digits):
            continue
        value = Decimal(re.sub(r"[,\s]", "", digits))
        if match["half"]:
            value += Decimal(_HALVES[match["half"].strip()])
        percent = plain.startswith("%", match.end()) or plain.startswith(
            (" per cent", " percent", " %"), match.end()
        )
        found.append(NumberFound(_plain(value), match.start(), match.end(), False, percent))
    return found


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
