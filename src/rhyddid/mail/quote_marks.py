"""Quotes marked with `>` and the line that introduces them ("On … wrote:", "Ar … ysgrifennodd …:")."""

from __future__ import annotations

import re

from rhyddid.mail.fold_lines import Line

_MARKED = re.compile(r"^[ \t]{0,3}(?:[A-Z]{1,3})?>")
_COMPARISON = re.compile(r"^[ \t]*>=?\s?(?!\d{1,2}[a-z]?[.)])[£$€]?\d")
_ATTRIBUTION = re.compile(
    r"^[ \t>]*(?:"
    r"on\s.{5,400}?(?:wrote|writes|said)\s*:"
    r"|ar\s.{5,400}?ysgrifennodd\b.{0,200}:"
    r"|.{2,200}?[<(\[][^\s<>()\[\]]+@[^\s<>()\[\]]+[>)\]].{0,60}?(?:wrote|ysgrifennodd)\s*:"
    r"|.{0,120}?(?:\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}-\d\d-\d\d).{0,120}?(?:wrote|ysgrifennodd)\s*:?"
    r"|\d{4}-\d\d-\d\d\s\d{1,2}:\d\d.{0,120}?[<(][^\s<>()]+@[^\s<>()]+[>)]\s*:"
    r"|(?:ysgrifennodd|a\s+ysgrifennodd)\s.{2,200}:"
    r"|[\w.' -]{2,60}\s(?:wrote|said)\s*:"
    r")[ \t]*$",
    re.IGNORECASE,
)
_OPENS_ATTRIBUTION = re.compile(
    r"^[ \t>]*(?:on|ar)\s.*(?:\d|mon|tue|wed|thu|fri|sat|sun|dydd)", re.IGNORECASE
)
_MOST_ATTRIBUTION_LINES = 4


def is_marked(line: Line) -> bool:
    """A line that begins with a quote mark."""
    return ">" in line.text[:8] and bool(_MARKED.match(line.text))


def marked_runs(lines: list[Line]) -> list[tuple[int, int]]:
    """Runs of marked lines as (first, behind the last), with the lines that introduce them."""
    runs: list[tuple[int, int]] = []
    number = 0
    while number < len(lines):
        if not is_marked(lines[number]):
            number += 1
            continue
        end = number + 1
        while end < len(lines):
            if is_marked(lines[end]):
                end += 1
            elif lines[end].blank and end + 1 < len(lines) and is_marked(lines[end + 1]):
                end += 2
            else:
                break
        runs.append((number, end))
        number = end
    return [
        (_with_attribution(lines, first), last) for first, last in runs if _is_quote(lines, runs, first, last)
    ]


def unmarked_attributions(lines: list[Line]) -> list[tuple[int, int]]:
    """(first line of an attribution, first line behind it) where the quoted text bears no marks."""
    found = []
    for number, line in enumerate(lines):
        if not line.text.rstrip().endswith(":") or is_marked(line):
            continue
        first = _attribution_ending_at(lines, number)
        if first is None:
            continue
        following = number + 1
        while following < len(lines) and lines[following].blank:
            following += 1
        if (
            following < len(lines)
            and not is_marked(lines[following])
            and _dated_or_addressed(lines, first, number)
        ):
            found.append((first, number + 1))
    return found


def _is_quote(lines: list[Line], runs: list[tuple[int, int]], first: int, last: int) -> bool:
    """Not a list of comparisons ("> 50 staff"), and not a single odd line without an introduction."""
    marked = [line for line in lines[first:last] if is_marked(line)]
    if _with_attribution(lines, first) != first:
        return True
    if all(_COMPARISON.match(line.text) for line in marked):
        return False
    return len(marked) > 1 or len(runs) > 1


def _with_attribution(lines: list[Line], first: int) -> int:
    above = first - 1
    while above >= 0 and lines[above].blank and above > first - 3:
        above -= 1
    if above < 0:
        return first
    start = _attribution_ending_at(lines, above)
    return first if start is None else start


def _attribution_ending_at(lines: list[Line], last: int) -> int | None:
    """The first line of the attribution that ends in line `last`: mail software wraps it."""
    joined = ""
    for first in range(last, max(last - _MOST_ATTRIBUTION_LINES, -1), -1):
        if lines[first].blank or (first < last and is_marked(lines[first])):
            return None
        joined = f"{lines[first].text.strip()} {joined}".strip()
        if len(joined) > 800:
            return None
        if _ATTRIBUTION.match(joined) and (first == last or _OPENS_ATTRIBUTION.match(lines[first].text)):
            return _earlier_opening(lines, first)
    return None


def _earlier_opening(lines: list[Line], first: int) -> int:
    """`Jo <jo@…> wrote:` may be only the end of `On Tue, 27 July 2021,`."""
    for above in (first - 1, first - 2):
        if above < 0 or lines[above].blank:
            break
        if _OPENS_ATTRIBUTION.match(lines[above].text) and not lines[above].text.rstrip().endswith(
            (".", ":", "?")
        ):
            return above
    return first


def _dated_or_addressed(lines: list[Line], first: int, last: int) -> bool:
    joined = " ".join(line.text for line in lines[first : last + 1])
    return "@" in joined or re.search(r"\d{1,2}[:/.]\d{2}|\b20\d\d\b|email", joined) is not None
