"""A finder that reads as people do: ligatures as letters, wide digits as digits, s p a c e d signs as words.

What a file stores and what the eye sees differ; a rule for the one would miss the other. Spans found in what is seen
are given as places of what is stored.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rhyddid.redaction.apply import MaskedSpan
from rhyddid.redaction.redacted_file import Find, kind_of_span

_UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
# Signs of one letter or digit each, set apart: "0 1 6 3 2   9 6 0 1 2 3".
_SPACED = re.compile(r"(?<!\S)\S(?:[ \u00a0]{1,3}\S){6,}(?!\S)")
_MOST_SPANS = 1_000_000


@dataclass(frozen=True, slots=True)
class FoundSpan:
    """A span that was found, in plain values."""

    kind: str
    start: int
    end: int
    shown_as: str


def as_seen(find: Find) -> Find:
    """`find`, asked also about the text as the eye reads it."""

    def finder(text: str) -> Iterable[MaskedSpan]:
        found = [_plain(span, range(len(text) + 1)) for span in find(text)]
        for seen, places in _readings(text):
            found += [_plain(span, places) for span in find(seen)]
        return found[:_MOST_SPANS]

    return finder


def _plain(span: MaskedSpan, places: range | list[int]) -> FoundSpan:
    last = len(places) - 1
    start, end = min(max(span.start, 0), last), min(max(span.end, 0), last)
    stop = places[end - 1] + 1 if 0 < end <= last and end > start else places[end]
    return FoundSpan(kind_of_span(span), places[start], max(stop, places[start]), span.shown_as)


def _readings(text: str) -> Iterator[tuple[str, list[int]]]:
    """The text as it is read otherwise than it is stored, each with the place of every sign in the stored text."""
    seen, places = text, list(range(len(text) + 1))
    if not text.isascii():
        signs: list[str] = []
        origins: list[int] = []
        for place, sign in enumerate(text):
            shown = (
                "" if sign in _UNSEEN else unicodedata.normalize("NFKC", sign) if ord(sign) > 127 else sign
            )
            signs.append(shown)
            origins += [place] * len(shown)
        seen, places = "".join(signs), [*origins, len(text)]
        if seen != text:
            yield seen, places
    if _SPACED.search(seen):
        kept = [True] * len(seen)
        for run in _SPACED.finditer(seen):
            for place in range(run.start(), run.end()):
                kept[place] = seen[place] not in " \u00a0"
        closed = "".join(sign for sign, keep in zip(seen, kept, strict=True) if keep)
        yield closed, [place for place, keep in zip(places, kept, strict=False) if keep] + [len(text)]
