"""How well a simulated reply was read: the reading, as `rhyddid read --json` prints it, against the reply's truth.

Comes in: truths and readings. Goes out: `Check`s, one for each thing that could be read, and their tally.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rhyddid.rehearsal.simulated.truth import Truth


@dataclass(frozen=True)
class Check:
    """`what` is kind, outcome, language, reference, a date, relied_on, decision or value."""

    what: str
    expected: str
    found: str
    question: str | None = None

    @property
    def right(self) -> bool:
        return self.expected == self.found


def check_reading(truth: Truth, reading: Mapping[str, Any]) -> tuple[Check, ...]:
    """Every check of one reply. A bounce or an automatic reply is checked for its kind alone."""
    checks = [Check("kind", truth.kind, str(reading["kind"]))]
    if truth.mail_kind != "letter":
        return tuple(checks)
    checks.append(Check("outcome", str(truth.outcome), str(reading["outcome"])))
    read_language = str(reading["language"])
    fits = read_language in truth.languages
    checks.append(Check("language", read_language if fits else truth.languages[0], read_language))
    if truth.reference is not None:
        read = [reference["value"] for reference in reading["references"]]
        checks.append(
            Check("reference", truth.reference, truth.reference if truth.reference in read else str(read))
        )
    for name in ("received_on", "decided_on", "deadline_stated"):
        day = getattr(truth, name)
        stated = reading[name]
        checks.append(Check(name, day.isoformat() if day else "none", stated["value"] if stated else "none"))
    relied = {p["provision"] for p in reading["provisions"] if p["role"] == "relied_on"}
    checks.append(Check("relied_on", " ".join(sorted(truth.relied_on)), " ".join(sorted(relied))))
    checks.append(
        Check(
            "neither_confirm_nor_deny",
            str(truth.neither_confirm_nor_deny),
            str(reading["neither_confirm_nor_deny"]),
        )
    )
    answers = {answer["question"]: answer for answer in reading["answers"]}
    for question in truth.questions:
        answer = answers.get(question.number)
        found = answer["decision"] if answer else "none"
        checks.append(Check("decision", question.decision, found, question.number))
        if question.values and question.values[0]["type"] != "text":
            read_values = [_plain(value) for value in answer["values"]] if answer else []
            checks.append(
                Check("value", _joined(map(_plain, question.values)), _joined(read_values), question.number)
            )
    return tuple(checks)


def tally(checks: Iterable[Check]) -> Mapping[str, tuple[int, int]]:
    """How many checks of each sort came out right, and of how many."""
    all_checks: Sequence[Check] = tuple(checks)
    right = Counter(check.what for check in all_checks if check.right)
    return {what: (right[what], count) for what, count in Counter(check.what for check in all_checks).items()}


def _plain(value: Mapping[str, Any]) -> str:
    said = value.get("value") or value.get("amount") or value.get("name") or ""
    return f"{value['type']}:{said}" + (f"@{value['year']}" if value.get("year") else "")


def _joined(values: Iterable[str]) -> str:
    return " ".join(sorted(values))
