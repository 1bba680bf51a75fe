"""Numbered answers: where the body of a letter says "1.", "Q2:", "Questions 3 to 5", "a)", and so begins an answer.

In: the layout and the questions' numbers. Out: `Anchor`s, each for one or more questions, as one run in the letter's
order: where a letter lists the questions first and the answers after, the later, fuller run is taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rhyddid.reading.finding import index_of
from rhyddid.reading.layout import Layout, Span
from rhyddid.reading.markers import Marker, marker_at

_INLINE_NUMBER = re.compile(
    r"(?:(?<=[.?;:,)\d]) +|(?<=\S) +(?=\())(?=\(?(?:q|question )?(\d{1,2})[a-z]?[.):] *[a-z\"'£\d(])"
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """An answer to `questions` (places in the list of questions) that begins at `start`, its words at `content`."""

    questions: tuple[int, ...]
    start: int
    content: int
    named: bool


def anchors(
    layout: Layout,
    numbers: list[str],
    first: int,
    last: int,
    taken: list[Span],
    *,
    bare: bool = True,
    open_too: bool = False,
) -> list[Anchor]:
    """The best run of numbered answers in `text[first:last]` outside the spans `taken`."""
    labels = [number.lower() for number in numbers]
    found = _all(layout, labels, first, last, taken, bare)
    if not found and open_too:  # "1 Nine", "2 None": numbers without a sign, where they count all questions
        found = _all(layout, labels, first, last, taken, True)
        if [place for anchor in found for place in anchor.questions][-len(labels) :] != list(
            range(len(labels))
        ):
            return []
    runs: list[list[Anchor]] = []
    for anchor in found:
        if not runs or anchor.questions[0] <= runs[-1][-1].questions[-1]:
            runs.append([])
        runs[-1].append(anchor)
    best: list[Anchor] = []
    for run in runs:
        if len({q for anchor in run for q in anchor.questions}) >= len(
            {q for anchor in best for q in anchor.questions}
        ):
            best = run
    return _named_in_any_order(found, best)


def _named_in_any_order(found: list[Anchor], best: list[Anchor]) -> list[Anchor]:
    """ "Question 3 … Question 1 … Question 2": answers that name their questions, each once, in the letter's own order."""
    named = [anchor for anchor in found if anchor.named]
    told = [place for anchor in named for place in anchor.questions]
    within = {place for anchor in best for place in anchor.questions}
    return named if len(told) == len(set(told)) and set(told) > within else best


def _all(
    layout: Layout, numbers: list[str], first: int, last: int, taken: list[Span], bare: bool
) -> list[Anchor]:
    found: list[Anchor] = []
    parent, letter = "", ""
    before = -1
    for start, end in _pieces(layout, first, last, taken):
        marker = marker_at(layout.plain, start, end)
        if marker is None or marker.kind == "bullet":
            continue
        if not marker.closed and not marker.word and not bare:
            continue
        labels, parent, letter = _labels(marker, parent, letter, numbers)
        if not any(label in numbers for label in labels):
            inner = marker_at(layout.plain, marker.end, end)
            if inner and inner.kind in ("letter", "roman"):
                marker = replace(inner, start=marker.start)
                labels, parent, letter = _labels(marker, parent, letter, numbers)
        places = []
        for label in labels:
            later = [place for place, number in enumerate(numbers) if number == label and place > before]
            places += later[:1] or [place for place, number in enumerate(numbers) if number == label][:1]
        if not places:
            continue
        if marker.kind in ("letter", "roman") and marker.labels[0] == "a" and places[0] != before + 1:
            continue
        if not marker.word and places[0] > before + 4:
            continue  # "20." as an answer of its own
        found.append(Anchor(tuple(dict.fromkeys(places)), start, marker.end, bool(marker.word)))
        before = places[-1]
    return found


def _labels(marker: Marker, parent: str, letter: str, numbers: list[str]) -> tuple[list[str], str, str]:
    """The questions' numbers that a mark means, and the number and letter that marks below it belong to."""
    if marker.kind == "number":
        label = marker.labels[0]
        digits = re.match(r"\d+", label)
        parent = digits[0] if digits else parent
        labels = list(marker.labels)
        if label not in numbers and len(labels) == 1:
            below = [
                number
                for number in numbers
                if re.fullmatch(re.escape(label) + r"[a-z]|" + re.escape(label) + r"\([ivx]+\)", number)
            ]
            if marker.word and below:
                labels = below  # "Question 2" answers 2a to 2c together
        return labels, parent, ""
    label = marker.labels[0].lower()
    nested: tuple[str, ...] = (f"{parent}{letter}({label})", f"{parent}{letter}{label}") if letter else ()
    for whole in (*nested, f"{parent}{label}", f"{parent}({label})", label):
        if whole in numbers:
            return [whole], parent, letter if whole in nested or marker.kind == "roman" else label
    return [], parent, letter if marker.kind == "roman" else label


def _pieces(layout: Layout, first: int, last: int, taken: list[Span]) -> list[Span]:
    """The blocks between `first` and `last`, cut where numbers run on inside one: "1. Yes. 2. No."."""
    pieces: list[Span] = []
    has_digit = index_of(layout.plain).has_digit
    for block in layout.blocks:
        if block.end <= first or block.start >= last:
            continue
        start = max(block.start, first)
        if any(a <= start < b for a, b in taken):
            start = next(b for a, b in taken if a <= start < b)
            while start < block.end and layout.plain[start] in " ?.":
                start += 1
            if start >= block.end:
                continue
        marker = marker_at(layout.plain, start, block.end)
        expected = marker.number + 1 if marker and marker.number is not None else None
        stop = min(block.end, last)
        for match in _INLINE_NUMBER.finditer(layout.plain, start, stop) if has_digit(start, stop) else ():
            if any(a <= match.end() < b for a, b in taken):
                continue
            if int(match[1]) == expected or (expected is None and match[1] == "1"):
                pieces.append((start, match.start()))
                start, expected = match.end(), int(match[1]) + 1
        pieces.append((start, min(block.end, last)))
    return pieces
