"""Offers of a review in many words: who may ask, within how many working days; the regulator's door is none."""

# ruff: noqa: E501 -- one offer a line

from __future__ import annotations

import pytest

from rhyddid.letters.letter import Letter
from rhyddid.reading.read import read

ANSWER = "Dear Ms Orr\n\nOur response to your request is below. We hold no information about gates.\n\n"
OFFERS = [
    ("If you want us to look again at this answer, write to the Clerk inside 40 working days.", True, 40),
    (
        "You can challenge this decision by emailing foi@wold.example. We ask that you do so within two months (forty working days).",
        True,
        40,
    ),
    ("Not happy? Ask for an internal review (you have 40 working days).", True, 40),
    (
        "A request for review must be made within 40 working days after the day on which you received this notice. If you are then dissatisfied, you may appeal to the Scottish Information Commissioner.",
        True,
        40,
    ),
    (
        "Any complaint about this response should be sent to the Solicitor to the Council within 40 working days. He will carry out a review.",
        True,
        40,
    ),
    ("You may complain to the Information Commissioner if you are unhappy.", False, None),
    (
        "If you remain dissatisfied following our internal review you may apply to the Commissioner.",
        False,
        None,
    ),
    (
        "Should you wish this decision to be reviewed by a different officer please let us know by return.",
        True,
        None,
    ),
    (
        "The Council's internal review procedure is free. Reviews should be requested no later than 40 working days from the date of this letter.",
        True,
        40,
    ),
    ("You have 40 working days from today to ask the Head of Law to reconsider this decision.", True, 40),
    (
        "Gallwch ofyn i'r Pennaeth Gwasanaethau Cyfreithiol adolygu'r ymateb hwn o fewn 40 diwrnod gwaith.",
        True,
        40,
    ),
    ("We will respond to a request for internal review within 20 working days of receipt.", True, None),
    (
        "You have the right to ask for an internal review. Requests must reach us within 40 working days. We will reply within 20 working days.",
        True,
        40,
    ),
]


@pytest.mark.parametrize(("words", "offered", "days"), OFFERS)
def test_a_review_offer_is_seen(words: str, offered: bool, days: int | None) -> None:
    review = read(Letter(f"{ANSWER}{words}\n\nYours sincerely\nA Clerk")).review
    assert (review.offered, review.within_working_days) == (offered, days)
