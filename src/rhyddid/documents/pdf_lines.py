"""A PDF page's text in the order people read it: lines from top to bottom, wide gaps inside a line as tabs.

PDFium gives lines in the order they were drawn, which is mostly the right one. Only where a page was drawn out of
order (its footer first, its paragraphs in any order) are they sorted by where they stand. Paragraphs are parted by an
empty line, as far as room was left between them.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_low

import pypdfium2
import pypdfium2.raw as pdfium

# Beyond so many heights of a letter, a gap in a line parts two cells of a table.
_CELL_GAP = 1.6
_MAX_ORDERED_LINES = 1_000
_MIN_COLUMN_GAP = 12.0
_MIN_COLUMN_LINES = 3
_BLOCK_GAP = 1.8
_PARAGRAPH_GAP = 0.4
_LINE = re.compile(r"[^\r\n\x02]+\x02?")
_BLANK_RUN = re.compile(r"(?<=\S) +(?=\S)")
_CLEANED = re.compile("[\x00-\x08\x0b-\x1f\x7f\xa0\xad]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line's text and its box, in points from the page's lower left corner."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)


def page_text(page: pypdfium2.PdfPage) -> str:
    """The page's text; words that are hyphenated at a line's end stay so, on two lines."""
    textpage = page.get_textpage()
    try:
        lines = _lines(textpage)
    finally:
        textpage.close()
    if page.get_rotation() == 0 and 1 < len(lines) <= _MAX_ORDERED_LINES and _is_out_of_order(lines):
        lines = in_reading_order(lines)
    return _paragraphs(lines)


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """`lines` by columns and blocks, from left to right and top to bottom."""
    ordered: list[Line] = []
    pending = [list(lines)]
    while pending:
        block = pending.pop()
        parts = _columns(block) or _blocks(block)
        if parts:
            pending.extend(reversed(parts))
        else:
            ordered += sorted(block, key=lambda line: (-round(line.bottom / 3), line.left))
    return ordered


def _lines(textpage: pypdfium2.PdfTextPage) -> list[Line]:
    # PDFium joins a word that is hyphenated at a line's end, and marks the place with one of these
    text: str = textpage.get_text_range().replace("\ufffe", "\x02")
    return [
        line
        for piece in _LINE.finditer(text)
        if (line := _line(textpage, piece[0], piece.start())) is not None
    ]


def _line(textpage: pypdfium2.PdfTextPage, text: str, start: int) -> Line | None:
    words = text.strip()
    if not words.strip("\x02"):
        return None
    first = start + len(text) - len(text.lstrip())
    last = first + len(words) - 1
    left, bottom, _, top = _box(textpage, first)
    _, end_bottom, right, end_top = _box(textpage, last)
    if " " in words:
        words = _with_cells(textpage, words, first, max(top - bottom, end_top - end_bottom, 1.0))
    return Line(_CLEANED.sub(_clean, words), left, min(bottom, end_bottom), right, max(top, end_top))


def _with_cells(textpage: pypdfium2.PdfTextPage, words: str, first: int, height: float) -> str:
    """`words` with a tab for each gap between cells. PDFium makes a blank of any gap, and says that it made it."""
    pieces, done = [], 0
    for blank in _BLANK_RUN.finditer(words):
        if not pdfium.FPDFText_IsGenerated(textpage, _character(textpage, first + blank.start())):
            continue
        gap = _box(textpage, first + blank.end())[0] - _box(textpage, first + blank.start() - 1)[2]
        if gap > _CELL_GAP * height:
            pieces += [words[done : blank.start()], "\t"]
            done = blank.end()
    return "".join([*pieces, words[done:]])


def _box(textpage: pypdfium2.PdfTextPage, place: int) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of the character at a place of the text, in its font's full height."""
    box = pdfium.FS_RECTF()
    if not pdfium.FPDFText_GetLooseCharBox(textpage, _character(textpage, place), ctypes.byref(box)):
        return 0.0, 0.0, 0.0, 0.0
    return box.left, box.bottom, box.right, box.top


def _character(textpage: pypdfium2.PdfTextPage, place: int) -> int:
    index: int = pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, place)
    return max(index, 0)


def _clean(sign: re.Match[str]) -> str:
    return {"\x02": "-", "\xa0": " "}.get(sign[0], "")


def _paragraphs(lines: Sequence[Line]) -> str:
    """The lines' texts, with an empty line wherever more room than usual is left between two."""
    gaps = [before.bottom - after.top for before, after in pairwise(lines)]
    below = [
        gap for gap, before, after in zip(gaps, lines, lines[1:], strict=False) if after.top < before.top
    ]
    usual = median_low(below or [0.0])
    pieces = [lines[0].text] if lines else []
    for gap, line in zip(gaps, lines[1:], strict=True):
        if gap > usual + _PARAGRAPH_GAP * line.height:
            pieces.append("")
        pieces.append(line.text)
    return "\n".join(pieces)


def _is_out_of_order(lines: Sequence[Line]) -> bool:
    """Whether a line stands above the one drawn before it, in the same column."""
    return any(
        after.bottom > before.top and after.left < before.right and before.left < after.right
        for before, after in pairwise(lines)
    )


def _columns(lines: list[Line]) -> list[list[Line]]:
    """The lines left and right of a gap that no line crosses; empty where there is none."""
    if len(lines) < 2 * _MIN_COLUMN_LINES:
        return []
    by_left = sorted(lines, key=lambda line: line.left)
    right = by_left[0].right
    for number, line in enumerate(by_left):
        few = min(number, len(lines) - number) < _MIN_COLUMN_LINES
        if line.left - right > _MIN_COLUMN_GAP and not few:
            return [by_left[:number], by_left[number:]]
        right = max(right, line.right)
    return []


def _blocks(lines: list[Line]) -> list[list[Line]]:
    """The lines above and below the widest gap between lines, where one is wide; empty where none is."""
    by_top = sorted(lines, key=lambda line: -line.top)
    widest, place = 0.0, 0
    bottom = by_top[0].bottom
    for number, line in enumerate(by_top[1:], 1):
        gap = bottom - line.top
        if gap > max(widest, _BLOCK_GAP * line.height):
            widest, place = gap, number
        bottom = min(bottom, line.bottom)
    return [by_top[:place], by_top[place:]] if place else []
