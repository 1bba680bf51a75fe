"""Gentle checks of a letter: what each says, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rhyddid.requests.asked_letter import AskedLetter
from rhyddid.requests.letter_checks import letter_checks
from rhyddid.requests.own_personal_data import own_personal_data_words
from rhyddid.requests.request_send import QuestionText

PLAIN = AskedLetter(
    subject="Street lights switched off at night",
    opening="",
    questions=(
        QuestionText("1", "How many street lights were switched off between 2022 and 2025?"),
        QuestionText("2", "Please list the streets concerned."),
    ),
    closing="",
    sender="Nia Prosser",
    language="en",
    regime="uk-foia",
)


def codes(letter: AskedLetter, **changes: object) -> list[tuple[str, str]]:
    return [(check.code, check.number) for check in letter_checks(replace(letter, **changes))]


def asked(*texts: str) -> tuple[QuestionText, ...]:
    return tuple(QuestionText(str(number), text) for number, text in enumerate(texts, start=1))


def test_a_plain_letter_has_nothing_to_look_at() -> None:
    assert codes(PLAIN) == []


def test_what_is_missing_stops_the_letter() -> None:
    checks = letter_checks(replace(PLAIN, subject=" ", questions=(), sender=""))
    assert [(check.code, check.level) for check in checks] == [
        ("no_questions", "stop"), ("no_subject", "stop"), ("no_sender", "stop"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Please send me my medical records.",
        "Copies of all emails held about me since 2020",
        "All information you hold on me and my son",
        "This is a subject access request.",
        "Please send my daughter’s school records.",
        "I want my full file.",
        "What is recorded in my housing file?",
        "the CCTV footage of 3 May showing the car park, and any report concerning myself",
        "Anfonwch fy nghofnodion meddygol ataf.",
        "Pa wybodaeth sydd gennych amdanaf i?",
        "Hoffwn weld fy nata personol.",
        "Cais gwrthrych am wybodaeth yw hwn.",
        "copi o ffeil fy mab",
    ],
)
def test_a_request_for_ones_own_data_is_recognised(text: str) -> None:
    assert own_personal_data_words(text)
    assert ("own_personal_data", "") in codes(PLAIN, questions=asked(text))


@pytest.mark.parametrize(
    "text",
    [
        "How many subject access requests did you receive in 2024?",
        "What is your policy on medical records?",
        "How many children were taken into care in my area?",
        "Please send information about my street and on the council’s plans.",
        "According to my records the bridge was closed in 2019. Why?",
        "Please contact me about the format.",
        "Faint o gofnodion meddygol a gollwyd yn 2024?",
        "Gwybodaeth am ysgolion fy ardal",
        "Please answer my request under the Act.",
    ],
)
def test_a_request_about_others_or_policies_is_none_for_ones_own_data(text: str) -> None:
    assert own_personal_data_words(text) == ""


def test_who_says_that_it_is_not_about_them_is_not_told_again() -> None:
    letter = replace(PLAIN, questions=asked("How many people asked for “my medical records” in 2024?"))
    assert letter_checks(letter)[0].code == "own_personal_data"
    assert letter_checks(letter, not_about_me=True) == []


def test_personal_data_of_others_are_named_with_their_question() -> None:
    questions = asked("Did you write to j.doe@homes.example or ring 07700 900123?")
    assert codes(PLAIN, questions=questions) == [("personal_data", "1"), ("personal_data", "1")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("All emails about the bypass", "too_broad"),
        ("Everything you hold on the bypass", "too_broad"),
        ("Pob gohebiaeth am y ffordd osgoi", "too_broad"),
        ("Is it open? Since when? Who paid?", "several_in_one"),
        ("The bypass. Opening hours and so on are unclear to us", ""),
        ("Bypass costs in detail, 2024", "no_question"),
        ("Why was the bypass built?", "asks_why"),
        ("PLEASE TELL ME WHO BUILT THE BYPASS IN 2024", "shouting"),
    ],
)
def test_each_question_is_looked_at(text: str, code: str) -> None:
    assert codes(PLAIN, questions=asked(text)) == ([(code, "1")] if code else [])


def test_a_period_makes_a_broad_question_narrower() -> None:
    assert codes(PLAIN, questions=asked("All emails about the bypass sent between 1 and 31 May 2024")) == []


def test_many_questions_are_a_note_and_very_many_a_warning() -> None:
    nine = letter_checks(
        replace(PLAIN, questions=asked(*(f"What did item {n} cost in 2024?" for n in range(9))))
    )
    many = letter_checks(
        replace(PLAIN, questions=asked(*(f"What did item {n} cost in 2024?" for n in range(21))))
    )
    assert [(check.code, check.level) for check in nine] == [("many_questions", "note")]
    assert [(check.code, check.level) for check in many] == [("many_questions", "warning")]


def test_the_same_question_twice_says_which() -> None:
    (check,) = letter_checks(
        replace(PLAIN, questions=asked("What did it cost in 2024?", "what did it cost, in 2024"))
    )
    assert (check.code, check.number) == ("same_question", "2")
    assert "question 1" in str(check.text)


def test_a_subject_that_says_nothing_a_question_in_the_opening_and_no_real_name() -> None:
    found = codes(PLAIN, subject="FOI request", opening="Is there a plan?", sender="bypasswatch99")
    assert found == [("real_name", ""), ("vague_subject", ""), ("question_in_opening", "")]
