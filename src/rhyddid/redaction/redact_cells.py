"""What is to go from the rows of a table: whole rows are asked about, so that a cell's neighbours tell what it is.

A cell is masked where a find lies in its text, also beside its column's heading ("NHS number"), and where a number
has lost the nought it began with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rhyddid.redaction.apply import MaskedSpan, apply
from rhyddid.redaction.redacted_file import Find, kind_of_span
from rhyddid.redaction.seen_text import FoundSpan

_ROWS_AT_ONCE = 200
_FEWEST_DIGITS = 6
_LOST_NOUGHT = re.compile(r"[1-9]\d{8,9}")
_PHONE_HEADING = re.compile(r"phone|\btel\b|mobile|\bfax\b|contact|ff[ôo]n|symudol|rhif", re.IGNORECASE)


@dataclass(frozen=True)
class MaskedCells:
    """What is to go from one row: the spans of each cell's text, by the cell's place in the row."""

    by_cell: dict[int, list[MaskedSpan]]

    @property
    def spans(self) -> list[MaskedSpan]:
        """One for each thing that goes."""
        return [span for spans in self.by_cell.values() for span in _apart(spans)]

    def shown(self, row: Sequence[str]) -> list[str]:
        """The row without it."""
        return [
            apply(cell, self.by_cell[place]) if place in self.by_cell else cell
            for place, cell in enumerate(row)
        ]


def masked_rows(rows: Iterable[list[str]], find: Find) -> Iterator[tuple[list[str], MaskedCells]]:
    """Each row of texts, and what is to go from it. The first row that is not empty is taken for headings."""
    headings: list[str] = []
    chunk: list[list[str]] = []
    for row in rows:
        headings = headings or ([*row] if any(row) else [])
        chunk.append(row)
        if len(chunk) >= _ROWS_AT_ONCE:
            yield from _masked(chunk, headings, find)
            chunk = []
    yield from _masked(chunk, headings, find)


def _masked(
    rows: list[list[str]], headings: list[str], find: Find
) -> Iterator[tuple[list[str], MaskedCells]]:
    found: list[dict[int, list[MaskedSpan]]] = [{} for _ in rows]
    # as lines, for what a row says together
    _ask(
        "\t",
        [[(row, place, 0, cell) for place, cell in enumerate(cells)] for row, cells in enumerate(rows)],
        find,
        found,
    )
    # every telling cell for itself, below its heading, and with the nought it may have lost
    lone: list[list[tuple[int, int, int, str]]] = []
    for row, cells in enumerate(rows):
        for place, cell in enumerate(cells):
            if sum(map(str.isdigit, cell)) < _FEWEST_DIGITS or cell in headings:
                continue
            heading = headings[place] if place < len(headings) else ""
            if heading:
                lone.append([(row, place, -len(heading) - 2, f"{heading}: {cell}")])
            if _LOST_NOUGHT.fullmatch(cell) and (_PHONE_HEADING.search(heading) or cell.startswith("7")):
                lone.append([(row, place, -1, f"0{cell}")])
    _ask("\t", lone, find, found)
    for cells, spans in zip(rows, found, strict=True):
        yield cells, MaskedCells(spans)


def _ask(
    between: str,
    lines: list[list[tuple[int, int, int, str]]],
    find: Find,
    found: list[dict[int, list[MaskedSpan]]],
) -> None:
    """Ask about `lines` of pieces (row, cell, where the cell's own text begins, text) and note what goes from where."""
    pieces: list[tuple[int, int, int, int, int]] = []
    texts: list[str] = []
    position = 0
    for line in lines:
        for row, place, shift, text in line:
            if text:
                pieces.append((position, position + len(text), row, place, shift))
            texts += (text, between)
            position += len(text) + 1
        if line:
            texts[-1] = "\n"
    text = "".join(texts)
    if not text.strip():
        return
    spans = sorted(find(text), key=lambda span: span.start)
    first = 0
    for span in spans:
        while first < len(pieces) and pieces[first][1] <= span.start:
            first += 1
        number = first
        while number < len(pieces) and pieces[number][0] < span.end:
            start, end, row, place, shift = pieces[number]
            own_start = max(span.start, start) - start + shift
            own_end = min(span.end, end) - start + shift
            if own_end > 0 and own_end > own_start:
                spans_here = found[row].setdefault(place, [])
                spans_here.append(FoundSpan(kind_of_span(span), max(own_start, 0), own_end, span.shown_as))
            number += 1


def _apart(spans: Iterable[MaskedSpan]) -> Iterator[MaskedSpan]:
    reached = -1
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start >= reached:
            yield span
        reached = max(reached, span.end)
