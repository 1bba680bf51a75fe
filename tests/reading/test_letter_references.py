"""The authority's own reference, wherever the letter puts it."""

from __future__ import annotations

import pytest

from rhyddid.letters.letter import Letter
from rhyddid.reading.read import read

BODY = "\n\nDear Ms Orr\n\nThank you for your request for information of 3 May 2023. We do not hold it.\n\nYours sincerely"
ABOVE = [
    ("LB/23/77", "LB/23/77"),
    ("HM-FOI-8891   16 October 2023", "HM-FOI-8891"),
    ("LBK 2022/19\n28/10/2022", "LBK 2022/19"),
    ("Lock Board\nPO Box 14\nIR 118/23\n(original request FOI 2970/23)", "IR 118/23"),
    ("In reply please quote: LBP/2024/0066\nURN 2291-24", "LBP/2024/0066"),
]
BELOW = [
    ("Request for information 23/062\n\n", "23/062"),
    ("01/FOI/21/100 / Use of locks\n\n", "01/FOI/21/100"),
    ("Please find our response to 01/FOI/21/5612 below. ", "01/FOI/21/5612"),
    ("Thank you for your request for information dated 27 July 2021 - 5819/2021.\n\n", "5819/2021"),
]


@pytest.mark.parametrize(("head", "reference"), ABOVE)
def test_above_the_greeting(head: str, reference: str) -> None:
    assert [each.value for each in read(Letter(head + BODY)).references][:1] == [reference]


@pytest.mark.parametrize(("words", "reference"), BELOW)
def test_below_the_greeting(words: str, reference: str) -> None:
    letter = Letter(f"Dear Ms Orr\n\n{words}We do not hold the information.\n\nYours sincerely")
    assert [each.value for each in read(letter).references] == [reference]


@pytest.mark.parametrize(
    "head", ["Lock Board\n14 Weir Street\nWE1 4QT\n3/5/2023", "Tel 01632 960111\nPage 1 of 2", "2019/20"]
)
def test_addresses_days_and_telephones_are_none(head: str) -> None:
    assert read(Letter(head + BODY)).references == ()


def test_an_earlier_request_is_not_this_one() -> None:
    letter = "Our ref: LB2023/05519" + BODY.replace(
        "We do", "Your earlier request (LB2022/31870) was refused. We do"
    )
    assert [each.value for each in read(Letter(letter)).references] == ["LB2023/05519"]
