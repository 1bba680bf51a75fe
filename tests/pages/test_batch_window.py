"""A batch whose delay window is over is shown as sent, and can be taken back only while something of it has not left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cast import make_authority
from pages_cast import Campaign, draft
from rhyddid.batches.models import Batch, BatchState
from rhyddid.batches.send import batch_send
from rhyddid.batches.services import batch_create
from rhyddid.requests.models import Delivery, DeliveryState

Door = Callable[[str], Client]
TAKE_BACK = "Take it all back"


@pytest.fixture
def queued(campaign: Campaign) -> Batch:
    """Two letters in their delay window."""
    authorities = [make_authority(f"Bank {number}") for number in range(2)]
    batch = batch_create(team=campaign.team, by=campaign.owner, draft=draft(), authorities=authorities)
    batch_send(batch=batch, by=campaign.owner)
    assert batch.state == BatchState.QUEUED
    return batch


def window_is_over(batch: Batch) -> None:
    Batch.objects.filter(pk=batch.pk).update(send_after=timezone.now() - dt.timedelta(minutes=1))


def letters_leave(batch: Batch) -> None:
    found = Delivery.objects.filter(message__requests__recipient__batch=batch)
    Delivery.objects.filter(pk__in=found.values("pk")).update(state=DeliveryState.SENT)


def pages(client: Client, batch: Batch) -> dict[str, str]:
    names = {"board": [batch.slug], "batch-preview": [batch.slug]}
    return {name: client.get(reverse(name, args=args)).content.decode() for name, args in names.items()}


def test_in_its_window_all_of_it_can_be_taken_back(
    campaign: Campaign, as_person: Door, queued: Batch
) -> None:
    for html in pages(as_person("owner"), queued).values():
        assert TAKE_BACK in html
        assert "The letters leave in 30 minutes" in html
    assert "In its delay window" in as_person("owner").get(reverse("batches")).content.decode()


def test_after_its_window_it_says_that_it_is_sent(campaign: Campaign, as_person: Door, queued: Batch) -> None:
    """Whether or not the worker has settled it."""
    window_is_over(queued)
    letters_leave(queued)
    owner = as_person("owner")
    shown = pages(owner, queued)
    for html in shown.values():
        assert TAKE_BACK not in html
        assert "The letters are leaving now" not in html
    listed = owner.get(reverse("batches")).content.decode()
    for html in (shown["batch-preview"], listed, owner.get(reverse("home")).content.decode()):
        assert "In its delay window" not in html
        assert '<span class="chip">Sent</span>' in html


@pytest.mark.parametrize("settled", [False, True])
def test_while_letters_still_wait_their_turn_they_can_be_taken_back(
    campaign: Campaign, as_person: Door, queued: Batch, settled: bool
) -> None:
    window_is_over(queued)
    if settled:
        Batch.objects.filter(pk=queued.pk).update(state=BatchState.SENT)
    for html in pages(as_person("owner"), queued).values():
        assert TAKE_BACK in html
        assert "The letters are leaving now" in html
    for html in pages(as_person("reader"), queued).values():
        assert TAKE_BACK not in html
    as_person("owner").post(reverse("batch-recall", args=[queued.slug]))
    queued.refresh_from_db()
    assert queued.state == BatchState.RECALLED


def test_the_rows_are_sent_again_when_the_window_is_over(
    campaign: Campaign, as_person: Door, queued: Batch
) -> None:
    owner, rows = as_person("owner"), reverse("board-rows", args=[queued.slug])
    etag = owner.get(rows)["ETag"]
    window_is_over(queued)
    assert owner.get(rows, headers={"If-None-Match": etag}).status_code == 200
