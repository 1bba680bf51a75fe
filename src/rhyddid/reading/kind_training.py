"""Makes `tables/kind_words.tsv`: `python -m rhyddid.reading.kind_training [--folds N]`.

In: the labelled letters of the repository (fixtures, the sets written apart that may be learnt from) and the texts of
`letter_grid_kinds.toml`. Out: the weights of words, and printed how often they are right for letters left out of the
training (cross-validation): by themselves, and together with the rules of `kind.py`.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rhyddid.letters.letter import Letter
from rhyddid.letters.open_letter import open_letter
from rhyddid.reading.covering_note import to_read
from rhyddid.reading.cues import cue_table, hits
from rhyddid.reading.kind import rule_scores, together
from rhyddid.reading.kind_words import Weights, shares, words_of
from rhyddid.reading.labels import labelled_letters
from rhyddid.reading.layout import lay_out
from rhyddid.reading.paragraphs import paragraphs
from rhyddid.reading.reading import LetterKind

TESTS = Path(__file__).parents[3] / "tests" / "reading"
FOLDERS = ("fixtures", "written_apart/a", "written_apart/c")
_ROUNDS = 15
_RATE = 0.5
_DECAY = 0.0005
_RAREST = 2
_LEAST = 0.06


@dataclass(frozen=True)
class Example:
    """A text's words, what the rules make of it, and its kind."""

    words: frozenset[str]
    scores: dict[LetterKind, float]
    kind: str
    of_grid: bool


def examples() -> list[Example]:
    """Every labelled text that may be learnt from."""
    found = []
    for folder in FOLDERS:
        for labelled in labelled_letters(TESTS / folder):
            letter = open_letter(labelled.data, filename=labelled.name)
            found += [_example(letter, kind, False) for kind in sorted(labelled.kinds)[:1]]
    content = tomllib.loads((TESTS / "letter_grid_kinds.toml").read_text("utf-8"))
    for group in content["group"]:
        for text in group["texts"]:
            letter = Letter(text=in_a_letter(text, group["language"], whole=group.get("whole", False)))
            found.append(_example(letter, group["kind"], True))
    return found


def in_a_letter(text: str, language: str, *, whole: bool) -> str:
    """A paragraph of the grid with a greeting and a farewell."""
    if whole:
        return text
    if language == "cy":
        return f"Annwyl Ms Orr\n\n{text}\n\nYn gywir\nY Tîm Gwybodaeth"
    return f"Dear Ms Orr\n\n{text}\n\nYours sincerely\nInformation Team"


def _example(letter: Letter, kind: str, of_grid: bool) -> Example:
    layout = lay_out(to_read(letter, ()).source.text)
    decided = hits(cue_table("decisions"), layout.plain)
    scores = rule_scores(layout, paragraphs(layout), decided, has_attachment=bool(letter.attachments))
    return Example(words_of(layout.plain), scores, kind, of_grid)


def train(texts: Sequence[Example], kinds: Sequence[str]) -> Weights:
    """Weights of words by logistic regression; words that stand in one text only are left out."""
    known = Counter(word for each in texts for word in each.words)
    kept = {word for word, count in known.items() if count >= _RAREST}
    weights = {word: [0.0] * len(kinds) for word in ("", *kept)}
    squares = {word: [1e-6] * len(kinds) for word in ("", *kept)}
    rows = [(sorted(each.words & kept), len(each.words), kinds.index(each.kind)) for each in texts]
    order = random.Random(7)
    for _ in range(_ROUNDS):
        order.shuffle(rows)
        for words, size, wanted in rows:
            scale = 1 / math.sqrt(max(1, size))
            sums = [
                bias + scale * sum(weights[word][kind] for word in words)
                for kind, bias in enumerate(weights[""])
            ]
            top = max(sums)
            powers = [math.exp(each - top) for each in sums]
            total = sum(powers)
            for kind, power in enumerate(powers):
                error = power / total - (1.0 if kind == wanted else 0.0)
                if abs(error) < 0.01:
                    continue
                for word in ("", *words):
                    gradient = error * (scale if word else 1.0) + _DECAY * weights[word][kind]
                    squares[word][kind] += gradient * gradient
                    weights[word][kind] -= _RATE * gradient / math.sqrt(squares[word][kind])
    return {
        word: tuple(round(each, 2) for each in row)
        for word, row in weights.items()
        if not word or max(abs(each) for each in row) >= _LEAST
    }


def cross_validated(
    texts: Sequence[Example], kinds: Sequence[str], folds: int
) -> list[tuple[Example, list[float]]]:
    """Each text with the shares told by weights that have not seen it."""
    mixed = list(texts)
    random.Random(3).shuffle(mixed)
    judged = []
    for fold in range(folds):
        weights = train([each for place, each in enumerate(mixed) if place % folds != fold], kinds)
        for place, each in enumerate(mixed):
            if place % folds == fold:
                judged.append((each, shares(each.words, weights, len(kinds))))
    return judged


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, print how right the words are for letters left out, and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--folds", type=int, default=5)
    options = parser.parse_args(arguments)
    texts = examples()
    kinds = sorted({each.kind for each in texts})
    judged = cross_validated(texts, kinds, options.folds)
    print(f"{len(texts)} texts, {options.folds} folds: right of those left out")
    for name, of_grid in (("letters", False), ("grid", True)):
        mine = [(each, told) for each, told in judged if each.of_grid == of_grid]
        rules = sum(
            max(each.scores, key=lambda k: each.scores[k], default="other") == each.kind for each, _ in mine
        )
        words = sum(kinds[told.index(max(told))] == each.kind for each, told in mine)
        print(f"  {name}: rules {rules / len(mine):.3f}  words {words / len(mine):.3f}", end="")
        both = sum(
            together(each.scores, dict(zip(kinds, told, strict=True)))[0][0] == each.kind
            for each, told in mine
        )
        print(f"  together {both / len(mine):.3f}")
    weights = train(texts, kinds)
    lines = ["\t".join(("word", *kinds))]
    lines += ["\t".join((word, *(f"{each:g}" for each in row))) for word, row in sorted(weights.items())]
    (Path(__file__).parent / "tables" / "kind_words.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    print(f"  {len(weights)} words written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
