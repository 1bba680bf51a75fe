"""Item marks at the start of a block: "1.", "Q2", "(a)", "Question 3:", "1a)", "Answers to questions 1 and 2", "•".

In: plain text and a place. Out: a `Marker` with what it numbers and where the item's own words begin.
"""
# ruff: noqa: E501 -- the patterns are data, one form of words after another

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

MarkerKind = Literal["number", "letter", "roman", "bullet"]

_LEAD = r"[ \">'(\[]*"
_LEADING = frozenset(" \">'([")
_DIGIT = re.compile(r"\d")
_LONGEST_NAME = 80
"""More than "(in response to) your question no." takes up before its number."""
_NAMED = re.compile(
    _LEAD
    + r"(?P<lead>(?:(?:in )?(?:response|answer|reply|relation|regard|respect|regarding|with regards?|concerning|as|ymateb|ateb|mewn perthynas)s?,? (?:to|for|of|in|i|a|(?:in )?relation to)? ?)?(?:your |the |rhan )?)"
    r"(?P<word>questions?|quest|qu|qs|qn|q|parts?|points?|items?|requests?|no|number|cwestiynau|cwestiwn|gwestiwn|gwestiynau|pwynt|rhan|eitem|answers?|response|ateb|ymateb|a|r|c)"
    r"[ .:#\-(]{0,3}(?P<first>\d{1,2})(?P<sub> ?\(?[a-z]\)?(?![a-z]))?"
)
_NUMBER = re.compile(
    _LEAD
    + r"(?P<first>\d{1,2})(?P<sub> ?(?:\([a-z]\)|\([ivx]{1,4}\)|[a-z](?![a-z])))?(?= ?[.):\]\-]| {1,}|[a-z])"
)
_SECTION = re.compile(
    _LEAD
    + r"(?P<label>[1-9]\d?\.[1-9]\d?(?:\.[1-9]\d?)?)[.)]? +(?=[a-z\"'(])(?!(?:fte|wte|million|m|bn|billion|hours?|days?|weeks|years?|months?|miles?|km|per|percent|tonnes|times|full|posts?|staff|people|pm|am)\b)"
)
_MORE = re.compile(
    r"[.)]? ?(?P<join>,(?: and| &)?|and|&|to|-|/|a|ac|i)+ ?(?:questions? |q|part |point )?(?P<n>\d{1,2})(?P<sub>\(?[a-z]\)?(?![a-z]))?(?![\d])"
)
_CLOSER = re.compile(r" ?(?:[.):\]]+-?|-(?= )| - )| of your (?:request|letter|e-?mail)\b[ :.-]*")
_LETTER = re.compile(_LEAD + r"(?P<letter>[a-z])(?:[.):\]](?=[ ]|[a-z0-9£\"])|\) ?)")
_ROMAN = re.compile(_LEAD + r"(?P<roman>i{1,3}|iv|vi{0,3}|ix|xi{0,2}|x)(?:[.)\]:])(?= |[a-z0-9£])")
_BULLET = re.compile(r"[ ]*(?:[•▪‣·●○§*]|o(?= )|->?(?= )|-(?=[a-z0-9£]))[ ]*")
_VALID_NAMED_WITHOUT_CLOSER = frozenset(
    [
        "question",
        "questions",
        "quest",
        "qu",
        "qs",
        "qn",
        "q",
        "part",
        "parts",
        "point",
        "points",
        "item",
        "items",
        "request",
        "requests",
        "cwestiwn",
        "cwestiynau",
        "gwestiwn",
        "gwestiynau",
        "pwynt",
        "rhan",
        "eitem",
    ]
)
_ROMANS = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
    "xi": 11,
    "xii": 12,
}


@dataclass(frozen=True, slots=True)
class Marker:
    """One mark. `labels` are what it numbers ("1", "1a", "a"); several for "1 and 2". `end` is where the words begin."""

    kind: MarkerKind
    labels: tuple[str, ...]
    start: int
    end: int
    word: str = ""
    closed: bool = True
    """Whether a sign follows the number: "1." and not "1 Report"."""

    @property
    def number(self) -> int | None:
        """The leading number of the first label."""
        digits = re.match(r"\d+", self.labels[0]) if self.labels else None
        return int(digits[0]) if digits else None


