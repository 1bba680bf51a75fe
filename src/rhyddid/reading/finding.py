"""Fast finding: a pattern is tried only where the words stand that a match of it must begin with and hold.

In: a regular expression over plain text. Out: a `Finder`. Patterns begin with choices of words, which the expression
engine tries at every letter of a text. A text is therefore cut into words once (`index_of`), and a finder knows two
things of its pattern: its heads, with one of which every match begins, and sets of literals, of each of which every
match holds one. Where heads are known the pattern is tried only at their places; what a match is stays the same.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate
from re import _constants as _codes  # type: ignore[attr-defined]  # the standard library's own parser of patterns
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_END = re.compile(r"[.?!;]+(?= )")
_WORDS = re.compile(r"([^\W\d_]+)")
_DIGIT = re.compile(r"\d")
_DIGITS = "\\d"
"""The head of a pattern that begins with any digit."""
_MOST_WORDS = 40
_MOST_SETS = 3
_MOST_HEADS = 96
_MOST_KNOWN_WORDS = 100_000
_SHORT = 500
"""A shorter text is searched as it is, sooner than cut into words."""


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
        if _WORDS.fullmatch(literal):
            self.in_words[literal] = number
            self.lengths = tuple(sorted({*self.lengths, len(literal)}))
            self.of_word = {}
        else:
            self.others.append((literal, number))
        return number

    def inside(self, word: str) -> tuple[int, ...]:
        """The numbers of the literals that `word` holds."""
        of_word = self.of_word  # which a new literal replaces
        known = of_word.get(word)
        if known is None:
            size = len(word)
            found = {
                self.in_words.get(word[start : start + length], -1)
                for start in range(size)
                for length in self.lengths
                if start + length <= size
            }
            found.discard(-1)
            if len(of_word) >= _MOST_KNOWN_WORDS:
                of_word.clear()
            known = of_word[word] = tuple(found)
        return known


_LITERALS = _Literals()


@dataclass(frozen=True, slots=True)
class Index:
    """A plain text cut into sentences and words. What few finders ask for is worked out when the first one asks."""

    plain: str
    starts: tuple[int, ...]
    """Where the sentences start; the last is the end of the text."""
    words: dict[str, list[int]]
    """Where each word stands."""
    holding: dict[int, list[str]]
    """For each literal of letters, the words of the text that hold it."""
    present: frozenset[int]
    """The literals that the text holds."""
    _masks: dict[int, int]
    _masks_of_words: dict[str, int] = field(default_factory=dict)
    _places: dict[Finder, list[int]] = field(default_factory=dict)
    _digits: list[list[int]] = field(default_factory=list)

    def sentences(self, mask: int) -> Iterator[tuple[int, int]]:
        """The spans of the sentences in `mask`."""
        while mask:
            lowest = mask & -mask
            number = lowest.bit_length() - 1
            yield self.starts[number], self.starts[number + 1]
            mask ^= lowest

    def mask(self, literal: int) -> int:
        """The sentences that hold a literal (bit n for sentence n)."""
        known = self._masks.get(literal)
        if known is None:
            known = 0
            for word in self.holding.get(literal, ()):
                known |= self._mask_of_word(word)
            self._masks[literal] = known
        return known

    def _mask_of_word(self, word: str) -> int:
        known = self._masks_of_words.get(word)
        if known is None:
            known = 0
            for place in self.words[word]:
                known |= 1 << (bisect_right(self.starts, place) - 1)
            self._masks_of_words[word] = known
        return known

    def digits(self) -> list[int]:
        """Where the digits stand."""
        if not self._digits:
            self._digits.append([match.start() for match in _DIGIT.finditer(self.plain)])
        return self._digits[0]

    def has_digit(self, start: int, end: int) -> bool:
        """Whether a digit stands in `plain[start:end]`."""
        digits = self.digits()
        number = bisect_left(digits, start)
        return number < len(digits) and digits[number] < end

    def places(self, finder: Finder) -> list[int]:
        """Where a match of `finder`, which has heads, may begin."""
        known = self._places.get(finder)
        if known is None:
            known = self._places[finder] = self._look_up(finder)
        return known

    def _look_up(self, finder: Finder) -> list[int]:
        lists: list[list[int]] = []
        for head, number in finder.heads:
            if number < 0:
                lists.append(self.digits() if head == _DIGITS else _all_places(self.plain, head))
            elif number in self.present:
                lists += self._places_of(head, number, finder.edge)
        if len(lists) < 2:
            return lists[0] if lists else []
        return sorted({place for each in lists for place in each})

    def _places_of(self, head: str, number: int, edge: str) -> Iterator[list[int]]:
        for word in self.holding[number]:
            if edge == "word":
                if word.startswith(head):
                    yield self.words[word]
                continue
            offset = word.find(head)
            while offset >= 0:
                if not (offset and edge and word[offset - 1].isascii()):
                    yield [place + offset for place in self.words[word]]
                offset = word.find(head, offset + 1)


def _all_places(plain: str, sign: str) -> list[int]:
    places = []
    place = plain.find(sign)
    while place >= 0:
        places.append(place)
        place = plain.find(sign, place + 1)
    return places


def index_of(plain: str) -> Index:
    """The index of `plain`, with every literal known by now."""
    return _index(plain, len(_LITERALS.numbers))


@lru_cache(maxsize=16)
def _index(plain: str, _known: int) -> Index:
    starts = (0, *(match.end() for match in _END.finditer(plain)), len(plain))
    pieces = _WORDS.split(plain)
    ends = list(accumulate(map(len, pieces)))
    words: dict[str, list[int]] = defaultdict(list)
    for word, start in zip(pieces[1::2], ends[::2], strict=False):
        words[word].append(start)
    holding: dict[int, list[str]] = defaultdict(list)
    inside, of_word = _LITERALS.inside, _LITERALS.of_word
    for word in words:
        held = of_word.get(word)
        for literal in inside(word) if held is None else held:
            holding[literal].append(word)
    masks: dict[int, int] = {}
    for text, literal in _LITERALS.others:
        place = plain.find(text)
        mask = 0
        while place >= 0:
            number = bisect_right(starts, place) - 1
            mask |= 1 << number
            place = plain.find(text, max(place + 1, starts[min(number + 1, len(starts) - 1)]))
        if mask:
            masks[literal] = mask
    return Index(plain, starts, words, holding, frozenset((*holding, *masks)), masks)


@dataclass(frozen=True, eq=False)
class Finder:
    """A pattern, its heads, and sets of literals (by number): every match holds at least one of each set."""

    expression: str
    sets: tuple[frozenset[int], ...]
    heads: tuple[tuple[str, int], ...]
    """With one of which every match begins, each with its number (-1: a sign or a digit). None: unknown."""
    edge: str
    """What stands before a match: "word" for no letter or digit, "ascii" for no letter from a to z, "" for anything."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled pattern: one letter needs few of them, and to compile all would double the start-up time."""
        return re.compile(self.expression)

    def in_sentences(self, index: Index) -> Iterator[re.Match[str]]:
        """The matches that lie in one sentence."""
        present = index.present
        for literals in self.sets:
            if literals.isdisjoint(present):
                return iter(())
        mask = self._mask(index)
        if not mask:
            return iter(())
        if self.heads:
            places = index.places(self)
            return self._in_sentences_at(index, places, mask) if places else iter(())
        if not self.sets:
            return self.pattern.finditer(index.plain)
        return self._matches(index, mask)

    def _in_sentences_at(self, index: Index, places: list[int], mask: int) -> Iterator[re.Match[str]]:
        plain, starts, match = index.plain, index.starts, self.pattern.match
        reached = 0
        for place in places:
            if place < reached:
                continue
            number = bisect_right(starts, place)
            if not mask >> (number - 1) & 1:
                continue
            found = match(plain, place, starts[number])
            if found:
                yield found
                reached = found.end()

    def _matches(self, index: Index, mask: int) -> Iterator[re.Match[str]]:
        for start, end in index.sentences(mask):
            yield from self.pattern.finditer(index.plain, start, end)

    def anywhere(self, index: Index, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """The matches in `plain[start:end]`, as `re` would find them."""
        present = index.present
        for literals in self.sets:
            if literals.isdisjoint(present):
                return iter(())
        stop = len(index.plain) if end is None else end
        if self.heads:
            places = index.places(self)
            return self._at(index.plain, places, start, stop) if places else iter(())
        return self.pattern.finditer(index.plain, start, stop)

    def _at(self, plain: str, places: list[int], start: int, end: int) -> Iterator[re.Match[str]]:
        match = self.pattern.match
        reached = start
        for number in range(bisect_left(places, start) if start else 0, len(places)):
            place = places[number]
            if place >= end:
                return
            if place < reached:
                continue
            found = match(plain, place, end)
            if found:
                yield found
                reached = found.end()

    def first(self, plain: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first match in `plain[start:end]`; for a text that is asked more than once, the letter's own."""
        return next(self.all(plain, start, end), None)

    def all(self, plain: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """Every match in `plain[start:end]`; for a text that is asked more than once, the letter's own."""
        if len(plain) < _SHORT:
            return self.pattern.finditer(plain, start, len(plain) if end is None else end)
        return self.anywhere(index_of(plain), start, end)

    def _mask(self, index: Index) -> int:
        mask = -1
        for literals in self.sets:
            some = 0
            for literal in literals & index.present:
                some |= index.mask(literal)
            mask &= some
            if not mask:
                return 0
        return mask


def finder(pattern: str) -> Finder:
    """The finder of `pattern`."""
    parsed = _parser.parse(pattern)
    sets = [each for each in _candidates(parsed) if _is_useful(each)]
    sets.sort(key=_worth, reverse=True)
    chosen = tuple(
        frozenset(_LITERALS.number(literal) for literal in _without_longer(each))
        for each in sets[:_MOST_SETS]
    )
    heads = _heads(parsed)
    numbered = tuple(
        (head, _LITERALS.number(head) if head[0].isalpha() else -1) for head in sorted(_shortest(heads))
    )
    return Finder(pattern, chosen, numbered, _edge(list(parsed)))


# ---- what a match begins with


def _heads(parsed: Any) -> frozenset[str]:
    """The beginnings of all matches (a word's first letters, a sign, or any digit); none where they are not known."""
    grown = _grow([("", False)], list(parsed))
    heads = frozenset(head for head, _ in grown or ())
    if any(not head or head.isspace() for head in heads) or len(heads) > _MOST_HEADS:
        return frozenset()
    return heads


def _shortest(heads: frozenset[str]) -> set[str]:
    """Without heads that begin with another."""
    return {head for head in heads if not any(head != other and head.startswith(other) for other in heads)}


_Grown = list[tuple[str, bool]]
"""Beginnings, each with whether it is closed: nothing after it is known."""


def _grow(grown: _Grown, items: list[Any]) -> _Grown | None:
    """The beginnings, each made longer by what follows it; None where there are too many or nothing is certain."""
    for code, argument in items:
        if all(closed for _, closed in grown):
            return grown
        if code in (_codes.AT, _codes.ASSERT, _codes.ASSERT_NOT):
            continue
        following = _begin(code, argument)
        if following is None:
            if any(not head and not closed for head, closed in grown):
                return None
            return [(head, True) for head, _ in grown]
        longer: set[tuple[str, bool]] = set()
        for head, closed in grown:
            if closed:
                longer.add((head, True))
                continue
            for more, ended in following:
                longer.add(_joined(head, more, ended))
        if len(longer) > 4 * _MOST_HEADS:
            return None
        grown = list(longer)
    return grown


def _joined(head: str, more: str, ended: bool) -> tuple[str, bool]:
    if not head:
        return more, ended
    if more and not more[0].isalpha():
        return head, True
    return head + more, ended


def _begin(code: Any, argument: Any) -> _Grown | None:
    """What one part of a pattern begins with; None where that is not known."""
    if code is _codes.LITERAL:
        letter = chr(argument)
        if letter.isdecimal():
            return [(_DIGITS, True)]
        return [(letter, not letter.isalpha())]
    if code is _codes.IN:
        return _of_class(argument)
    if code is _codes.CATEGORY and argument is _codes.CATEGORY_DIGIT:
        return [(_DIGITS, True)]
    if code is _codes.SUBPATTERN:
        if argument[1] or argument[2]:
            return None
        return _grow([("", False)], list(argument[3]))
    if code is _codes.BRANCH:
        found: set[tuple[str, bool]] = set()
        for branch in argument[1]:
            part = _grow([("", False)], list(branch))
            if part is None:
                return None
            found.update(part)
        return list(found)
    if code in (_codes.MAX_REPEAT, _codes.MIN_REPEAT):
        lowest, highest, inner = argument
        part = _grow([("", False)], list(inner))
        if part is None:
            return None
        if highest != 1:
            part = [(head, True) if head else (head, closed) for head, closed in part]
        return [*part, ("", False)] if lowest == 0 else part
    return None


def _of_class(members: list[Any]) -> _Grown | None:
    found: set[tuple[str, bool]] = set()
    for code, argument in members:
        if code is _codes.LITERAL:
            found.update(_begin(code, argument) or ())
            continue
        digits = code is _codes.CATEGORY and argument is _codes.CATEGORY_DIGIT
        if code is _codes.RANGE:
            digits = chr(argument[0]).isdecimal() and chr(argument[1]).isdecimal()
        if not digits:
            return None
        found.add((_DIGITS, True))
    return list(found)


def _edge(items: list[Any]) -> str:
    """What stands before every match (see `Finder.edge`)."""
    for code, argument in items:
        if code is _codes.AT:
            if argument is _codes.AT_BOUNDARY:
                return "word"
            continue
        if code is _codes.ASSERT_NOT and argument[0] < 0:
            forbidden = _forbidden(list(argument[1]))
            if forbidden:
                return forbidden
            continue
        if code in (_codes.ASSERT, _codes.ASSERT_NOT):
            continue
        if code is _codes.SUBPATTERN:
            return _edge(list(argument[3]))
        if code is _codes.BRANCH:
            edges = {_edge(list(branch)) for branch in argument[1]}
            return "" if "" in edges else "ascii" if "ascii" in edges else "word"
        return ""
    return ""


def _forbidden(items: list[Any]) -> str:
    """What a look-behind forbids: `(?<![\\w.])`, `(?<![a-z0-9])`."""
    if len(items) != 1 or items[0][0] is not _codes.IN:
        return ""
    members = items[0][1]
    if members[0][0] is _codes.NEGATE:
        return ""
    if (_codes.CATEGORY, _codes.CATEGORY_WORD) in members:
        return "word"
    return "ascii" if (_codes.RANGE, (ord("a"), ord("z"))) in members else ""


# ---- what a match holds


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
