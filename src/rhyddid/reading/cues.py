"""Cues: the words by which letters say things, as data with examples, and the engine that finds them.

In: a table `tables/NAME.toml` of `[[cue]]` entries (`sense`, `pattern`, `examples`, at will `not_examples`, `weight`,
`hypothetical`), and a plain text (see `layout.plain_form`). Out: `Hit`s with their span.

A pattern is a regular expression over plain text, written with single blanks (each matches any run of blanks) and
`<n>` for up to n words of the same sentence. A hit after "if", "whether", "where" … says nothing of this letter and is
dropped, unless the entry says `hypothetical = true`. To teach the reader a new form of words, add an entry with an
example: the tests try every example against its own pattern.
"""
# ruff: noqa: E501 -- the patterns are data, one form of words after another

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rhyddid.reading.finding import Finder, finder, index_of
from rhyddid.reading.layout import plain_form

_LOOK_BEHIND = re.compile(r"(\(\?<[!=][^()]*\))")
_GAP = re.compile(r"<(\d+)>")
_HYPOTHETICAL = re.compile(
    r"\b(?:if|whether|unless|in the event|in cases? where|in any case where|in circumstances where|should (?:you|we|the|any|it|your)"
    r"|where (?:we|the|it|information|this|a|an|any|that|you|your|necessary|possible|such)|when (?:we|a|an)|os (?:yw|bydd|oes|nad|nid)|pe (?:bai|byddai)|a yw|lle (?:bo|y))\b[^.;?!]{0,90}$"
    r"|\b(?:may|might|would|could) be\b[^.;?!,]{0,32}$"
    r"|\b(?:may|might|could) (?:also |well |still |sometimes )*(?:have|need|decide|choose) to\b[^.;?!,]{0,32}$"
)

# "I would be grateful if you could …" asks; nothing in it is only possible
_POLITE = re.compile(r"(?:grateful|helpful|glad|obliged|pleased) if\b")


@dataclass(frozen=True, slots=True)
class Cue:
    """One form of words and what it means."""

    sense: str
    finder: Finder
    weight: float
    hypothetical: bool
    examples: tuple[str, ...]
    not_examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue found at `start:end`."""

    start: int
    end: int
    sense: str
    weight: float


@cache
def cue_table(name: str) -> tuple[Cue, ...]:
    """The cues of `tables/NAME.toml`, compiled."""
    content = tomllib.loads(files("rhyddid.reading").joinpath(f"tables/{name}.toml").read_text("utf-8"))
    return tuple(
        Cue(
            sense=entry["sense"],
            finder=finder(expand(entry["pattern"])),
            weight=float(entry.get("weight", 1)),
            hypothetical=bool(entry.get("hypothetical", False)),
            examples=tuple(entry["examples"]),
            not_examples=tuple(entry.get("not_examples", ())),
        )
        for entry in content["cue"]
    )


def expand(pattern: str) -> str:
    """A table's pattern as a regular expression. A look-behind keeps its single blank: it must have one width."""
    pieces = _LOOK_BEHIND.split(_loose(pattern.strip()))
    return "".join(
        piece
        if piece.startswith("(?<")
        else _GAP.sub(_words, piece.replace(" ?", "\0").replace(" ", " +").replace("\0", " *"))
        for piece in pieces
    )


def _words(gap: re.Match[str]) -> str:
    return rf"(?:[^\s.;?!]+ +){{0,{gap[1]}}}?"


def _loose(pattern: str) -> str:
    """A comma may stand before a gap: "signatures, which have been removed"."""
    return pattern.replace(" <", ",? <")


def hits(table: tuple[Cue, ...], plain: str) -> list[Hit]:
    """Every cue of the table in `plain`, in order of place."""
    index = index_of(plain)
    found = [
        Hit(match.start(), match.end(), cue.sense, cue.weight)
        for cue in table
        for match in cue.finder.in_sentences(index)
        if cue.hypothetical or not is_hypothetical(plain, match.start())
    ]
    found.sort(key=lambda hit: (hit.start, hit.end))
    return found


def is_hypothetical(plain: str, position: int, floor: int = 0) -> bool:
    """Whether what stands at `position` is only spoken of as possible."""
    if _POLITE.match(plain, position):
        return False
    before = plain[max(floor, position - 130) : position]
    return _HYPOTHETICAL.search(before) is not None


def says(table: tuple[Cue, ...], text: str, sense: str) -> bool:
    """Whether `text` holds a cue of that sense."""
    return any(hit.sense == sense for hit in hits(table, plain_form(text)))