@lru_cache(maxsize=4096)
def marker_at(plain: str, start: int, end: int) -> Marker | None:
    """The mark that the block `plain[start:end]` begins with."""
    if not _may_be_marked(plain, start, end):
        return None
    section = _SECTION.match(plain, start, end)
    if section:
        return Marker("number", (section["label"],), start, section.end())
    named = _NAMED.match(plain, start, end)
    if named:
        marker = _numbered(plain, named, end, named["word"])
        if marker and (marker.closed or marker.word in _VALID_NAMED_WITHOUT_CLOSER):
            return marker
    number = _NUMBER.match(plain, start, end)
    if number:
        marker = _numbered(plain, number, end, "")
        if marker is not None:
            return marker
    roman = _ROMAN.match(plain, start, end)
    if roman and (roman["roman"] != "i" or plain[roman.end() - 1] in ").]"):
        stop = _blanks(plain, roman.end(), end)
        return Marker("roman", (roman["roman"],), start, stop)
    letter = _LETTER.match(plain, start, end)
    if letter:
        return Marker("letter", (letter["letter"],), start, _blanks(plain, letter.end(), end))
    bullet = _BULLET.match(plain, start, end)
    if bullet and bullet.end() > bullet.start():
        return Marker("bullet", (), start, bullet.end())
    return None


def _may_be_marked(plain: str, start: int, end: int) -> bool:
    """A cheap look first: most blocks begin with a word, and no number, letter or sign is near."""
    while start < end and plain[start] in _LEADING:
        start += 1
    if not "a" <= plain[start : start + 1] <= "z":
        return start < end
    near = plain[start + 1 : min(end, start + 5)]
    if any(sign in near for sign in ".):]") or (near[:1] == " " and plain[start] == "o"):
        return True
    return _DIGIT.search(plain, start, min(end, start + _LONGEST_NAME)) is not None


def roman_value(label: str) -> int | None:
    """1 for "i", 4 for "iv"; None for what is no roman number up to xii."""
    return _ROMANS.get(label)


def _numbered(plain: str, match: re.Match[str], end: int, word: str) -> Marker | None:
    labels = [_label(match["first"], match["sub"])]
    position = match.end()
    if position < end and plain[position].isdigit():
        return None  # "2021", "110 agency"
    while more := _MORE.match(plain, position, end):
        closed = _CLOSER.match(plain, more.end(), end)
        if not word and not closed:
            break
        dashed = more["join"].strip() == "-"
        if dashed and (" -" in more[0] or "- " in more[0]) and "q" not in more[0]:
            break  # "Q1 - 87"
        if more["join"].strip() in ("to", "-", "i") and labels[-1].isdigit() and not more["sub"]:
            labels += [
                str(n) for n in range(int(labels[-1]) + 1, min(int(more["n"]), int(labels[-1]) + 25) + 1)
            ]
        else:
            labels.append(_label(more["n"], more["sub"]))
        position = more.end()
    closer = _CLOSER.match(plain, position, end)
    if closer:
        after = closer.end()
        sign = closer[0].strip()
        if sign in (".", ":") and after < end and plain[after].isdigit():
            return None  # "1.5 FTE", "12:30"
        if not word and sign == "-" and after < end and plain[after : after + 2].strip().isdigit():
            return None  # "5 - 10"
        position = after
    elif not word and position < end and plain[position] not in " ":
        return None
    return Marker(
        "number", tuple(labels), match.start(), _blanks(plain, position, end), word, closer is not None
    )


def _label(number: str, sub: str | None) -> str:
    return str(int(number)) + "".join(letter for letter in sub or "" if letter.isalpha())


def _blanks(plain: str, position: int, end: int) -> int:
    while position < end and plain[position] in " \"'":
        position += 1
    return position
