"""The checking page where two people check: neither is told what the other said, a third sees both and decides."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from cast import make_person
from pages_cast import Campaign
from rhyddid.batches.services import batch_checks_set, batch_publish
from rhyddid.requests.answers import answer_cells
from rhyddid.requests.models import Finding, Judgement

Door = Callable[[str], Client]


@pytest.fixture
def twice(campaign: Campaign) -> Campaign:
    batch_checks_set(batch=campaign.batch, by=campaign.owner, checks_needed=2)
    make_person("third@campaign.example", team=campaign.team, role="checker", public_name="Third Person")
    return campaign


def place(campaign: Campaign, number: str = "1") -> tuple[int, int]:
    return campaign.answered.pk, campaign.answered.questions.get(number=number).pk


def address(campaign: Campaign, number: str = "1") -> str:
    return reverse("check", args=[campaign.batch.slug, *place(campaign, number)])


def judge(client: Client, campaign: Campaign, verdict: str, **fields: str) -> str:
    page = client.get(address(campaign)).context["page"]
    sent = {
        "finding": str(page.cell.finding_id),
        "seen": str(page.standing.pk) if page.standing else "",
        "key": str(uuid.uuid4()),
        "verdict": verdict,
    }
    return str(client.post(address(campaign), sent | fields)["Location"])


def test_the_second_does_not_see_the_first(twice: Campaign, as_person: Door) -> None:
    judge(as_person("owner"), twice, "reject")
    html = as_person("checker").get(address(twice)).content.decode()
    assert "Yours is the second check" in html
    assert "Rejected" not in html
    assert "Owner" not in html.split("<main")[1].split("Yours is the second check")[1]


def test_who_has_checked_is_led_past_that_cell(twice: Campaign, as_person: Door) -> None:
    owner = as_person("owner")
    following = judge(owner, twice, "confirm")
    assert following.startswith(address(twice, "2"))
    assert "Somebody else checks it as well" in owner.get(address(twice)).content.decode()


def test_a_third_sees_both_and_decides(twice: Campaign, as_person: Door) -> None:
    judge(as_person("owner"), twice, "confirm")
    judge(as_person("checker"), twice, "reject")
    waits = as_person("checker").get(address(twice)).content.decode()
    assert "A third person decides" in waits
    assert "First check" not in waits
    third = Client()
    third.force_login(twice.team.members.get(email="third@campaign.example"))
    html = third.get(address(twice)).content.decode()
    assert "First check (Owner)" in html
    assert "Second check (Checker)" in html
    judge(third, twice, "confirm")
    assert answer_cells([place(twice)[0]])[place(twice)].status == "confirmed"


def test_one_of_the_two_cannot_decide(twice: Campaign, as_person: Door) -> None:
    judge(as_person("owner"), twice, "confirm")
    judge(as_person("checker"), twice, "reject")
    checker = as_person("checker")
    page = checker.get(address(twice)).context["page"]
    sent = {"finding": str(page.cell.finding_id), "seen": str(page.standing.pk), "verdict": "confirm"}
    answer = checker.post(address(twice), sent, follow=True)
    assert "A third person decides between the two checks" in answer.content.decode()


def test_a_form_sent_again_after_its_answer_was_lost_makes_one_judgement(
    campaign: Campaign, as_person: Door
) -> None:
    """Confirmed, lost on the way back, undone by hand meanwhile, sent again by the script: it stays undone."""
    owner = as_person("owner")
    page = owner.get(address(campaign)).context["page"]
    sent = {"finding": str(page.cell.finding_id), "seen": "", "key": str(uuid.uuid4()), "verdict": "confirm"}
    owner.post(address(campaign), sent)
    made = Judgement.objects.get()
    owner.post(address(campaign), {"verdict": "undo", "seen": str(made.pk)})
    owner.post(address(campaign), sent)
    assert Judgement.objects.count() == 1
    assert Judgement.objects.get().undone_at is not None


def test_a_correction_without_a_finding_remembers_the_letter_that_was_open(
    campaign: Campaign, as_person: Door
) -> None:
    owner = as_person("owner")
    page = owner.get(address(campaign, "3")).context["page"]
    fields = {
        "verdict": "correct",
        "correct-decision": "disclosed",
        "correct-amount": "9",
        "correct-currency": "GBP",
        "letter": str(page.letter.message.pk),
    }
    owner.post(address(campaign, "3"), fields)
    assert Judgement.objects.get().message_id == page.letter.message.pk


def test_the_sheet_counts_what_both_have_checked(twice: Campaign, as_person: Door) -> None:
    judge(as_person("owner"), twice, "confirm")
    sheet = reverse("sheet", args=[twice.batch.slug])
    assert "0 of 3 answers checked" in as_person("owner").get(sheet).content.decode()
    judge(as_person("checker"), twice, "confirm")
    assert "1 of 3 answers checked" in as_person("owner").get(sheet).content.decode()


def test_who_has_done_their_part_is_told_that_others_wait(twice: Campaign, as_person: Door) -> None:
    owner = as_person("owner")
    for number in "123":
        page = owner.get(address(twice, number)).context["page"]
        sent = {"finding": str(page.cell.finding_id), "seen": "", "verdict": "confirm"}
        following = owner.post(address(twice, number), sent)["Location"]
    html = owner.get(following).content.decode()
    assert "Others wait for a second or third person" in html
    assert "Every answer has been checked" not in html


def test_a_proposal_is_shown_as_one_and_taken_by_a_person(campaign: Campaign, as_person: Door) -> None:
    question = campaign.answered.questions.get(number="1")
    rules = Finding.objects.get(question=question, type="answer", reading__current=True)
    proposal = Finding.objects.create(
        reading=rules.reading, question=question, type="answer", source="assistant", confidence=0.4,
        value={"decision": "not_held", "text": "", "values": [], "provisions": []}, start=0, end=4, quote="Dear",
    )  # fmt: skip
    owner = as_person("owner")
    page = owner.get(address(campaign))
    assert "Proposed by an assistant" in page.content.decode()
    assert page.context["page"].cell.decision == "disclosed"
    owner.post(address(campaign), {"finding": str(proposal.pk), "seen": "", "verdict": "confirm"})
    cell = answer_cells([place(campaign)[0]])[place(campaign)]
    assert (cell.status, cell.decision) == ("confirmed", "not_held")


def test_a_proposal_is_never_published(campaign: Campaign, as_person: Door) -> None:
    """Not on the sheet, not on the request's page, whatever the owner shows of unchecked answers."""
    question = campaign.answered.questions.get(number="1")
    rules = Finding.objects.get(question=question, type="answer", reading__current=True)
    quote = "One trial took place in 2024."
    Finding.objects.create(
        reading=rules.reading, question=question, type="answer", source="assistant", confidence=0.4,
        value={"decision": "vexatious", "text": "", "values": [], "provisions": []}, start=0, end=4, quote=quote,
    )  # fmt: skip
    rules.delete()
    batch_publish(batch=campaign.batch, by=campaign.owner, shows_unconfirmed=True)
    sheet = reverse("sheet", args=[campaign.batch.slug])
    request = reverse("request", args=[campaign.answered.slug])
    assert "Proposed by an assistant" in as_person("owner").get(sheet).content.decode()
    for page in (sheet, request):
        assert "Vexatious" not in as_person("nobody").get(page).content.decode()
