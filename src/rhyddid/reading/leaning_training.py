"""Works out the weights of `leaning` anew: `python -m rhyddid.reading.leaning_training [LABELLED DIR …]`.

In: `tables/leaning.toml`, the examples of `tables/decisions.toml`, the answers given in labelled folders. Out:
`tables/leaning.tsv`. Logistic regression with several senses, by gradient steps; the same input gives the same weights.
"""

from __future__ import annotations

import json
import random
import sys
import tomllib
from collections import Counter
from pathlib import Path

from rhyddid.reading.layout import lay_out, plain_form
from rhyddid.reading.leaning import Weights, features, shares

SENSES = (
    "disclosed",
    "not_held",
    "exempt",
    "cost_limit",
    "neither_confirm_nor_deny",
    "vexatious",
    "clarification_asked",
)
_OF_CUES = {
    "not_held": "not_held",
    "exempt": "exempt",
    "declines": "exempt",
    "cost_limit": "cost_limit",
    "neither_confirm_nor_deny": "neither_confirm_nor_deny",
    "vexatious": "vexatious",
    "clarification": "clarification_asked",
    "disclosed": "disclosed",
}
_TABLES = Path(__file__).parent / "tables"
_ROUNDS = 60
_STEP = 0.25
_SHRINK = 0.0015
_RAREST = 2
Example = tuple[str, int]


def examples(folders: list[Path]) -> list[Example]:
    """Plain sentences, each with the place of its sense in `SENSES`."""
    found: dict[str, int] = {}
    for sense, sentences in tomllib.loads((_TABLES / "leaning.toml").read_text("utf-8")).items():
        for sentence in sentences:
            found[plain_form(sentence)] = SENSES.index(sense)
    for cue in tomllib.loads((_TABLES / "decisions.toml").read_text("utf-8"))["cue"]:
        if cue["sense"] in _OF_CUES:
            for sentence in cue["examples"]:
                found.setdefault(plain_form(sentence), SENSES.index(_OF_CUES[cue["sense"]]))
    for folder in folders:
        for letter in json.loads((folder / "labels.json").read_text("utf-8")):
            for answer in letter.get("qa", ()):
                if answer.get("decision") == "disclosed" and answer.get("answer"):
                    layout = lay_out(answer["answer"])
                    for start, end in layout.sentences_in(0, len(layout.text)):
                        found.setdefault(layout.plain[start:end], 0)
    return list(found.items())


def learn(told: list[Example]) -> Weights:
    """The weights that tell the examples apart."""
    seen = [(features(plain), sense) for plain, sense in told]
    counts = Counter(feature for found, _ in seen for feature in found)
    kept = {feature for feature, count in counts.items() if count >= _RAREST}
    seen = [(found & kept, sense) for found, sense in seen]
    weights: dict[str, list[float]] = {feature: [0.0] * len(SENSES) for feature in sorted(kept | {""})}
    chance = random.Random(1)
    for turn in range(_ROUNDS):
        chance.shuffle(seen)
        step = _STEP / (1 + turn / 15)
        for found, sense in seen:
            likely = shares(found, weights, len(SENSES))  # type: ignore[arg-type]
            for feature in ("", *found):
                weight = weights[feature]
                for each, share in enumerate(likely):
                    gradient = share - (each == sense) + _SHRINK * weight[each] * (feature != "")
                    weight[each] -= step * gradient / max(4, len(found)) ** 0.5
    return {feature: tuple(weight) for feature, weight in weights.items()}


def write(weights: Weights) -> None:
    """The table, the features in order."""
    lines = ["\t".join(("", *SENSES))]
    for feature, weight in sorted(weights.items()):
        if max(abs(each) for each in weight) >= 0.02:
            lines.append("\t".join((feature, *(f"{each:.2f}" for each in weight))))
    (_TABLES / "leaning.tsv").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    write(learn(examples([Path(each) for each in sys.argv[1:]])))
