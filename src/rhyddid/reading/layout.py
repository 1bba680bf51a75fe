"""The shape of a text before its meaning: a same-length plain form, lines, blocks (paragraphs) and sentences.

In: a text. Out: a `Layout`, whose every part is a span of that text. `plain` has the same length as the text, in small
letters, with one kind of quotation mark, dash and blank, so that a pattern found in it stands at the same offsets.
"""
# ruff: noqa: E501 -- the patterns are data, one form of words after another

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

Span = tuple[int, int]

_PLAIN = tuple((odd, plain) for plain, odds in {
    "'": "‘’‛`´ʼ", '"': "“”„«»", "-": "–—‐‑‒−", " ": "\n\r\t\x0b\x0c\u00a0\u2002\u2003\u2007\u2009\u200a\u200b\u202f\ufeff*_",
    "o": "◦",
}.items() for odd in odds)  # fmt: skip
_LINE = re.compile(r"[^\n]*")
_WORD = re.compile(r"\S+")
_STARTS_ITEM = re.compile(
    r"[ \t\u00a0>*\"'“‘]*(?:[•◦▪‣·●○§]|[-–—*o][ \t\u00a0]|\(?\d{1,2}[a-z]?[.):\]]|\(?[a-zA-Z][.)][ \t\u00a0]|\(?[ivx]{1,4}[.)][ \t\u00a0]"
    r"|(?:yours? (?:sincerely|faithfully|truly)|(?:kind|best|warm|many) (?:regards|thanks|wishes)|yn gywir)\b"
    r"|(?:q|questions?|answers?|responses?|requests?|ateb|cwestiwn|part|point|item)\.? ?\d{1,2}[a-z]?(?:[.:) ]|$)|[acr]\d{1,2}(?:[.:)]| ?/ ?q\d))",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?][\"')\]”’]*(?=\s+[\"'“‘(\[*]*[A-Z0-9£•]|\s*$)|\?(?=[A-Z])|[.!?](?=\s*\Z)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|no|nos|ss?|sect|reg|regs|art|para|ref|e\.g|i\.e|etc|inc|incl|ltd|co|st|approx|c|vs?|p|pp|u\.s|u\.s\.c|tel|ext|cllr|rt|hon|sch|q|gov|dept)|\b[a-z])\.$"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its line break."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together: a paragraph, an item of a list, a heading. `gap` says that a blank line stood before."""

    start: int
    end: int
    gap: bool


@dataclass(frozen=True)
class Layout:
    """A text and its parts."""

    text: str
    plain: str
    lines: tuple[Line, ...]
    blocks: tuple[Block, ...]
    _sentences: dict[int, tuple[Span, ...]] = field(default_factory=dict)

    @cached_property
    def block_starts(self) -> list[int]:
        """The start of each block, for `block_at`."""
        return [block.start for block in self.blocks]

    def block_at(self, position: int) -> int:
        """The number of the block that holds `position` (or the one before it)."""
        return max(0, bisect_right(self.block_starts, position) - 1)

    def sentences_of(self, block_number: int) -> tuple[Span, ...]:
        """The sentences of one block."""
        if block_number not in self._sentences:
            block = self.blocks[block_number]
            self._sentences[block_number] = tuple(sentences(self.text, self.plain, block.start, block.end))
        return self._sentences[block_number]

    def sentences_in(self, start: int, end: int) -> list[Span]:
        """The sentences that overlap `start:end`, cut to it."""
        found: list[Span] = []
        if not self.blocks:
            return found
        for number in range(self.block_at(start), len(self.blocks)):
            if self.blocks[number].start >= end:
                break
            for first, last in self.sentences_of(number):
                if last > start and first < end:
                    found.append((max(first, start), min(last, end)))
        return found

    def sentence_at(self, position: int) -> Span:
        """The sentence around `position`."""
        if not self.blocks:
            return (position, position)
        for first, last in self.sentences_of(self.block_at(position)):
            if first <= position < last:
                return first, last
        block = self.blocks[self.block_at(position)]
        return block.start, block.end

    def trimmed(self, start: int, end: int) -> Span:
        """`start:end` without the blanks at its ends."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return start, end


def plain_form(text: str) -> str:
    """`text` in small letters with plain signs, of the same length."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    for odd, plain in _PLAIN:
        if odd in lowered:
            lowered = lowered.replace(odd, plain)
    return lowered


def lay_out(text: str) -> Layout:
    """The layout of `text`."""
    lines = _lines(text)
    return Layout(text, plain_form(text), tuple(lines), tuple(_blocks(text, lines)))


def _lines(text: str) -> list[Line]:
    lines, position = [], 0
    for piece in text.split("\n"):
        lines.append(Line(position, position + len(piece)))
        position += len(piece) + 1
    return lines


def _width(lengths: list[int]) -> int | None:
    """The width that the text was wrapped at; None where each line is a paragraph of its own."""
    filled = sorted(length for length in lengths if length)
    if not filled:
        return None
    if sum(1 for length in filled if length > 130) > 0.04 * len(filled):
        return None
    return max(40, filled[int(0.93 * (len(filled) - 1))])


def _blocks(text: str, lines: list[Line]) -> list[Block]:
    stripped = [(line, text[line.start : line.end].strip()) for line in lines]
    width = _width([len(content) for _, content in stripped if "http" not in content])
    blocks: list[Block] = []
    start: int | None = None
    end, gap, before = 0, False, ""
    blank_before = True
    for line, content in stripped:
        if not content:
            if start is not None:
                blocks.append(Block(start, end, gap))
                start = None
            blank_before = True
            continue
        first = line.start + len(text[line.start : line.end]) - len(text[line.start : line.end].lstrip())
        if start is not None and _breaks(before, content, width):
            blocks.append(Block(start, end, gap))
            start = None
        if start is None:
            start, gap = first, blank_before
        end = first + len(content)
        before, blank_before = content, False
    if start is not None:
        blocks.append(Block(start, end, gap))
    return blocks


def _breaks(before: str, content: str, width: int | None) -> bool:
    """Whether a new block starts at the line `content`, which follows `before` without a blank line."""
    if width is None or _STARTS_ITEM.match(content) or (_GREETING.match(before) and len(before) < 70):
        return True
    number, above = _OPEN_NUMBER.match(content), _OPEN_NUMBER.match(before)
    if number and above and int(number[1]) == int(above[1]) + 1:
        return True
    if "\t" in content or "\t" in before:  # rows of a table
        return True
    if content[0] == "|" or _COLUMNS.match(content) or _COLUMNS.match(before):
        return True
    if before[-1] in ".!?:;" and _OPENS_PARAGRAPH.match(content):
        return True
    word = _WORD.match(content)
    would_fit = len(before) + 1 + (len(word[0]) if word else 0) <= width * 0.88
    if not would_fit:
        return False
    goes_on = content[0].islower() or before[-1] in ",;-–(" or before.split()[-1].lower() in _OPEN_ENDS
    return not (goes_on and len(before) > width * 0.25)


_OPENS_PARAGRAPH = re.compile(
    r"(?:if you (?:have|are|remain|require|wish|would)|the information (?:provided|supplied)|please (?:note|find|see|do not|quote|be)|i hope|we hope"
    r"|(?:please |could |can )(?:could |can )?(?:you )?(?:also )?(?:provide|send|tell|confirm|supply|give|state|list|disclose)|how (?:many|much)"
    r"|you (?:have|can|may) |should you|in addition|os (?:ydych|oes|hoffech)|mae gennych)\b",
    re.IGNORECASE,
)
_OPEN_NUMBER = re.compile(r"(\d{1,2}) +[A-Z£\d]")
_COLUMNS = re.compile(r"\S[^\n]*?\S(?: {4,}|\s*\|\s*)\S")
_GREETING = re.compile(
    r"[*\s]*(?:dear|annwyl|hi|hello|good (?:morning|afternoon)|a chara|to whom)\b", re.IGNORECASE
)
_OPEN_ENDS = {"the", "of", "and", "or", "a", "an", "to", "by", "for", "in", "on", "with", "under", "section", "sections", "regulation", "your", "our", "is", "are", "that", "which", "not", "yr", "y", "a'r", "i", "o"}  # fmt: skip


def sentences(text: str, plain: str, start: int, end: int) -> list[Span]:
    """The sentences of `text[start:end]`."""
    found: list[Span] = []
    first = start
    for match in _SENTENCE_END.finditer(text, start, end):
        stop = match.end()
        if plain[match.start()] == "." and _ABBREVIATION.search(
            plain, max(first, match.start() - 12), match.start() + 1
        ):
            continue
        if stop > first:
            found.append((first, stop))
            first = stop
            while first < end and text[first].isspace():
                first += 1
    if first < end:
        found.append((first, end))
    return found
