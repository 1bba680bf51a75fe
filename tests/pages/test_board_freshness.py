"""The board's rows are sent again whenever they have changed for the viewer, also where only what may be seen has."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pages_cast import Campaign
from rhyddid.accounts.models import Membership
from rhyddid.batches.held_reasons import HeldReason
from rhyddid.batches.services import batch_publish, batch_unpublish
from rhyddid.requests.models import Attachment, Message, Request

Door = Callable[[str], Client]


def unchecked_hidden(campaign: Campaign) -> None:
    batch_publish(batch=campaign.batch, by=campaign.owner, shows_unconfirmed=False)


def published_again(campaign: Campaign) -> None:
    batch_unpublish(batch=campaign.batch, by=campaign.owner)
    batch_publish(batch=campaign.batch, by=campaign.owner, shows_unconfirmed=True)


def request_made_private(campaign: Campaign) -> None:
    Request.objects.filter(pk=campaign.answered.pk).update(visibility="private")


def letter_withheld(campaign: Campaign) -> None:
    Message.objects.filter(requests=campaign.answered, direction="in").update(visibility="private")


def letter_erased(campaign: Campaign) -> None:
    Message.objects.filter(requests=campaign.answered, direction="in").update(erased_at=timezone.now())


def file_withheld(campaign: Campaign) -> None:
    Attachment.objects.update(visibility="private")


def recipient_dropped(campaign: Campaign) -> None:
    campaign.batch.recipients.filter(request=campaign.waiting).update(held_reason=HeldReason.DROPPED)


def joined_the_team(campaign: Campaign) -> None:
    Membership.objects.create(team=campaign.team, person=campaign.stranger, role="reader")


CHANGES = (
    unchecked_hidden, published_again, request_made_private, letter_withheld, letter_erased, file_withheld,
    recipient_dropped, joined_the_team,
)  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_change_hides_or_shows_is_sent_again(
    campaign: Campaign, as_person: Door, change: Callable[[Campaign], None]
) -> None:
    batch_publish(batch=campaign.batch, by=campaign.owner, shows_unconfirmed=True)
    stranger, address = as_person("stranger"), reverse("board-rows", args=[campaign.batch.slug])
    etag = stranger.get(address)["ETag"]
    assert stranger.get(address, headers={"If-None-Match": etag}).status_code == 304
    change(campaign)
    assert stranger.get(address, headers={"If-None-Match": etag}).status_code == 200
