"""Who sees a whole batch: one act, its preview, its events, its undo; and batches that publish themselves."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from pages_cast import Campaign, make_campaign
from rhyddid.batches.services import BatchError, batch_publish
from rhyddid.batches.visibility_change import (
    BatchWanted,
    Shown,
    batch_change_preview,
    batch_shown,
    batch_visibility_set,
    batch_visibility_undo,
    batches_publish_due,
)
from rhyddid.requests.events import event_add
from rhyddid.requests.models import Event, EventType, Request, Visibility
from rhyddid.requests.visibility import may_see_request
from rhyddid.requests.visibility_change import Seen, request_visibility_set

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    return make_campaign()


def public(campaign: Campaign) -> tuple[bool, bool]:
    return may_see_request(None, campaign.answered), may_see_request(None, campaign.waiting)


def choose(campaign: Campaign, shown: Shown, until: dt.date | None = None) -> int:
    return batch_visibility_set(batch=campaign.batch, wanted=BatchWanted(shown, until), by=campaign.owner)


@pytest.mark.parametrize(
    ("shown", "seen"),
    [
        (Shown.NOW, (True, True)),
        (Shown.EACH_ANSWER, (True, False)),
        (Shown.ALL_ANSWERED, (False, False)),
        (Shown.TEAM, (False, False)),
        (Shown.PRIVATE, (False, False)),
    ],
)
def test_each_way_shows_what_its_preview_said(
    campaign: Campaign, shown: Shown, seen: tuple[bool, bool]
) -> None:
    told = batch_change_preview(campaign.batch, BatchWanted(shown))
    changed = choose(campaign, shown)
    assert public(campaign) == seen
    assert (told.change, told.public_after) == (changed, sum(seen))
    assert batch_shown(campaign.batch).shown == shown
    assert (campaign.batch.published_at is not None) == told.sheet_after == (shown == Shown.NOW)


def test_each_request_has_an_event_and_the_undo_too(campaign: Campaign) -> None:
    choose(campaign, Shown.NOW)
    assert Event.objects.filter(type=EventType.VISIBILITY_CHANGED).count() == 2
    assert batch_visibility_undo(batch=campaign.batch, by=campaign.owner) == 2
    assert public(campaign) == (False, False)
    assert campaign.batch.published_at is None
    assert Event.objects.filter(type=EventType.VISIBILITY_CHANGED).count() == 4


def test_an_undo_leaves_what_was_changed_by_itself_since(campaign: Campaign) -> None:
    choose(campaign, Shown.NOW)
    request_visibility_set(request=campaign.waiting, wanted=Seen(Visibility.PRIVATE), by=campaign.owner)
    assert batch_visibility_undo(batch=campaign.batch, by=campaign.owner) == 1
    campaign.waiting.refresh_from_db()
    assert campaign.waiting.visibility == Visibility.PRIVATE


def test_an_undo_is_not_there_after_another_change(campaign: Campaign) -> None:
    choose(campaign, Shown.EACH_ANSWER)
    batch_publish(batch=campaign.batch, by=campaign.owner)
    with pytest.raises(BatchError):
        batch_visibility_undo(batch=campaign.batch, by=campaign.owner)


def test_publishing_leaves_private_what_somebody_made_private(campaign: Campaign) -> None:
    request_visibility_set(request=campaign.waiting, wanted=Seen(Visibility.PRIVATE), by=campaign.owner)
    told = batch_change_preview(campaign.batch, BatchWanted(Shown.NOW))
    assert (told.change, told.kept_private) == (1, 1)
    choose(campaign, Shown.NOW)
    assert public(campaign) == (True, False)


def test_a_batch_that_is_private_as_a_whole_can_be_shown_as_a_whole(campaign: Campaign) -> None:
    choose(campaign, Shown.PRIVATE)
    assert batch_change_preview(campaign.batch, BatchWanted(Shown.NOW)).kept_private == 0
    choose(campaign, Shown.NOW)
    assert public(campaign) == (True, True)


def test_a_batch_publishes_itself_after_its_day(campaign: Campaign) -> None:
    choose(campaign, Shown.ON_A_DAY, timezone.localdate())
    assert batches_publish_due() == 0
    assert public(campaign) == (False, False)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    campaign.batch.publish_on = timezone.localdate()
    campaign.batch.save()
    Request.objects.filter(recipient__batch=campaign.batch).update(embargoed_until=yesterday)
    assert public(campaign) == (True, True)  # the day decides, not the worker
    assert batches_publish_due() == 1
    campaign.batch.refresh_from_db()
    assert campaign.batch.published_at is not None
    assert batches_publish_due() == 0


def test_a_batch_publishes_itself_with_the_last_answer(campaign: Campaign) -> None:
    choose(campaign, Shown.ALL_ANSWERED)
    assert batches_publish_due() == 0
    event_add(request=campaign.waiting, type=EventType.ANSWERED, day=dt.date(2026, 3, 20), source="person")
    assert batches_publish_due() == 1
    assert public(campaign) == (True, True)


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (BatchWanted(Shown.ON_A_DAY), "Choose the last day"),
        (BatchWanted(Shown.ON_A_DAY, dt.date(2020, 1, 1)), "past"),
        (BatchWanted(Shown.NOW, dt.date(9000, 1, 1)), "A day goes only"),
    ],
)
def test_what_cannot_be_is_refused(campaign: Campaign, wanted: BatchWanted, told: str) -> None:
    with pytest.raises(BatchError, match=told):
        batch_change_preview(campaign.batch, wanted)
