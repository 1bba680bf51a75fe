"""The one text that is read: the letter's own words, then the pages of the attachments that speak for it.

In: a Letter. Out: a `ReadingText`, whose `text` leaves out what is folded (quoted mail, disclaimers, signatures), and
which turns any of its spans back into Evidence: the letter's own offsets, or attachment and page.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from rhyddid.letters.letter import Letter, LetterAttachment
from rhyddid.reading.own_text import own_spans
from rhyddid.reading.reading import Evidence

MAX_PAGE_CHARACTERS = 200_000


@dataclass(frozen=True, slots=True)
class Part:
    """`text[start:end]` of the reading text is `source[base:…]` of the main text or of a page."""

    start: int
    end: int
    base: int
    attachment: str | None
    page: int | None


@dataclass(frozen=True)
class ReadingText:
    """The text to read, with the way back to where each piece of it stands."""

    text: str
    parts: tuple[Part, ...]

    def evidence(self, start: int, end: int) -> Evidence:
        """The place of `text[start:end]`; a span over several parts is cut to the part it starts in."""
        part = self._part_at(start)
        start = max(start, part.start)
        end = min(end, part.end)
        while end > start and self.text[end - 1].isspace():
            end -= 1
        while start < end and self.text[start].isspace():
            start += 1
        offset = part.base - part.start
        return Evidence(start + offset, end + offset, self.text[start:end], part.attachment, part.page)

    def _part_at(self, position: int) -> Part:
        starts = [part.start for part in self.parts]
        number = max(0, bisect_right(starts, position) - 1)
        if position >= self.parts[number].end and number + 1 < len(self.parts):
            number += 1
        return self.parts[number]


def reading_text(letter: Letter, speaking: tuple[LetterAttachment, ...] = ()) -> ReadingText:
    """The letter's own words and the pages of the attachments that speak for it, as one text."""
    own = [(letter.text[start:end], start, None, None) for start, end in own_spans(letter)]
    pieces = [piece for piece in (*own, *_pages(speaking)) if piece[0].strip()]
    return _joined(pieces or [(letter.text, 0, None, None)])


def attached_text(attachments: tuple[LetterAttachment, ...]) -> ReadingText:
    """The pages of attachments alone, as one text."""
    return _joined([piece for piece in _pages(attachments) if piece[0].strip()])


_Piece = tuple[str, int, str | None, int | None]
"""Words, where they begin in their source, and the attachment and page they stand on."""


def _pages(attachments: tuple[LetterAttachment, ...]) -> list[_Piece]:
    return [
        (page.text[:MAX_PAGE_CHARACTERS], 0, attachment.sha256, page.number)
        for attachment in attachments
        for page in attachment.pages
    ]


def _joined(pieces: list[_Piece]) -> ReadingText:
    parts: list[Part] = []
    length = 0
    for words, base, attachment, page in pieces:
        parts.append(Part(length, length + len(words), base, attachment, page))
        length += len(words) + 2
    return ReadingText("".join(words + "\n\n" for words, *_ in pieces), tuple(parts))
