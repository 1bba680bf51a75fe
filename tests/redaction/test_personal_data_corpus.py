"""How much personal data is found, and how much else is taken for it: by kind, on a labelled corpus of invented lines.

Recall counts a piece as found only where all of it is masked, by whatever kind: a half-masked number is not masked.
Precision counts what was marked as a kind and touches nothing personal.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from rhyddid.redaction.personal_data import find_personal_data

_MARK = re.compile(r"⟦(\w+):([^⟧]*)⟧")
# lowest recall, lowest precision
FLOORS: dict[str, tuple[float, float]] = {
    "email": (1.0, 0.9),
    "phone": (1.0, 0.95),
    "postcode": (1.0, 0.9),
    "national_insurance": (1.0, 1.0),
    "nhs_number": (1.0, 1.0),
    "bank_account": (1.0, 1.0),
    "payment_card": (1.0, 1.0),
    "date_of_birth": (1.0, 1.0),
    "link": (1.0, 1.0),
}


@dataclass(frozen=True)
class Labelled:
    text: str
    spans: tuple[tuple[str, int, int], ...]


def labelled(line: str) -> Labelled:
    """A line of the corpus without its marks, and where they were."""
    text, spans, position = "", [], 0
    for mark in _MARK.finditer(line):
        text += line[position : mark.start()]
        spans.append((mark[1], len(text), len(text) + len(mark[2])))
        text += mark[2]
        position = mark.end()
    return Labelled(text + line[position:], tuple(spans))


def corpus() -> list[Labelled]:
    """Each line in three surroundings: alone, in a sentence, quoted."""
    whole = (Path(__file__).parent / "personal_data_corpus.txt").read_text()
    lines = [line.replace("⏎", "\n") for line in whole.splitlines() if not line.startswith("#")]
    return [
        labelled(around.format(line))
        for line in lines
        if line.strip()
        for around in ("{}", "Dear Ms Prosser,\n\n{}\n\nYours sincerely,\nA clerk", "> {}\n>\n> Thank you")
    ]


@dataclass
class Measured:
    wanted: Counter[str]
    found: Counter[str]
    marked: Counter[str]
    wrong: Counter[str]
    missed: list[str]
    mistaken: list[str]


def measure() -> Measured:
    result = Measured(Counter(), Counter(), Counter(), Counter(), [], [])
    for item in corpus():
        spans = find_personal_data(item.text)
        for kind, start, end in item.spans:
            result.wanted[kind] += 1
            if all(
                any(span.start <= place < span.end for span in spans)
                for place in range(start, end)
                if item.text[place].isalnum()
            ):
                result.found[kind] += 1
            else:
                result.missed.append(f"{kind}: {item.text[start:end]!r}")
        for span in spans:
            result.marked[span.kind] += 1
            if not any(start < span.end and span.start < end for _, start, end in item.spans):
                result.wrong[span.kind] += 1
                result.mistaken.append(f"{span.kind}: {item.text[span.start : span.end]!r} in {item.text!r}")
    return result


@pytest.fixture(scope="module")
def measured() -> Measured:
    return measure()


@pytest.mark.parametrize("kind", sorted(FLOORS))
def test_enough_of_each_kind_is_found(measured: Measured, kind: str) -> None:
    assert measured.wanted[kind] >= 6
    recall = measured.found[kind] / measured.wanted[kind]
    assert recall >= FLOORS[kind][0], [each for each in measured.missed if each.startswith(kind)]


@pytest.mark.parametrize("kind", sorted(FLOORS))
def test_little_else_is_taken_for_it(measured: Measured, kind: str) -> None:
    precision = 1 - measured.wrong[kind] / max(measured.marked[kind], 1)
    assert precision >= FLOORS[kind][1], [each for each in measured.mistaken if each.startswith(kind)]
