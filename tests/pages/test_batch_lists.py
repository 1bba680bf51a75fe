"""The lists of batches: rehearsals stand apart from real ones, and only what a reader can look at is counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from pages_cast import Campaign
from rhyddid.batches.held_reasons import HeldReason
from rhyddid.batches.models import Batch
from rhyddid.batches.services import batch_publish
from rhyddid.requests.models import Request

Door = Callable[[str], Client]


@pytest.fixture
def rehearsal(campaign: Campaign) -> Batch:
    return Batch.objects.create(
        slug="rehearsed",
        team=campaign.team,
        created_by=campaign.owner,
        subject="Rehearsed drones",
        letter="{questions}",
        rehearsal_of=campaign.batch,
        rehearsal_day=dt.date(2026, 3, 2),
    )


def test_the_desk_shows_no_rehearsal(campaign: Campaign, as_person: Door, rehearsal: Batch) -> None:
    html = as_person("owner").get(reverse("home")).content.decode()
    assert campaign.batch.subject in html
    assert rehearsal.subject not in html


def test_rehearsals_have_a_list_of_their_own(campaign: Campaign, as_person: Door, rehearsal: Batch) -> None:
    html = as_person("owner").get(reverse("batches")).content.decode()
    real, _heading, rehearsed = html.partition('id="rehearsals-head"')
    assert campaign.batch.subject in real
    assert rehearsal.subject not in real
    assert rehearsal.subject in rehearsed
    for who in ("stranger", "nobody"):
        assert rehearsal.subject not in as_person(who).get(reverse("batches")).content.decode()


@pytest.mark.parametrize("page", ["home", "batches"])
def test_only_what_everybody_may_see_is_counted_for_everybody(
    campaign: Campaign, as_person: Door, page: str
) -> None:
    batch_publish(batch=campaign.batch, by=campaign.owner)
    html = as_person("nobody").get(reverse(page)).content.decode()
    assert "2 authorities asked" in html
    Request.objects.filter(pk=campaign.waiting.pk).update(visibility="private")
    assert "1 authority asked" in as_person("nobody").get(reverse(page)).content.decode()
    campaign.batch.recipients.filter(request=campaign.answered).update(held_reason=HeldReason.DROPPED)
    assert "0 authorities asked" in as_person("nobody").get(reverse(page)).content.decode()


@pytest.mark.parametrize("page", ["home", "batches"])
def test_the_team_counts_whom_it_asks(campaign: Campaign, as_person: Door, page: str) -> None:
    campaign.batch.recipients.filter(request=campaign.waiting).update(held_reason=HeldReason.DROPPED)
    html = as_person("owner").get(reverse(page)).content.decode()
    assert "1 authority · 1 has answered" in html
