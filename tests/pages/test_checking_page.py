"""Checking a cell: confirm, correct, reject, undo, what two people do at once, and where it goes next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pages_cast import ANSWER, Campaign, receive
from rhyddid.pages.next_unchecked import next_unchecked
from rhyddid.requests.judgements import judgement_make
from rhyddid.requests.models import Finding, Judgement

Door = Callable[[str], Client]


def place(campaign: Campaign, number: str) -> tuple[int, int]:
    return campaign.answered.pk, campaign.answered.questions.get(number=number).pk


def address(campaign: Campaign, number: str) -> str:
    return reverse("check", args=[campaign.batch.slug, *place(campaign, number)])


def form(client: Client, campaign: Campaign, number: str) -> dict[str, str]:
    """What the page's form would send."""
    page = client.get(address(campaign, number)).context["page"]
    return {
        "finding": str(page.cell.finding_id or "") if page.cell else "",
        "seen": str(page.standing.pk) if page.standing else "",
    }


def post(client: Client, campaign: Campaign, number: str, **fields: str) -> Any:
    return client.post(address(campaign, number), form(client, campaign, number) | fields)


def verdicts() -> list[str]:
    return list(Judgement.objects.order_by("pk").values_list("verdict", flat=True))


def standing() -> list[Judgement]:
    return list(Judgement.objects.filter(undone_at=None))


def test_a_checker_confirms_and_goes_on_to_the_next(campaign: Campaign, as_person: Door) -> None:
    answer = post(as_person("checker"), campaign, "1", verdict="confirm")
    assert answer.status_code == 302
    assert answer["Location"].startswith(address(campaign, "2"))
    judgement = Judgement.objects.get()
    assert (judgement.verdict, judgement.by) == ("confirm", campaign.checker)


def test_the_last_one_leads_back_to_the_sheet(campaign: Campaign, as_person: Door) -> None:
    checker = as_person("checker")
    for number in "123":
        answer = post(checker, campaign, number, verdict="confirm")
    assert answer["Location"] == f"{reverse('sheet', args=[campaign.batch.slug])}?done=1"
    page = checker.get(answer["Location"]).content.decode()
    assert "Every answer has been checked" in page
    assert "3 of 3 answers checked" in page


def test_next_goes_round_to_the_cells_before(campaign: Campaign) -> None:
    receive(ANSWER, campaign.waiting, message_id="<second@cwm.example>")
    first = next_unchecked(campaign.batch)
    assert first is not None
    assert first[0] == campaign.waiting.pk
    assert next_unchecked(campaign.batch, place(campaign, "3")) == first


def test_the_same_form_sent_twice_is_one_judgement(campaign: Campaign, as_person: Door) -> None:
    checker = as_person("checker")
    sent = form(checker, campaign, "1") | {"verdict": "confirm"}
    checker.post(address(campaign, "1"), sent)
    checker.post(address(campaign, "1"), sent)
    assert verdicts() == ["confirm"]


def test_somebody_elses_judgement_is_not_passed_over(campaign: Campaign, as_person: Door) -> None:
    checker = as_person("checker")
    sent = form(checker, campaign, "1") | {"verdict": "confirm"}
    question = campaign.answered.questions.get(number="1")
    judgement_make(
        request=campaign.answered,
        question=question,
        verdict="reject",
        by=campaign.owner,
        finding=Finding.objects.get(pk=sent["finding"]),
    )
    answer = checker.post(address(campaign, "1"), sent, follow=True)
    assert "Owner has judged this answer since you opened it" in answer.content.decode()
    assert verdicts() == ["reject"]


def test_a_correction_keeps_its_type(campaign: Campaign, as_person: Door) -> None:
    post(
        as_person("checker"),
        campaign,
        "3",
        verdict="correct",
        **{
            "correct-decision": "disclosed",
            "correct-amount": "13000.50",
            "correct-currency": "GBP",
            "correct-year": "2024",
            "correct-provisions": "43(2); 12(1)",
        },
    )
    value = Judgement.objects.get().value
    assert value["values"] == [{"type": "money", "amount": "13000.50", "currency": "GBP", "year": "2024"}]
    assert value["provisions"] == ["43(2)", "12(1)"]


