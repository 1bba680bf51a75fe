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
from dataclasses import dataclass, field, replace
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
_SHORTEST_NUMBERED = 3
"""A shorter head stands in so many words that to note them all takes longer than to look for it when asked."""
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
class Head:
    """What a match may begin with: the first letters of a word, a sign, or any digit."""

    text: str
    edge: str
    """What stands before it: "word" for no letter or digit, "ascii" for no letter from a to z, "" for anything."""
    whole: bool
    """Whether it is a whole word's end: no letter follows it."""
    number: int = -1
    """Of a literal of letters."""


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

    def may_begin(self, finder: Finder, start: int, end: int) -> bool:
        """Whether a match of `finder`, which has heads, may begin in `plain[start:end]`."""
        places = self.places(finder)
        number = bisect_left(places, start)
        return number < len(places) and places[number] < end

    def places(self, finder: Finder) -> list[int]:
        """Where a match of `finder`, which has heads, may begin."""
        known = self._places.get(finder)
        if known is None:
            known = self._places[finder] = self._look_up(finder)
        return known

    def _look_up(self, finder: Finder) -> list[int]:
        lists: list[list[int]] = []
        for head in finder.heads:
            if head.edge == "word" and head.whole:
                if head.text in self.words:
                    lists.append(self.words[head.text])
            elif head.edge == "word" and head.text[0].isalpha() and head.number < 0:
                lists += [places for word, places in self.words.items() if word.startswith(head.text)]
            elif head.number < 0:
                lists.append(self.digits() if head.text == _DIGITS else _all_places(self.plain, head.text))
            elif head.number in self.present:
                lists += self._places_of(head)
        if len(lists) < 2:
            return lists[0] if lists else []
        return sorted({place for each in lists for place in each})

    def _places_of(self, head: Head) -> Iterator[list[int]]:
        text, edge = head.text, head.edge
        for word in self.holding[head.number]:
            if edge == "word":
                if word.startswith(text):
                    yield self.words[word]
                continue
            offset = word.find(text)
            while offset >= 0:
                ends = not head.whole or offset + len(text) == len(word)
                if ends and not (offset and edge and word[offset - 1].isascii()):
                    yield [place + offset for place in self.words[word]]
                offset = word.find(text, offset + 1)


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
    heads: tuple[Head, ...]
    """With one of which every match begins; none where that is not known."""

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
    of_letters = [
        each for each in sets if all(map(_WORDS.fullmatch, each))
    ]  # found without a look at the text
    sets = of_letters or sets
    sets.sort(key=_worth, reverse=True)
    chosen = tuple(
        frozenset(_LITERALS.number(literal) for literal in _without_longer(each))
        for each in sets[:_MOST_SETS]
    )
    return Finder(pattern, chosen, tuple(_numbered(head) for head in _heads(parsed)))


# ---- what a match begins with


def _numbered(head: Head) -> Head:
    if (
        len(head.text) < _SHORTEST_NUMBERED
        or not head.text[0].isalpha()
        or (head.edge == "word" and head.whole)
    ):
        return head
    return replace(head, number=_LITERALS.number(head.text))


def _heads(parsed: Any) -> list[Head]:
    """The beginnings of all matches; none where they are not known."""
    grown = _grow([_NOTHING], list(parsed)) or []
    heads = {Head(each.text, each.edge, each.whole) for each in grown}
    if any(not head.text or head.text.isspace() for head in heads) or len(heads) > _MOST_HEADS:
        return []
    return sorted(heads, key=lambda head: (head.text, head.edge, head.whole))


@dataclass(frozen=True, slots=True)
class _Beginning:
    """How a match may begin, as far as it is known; `closed`: no more is known."""

    text: str = ""
    edge: str = ""
    whole: bool = False
    closed: bool = False


_NOTHING = _Beginning()
_Grown = list[_Beginning]


