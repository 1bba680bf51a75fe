"""What an authority makes of a request's mail."""

from __future__ import annotations

import datetime as dt

import pytest

from rhyddid.mail.compose import compose
from rhyddid.mail.mail import Address
from rhyddid.rehearsal.simulated.request_mail import (
    AskedQuestion,
    answer_type_of,
    questions_in,
    read_request_mail,
)

_TEXT = """Dear Wrenshire Constabulary,

Please tell me:

1) about any trials or active contracts of such software, whether they have ended
   or not

Q2. which companies have been used

3a. how much it has cost

Yours faithfully,

Gwenllian Tarrow
The Lantern Project
"""


def _raw(text: str = _TEXT) -> bytes:
    return compose(
        sender=Address("The Lantern Project", "team@lantern.example"),
        to=[Address("", "foi@wrenshire-constabulary.example")],
        reply_to=[Address("", "r-1@inbox.example")],
        subject="Re: Freedom of Information request - Face matching",
        text=text,
        message_id="<m1@inbox.example>",
        date=dt.datetime(2021, 7, 27, 9, tzinfo=dt.UTC),
    )


def test_fields_are_read_from_the_mail() -> None:
    mail = read_request_mail(_raw(), envelope_from="bounces@inbox.example")
    assert (mail.reply_to, mail.sender_address) == ("r-1@inbox.example", "team@lantern.example")
    assert (mail.message_id, mail.sent_at.date()) == ("<m1@inbox.example>", dt.date(2021, 7, 27))
    assert (mail.topic, mail.requester) == ("Face matching", "Gwenllian Tarrow")
    assert mail.envelope_from == "bounces@inbox.example"


def test_numbered_lines_are_the_questions() -> None:
    assert questions_in(_TEXT) == (
        AskedQuestion(
            "1",
            "about any trials or active contracts of such software, whether they have ended or not",
            "text",
        ),
        AskedQuestion("2", "which companies have been used", "organisation"),
        AskedQuestion("3a", "how much it has cost", "money"),
    )


def test_a_text_without_numbers_is_one_question() -> None:
    (question,) = questions_in("Please send me\nthe policy.")
    assert question == AskedQuestion("1", "Please send me the policy.", "text")


def test_questions_given_by_the_caller_stand() -> None:
    given = (AskedQuestion("1", "Anything?", "choice", ("red", "blue")),)
    assert read_request_mail(_raw(), questions=given).questions == given


@pytest.mark.parametrize(
    ("question", "answer_type"),
    [
        ("Do you use it?", "yes_no"),
        ("How many searches were made?", "number"),
        ("What did it cost?", "money"),
        ("When did it begin?", "date"),
        ("Which supplier was used?", "organisation"),
        ("Please send the policy.", "text"),
    ],
)
def test_the_answers_type_is_guessed_from_the_words(question: str, answer_type: str) -> None:
    assert answer_type_of(question) == answer_type


def test_a_mail_without_a_date_is_an_error() -> None:
    with pytest.raises(ValueError, match="no Date"):
        read_request_mail(b"From: a@b.example\r\n\r\nx\r\n")
