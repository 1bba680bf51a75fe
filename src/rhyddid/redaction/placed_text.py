"""Text whose every character has its place in a picture, and the boxes of what is found in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from rhyddid.documents.recognise import Word
from rhyddid.redaction.redacted_file import Box, Find, kind_of_span


@dataclass(frozen=True)
class PlacedText:
    """A text with the box of every character, in pixels: left, upper, right, lower; None for blanks without one."""

    text: str
    boxes: Sequence[Box | None]
    is_recognised: bool = False


def words_text(words: Sequence[Word]) -> PlacedText:
    """Recognised words as lines of text, each character with its share of its word's box."""
    pieces: list[str] = []
    boxes: list[Box | None] = []
    for before, word in zip([None, *words], words, strict=False):
        if before is not None:
            pieces.append(" " if before.line == word.line else "\n")
            boxes.append(None)
        left, upper, right, lower = word.box
        share = (right - left) / len(word.text)
        pieces.append(word.text)
        boxes += [
            (left + share * number, upper, left + share * (number + 1), lower)
            for number in range(len(word.text))
        ]
    return PlacedText("".join(pieces), boxes, is_recognised=True)


@dataclass(frozen=True, slots=True)
class FoundBox:
    """The box of something that was found, and what it is."""

    box: Box
    shown_as: str
    kind: str

    def around(self, margin: float) -> Box:
        """The box with a margin about it."""
        left, upper, right, lower = self.box
        return left - margin, upper - margin, right + margin, lower + margin


def found_boxes(text: PlacedText, find: Find) -> Iterator[FoundBox]:
    """What `find` finds, as one box a line."""
    for span in find(text.text):
        line: list[Box] = []
        for place in range(max(span.start, 0), min(span.end, len(text.text))):
            if text.text[place] == "\n" and line:
                yield FoundBox(around(line), span.shown_as, kind_of_span(span))
                line = []
            box = text.boxes[place]
            if box is not None and not text.text[place].isspace():
                line.append(box)
        if line:
            yield FoundBox(around(line), span.shown_as, kind_of_span(span))


def around(boxes: Sequence[Box]) -> Box:
    """The box around some boxes."""
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def black_out(image: Image.Image, boxes: Iterable[Box]) -> None:
    """Fill `boxes` of `image` with black."""
    pen = ImageDraw.Draw(image)
    black = 0 if image.mode == "L" else (0, 0, 0)
    for left, upper, right, lower in boxes:
        pen.rectangle((left, upper, max(right, left), max(lower, upper)), fill=black)
