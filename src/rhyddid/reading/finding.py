"""Fast finding: a pattern is tried only in the sentences that hold the words every match of it must hold.

In: a regular expression over plain text. Out: a `Finder`. Patterns begin with choices of words, which the expression
engine tries at every letter of a text; to look up first where those words stand is many times faster.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from re import _constants as _codes  # type: ignore[attr-defined]  # the standard library's own parser of patterns
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_END = re.compile(r"[.?!;]+(?= )")
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_MOST_WORDS = 40
_MOST_SETS = 3


class _Literals:
    """Every literal of every finder, numbered. Those of letters alone are looked up word by word."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.in_words: dict[str, int] = {}
        self.others: list[tuple[str, int]] = []
        self.lengths: tuple[int, ...] = ()
        self.of_word: dict[str, tuple[int, ...]] = {}

    def number(self, literal: str) -> int:
        """The number of `literal`, a new one where it has none."""
        known = self.numbers.get(literal)
        if known is not None:
            return known
        number = self.numbers[literal] = len(self.numbers)
        if _WORD.fullmatch(literal):
            self.in_words[literal] = number
            self.lengths = tuple(sorted({*self.lengths, len(literal)}))
            self.of_word.clear()
        else:
            self.others.append((literal, number))
        return number

    def inside(self, word: str) -> tuple[int, ...]:
        """The numbers of the literals that `word` holds."""
        known = self.of_word.get(word)
        if known is None:
            size = len(word)
            found = {
                self.in_words.get(word[start : start + length], -1)
                for start in range(size)
                for length in self.lengths
                if start + length <= size
            }
            found.discard(-1)
            if len(self.of_word) >= _MOST_KNOWN_WORDS:
                self.of_word.clear()
            known = self.of_word[word] = tuple(found)
        return known


_MOST_KNOWN_WORDS = 100_000
_LITERALS = _Literals()


@dataclass(frozen=True, slots=True)
class Index:
    """A plain text cut into sentences, with, for each literal, the sentences that hold it (bit n for sentence n)."""

    plain: str
    starts: tuple[int, ...]
    masks: list[int]

    def sentences(self, mask: int) -> Iterator[tuple[int, int]]:
        """The spans of the sentences in `mask`."""
        while mask:
            lowest = mask & -mask
            number = lowest.bit_length() - 1
            yield self.starts[number], self.starts[number + 1]
            mask ^= lowest


@lru_cache(maxsize=8)
def index_of(plain: str) -> Index:
    """The index of `plain`."""
    starts = (0, *(match.end() for match in _END.finditer(plain)), len(plain))
    masks = [0] * len(_LITERALS.numbers)
    words: dict[str, int] = {}
    for number in range(len(starts) - 1):
        bit = 1 << number
        for word in _WORD.findall(plain, starts[number], starts[number + 1]):
            words[word] = words.get(word, 0) | bit
    for word, mask in words.items():
        for literal in _LITERALS.inside(word):
            masks[literal] |= mask
    for literal_text, literal in _LITERALS.others:
        place = plain.find(literal_text)
        while place >= 0:
            number = bisect_right(starts, place) - 1
            masks[literal] |= 1 << number
            place = plain.find(literal_text, max(place + 1, starts[min(number + 1, len(starts) - 1)]))
    return Index(plain, starts, masks)


@dataclass(frozen=True)
class Finder:
    """A pattern, and sets of literals (by number): every match holds at least one of each set."""

    expression: str
    sets: tuple[tuple[int, ...], ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled pattern: one letter needs few of them, and to compile all would double the start-up time."""
        return re.compile(self.expression)

    def in_sentences(self, index: Index) -> Iterator[re.Match[str]]:
        """The matches that lie in one sentence."""
        if not self.sets:
            return self.pattern.finditer(index.plain)
        mask = self._mask(index.masks)
        return self._matches(index, mask) if mask else iter(())

    def _matches(self, index: Index, mask: int) -> Iterator[re.Match[str]]:
        for start, end in index.sentences(mask):
            yield from self.pattern.finditer(index.plain, start, end)

    def anywhere(self, index: Index) -> Iterator[re.Match[str]]:
        """The matches in the whole text."""
        masks = index.masks
        if all(any(masks[literal] for literal in literals) for literals in self.sets):
            return self.pattern.finditer(index.plain)
        return iter(())

    def _mask(self, masks: list[int]) -> int:
        mask = -1
        for literals in self.sets:
            some = 0
            for literal in literals:
                some |= masks[literal]
            mask &= some
            if not mask:
                return 0
        return mask


def finder(pattern: str) -> Finder:
    """The finder of `pattern`."""
    sets = [each for each in _candidates(_parser.parse(pattern)) if _is_useful(each)]
    sets.sort(key=_worth, reverse=True)
    chosen = tuple(
        tuple(_LITERALS.number(literal) for literal in sorted(_without_longer(each)))
        for each in sets[:_MOST_SETS]
    )
    index_of.cache_clear()  # an index knows the literals there were when it was made
    return Finder(pattern, chosen)


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
    """Long literals are rare in a text, and few are quickly looked for; words that every letter has tell little."""
    shortest = min(len(literal) for literal in literals)
    common = sum(1 for literal in literals if literal in _COMMON)
    return (
        min(shortest, 9) - 0.12 * len(literals) if shortest >= 2 else -10.0 - len(literals)
    ) - 3.0 * common


_COMMON_WORDS = """
information freedom request requests section response department government commissioner records please public council
decision act the your you our we are for not has have been with this that will can may of to in is be on as or
"""
_COMMON = frozenset(_COMMON_WORDS.split())
