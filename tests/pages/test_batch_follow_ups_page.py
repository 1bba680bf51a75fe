"""Writing to many recipients of a batch from its pages: nothing leaves before every letter could be looked at."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pages_cast import Campaign
from rhyddid.batches.models import BatchFollowUp, Recipient
from rhyddid.requests.delivery_result import delivery_sent
from rhyddid.requests.models import Delivery, Request
from rhyddid.requests.request_send import request_queue


@pytest.fixture
def owner(as_person: Callable[[str], Client], campaign: Campaign) -> Client:
    """The owner; the request that waits has a letter that really left."""
    delivery = request_queue(
        request=campaign.waiting,
        to_address="foi@derwen.example",
        not_before=timezone.now(),
        by=campaign.owner,
    )
    delivery_sent(delivery=delivery, at=timezone.now(), answer="250 ok")
    return as_person("owner")


def further(campaign: Campaign) -> list[Delivery]:
    found = Delivery.objects.filter(message__requests=campaign.waiting).exclude(event_type="")
    return list(found.select_related("message"))


def start(owner: Client, campaign: Campaign, **given: str) -> str:
    """The address of a draft."""
    answer = owner.post(reverse("batch-follow-ups", args=[campaign.batch.slug]), {"kind": "chase"} | given)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def test_the_late_are_reminded_after_a_look(owner: Client, campaign: Campaign) -> None:
    address = start(owner, campaign)
    page = owner.get(address).content.decode()
    assert "Cyngor Cwm Derwen" in page
    assert "You received my request on" in page
    assert "Nothing has been sent" in page
    assert further(campaign) == []
    for _ in range(2):
        owner.post(address, {"do": "send"})
    assert len(further(campaign)) == 1
    assert "1 of 1 letters are in the outbox" in owner.get(address).content.decode()


def test_who_is_not_ticked_gets_nothing_and_one_letter_is_written_by_itself(
    owner: Client, campaign: Campaign
) -> None:
    address = start(owner, campaign, kind="message", text="Dear {authority}: thank you.")
    letters = {each.request_id: each.pk for each in BatchFollowUp.objects.get().letters.all()}
    answered, waiting = letters[campaign.answered.pk], letters[campaign.waiting.pk]
    ticks = {"shown": [answered, waiting], "chosen": [waiting]}
    owner.post(address, ticks | {"do": f"write:{waiting}", f"text-{waiting}": "By itself."})
    owner.post(address, ticks | {"do": "send"})
    assert [each.message.text for each in further(campaign)] == ["By itself."]


def test_a_wrong_field_and_an_empty_letter_are_said(owner: Client, campaign: Campaign) -> None:
    address = reverse("batch-follow-ups", args=[campaign.batch.slug])
    wrong = owner.post(address, {"kind": "message", "text": "Dear {authorty}"})
    assert (wrong.status_code, "authorty" in wrong.content.decode()) == (422, True)
    assert owner.post(address, {"kind": "message", "text": " "}).status_code == 422
    assert owner.post(address, {"kind": "nonsense"}).status_code == 422
    assert BatchFollowUp.objects.count() == 0


def test_what_has_not_left_is_taken_back(owner: Client, campaign: Campaign) -> None:
    address = start(owner, campaign)
    owner.post(address, {"do": "send"})
    owner.post(address, {"do": "recall"})
    assert [each.state for each in further(campaign)] == ["recalled"]


def test_a_draft_is_thrown_away(owner: Client, campaign: Campaign) -> None:
    owner.post(start(owner, campaign), {"do": "delete"})
    assert BatchFollowUp.objects.count() == 0


def test_readers_look_and_write_nothing_and_strangers_see_nothing(
    owner: Client, campaign: Campaign, as_person: Callable[[str], Client]
) -> None:
    address = start(owner, campaign)
    reader = as_person("reader")
    assert reader.get(address).status_code == 200
    assert reader.post(address, {"do": "send"}).status_code == 403
    assert as_person("stranger").get(address).status_code == 404
    assert further(campaign) == []


def test_a_follow_up_of_another_batch_is_not_found_here(owner: Client, campaign: Campaign) -> None:
    start(owner, campaign)
    pk = BatchFollowUp.objects.get().pk
    from rhyddid.batches.services import batch_copy

    other = batch_copy(batch=campaign.batch, by=campaign.owner)
    assert owner.get(reverse("batch-follow-up", args=[other.slug, pk])).status_code == 404
    assert Recipient.objects.filter(batch=other).count() == 2
    assert Request.objects.filter(recipient__batch=other).count() == 0