def _grow(grown: _Grown, items: list[Any]) -> _Grown | None:
    """The beginnings, each made longer by what follows it; None where there are too many or nothing is certain."""
    for code, argument in items:
        if all(each.closed for each in grown):
            return grown
        if code in (_codes.AT, _codes.ASSERT, _codes.ASSERT_NOT):
            edge = _edge(code, argument)
            grown = [_at_edge(each, edge) for each in grown] if edge else grown
            continue
        following = _begin(code, argument)
        if following is None:
            if any(not each.text and not each.closed for each in grown):
                return None
            return [replace(each, closed=True) for each in grown]
        longer = {_joined(each, more) for each in grown if not each.closed for more in following} | {
            each for each in grown if each.closed
        }
        if len(longer) > 4 * _MOST_HEADS:
            return None
        grown = list(longer)
    return grown


def _edge(code: Any, argument: Any) -> str:
    r"""The edge that a zero-width part asks for: `\b`, `(?<![\w.])` or `(?<![a-z0-9])`."""
    if code is _codes.AT:
        return "word" if argument is _codes.AT_BOUNDARY else ""
    if code is not _codes.ASSERT_NOT or argument[0] > 0:
        return ""
    items = list(argument[1])
    if len(items) != 1 or items[0][0] is not _codes.IN or items[0][1][0][0] is _codes.NEGATE:
        return ""
    members = items[0][1]
    if (_codes.CATEGORY, _codes.CATEGORY_WORD) in members:
        return "word"
    return "ascii" if (_codes.RANGE, (ord("a"), ord("z"))) in members else ""


def _at_edge(each: _Beginning, edge: str) -> _Beginning:
    if each.closed:
        return each
    if not each.text:
        return replace(each, edge=edge)
    return replace(each, whole=each.text[0].isalpha(), closed=True) if edge == "word" else each


def _joined(before: _Beginning, more: _Beginning) -> _Beginning:
    if not before.text:
        return more if more.edge or not before.edge else replace(more, edge=before.edge)
    if not more.text:
        whole = more.edge == "word" and before.text[0].isalpha()
        return replace(before, whole=whole, closed=True) if more.edge or more.closed else before
    if not before.text[0].isalpha():
        known = more.text != _DIGITS and not more.text.isspace() and not more.edge
        return (
            replace(before, text=before.text + more.text, closed=more.closed)
            if known
            else replace(before, closed=True)
        )
    if not more.text[0].isalpha():
        return replace(before, whole=True, closed=True)
    if more.edge == "word":  # an edge between two letters: no match goes this way
        return replace(before, closed=True)
    return _Beginning(before.text + more.text, before.edge, more.whole, more.closed)


def _begin(code: Any, argument: Any) -> _Grown | None:
    """What one part of a pattern begins with; None where that is not known."""
    if code is _codes.LITERAL:
        return [_Beginning(chr(argument), closed=chr(argument).isspace())]
    if code is _codes.IN:
        return _of_class(argument)
    if code is _codes.SUBPATTERN:
        if argument[1] or argument[2]:
            return None
        return _grow([_NOTHING], list(argument[3]))
    if code is _codes.BRANCH:
        found: set[_Beginning] = set()
        for branch in argument[1]:
            part = _grow([_NOTHING], list(branch))
            if part is None:
                return None
            found.update(part)
        return list(found)
    if code in (_codes.MAX_REPEAT, _codes.MIN_REPEAT):
        lowest, highest, inner = argument
        part = _grow([_NOTHING], list(inner))
        if part is None:
            return None
        if highest != 1:
            part = [replace(each, closed=each.closed or bool(each.text)) for each in part]
        return [*part, _NOTHING] if lowest == 0 else part
    return None


def _of_class(members: list[Any]) -> _Grown | None:
    found: set[_Beginning] = set()
    for code, argument in members:
        if code is _codes.LITERAL:
            found.update(_begin(code, argument) or ())
            continue
        digits = code is _codes.CATEGORY and argument is _codes.CATEGORY_DIGIT
        if code is _codes.RANGE:
            digits = chr(argument[0]).isdecimal() and chr(argument[1]).isdecimal()
        if not digits:
            return None
        found.add(_Beginning(_DIGITS, closed=True))
    return list(found)


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
