"""One thing said in many voices: the share that is read right, and that nothing else is taken for it.

The texts stand in `letter_grid_kinds.toml`, `letter_grid_facts.toml` and `letter_grid_law.toml`; a text that is added there
is read here. The floors say how much may be lost by a change, not what is aimed at.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from rhyddid.letters.letter import Letter
from rhyddid.reading.kind_training import in_a_letter
from rhyddid.reading.read import read
from rhyddid.reading.reading import Reading

HERE = Path(__file__).parent
KINDS = tomllib.loads((HERE / "letter_grid_kinds.toml").read_text("utf-8"))["group"]
FACTS = tomllib.loads((HERE / "letter_grid_facts.toml").read_text("utf-8"))
LAW = tomllib.loads((HERE / "letter_grid_law.toml").read_text("utf-8"))
DAYS = {
    "received": ("received_on", "2026-03-03"),
    "deadline": ("deadline_stated", "2026-03-31"),
    "decided": ("decided_on", "2026-03-28"),
}
FLOORS = {"reference": 0.98, "received": 0.93, "deadline": 0.95, "decided": 0.98, "twins": 0.98}
ANSWER = """Dear Ms Orr

Thank you for your request. Our response is below. The Council has 41 bins.{law}

{text}

Yours sincerely
Sam Lowe"""


def _share(wrong: list[Any], asked: int) -> float:
    return 1 - len(wrong) / asked


@pytest.mark.parametrize(
    "group",
    KINDS,
    ids=[f"{g['kind']}-{g.get('outcome', '')}-{g['language']}-{n}" for n, g in enumerate(KINDS)],
)
def test_the_kind_of_a_letter_in_many_voices(group: dict[str, Any]) -> None:
    whole = group.get("whole", False)
    readings = [read(Letter(in_a_letter(text, group["language"], whole=whole))) for text in group["texts"]]
    wrong = [each.kind for each in readings if each.kind != group["kind"]]
    assert _share(wrong, len(readings)) >= 0.9, wrong


def test_the_outcome_of_a_letter_in_many_voices() -> None:
    wrong, asked = [], 0
    for group in KINDS:
        for text in group["texts"] if "outcome" in group else ():
            asked += 1
            got = read(Letter(in_a_letter(text, group["language"], whole=group.get("whole", False)))).outcome
            if got != group["outcome"]:
                wrong.append((got, group["outcome"], text))
    assert _share(wrong, asked) >= 0.86, wrong


@pytest.mark.parametrize("thing", FACTS)
@pytest.mark.parametrize("voices", ["texts", "texts_cy", "twins"])
def test_references_and_days_in_many_voices(thing: str, voices: str) -> None:
    table = FACTS[thing]
    spellings = table.get("spellings_cy" if voices == "texts_cy" else "spellings", table["spellings"])
    wrong, asked = [], 0
    for number, text in enumerate(table[voices]):
        for turn in range(2):
            spelling = spellings[(number * 3 + turn * 7) % len(spellings)]
            said = text.replace("{ref}", spelling).replace("{day}", spelling)
            reading = read(Letter(_in_frame(said, welsh=voices == "texts_cy")))
            wanted = (
                None if voices == "twins" else _plain(spelling) if thing == "reference" else DAYS[thing][1]
            )
            asked += 1
            if _told(reading, thing) != wanted:
                wrong.append((_told(reading, thing), said))
    assert _share(wrong, asked) >= FLOORS["twins" if voices == "twins" else thing], wrong


@pytest.mark.parametrize("offered", [True, False])
def test_reviews_offered_in_many_voices(offered: bool) -> None:
    law = " The names are withheld under section 40(2)."
    rows = [row for group in LAW["review"] if group["offered"] is offered for row in group["texts"]]
    wrong = []
    for text, *days in rows:
        review = read(Letter(ANSWER.format(law=law, text=text))).review
        if (review.offered, review.within_working_days) != (offered, days[0] if days else None):
            wrong.append((review.within_working_days, text))
    assert _share(wrong, len(rows)) >= 0.95, wrong


@pytest.mark.parametrize("twin", [False, True])
def test_provisions_relied_on_in_many_voices(twin: bool) -> None:
    rows = [row for group in LAW["provision"] if group.get("twin", False) is twin for row in group["texts"]]
    wrong = []
    for text, *wanted in rows:
        provisions = read(Letter(ANSWER.format(law="", text=text))).provisions
        got = {f"{each.law}:{each.provision}" for each in provisions if each.role == "relied_on"}
        if got != set(wanted):
            wrong.append((got, text))
    assert _share(wrong, len(rows)) >= 0.96, wrong


def _in_frame(text: str, *, welsh: bool) -> str:
    if re.search(r"\b(?:Dear|Annwyl|Hello)\b", text):
        return text
    greeting, farewell = ("Annwyl", "Yn gywir") if welsh else ("Dear", "Yours sincerely")
    return f"{greeting} Ms Orr\n\n{text}\n\n{farewell}\nSam Lowe"


def _told(reading: Reading, thing: str) -> str | None:
    if thing == "reference":
        return "+".join(_plain(each.value) for each in reading.references) or None
    day = getattr(reading, DAYS[thing][0])
    return day.value if day else None


def _plain(reference: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", reference.upper())
