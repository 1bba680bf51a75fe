"""The answer grid: forms of words for each decision, in each layout, mixed by chance and read: shares above floors.

`answer_grid.toml` holds what officers say and what is asked, `answer_layouts.py` how they lay it out.
`cd tests; python -m reading.test_answer_grid [LAYOUT]` prints the shares, or the letters of one layout with their misses.
"""

from __future__ import annotations

import random
import re
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from reading.answer_layouts import LAYOUTS, Asked
from rhyddid.letters.letter import Letter
from rhyddid.reading.read import read

_LETTERS_A_LAYOUT = 25
_DECISIONS = {
    "not_held": 6.0,
    "exempt": 6.0,
    "cost_limit": 2.0,
    "neither_confirm_nor_deny": 1.5,
    "vexatious": 0.7,
    "clarification_asked": 0.7,
    "partly_disclosed": 2.0,
}
_TOPS = (
    "Dear Ms Orr\n\nThank you for your request of 3 May 2024 about {subject}.\n\n",
    "Dear Ms Orr\n\nFreedom of Information request 1234/24: {subject}\n\nI write further to your request for information "
    "received on 3 May 2024. {body} has now considered it and replies as follows.\n\n",
    "Hello\n\nThanks for getting in touch. Here is what we can tell you.\n\n",
    "Our ref: FOI 24/118\n\n21 May 2024\n\nDear Sir or Madam\n\nI refer to your enquiry, which has been handled under the "
    "Freedom of Information Act 2000. Our response is below.\n\n",
)
_ENDS = (
    "\n\nIf you are unhappy with this reply you may ask for an internal review within 40 working days.\n\n"
    "Yours sincerely\nJ Moss\nInformation Officer",
    "\n\nI hope this is of help.\n\nShould you be dissatisfied, please write to the Monitoring Officer.\n\n"
    "Kind regards\n\nJo Moss",
    "\n\nYours faithfully\n\nInformation Rights",
)
# alignment and decisions, each a little below what is reached
FLOORS: dict[str, tuple[float, float]] = {
    "lines": (0.8, 0.85),
    "ordinals": (0.8, 0.95),
    "table of topics": (0.85, 0.8),
    "topics in any order": (0.85, 0.85),
    "topic pipes": (0.85, 0.85),
    "topics": (0.85, 0.85),
    "numbers in prose": (0.85, 0.85),
    "paragraphs": (0.85, 0.85),
    "topics in one paragraph": (0.85, 0.85),
    "prose request, topics": (0.85, 0.85),
}
_FLOOR = (0.9, 0.9)


@dataclass(frozen=True)
class Shares:
    """Of the questions asked in one layout, the share aligned and the share decided right."""

    aligned: float
    decided: float


@cache
def _grid() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "answer_grid.toml").read_text("utf-8"))


def shares(layout: str, letters: int = _LETTERS_A_LAYOUT, *, show: bool = False) -> Shares:
    """How well `letters` letters in that layout are read."""
    chance = random.Random(layout)
    asked = aligned = decided = 0
    for _ in range(letters):
        request, letter, case, decisions = _written(layout, chance)
        answers = read(Letter(letter), request).answers
        misses = []
        for place, (each, decision) in enumerate(zip(case, decisions, strict=True)):
            answer = answers[place] if place < len(answers) else None
            found = answer is not None and _found(answer.text, each)
            right = answer is not None and answer.decision == decision
            asked, aligned, decided = asked + 1, aligned + found, decided + right
            if not (found and right):
                misses.append((place + 1, decision, answer and answer.decision, answer and answer.text))
        if show and misses:
            print("=" * 60, letter, *misses, sep="\n")
    return Shares(aligned / asked, decided / asked)


def _written(layout: str, chance: random.Random) -> tuple[str, str, list[Asked], list[str]]:
    asked = chance.choice(_grid()["request"])
    body = asked["body"]
    case, decisions = [], []
    for question in asked["questions"]:
        decision = "disclosed"
        if chance.random() >= 0.5:
            decision = chance.choices(list(_DECISIONS), list(_DECISIONS.values()))[0]
        told = chance.choice(
            question["answers"] if decision == "disclosed" else _grid()["decisions"][decision]
        )
        told = told.replace("{t}", question["topic"]).replace("{b}", body)
        case.append(Asked(question["ask"], question["topic"], question["head"], told[0].upper() + told[1:]))
        decisions.append(decision)
    request, written = LAYOUTS[layout](case, chance)
    name = body[0].upper() + body[1:]
    top = chance.choice(_TOPS).format(subject=asked["subject"].lower(), body=name)
    letter = top + written.replace("{Body}", name) + chance.choice(_ENDS)
    return f"Dear Sir,\n\nPlease tell me:\n\n{request}\n\nThank you\nA. Orr", letter, case, decisions


def _found(text: str, each: Asked) -> bool:
    forms = (
        each.answer,
        each.answer.split(". ")[0],
        f"{each.topic} {each.answer}",
        f"as regards {each.topic} {each.answer}",
    )
    return max(_alike(text, form) for form in forms) >= 0.6


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+(?:[.,]\d+)*", text.casefold()))


def _alike(one: str, other: str) -> float:
    a, b = _words(one), _words(other)
    both = sum((a & b).values())
    return 2 * both / (sum(a.values()) + sum(b.values())) if both else 0.0


@pytest.mark.parametrize("layout", LAYOUTS)
def test_answers_are_found_in_a_layout(layout: str) -> None:
    reached = shares(layout)
    aligned, decided = FLOORS.get(layout, _FLOOR)
    assert reached.aligned >= aligned, reached
    assert reached.decided >= decided, reached


if __name__ == "__main__":
    if sys.argv[1:]:
        shares(sys.argv[1], show=True)
    else:
        reached = {layout: shares(layout, 60) for layout in LAYOUTS}
        for layout, each in sorted(reached.items(), key=lambda item: item[1].aligned):
            print(f"{layout:<36}{each.aligned:.3f}  {each.decided:.3f}")
        print(
            f"{'all':<36}{sum(e.aligned for e in reached.values()) / len(reached):.3f}"
            f"  {sum(e.decided for e in reached.values()) / len(reached):.3f}"
        )
