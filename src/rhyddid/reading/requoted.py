"""Where a letter repeats the questions of the request, exactly or nearly.

In: the questions and the plain text of the letter. Out: for each question, the span of its repetition, or None. Words
are compared in runs of three, so that a long letter costs one pass; where several questions begin alike, the choice is
the one that fits best in order.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate

from rhyddid.reading.layout import plain_form
from rhyddid.reading.request_text import Question

_TOKENS = re.compile(r"([^\W_]+)")
MIN_SHARE = 0.55
"""Of a question's runs of words that must stand together in the letter."""


@dataclass(frozen=True, slots=True)
class Repetition:
    """Question number `index` is repeated at `start:end`; `share` of its words are."""

    index: int
    start: int
    end: int
    share: float


def repetitions(
    questions: tuple[Question, ...], plain: str, repeats: Callable[[Repetition], bool] | None = None
) -> list[Repetition]:
    """The repeated questions in the order of the letter, each at most once. `repeats`: which places may be one."""
    pieces = _TOKENS.split(plain)
    words = pieces[1::2]
    ends = list(accumulate(map(len, pieces)))  # word n is the piece 2n + 1
    asked = [_TOKENS.findall(plain_form(question.text)) for question in questions]
    wanted = {run for each in asked for run in _runs(each)}
    begins = {run[0] for run in wanted}
    index: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, word in enumerate(words):
        if word in begins:
            for size in (2, 3):
                run = tuple(words[place : place + size])
                if run in wanted:
                    index[run].append(place)
    candidates: list[Repetition] = []
    for number, each in enumerate(asked):
        for first, last, share in _places(each, words, index):
            candidate = Repetition(number, ends[2 * first], ends[2 * last + 1], share)
            if repeats is None or repeats(candidate):
                candidates.append(candidate)
    return _best_order(candidates)


def _run_size(asked: list[str]) -> int:
    return 3 if len(asked) >= 5 else 2


def _runs(asked: list[str]) -> list[tuple[str, ...]]:
    size = _run_size(asked)
    return [tuple(asked[at : at + size]) for at in range(len(asked) - size + 1)]


def _places(
    asked: list[str], words: list[str], index: dict[tuple[str, ...], list[int]]
) -> list[tuple[int, int, float]]:
    """First and last word of each likely repetition of `asked`, with the share of it that is there."""
    if len(asked) < 2:
        return []
    size = _run_size(asked)
    runs = len(asked) - size + 1
    votes: dict[int, list[int]] = defaultdict(list)  # where the question would begin -> the runs that say so
    for at in range(runs):
        for place in index.get(tuple(asked[at : at + size]), ())[:40]:
            votes[place - at].append(at)
    found: list[tuple[int, int, float]] = []
    used: set[int] = set()
    for begin in sorted(votes, key=lambda key: -len(votes[key])):
        if begin in used or len(found) >= 12:
            continue
        nearest: dict[int, int] = {}  # each run at the place that fits this beginning best
        for shift in (0, 1, -1, 2, -2, 3, -3, 4, -4):
            for at in votes.get(begin + shift, ()):
                nearest.setdefault(at, begin + shift)
        near = [(origin, at) for at, origin in nearest.items()]
        covered = set(nearest)
        share = len(covered) / runs
        if share < MIN_SHARE:
            if len(votes[begin]) < 0.3 * runs:
                break
            continue
        used.update(range(begin - 4, begin + 5))
        first = min(origin + at for origin, at in near)
        last = max(origin + at for origin, at in near) + size - 1
        first, last = _stretch(asked, words, first, last, min(covered), max(covered) + size - 1)
        found.append((first, min(last, len(words) - 1), share))
    return found


def _stretch(
    asked: list[str], words: list[str], first: int, last: int, covered_first: int, covered_last: int
) -> tuple[int, int]:
    """Take in the question's own first and last words that were typed a little differently."""
    missing = covered_first
    while missing > 0 and first > 0 and _alike(words[first - 1], asked[missing - 1]):
        first -= 1
        missing -= 1
    left = len(asked) - 1 - covered_last
    if 0 < left <= 6:
        for step in range(1, left + 3):
            if last + step < len(words) and _alike(words[last + step], asked[-1]):
                return first, last + step
    return first, last


def _alike(one: str, other: str) -> bool:
    return one == other or (
        len(one) > 3 and len(other) > 3 and one[:4] == other[:4] and abs(len(one) - len(other)) <= 2
    )


def _best_order(candidates: list[Repetition]) -> list[Repetition]:
    """The chain of repetitions that keeps the questions' order and repeats most; then the rest where there is room."""
    ordered = sorted(candidates, key=lambda each: (each.start, each.end))
    best: list[tuple[float, int | None]] = []
    for place, each in enumerate(ordered):
        weight = each.share * (each.end - each.start + 20)
        top, before = weight, None
        for earlier in range(place):
            other = ordered[earlier]
            if other.end <= each.start + 2 and other.index < each.index and best[earlier][0] + weight > top:
                top, before = best[earlier][0] + weight, earlier
        best.append((top, before))
    chain: list[Repetition] = []
    place_now: int | None = max(range(len(best)), key=lambda place: best[place][0], default=None)
    while place_now is not None:
        chain.append(ordered[place_now])
        place_now = best[place_now][1]
    for each in sorted(candidates, key=lambda each: -each.share):
        if all(
            each.index != other.index and (each.end <= other.start or each.start >= other.end)
            for other in chain
        ):
            chain.append(each)
    return sorted(chain, key=lambda each: each.start)
