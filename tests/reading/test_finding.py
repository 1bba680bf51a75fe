"""A finder finds what the expression engine finds, only sooner."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rhyddid.reading.cues import cue_table
from rhyddid.reading.finding import Finder, finder, index_of
from rhyddid.reading.laws import law_patterns
from rhyddid.reading.layout import plain_form

FIXTURES = Path(__file__).parent / "fixtures"
LETTERS = [plain_form(path.read_text("utf-8")) for path in sorted(FIXTURES.glob("00?.txt"))]
TABLES = ("decisions", "kinds", "notice", "notice_denial", "paragraphs")


def _found(each: Finder, plain: str) -> list[tuple[int, int]]:
    return [match.span() for match in each.anywhere(index_of(plain))]


def _finders(table: str) -> list[Finder]:
    if table == "laws":
        return [law.finder for group in law_patterns() for law in group]
    return [cue.finder for cue in cue_table(table)]


@pytest.mark.parametrize("table", [*TABLES, "laws"])
def test_a_finder_finds_what_the_engine_finds(table: str) -> None:
    for each in _finders(table):
        for plain in LETTERS:
            assert _found(each, plain) == [match.span() for match in each.pattern.finditer(plain)]


@pytest.mark.parametrize("table", TABLES)
def test_in_sentences_each_sentence_is_searched_alone(table: str) -> None:
    for each in _finders(table):
        for plain in LETTERS:
            index = index_of(plain)
            alone = [
                match.span()
                for start, end in zip(index.starts, index.starts[1:], strict=False)
                for match in each.pattern.finditer(plain, start, end)
            ]
            assert sorted(match.span() for match in each.in_sentences(index)) == sorted(alone)


@pytest.mark.parametrize(
    ("pattern", "plain"),
    [
        (r"\b(?:in|on) part", "in part, within parts, on part2, début in part"),
        (r"(?<![a-z0-9])s\.? ?\d", "s.40, ss. 5, és 4, as 3, 2s 1, s40"),
        (r"(?<![\w£])\d+ pages", "12 pages, £12 pages, a12 pages, 3  pages"),
        (r"freedom|dom of", "freedom of, random of, kingdom of"),
        (r"(?:re-?)?open(?:ed)?", "re-opened, reopened, open, unopened"),
        (r"\.gov\b|552", "foi.gov.ie, 5552, x.government"),
        (r"[£€] ?\d", "£ 5, €6, £x, ££7"),
        (r"\be-?mail|\b(?:can't|cannot)", "e-mail, email, can't, can not, cannot"),
        (r"(?:not )?held", "not held, held, withheld, not  held"),
        (r"", "any"),
    ],
)
def test_wherever_a_match_may_begin(pattern: str, plain: str) -> None:
    assert _found(finder(pattern), plain) == [match.span() for match in re.finditer(pattern, plain)]


def test_a_part_of_a_text_is_searched_like_the_engine_does() -> None:
    plain = "We hold it. It is not held by us, nor is it held for us. " * 20
    each = finder(r"\bheld (?:by|for) us")
    assert [match.span() for match in each.all(plain, 12, 400)] == [
        match.span() for match in each.pattern.finditer(plain, 12, 400)
    ]
    assert each.first(plain, 1140) is None


def test_a_pattern_made_after_an_index_is_found_in_the_same_text() -> None:
    plain = "A zoetrope was bought. " * 40
    index_of(plain)
    assert finder(r"\bzoetropes?\b").first(plain) is not None
