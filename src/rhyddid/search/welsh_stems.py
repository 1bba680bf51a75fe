"""A light stemmer for Welsh: one form for a word's initial mutations and its common endings.

PostgreSQL has no Welsh dictionary, so Welsh text is stemmed here before it goes into the index under `simple`, and so are
the words that people search for. Words that differ only in a mutated initial fall together (`cost`, `gost`, `chost`); a
soft-mutated initial g is lost before vowels (`gardd`, `ardd`) and stays apart.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"\w+")

# the mutated initials of one radical, longest first, and the letter that stands for all of them
_INITIALS = (
    ("ngh", "c"), ("ngw", "w"), ("ngl", "l"), ("ngr", "r"), ("ng", "c"), ("ch", "c"), ("c", "c"),
    ("gw", "w"), ("gl", "l"), ("gr", "r"), ("gn", "n"), ("g", "c"),
    ("nh", "t"), ("th", "t"), ("dd", "t"), ("t", "t"), ("d", "t"), ("mh", "p"), ("ph", "p"), ("p", "p"), ("b", "p"),
    ("f", "p"), ("m", "p"), ("ll", "l"), ("rh", "r"),
)  # fmt: skip
# endings of plurals and verbs, longest first
_ENDINGS = (
    "iannau", "feydd", "iadau", "iaeth", "iaid", "nau", "adau", "ennau", "oedd", "aeth", "wyr", "iau", "ion", "ydd", "odd",
    "wyd", "ais", "ant", "asom", "ir", "au", "on", "od", "wn", "wch", "io", "i", "u", "o",
)  # fmt: skip
_SHORTEST_STEM = 4


@lru_cache(maxsize=100_000)
def welsh_stem(word: str) -> str:
    """The stem of one word: lower case, without accents, its initial mutation undone and its endings taken off."""
    plain = unaccented(word)
    if not plain.isalpha() or len(plain) < _SHORTEST_STEM:
        return plain
    for initial, radical in _INITIALS:
        if plain.startswith(initial) and len(plain) > len(initial) + 1:
            plain = radical + plain[len(initial) :]
            break
    return _without_ending(_without_ending(plain))  # a plural of a word that has an ending itself


def _without_ending(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def welsh_stemmed(text: str) -> str:
    """The stems of a text's words in their order, one space between."""
    return " ".join(welsh_stem(word) for word in WORD.findall(text))


def unaccented(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(c))