def test_a_correction_with_a_fault_comes_back_with_what_was_typed(
    campaign: Campaign, as_person: Door
) -> None:
    fields = {"correct-decision": "disclosed", "correct-amount": "a lot", "correct-text": "About a lot"}
    answer = post(as_person("checker"), campaign, "3", verdict="correct", **fields)
    assert answer.status_code == 422
    assert "About a lot" in answer.content.decode()
    assert verdicts() == []


def test_undo_takes_the_judgement_back(campaign: Campaign, as_person: Door) -> None:
    checker = as_person("checker")
    post(checker, campaign, "2", verdict="reject")
    post(checker, campaign, "2", verdict="undo")
    assert Judgement.objects.get().undone_at is not None


def test_undo_takes_back_the_judgement_that_was_seen_and_no_other(
    campaign: Campaign, as_person: Door
) -> None:
    checker = as_person("checker")
    post(checker, campaign, "1", verdict="confirm")
    sent = form(checker, campaign, "1") | {"verdict": "undo"}
    newer = judgement_make(
        request=campaign.answered,
        question=campaign.answered.questions.get(number="1"),
        verdict="reject",
        by=campaign.owner,
        finding=Finding.objects.get(pk=sent["finding"]),
    )
    checker.post(address(campaign, "1"), sent)
    assert standing() == [newer]


def test_an_undo_that_is_sent_twice_takes_back_one_judgement(campaign: Campaign, as_person: Door) -> None:
    """As a browser does that lost its connection after the first had arrived."""
    checker = as_person("checker")
    post(checker, campaign, "1", verdict="confirm")
    first = Judgement.objects.get()
    post(checker, campaign, "1", verdict="reject")
    sent = form(checker, campaign, "1") | {"verdict": "undo"}
    checker.post(address(campaign, "1"), sent)
    checker.post(address(campaign, "1"), sent)
    assert standing() == [first]


def test_the_last_one_is_undone_from_the_next_page(campaign: Campaign, as_person: Door) -> None:
    checker = as_person("checker")
    following = post(checker, campaign, "1", verdict="confirm")["Location"]
    made = Judgement.objects.get()
    last = checker.get(following).context["last"]
    assert last["address"] == address(campaign, "1")
    newer = judgement_make(
        request=campaign.answered,
        question=made.question,
        verdict="reject",
        by=campaign.owner,
        finding=made.finding,
    )
    html = checker.get(following).content.decode()
    assert f'name="seen" value="{made.pk}"' in html
    checker.post(last["address"], {"verdict": "undo", "seen": str(made.pk)})
    assert standing() == [newer]


@pytest.mark.parametrize("seen", ["", "x", "²", "999999999999999999999", "0"])
def test_an_undo_of_nothing_changes_nothing(campaign: Campaign, as_person: Door, seen: str) -> None:
    checker = as_person("checker")
    post(checker, campaign, "1", verdict="confirm")
    answer = checker.post(address(campaign, "1"), {"verdict": "undo", "seen": seen})
    assert answer.status_code == 302
    assert standing() == [Judgement.objects.get()]


@pytest.mark.parametrize("verdict", ["", "delete", "confirm"])
def test_nonsense_changes_nothing(campaign: Campaign, as_person: Door, verdict: str) -> None:
    answer = as_person("checker").post(address(campaign, "1"), {"verdict": verdict, "finding": "999999"})
    assert answer.status_code == 302
    assert verdicts() == []


def test_the_script_is_told_where_to_go(campaign: Campaign, as_person: Door) -> None:
    checker = as_person("checker")
    sent = form(checker, campaign, "1") | {"verdict": "confirm"}
    answer = checker.post(address(campaign, "1"), sent, headers={"X-Requested-With": "fetch"})
    assert answer.json()["next"].startswith(address(campaign, "2"))


def test_of_a_published_sheet_everybody_sees_checked_cells_with_their_letter(
    campaign: Campaign, as_person: Door
) -> None:
    owner, nobody = as_person("owner"), as_person("nobody")
    post(owner, campaign, "1", verdict="confirm")
    owner.post(reverse("batch-publish", args=[campaign.batch.slug]))
    checked = nobody.get(address(campaign, "1")).content.decode()
    assert "<mark" in checked
    assert 'name="verdict"' not in checked
    assert "a.officer@port-aldwych.example" not in checked
    assert "01632" not in checked
    unchecked = nobody.get(address(campaign, "3")).content.decode()
    assert "<mark" not in unchecked
