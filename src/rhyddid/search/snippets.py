"""The stretch of a text in which the words that were searched for stand, with each of them marked.

Words are compared by their stems, English and Welsh, as the index compares them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from rhyddid.search.query_language import Joined, Not, Query, Term, Words
from rhyddid.search.welsh_stems import WORD, unaccented, welsh_stem

LENGTH = 240
_BEFORE = 80
# what PostgreSQL's English dictionary leaves out of the index, as far as people type it
_STOP_WORDS = frozenset(
    ("a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "has", "have", "in", "is", "it", "of", "on", "or",
     "the", "to", "was", "were", "with")
)  # fmt: skip
_english = snowballstemmer.stemmer("english")


@dataclass(frozen=True)
class Run:
    """A stretch of text; `is_hit` where it is a word that was searched for."""

    text: str
    is_hit: bool = False


@lru_cache(maxsize=100_000)
def _stems(word: str) -> tuple[str, str]:
    return str(_english.stemWord(unaccented(word))), welsh_stem(word)


@dataclass(frozen=True)
class _Sought:
    english: frozenset[str]
    welsh: frozenset[str]
    beginnings: tuple[str, ...]

    def is_hit(self, word: str) -> bool:
        english, welsh = _stems(word)
        if english in self.english or welsh in self.welsh:
            return True
        return bool(self.beginnings) and unaccented(word).startswith(self.beginnings)


def snippet(text: str, query: Query, *, length: int = LENGTH) -> tuple[Run, ...]:
    """About `length` characters of `text` around the place with the most different hits; its start where there is none."""
    sought = _sought(query.term)
    hits = [match.span() for match in WORD.finditer(text) if sought.is_hit(match.group())]
    start = _best_start(text, hits, length)
    end = min(len(text), start + length)
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + length // 2)
    runs = list(_runs(text, start, end, hits))
    if start > 0:
        runs.insert(0, Run("… "))
    if end < len(text):
        runs.append(Run(" …"))
    return tuple(runs)


def marked(text: str, query: Query) -> tuple[Run, ...]:
    """The whole of a short text (a title) with its hits marked."""
    sought = _sought(query.term)
    hits = [match.span() for match in WORD.finditer(text) if sought.is_hit(match.group())]
    return tuple(_runs(text, 0, len(text), hits))


def _best_start(text: str, hits: list[tuple[int, int]], length: int) -> int:
    if not hits or len(text) <= length:
        return 0
    best, most = hits[0][0], 0
    for at, (begin, _) in enumerate(hits[:200]):
        inside = {text[s:e].casefold() for s, e in hits[at : at + 30] if e <= begin + length - _BEFORE}
        if len(inside) > most:
            best, most = begin, len(inside)
    start = max(0, best - _BEFORE)
    return text.find(" ", start, best) + 1 if start else 0


def _runs(text: str, start: int, end: int, hits: list[tuple[int, int]]) -> Iterator[Run]:
    at = start
    for begin, stop in hits:
        if begin < at or stop > end:
            continue
        if begin > at:
            yield Run(_one_line(text[at:begin]))
        yield Run(text[begin:stop], is_hit=True)
        at = stop
    if at < end:
        yield Run(_one_line(text[at:end]))


def _one_line(text: str) -> str:
    squeezed = " ".join(text.split())
    return f"{' ' if text[:1].isspace() else ''}{squeezed}{' ' if squeezed and text[-1:].isspace() else ''}"


@lru_cache(maxsize=256)
def _sought(term: Term | None) -> _Sought:
    words = [each for each in _wanted(term) if each[0].casefold() not in _STOP_WORDS]
    whole = [word for word, beginning in words if not beginning]
    return _Sought(
        frozenset(_stems(word)[0] for word in whole),
        frozenset(_stems(word)[1] for word in whole if len(word) > 2),
        tuple(unaccented(word) for word, beginning in words if beginning),
    )


def _wanted(term: Term | None) -> Iterator[tuple[str, bool]]:
    """The words that a hit has, and whether each is only a beginning; what was excluded is not among them."""
    if isinstance(term, Words):
        for number, word in enumerate(term.words, start=1):
            yield word, term.beginning and number == len(term.words)
    elif isinstance(term, Joined):
        for each in term.terms:
            yield from _wanted(each)
    else:
        assert term is None or isinstance(term, Not)
