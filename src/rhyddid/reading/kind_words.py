"""The likely kind of a letter by its words, for letters of which the rules are unsure.

In: a plain text. Out: for each kind, the logarithm of its share. The weights of words and of neighbouring
words stand in `tables/kind_words.tsv`, which `python -m rhyddid.reading.kind_training` makes from the repository's letters.
"""

from __future__ import annotations

import math
import re
from functools import cache
from importlib.resources import files
from itertools import pairwise

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+|[?£§]")
_MOST_LETTERS = 700
"""What a letter is for stands at its beginning."""

_STEM = 5
"""So many letters of a word tell its family: "extend", "extension"; Welsh words change their ends."""

Weights = dict[str, tuple[float, ...]]


def words_of(plain: str) -> frozenset[str]:
    """The words of the beginning of `plain`, single and in pairs; a figure is a figure."""
    words = ["0" if word[0].isdigit() else word[:_STEM] for word in _WORD.findall(plain[:_MOST_LETTERS])]
    pairs = (f"{first} {second}" for first, second in pairwise(words))
    return frozenset((*words, *pairs))


def shares(words: frozenset[str], weights: Weights, kinds: int) -> list[float]:
    """The logarithm of each kind's share. A long letter has many words: each then weighs less."""
    scale = 1 / math.sqrt(max(1, len(words)))
    sums = list(weights.get("", (0.0,) * kinds))
    for word in words:
        weight = weights.get(word)
        if weight is not None:
            for kind, each in enumerate(weight):
                sums[kind] += each * scale
    top = max(sums)
    total = top + math.log(sum(math.exp(each - top) for each in sums))
    return [each - total for each in sums]


def kind_shares(plain: str) -> dict[str, float]:
    """The logarithm of each kind's share for this letter."""
    kinds, weights = _table()
    return dict(zip(kinds, shares(words_of(plain), weights, len(kinds)), strict=True))


@cache
def _table() -> tuple[tuple[str, ...], Weights]:
    lines = files("rhyddid.reading").joinpath("tables/kind_words.tsv").read_text("utf-8").splitlines()
    weights = {}
    for line in lines[1:]:
        word, *each = line.split("\t")
        weights[word] = tuple(float(number) for number in each)
    return tuple(lines[0].split("\t")[1:]), weights
