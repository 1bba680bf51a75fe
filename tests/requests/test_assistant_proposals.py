"""What an assistant proposes is kept beside the reading: never before it, never in the way of mail."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from pages_cast import Campaign, make_campaign, receive
from reading_assistant_server import assistant_endpoint, completion
from rhyddid.requests.answers import AnswerCell, answer_cells
from rhyddid.requests.judgements import judgement_make
from rhyddid.requests.models import Finding, FindingSource, Message, Reading
from rhyddid.requests.proposals import proposals_make
from rhyddid.requests.tasks import proposals_job

pytestmark = pytest.mark.django_db

VAGUE = "Dear Ms Prosser,\n\nAs to equipment, something was tried by us one summer.\n\nYours sincerely\n"


@pytest.fixture
def campaign(db: None) -> Campaign:
    return make_campaign()


def vague_letter(campaign: Campaign) -> Message:
    return receive(VAGUE, campaign.waiting, message_id="<vague@cwm.example>")


def current(message: Message) -> Reading:
    return Reading.objects.get(message=message, current=True)


def proposing(*answers: tuple[str, str, str]) -> bytes:
    return completion(
        {
            "answers": [
                {"question": number, "decision": decision, "quote": quote}
                for number, decision, quote in answers
            ]
        }
    )


def ask(message: Message, settings: Any, *answers: tuple[str, str, str], **options: Any) -> int:
    with assistant_endpoint(proposing(*answers), **options) as spoken:
        settings.ASSISTANT_URL = spoken.url
        return proposals_make(reading_id=current(message).pk)


def cell(campaign: Campaign, number: str = "1") -> AnswerCell | None:
    question = campaign.waiting.questions.get(number=number)
    return answer_cells([campaign.waiting.pk]).get((campaign.waiting.pk, question.pk))


def test_a_proposal_is_a_finding_of_its_own_kind(campaign: Campaign, settings: Any) -> None:
    message = vague_letter(campaign)
    assert ask(message, settings, ("1", "disclosed", "something was tried by us one summer")) == 1
    found = Finding.objects.get(source=FindingSource.ASSISTANT)
    assert message.text[found.start : found.end] == found.quote == "something was tried by us one summer"
    assert found.confidence <= 0.5


def test_a_proposal_never_outranks_what_the_rules_read(campaign: Campaign, settings: Any) -> None:
    message = vague_letter(campaign)
    Finding.objects.filter(reading__message=message, type="answer").delete()
    question = campaign.waiting.questions.get(number="1")
    ask(message, settings, ("1", "disclosed", "something was tried"), ("2", "not_held", "one summer"))
    Finding.objects.create(
        reading=current(message),
        question=question,
        type="answer",
        value={"decision": "no_answer"},
        confidence=0.5,
    )
    first, second = cell(campaign, "1"), cell(campaign, "2")
    assert first is not None
    assert (first.decision, first.source) == ("no_answer", "rules")
    assert second is not None
    assert (second.decision, second.source, second.status) == ("not_held", "assistant", "unconfirmed")


def test_a_person_may_say_that_a_proposal_is_the_answer(campaign: Campaign, settings: Any) -> None:
    message = vague_letter(campaign)
    ask(message, settings, ("1", "disclosed", "something was tried"))
    found = Finding.objects.get(source=FindingSource.ASSISTANT)
    judgement_make(
        request=campaign.waiting, question=found.question, verdict="confirm", by=campaign.owner, finding=found
    )
    confirmed = cell(campaign)
    assert confirmed is not None
    assert (confirmed.status, confirmed.quote) == ("confirmed", "something was tried")


def test_asking_twice_proposes_once(campaign: Campaign, settings: Any) -> None:
    message = vague_letter(campaign)
    assert ask(message, settings, ("1", "disclosed", "something was tried")) == 1
    assert ask(message, settings, ("1", "disclosed", "something was tried")) == 0


@pytest.mark.parametrize(("body", "status"), [(b"", 500), (b"<html>", 200), (b"x" * 1_100_000, 200)])
def test_a_broken_assistant_loses_nothing_and_is_logged(
    campaign: Campaign, settings: Any, caplog: pytest.LogCaptureFixture, body: bytes, status: int
) -> None:
    message = vague_letter(campaign)
    before = Finding.objects.count()
    with assistant_endpoint(body, status=status) as spoken:
        settings.ASSISTANT_URL = spoken.url
        with caplog.at_level(logging.WARNING, logger="rhyddid.requests.proposals"):
            proposals_job(reading_id=current(message).pk)
    assert Finding.objects.count() == before
    assert "proposed nothing" in caplog.text


def test_receiving_mail_leaves_a_job_and_asks_nothing(campaign: Campaign, settings: Any) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    settings.ASSISTANT_URL = "http://127.0.0.1:1/v1"
    message = vague_letter(campaign)
    job = ProcrastinateJob.objects.get(task_name="rhyddid.requests.proposals_make")
    assert job.args == {"reading_id": current(message).pk}


def test_without_an_assistant_there_is_no_job(campaign: Campaign) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    message = vague_letter(campaign)
    assert not ProcrastinateJob.objects.filter(task_name="rhyddid.requests.proposals_make").exists()
    assert proposals_make(reading_id=current(message).pk) == 0


def test_the_schema_keeps_proposals_unsure(campaign: Campaign) -> None:
    message = vague_letter(campaign)
    sure = Finding(
        reading=current(message),
        question=campaign.waiting.questions.get(number="1"),
        type="answer",
        source=FindingSource.ASSISTANT,
        value={"decision": "disclosed"},
        confidence=0.9,
        start=0,
        end=4,
        quote="Dear",
    )
    with pytest.raises(IntegrityError, match="proposal_is_an_unsure"), transaction.atomic():
        sure.save()
