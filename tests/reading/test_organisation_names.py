"""Bodies named in answers, with and without a legal ending; and words that look like names and are none."""

from __future__ import annotations

import pytest

from rhyddid.reading.organisations import names_in

NAMED = [
    (
        "what did you pay for guards?",
        "£390k, all paid to our contractor Elmside Guarding.",
        ["Elmside Guarding"],
    ),
    (
        "who felled them?",
        "Moorland Arborists felled three and Jas Pike & Sons one.",
        ["Moorland Arborists", "Jas Pike & Sons"],
    ),
    ("payroll", "Paywise via Rook Systems   £46,000   31 March 2021", ["Paywise", "Rook Systems"]),
    ("telephony", "Telephony      Larkhill Telecom    £9,180", ["Larkhill Telecom"]),
    ("how was it moved?", "It was taken away by Hobday Couriers.", ["Hobday Couriers"]),
    ("who runs the cafe?", "The operator, Bluebell Catering, has a lease until 2027.", ["Bluebell Catering"]),
    ("who built the wall?", "Mr Pike built it.", []),
    ("how is this done?", "It is dealt with by Legal Services and our Customer Services team.", []),
]


@pytest.mark.parametrize(("question", "answer", "expected"), NAMED)
def test_bodies_named(question: str, answer: str, expected: list[str]) -> None:
    assert [each.name for each in names_in(answer, 0, len(answer), question, frozenset())] == expected
