"""Fast finding: a pattern is tried only in the sentences that hold the words every match of it must hold.

In: a regular expression over plain text. Out: a `Finder`. Patterns begin with choices of words, which the expression
engine tries at every letter of a text; to look up first where those words stand is many times faster.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from re import _constants as _codes  # type: ignore[attr-defined]  # the standard library's own parser of patterns
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_END = re.compile(r"[.?!;]+(?= )")
_MOST_WORDS = 40
_MOST_SETS = 3


@dataclass
class Index:
    """A plain text cut into sentences, with, for each word asked for, the sentences that hold it (as bits)."""

    plain: str
    starts: list[int]
    _masks: dict[str, int] = field(default_factory=dict)

    def mask(self, literal: str) -> int:
        """The sentences that hold `literal`: bit n for sentence n."""
        known = self._masks.get(literal)
        if known is not None:
            return known
        mask, place = 0, self.plain.find(literal)
        while place >= 0:
            number = bisect_right(self.starts, place) - 1
            mask |= 1 << number
            place = self.plain.find(
                literal, self.starts[number + 1] if number + 1 < len(self.starts) else len(self.plain)
            )
        self._masks[literal] = mask
        return mask

    def sentences(self, mask: int) -> Iterator[tuple[int, int]]:
        """The spans of the sentences in `mask`."""
        while mask:
            lowest = mask & -mask
            number = lowest.bit_length() - 1
            yield (
                self.starts[number],
                self.starts[number + 1] if number + 1 < len(self.starts) else len(self.plain),
            )
            mask ^= lowest


@lru_cache(maxsize=8)
def index_of(plain: str) -> Index:
    """The index of `plain`."""
    return Index(plain, [0, *(match.end() for match in _END.finditer(plain))])


@dataclass(frozen=True, slots=True)
class Finder:
    """A pattern, and sets of literals: every match holds at least one of each set."""

    pattern: re.Pattern[str]
    sets: tuple[tuple[str, ...], ...]

    def in_sentences(self, index: Index) -> Iterator[re.Match[str]]:
        """The matches that lie in one sentence."""
        if not self.sets:
            yield from self.pattern.finditer(index.plain)
            return
        for start, end in index.sentences(self._mask(index)):
            yield from self.pattern.finditer(index.plain, start, end)

    def anywhere(self, index: Index) -> Iterator[re.Match[str]]:
        """The matches in the whole text."""
        if all(any(index.mask(literal) for literal in literals) for literals in self.sets):
            yield from self.pattern.finditer(index.plain)

    def _mask(self, index: Index) -> int:
        mask = -1
        for literals in self.sets:
            some = 0
            for literal in literals:
                some |= index.mask(literal)
            mask &= some
            if not mask:
                return 0
        return mask


def finder(pattern: str) -> Finder:
    """The finder of `pattern`."""
    sets = [each for each in _candidates(_parser.parse(pattern)) if _is_useful(each)]
    sets.sort(key=_worth, reverse=True)
    return Finder(
        re.compile(pattern), tuple(tuple(sorted(_without_longer(each))) for each in sets[:_MOST_SETS])
    )


def _is_useful(literals: frozenset[str]) -> bool:
    return min(len(literal) for literal in literals) >= 2 and len(literals) <= _MOST_WORDS


def _without_longer(literals: frozenset[str]) -> set[str]:
    return {each for each in literals if not any(other != each and other in each for other in literals)}


def _required(parsed: Any) -> frozenset[str] | None:
    """Literals of which every match of the parsed sequence holds one; None where nothing is certain."""
    return max(_candidates(parsed), key=_worth, default=None)


def _candidates(parsed: Any) -> list[frozenset[str]]:
    """Sets of literals: every match of the parsed sequence holds one of each."""
    candidates: list[frozenset[str]] = []
    run = ""
    for code, argument in parsed:
        if code is _codes.LITERAL:
            letter = chr(argument)
            run = run + letter if not letter.isspace() else ""
            if run and len(run) > 1:
                if len(run) > 2:
                    candidates.pop()
                candidates.append(frozenset({run}))
            continue
        if code is _codes.AT:  # a word's edge does not end a run
            continue
        inner = _inner(code, argument)
        run = ""
        if inner:
            candidates.append(inner)
    return candidates


def _inner(code: Any, argument: Any) -> frozenset[str] | None:
    if code is _codes.SUBPATTERN:
        return _required(argument[3])
    if code is _codes.LITERAL:
        return frozenset({chr(argument)})
    if code is _codes.BRANCH:
        parts = [_required(branch) for branch in argument[1]]
        if any(part is None for part in parts):
            return None
        return frozenset().union(*(part for part in parts if part is not None))
    if code in (_codes.MAX_REPEAT, _codes.MIN_REPEAT) and argument[0] >= 1:
        return _required(argument[2])
    return None


def _worth(literals: frozenset[str]) -> float:
    """Long literals are rare in a text, and few are quickly looked for."""
    shortest = min(len(literal) for literal in literals)
    return min(shortest, 9) - 0.12 * len(literals) if shortest >= 2 else -10.0 - len(literals)
