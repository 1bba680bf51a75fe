"""A text as lines with their offsets: what the folding rules look at."""

from __future__ import annotations

import re
from typing import NamedTuple

_RULE = re.compile(r"^[ \t>]*(?:[-_=*#~\u2500\u2014][ \t]?){5,}$")
_RULE_CHARACTERS = "-_=*#~\u2500\u2014"


# the rules look no further into a line: some take the square of its length
_MOST_CHARACTERS = 2_000


class Line(NamedTuple):
    """One line: `text` is its beginning, without the newline; `end` lies behind the newline.

    `blank` is nothing but blanks, `rule` a line drawn across the page.
    """

    start: int
    end: int
    text: str
    blank: bool
    rule: bool


def split_lines(text: str) -> list[Line]:
    """Every line of the text, in order; together they are the whole text."""
    lines, position, length = [], 0, len(text)
    for raw in text.split("\n"):
        end = min(position + len(raw) + 1, length)
        seen = raw[:_MOST_CHARACTERS]
        bare = seen.strip(" \t>")
        rule = len(bare) >= 5 and bare[0] in _RULE_CHARACTERS and _RULE.match(seen) is not None
        lines.append(Line(position, end, seen, not raw or raw.isspace(), rule))
        position = end
    return lines


def only_blank(lines: list[Line], start: int, end: int) -> bool:
    """Whether lines[start:end] hold nothing."""
    return all(line.blank for line in lines[start:end])
