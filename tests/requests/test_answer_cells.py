"""What stands in a cell: the newest judged-or-machine answer, and how a person's word outweighs the software's."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from cast import make_person, make_request
from rhyddid.accounts.models import Person
from rhyddid.requests.answers import AnswerCell, answer_cells
from rhyddid.requests.judgements import BadJudgement, judgement_make, judgement_undo
from rhyddid.requests.models import Direction, Finding, FindingType, Judgement, Message, Reading, Request

pytestmark = pytest.mark.django_db


def letter(request: Request, day: int, *, kind: str = "decision", **answers: str) -> list[Finding]:
    """A letter that came on a day of March 2026 and decided `q1="disclosed"` …"""
    message = Message.objects.create(
        direction=Direction.IN, received_at=dt.datetime(2026, 3, day, 9, tzinfo=dt.UTC), text="…"
    )
    reading = Reading.objects.create(message=message, request=request, version=1, kind=kind)
    questions = {f"q{question.number}": question for question in request.questions.all()}
    return [
        Finding.objects.create(
            reading=reading,
            question=questions[number],
            type=FindingType.ANSWER,
            value={"decision": decision, "text": f"letter of {day} March", "values": [], "provisions": []},
            confidence=0.9,
            quote=f"letter of {day} March",
        )
        for number, decision in answers.items()
    ]


def cell(request: Request, number: str = "1") -> AnswerCell:
    question = request.questions.get(number=number)
    return answer_cells([request.pk])[request.pk, question.pk]


def judge(
    request: Request, by: Person, verdict: str, finding: Finding, value: dict[str, Any] | None = None
) -> None:
    judgement_make(
        request=request,
        question=finding.question,
        verdict=verdict,
        by=by,
        finding=finding,
        value=value,
    )


def test_a_machine_answer_stands_unconfirmed() -> None:
    request = make_request()
    letter(request, 5, q1="disclosed")
    assert (cell(request).decision, cell(request).status) == ("disclosed", "unconfirmed")


def test_the_newest_answer_stands() -> None:
    request = make_request()
    letter(request, 5, q1="exempt")
    letter(request, 9, q1="disclosed")
    assert cell(request).text == "letter of 9 March"


def test_a_later_letter_that_passes_a_question_over_does_not_wipe_its_answer() -> None:
    request = make_request()
    letter(request, 5, q1="disclosed")
    letter(request, 9, q1="no_answer", q2="disclosed")
    assert cell(request).decision == "disclosed"


def test_an_answer_outweighs_the_question_back() -> None:
    request = make_request()
    letter(request, 9, q1="disclosed")
    letter(request, 12, kind="clarification", q1="clarification_asked")
    assert cell(request).decision == "disclosed"


def test_a_reviews_answer_outweighs_the_first_decision() -> None:
    request = make_request()
    letter(request, 20, kind="review_outcome", q1="disclosed")
    letter(request, 25, q1="exempt")
    assert (cell(request).decision, cell(request).is_review) == ("disclosed", True)


def test_a_confirmed_cell_says_so() -> None:
    request = make_request()
    (finding,) = letter(request, 5, q1="disclosed")
    judge(request, make_person(team=request.team), "confirm", finding)
    assert cell(request).status == "confirmed"


def test_a_correction_replaces_what_was_read() -> None:
    request = make_request()
    (finding,) = letter(request, 5, q1="disclosed")
    judge(request, make_person(team=request.team), "correct", finding, {"decision": "not_held"})
    assert (cell(request).decision, cell(request).status) == ("not_held", "corrected")


def test_a_rejected_reading_leaves_an_empty_cell() -> None:
    request = make_request()
    (finding,) = letter(request, 5, q1="disclosed")
    judge(request, make_person(team=request.team), "reject", finding)
    assert (cell(request).decision, cell(request).status) == ("", "rejected")


def test_undo_brings_back_what_stood_before() -> None:
    request = make_request()
    by = make_person(team=request.team)
    (finding,) = letter(request, 5, q1="disclosed")
    judge(request, by, "confirm", finding)
    judge(request, by, "reject", finding)
    newest = Judgement.objects.get(verdict="reject")
    assert judgement_undo(judgement=newest, by=by)
    assert cell(request).status == "confirmed"


def test_undo_a_second_time_changes_nothing() -> None:
    request = make_request()
    by = make_person(team=request.team)
    (finding,) = letter(request, 5, q1="disclosed")
    judge(request, by, "confirm", finding)
    judge(request, by, "reject", finding)
    newest = Judgement.objects.get(verdict="reject")
    assert judgement_undo(judgement=newest, by=by)
    assert not judgement_undo(judgement=newest, by=by)
    assert cell(request).status == "confirmed"


def test_a_judgement_outlives_a_reading_made_again() -> None:
    request = make_request()
    (finding,) = letter(request, 5, q1="disclosed")
    judge(request, make_person(team=request.team), "correct", finding, {"decision": "not_held"})
    reading = finding.reading
    reading.current = False
    reading.save()
    Reading.objects.create(
        message=reading.message, request=request, version=2, kind="decision"
    ).findings.create(question=finding.question, type=FindingType.ANSWER, value=finding.value, confidence=0.8)
    assert (cell(request).decision, cell(request).status) == ("not_held", "corrected")


def test_a_later_letter_on_the_same_question_wants_a_look_of_its_own() -> None:
    request = make_request()
    (finding,) = letter(request, 5, q1="exempt")
    judge(request, make_person(team=request.team), "confirm", finding)
    letter(request, 20, kind="review_outcome", q1="disclosed")
    assert (cell(request).decision, cell(request).status) == ("disclosed", "unconfirmed")


def test_a_correction_needs_a_decision() -> None:
    request = make_request()
    (finding,) = letter(request, 5, q1="disclosed")
    with pytest.raises(BadJudgement, match="needs a decision"):
        judge(request, make_person(team=request.team), "correct", finding, {"text": "yes"})


def test_a_whole_board_costs_two_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    request = make_request()
    letter(request, 5, q1="disclosed", q2="exempt", q3="not_held")
    with django_assert_num_queries(2):
        assert len(answer_cells([request.pk])) == 3
