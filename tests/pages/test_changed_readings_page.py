"""What a newer version reads otherwise: only differences, accepted or kept, and nobody's decision overwritten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pages_cast import Campaign
from rhyddid.batches.changed_readings import differences
from rhyddid.requests.answers import AnswerCell, answer_cells
from rhyddid.requests.judgements import judgement_make
from rhyddid.requests.models import Finding, Judgement, Reading

Door = Callable[[str], Client]


@pytest.fixture
def read_again(campaign: Campaign) -> Campaign:
    """A newer version reads 13,000 where the older read 12,500, and all else the same."""
    older = Reading.objects.get(request=campaign.answered, message__kind="letter", current=True)
    Reading.objects.filter(pk=older.pk).update(current=False)
    newer = Reading.objects.create(
        message=older.message, request=older.request, version=2, kind=older.kind, outcome=older.outcome
    )
    for finding in older.findings.filter(type="answer"):
        value = dict(finding.value)
        if finding.question is not None and finding.question.number == "3":
            value["values"] = [{"type": "money", "amount": "13000", "currency": "GBP"}]
        Finding.objects.create(
            reading=newer, question=finding.question, type="answer", value=value, confidence=0.9,
            start=finding.start, end=finding.end, quote=finding.quote,
        )  # fmt: skip
    return campaign


def older_finding(campaign: Campaign) -> Finding:
    return Finding.objects.get(reading__current=False, question__number="3", type="answer")


def cell(campaign: Campaign) -> AnswerCell:
    question = campaign.answered.questions.get(number="3")
    return answer_cells([campaign.answered.pk])[campaign.answered.pk, question.pk]


def amounts(campaign: Campaign) -> list[Any]:
    return [value.get("amount") for value in cell(campaign).values]


def post(client: Client, campaign: Campaign, **fields: Any) -> Any:
    return client.post(reverse("changed", args=[campaign.batch.slug]), fields)


def judge(campaign: Campaign, verdict: str = "confirm") -> Judgement:
    made = judgement_make(
        request=campaign.answered,
        question=campaign.answered.questions.get(number="3"),
        verdict=verdict,
        by=campaign.checker,
        finding=older_finding(campaign),
    )
    reading = Reading.objects.get(version=2)
    Judgement.objects.filter(pk=made.pk).update(
        at=reading.at - (reading.at - reading.message.received_at) / 2
    )
    return made


def test_only_what_is_different_is_shown(read_again: Campaign, as_person: Door) -> None:
    html = as_person("owner").get(reverse("changed", args=[read_again.batch.slug])).content.decode()
    assert "£12,500" in html
    assert "£13,000" in html
    assert html.count("Accept the new reading") == 1
    assert (
        "see what changed"
        in as_person("owner").get(reverse("sheet", args=[read_again.batch.slug])).content.decode()
    )


def test_accepting_confirms_the_new_reading(read_again: Campaign, as_person: Door) -> None:
    (each,) = differences(read_again.batch)
    post(as_person("checker"), read_again, do="accept", finding=each.after.pk)
    assert (cell(read_again).status, amounts(read_again)) == ("confirmed", ["13000"])
    assert differences(read_again.batch) == []


def test_keeping_says_the_old_reading_again(read_again: Campaign, as_person: Door) -> None:
    (each,) = differences(read_again.batch)
    post(as_person("checker"), read_again, do="keep", finding=each.after.pk)
    assert (cell(read_again).status, amounts(read_again)) == ("corrected", ["12500"])
    assert differences(read_again.batch) == []


def test_nobodys_decision_is_overwritten(read_again: Campaign, as_person: Door) -> None:
    made = judge(read_again)
    (each,) = differences(read_again.batch)
    assert each.judged == made
    post(as_person("owner"), read_again, do="accept-all", shown=[each.after.pk])
    assert (cell(read_again).status, amounts(read_again)) == ("confirmed", ["12500"])
    post(as_person("owner"), read_again, do="accept", finding=each.after.pk)
    assert amounts(read_again) == ["13000"]


def test_a_rejection_can_be_kept(read_again: Campaign, as_person: Door) -> None:
    judge(read_again, "reject")
    (each,) = differences(read_again.batch)
    post(as_person("owner"), read_again, do="keep", finding=each.after.pk)
    assert cell(read_again).status == "rejected"
    assert differences(read_again.batch) == []


def test_all_that_is_shown_is_accepted_at_once_and_only_once(read_again: Campaign, as_person: Door) -> None:
    (each,) = differences(read_again.batch)
    for _ in range(2):
        post(as_person("owner"), read_again, do="accept-all", shown=[each.after.pk, 0, 999_999])
    assert Judgement.objects.count() == 1


@pytest.mark.parametrize("finding", ["", "x", "0", "999999999"])
def test_nonsense_changes_nothing(read_again: Campaign, as_person: Door, finding: str) -> None:
    assert post(as_person("owner"), read_again, do="accept", finding=finding).status_code == 302
    assert not Judgement.objects.exists()


def test_who_may_look_and_who_may_decide(read_again: Campaign, as_person: Door) -> None:
    address = reverse("changed", args=[read_again.batch.slug])
    assert as_person("reader").get(address).status_code == 200
    assert as_person("reader").post(address, {"do": "accept"}).status_code == 403
    assert as_person("stranger").get(address).status_code == 404
