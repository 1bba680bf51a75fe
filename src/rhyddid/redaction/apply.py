"""The one function that masks a text: spans of the unredacted text in, the masked text and its offsets out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Protocol


class MaskedSpan(Protocol):
    """Anything with a place in the text and the words that stand there instead."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def shown_as(self) -> str: ...


class Masked:
    """A text with `spans` masked; `offset` and `span` tell where a place of the unredacted text now stands.

    Spans may come in any order; ones that overlap are masked together, shown as the first of them; parts outside the
    text are cut off.
    """

    def __init__(self, text: str, spans: Iterable[MaskedSpan]) -> None:
        self._cuts = _merged(spans, len(text))
        pieces: list[str] = []
        self._shown_starts: list[int] = []
        position = shown = 0
        for start, end, shown_as in self._cuts:
            pieces += (text[position:start], shown_as)
            shown += start - position
            self._shown_starts.append(shown)
            shown += len(shown_as)
            position = end
        pieces.append(text[position:])
        self._length = len(text)
        self._starts = [cut[0] for cut in self._cuts]
        self.text = "".join(pieces)

    def offset(self, index: int, *, end: bool = False) -> int:
        """Where `index` of the unredacted text stands in `text`.

        An index inside a masked span gives the mask's start, or its end where `end` says that the index ends a span.
        """
        index = min(max(index, 0), self._length)
        nearest = bisect_right(self._starts, index) - 1
        if nearest >= 0 and end and self._starts[nearest] == index:
            nearest -= 1  # a span that ends where a mask begins does not reach into it
        if nearest < 0:
            return index
        _, stop, shown_as = self._cuts[nearest]
        shown = self._shown_starts[nearest]
        if index >= stop:
            return shown + len(shown_as) + index - stop
        return shown + len(shown_as) if end else shown

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of `text` that shows `start:end` of the unredacted text, masks that it touches whole."""
        shown = self.offset(start)
        return (shown, shown) if end <= start else (shown, self.offset(end, end=True))


def apply(text: str, spans: Iterable[MaskedSpan]) -> str:
    """`text` with `spans` masked."""
    return Masked(text, spans).text


def _merged(spans: Iterable[MaskedSpan], length: int) -> list[tuple[int, int, str]]:
    merged: list[tuple[int, int, str]] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        start, end = max(span.start, 0), min(span.end, length)
        if start >= end:
            continue
        if merged and start < merged[-1][1]:
            first = merged[-1]
            merged[-1] = (first[0], max(first[1], end), first[2])
        else:
            merged.append((start, end, span.shown_as))
    return merged
