"""A letter as the page shows it: its text cut into own words and folds, with evidence marked.

A text, its folds and marks in (offsets in that text); pieces out. Nothing is left out: folds close, they never delete.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FOLD_LABELS: dict[str, Promise] = {
    "quote": _("Quoted text"),
    "forward": _("Forwarded message"),
    "original_message": _("Earlier message"),
    "disclaimer": _("Disclaimer"),
    "signature": _("Signature"),
}


@dataclass(frozen=True)
class Mark:
    """`text[start:end]` is evidence; `anchor` is its id on the page, and `is_here` says that it is the one looked at."""

    start: int
    end: int
    anchor: str
    is_here: bool = False


@dataclass(frozen=True)
class Run:
    """Some text with the same marks all over. `anchors` begin here."""

    text: str
    is_marked: bool
    is_here: bool
    anchors: tuple[str, ...]


@dataclass(frozen=True)
class Piece:
    """Own words (`why` is empty) or a fold; `lines` is how long it is, `is_open` that it holds evidence."""

    why: str
    runs: tuple[Run, ...]
    lines: int
    is_open: bool

    @property
    def label(self) -> object:
        """What the fold is, for people."""
        return FOLD_LABELS.get(self.why, FOLD_LABELS["quote"])


def letter_pieces(
    text: str, folded: Iterable[Sequence[object]] = (), marks: Sequence[Mark] = ()
) -> tuple[Piece, ...]:
    """The pieces of `text` in order; `folded` is `[[start, end, why], …]`, ordered and disjoint."""
    pieces: list[Piece] = []
    position = 0
    for start, end, why in folded:
        first, last = int(str(start)), int(str(end))
        pieces += _piece(text, position, first, "", marks)
        pieces += _piece(text, first, last, str(why), marks)
        position = max(position, last)
    return (*pieces, *_piece(text, position, len(text), "", marks))


def _piece(text: str, start: int, end: int, why: str, marks: Sequence[Mark]) -> list[Piece]:
    """One piece without the empty lines around it; none where nothing is left."""
    while start < end and text[start] in "\r\n":
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start >= end:
        return []
    inside = [mark for mark in marks if mark.start < end and mark.end > start and mark.end > mark.start]
    runs = tuple(_runs(text, start, end, inside))
    return [Piece(why, runs, text.count("\n", start, end) + 1, bool(inside))]


def _runs(text: str, start: int, end: int, marks: Sequence[Mark]) -> Iterable[Run]:
    edges = {start, end}
    for mark in marks:
        edges |= {max(mark.start, start), min(mark.end, end)}
    ordered = sorted(edges)
    for left, right in itertools.pairwise(ordered):
        over = [mark for mark in marks if mark.start <= left and mark.end >= right]
        # a mark that began in an earlier piece has its anchor there
        begin = tuple(mark.anchor for mark in over if mark.start == left)
        yield Run(text[left:right], bool(over), any(mark.is_here for mark in over), begin)
