"""Scoring a reading against the truth of a simulated reply."""

from __future__ import annotations

from typing import Any

from simulated_mail import all_replies

from rhyddid.rehearsal.simulated.scoring import check_reading, tally
from rhyddid.rehearsal.simulated.truth import Truth


def read_perfectly(truth: Truth) -> dict[str, Any]:
    """What a reader without fault would print."""
    days = {name: getattr(truth, name) for name in ("received_on", "decided_on", "deadline_stated")}
    return {
        "kind": truth.kind,
        "outcome": truth.outcome,
        "language": truth.languages[0],
        "references": [{"value": truth.reference}] if truth.reference else [],
        **{name: {"value": day.isoformat()} if day else None for name, day in days.items()},
        "provisions": [{"provision": number, "role": "relied_on"} for number in truth.relied_on],
        "neither_confirm_nor_deny": truth.neither_confirm_nor_deny,
        "answers": [
            {"question": question.number, "decision": question.decision, "values": list(question.values)}
            for question in truth.questions
        ],
    }


def decision_with_sums() -> Truth:
    return next(
        reply.truth
        for _, act, reply in all_replies(1)
        if act.letter == "disclosed"
        and any(v["type"] == "money" for q in reply.truth.questions for v in q.values)
    )


def test_a_perfect_reading_is_all_right() -> None:
    for _, _, reply in all_replies(1):
        checks = check_reading(reply.truth, read_perfectly(reply.truth))
        assert all(check.right for check in checks), [check for check in checks if not check.right]


def test_a_wrong_sum_and_a_wrong_kind_are_told() -> None:
    truth = decision_with_sums()
    reading = read_perfectly(truth)
    reading["kind"] = "acknowledgement"
    money = next(
        answer for answer in reading["answers"] if answer["values"] and answer["values"][0]["type"] == "money"
    )
    money["values"] = [{"type": "money", "amount": "1", "currency": "GBP"}]
    wrong = [check for check in check_reading(truth, reading) if not check.right]
    assert [(check.what, check.found) for check in wrong] == [
        ("kind", "acknowledgement"),
        ("value", "money:1"),
    ]


def test_a_missing_answer_counts_against_decision_and_value() -> None:
    truth = decision_with_sums()
    reading = read_perfectly(truth) | {"answers": []}
    result = tally(check_reading(truth, reading))
    assert result["decision"] == (0, len(truth.questions))
    assert result["value"][0] == 0 < result["value"][1]
    assert result["kind"] == (1, 1)
