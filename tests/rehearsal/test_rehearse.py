"""A rehearsal from end to end: real SMTP both ways on loopback, simulated days, and nothing of it outside its place."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from cast import make_authority, make_person, make_team
from rhyddid.authorities.models import Authority
from rhyddid.batches.models import Batch, BatchQuestion
from rhyddid.batches.send import batch_send
from rhyddid.care.models import Task
from rhyddid.post.holding_pen import hold
from rhyddid.post.models import HeldMessage
from rhyddid.rehearsal.demo_campaign import demo_campaign
from rhyddid.rehearsal.directory import RealNameTaken, simulated_authorities
from rhyddid.rehearsal.rehearse import (
    Rehearsed,
    is_played,
    rehearsal_create,
    rehearsal_delete,
    rehearse,
)
from rhyddid.rehearsal.simulated.authorities import authorities
from rhyddid.requests.blobs import BlobMissing, blob_get
from rhyddid.requests.message_receive import message_attach
from rhyddid.requests.models import Delivery, Direction, Event, Message, Request, State
from rhyddid.requests.visibility import visible_requests

pytestmark = pytest.mark.django_db(transaction=True)

START = dt.date(2026, 3, 2)
COUNT = 30


def small_batch() -> Batch:
    team = make_team()
    owner = make_person(team=team)
    batch = Batch.objects.create(
        slug="drones",
        team=team,
        created_by=owner,
        subject="Drone detection equipment",
        letter="Dear {authority},\n\nUnder the {law} I ask:\n\n{questions}\n\nYours faithfully,\n{sender}",
        sender="Nia Prosser",
    )
    for position, (text, answer_type) in enumerate(
        [
            ("Have you run a trial?", "yes_no"),
            ("Which company supplied it?", "organisation"),
            ("What did it cost?", "money"),
        ],
        start=1,
    ):
        BatchQuestion.objects.create(
            batch=batch, position=position, number=str(position), text=text, answer_type=answer_type
        )
    return batch


def played(batch: Batch | None = None, count: int = COUNT) -> Rehearsed:
    batch = batch or small_batch()
    rehearsal = rehearsal_create(batch=batch, by=batch.created_by, count=count, start=START)
    return rehearse(rehearsal=rehearsal, by=batch.created_by)


def test_every_letter_goes_out_once_and_every_reply_comes_in() -> None:
    rehearsed = played()
    opening = Delivery.objects.filter(event_type="")
    assert opening.count() == COUNT
    assert set(opening.values_list("state", flat=True)) <= {"sent", "failed"}
    assert Message.objects.filter(direction=Direction.IN).count() == rehearsed.replies_received
    assert not Message.objects.filter(direction=Direction.IN, requests=None).exists()


def test_a_question_back_is_answered_and_whoever_is_silent_is_late() -> None:
    rehearsed = played(count=86)
    clarified = Request.objects.filter(events__type="clarified")
    assert rehearsed.letters_sent == 86 + clarified.count()
    assert clarified.filter(state__state__in=[State.ANSWERED, State.REFUSED]).exists()
    day = rehearsed.batch.rehearsal_day
    assert Request.objects.filter(state__state=State.RUNNING, state__due__lt=day).exists()


def test_dates_are_simulated_ones() -> None:
    rehearsed = played(count=10)
    days = Event.objects.values_list("day", flat=True)
    assert min(days) == START
    assert max(days) <= (rehearsed.batch.rehearsal_day or START)


def test_nothing_of_a_rehearsal_shows_outside_its_place() -> None:
    played(count=10)
    assert not visible_requests(AnonymousUser()).exists()
    assert not visible_requests(make_person("other@x.example", team=make_team("Other"))).exists()
    assert not Authority.objects.exists()
    assert not Task.objects.exists()


def test_a_rehearsal_can_be_deleted_whole() -> None:
    rehearsed = played(count=10)
    assert is_played(rehearsed.batch)
    named = set(Message.objects.exclude(raw_sha256="").values_list("raw_sha256", flat=True))
    assert all(blob_get(sha256) for sha256 in named)
    assert rehearsal_delete(rehearsal=rehearsed.batch) == 10
    assert not Request.objects.exists()
    assert not Message.objects.exists()
    assert not Event.objects.exists()
    assert Batch.objects.count() == 1
    for sha256 in named:
        with pytest.raises(BlobMissing):
            blob_get(sha256)


def test_it_refuses_a_name_that_the_real_directory_holds() -> None:
    make_authority(authorities()[0].name)
    with pytest.raises(RealNameTaken, match="real authority called"):
        simulated_authorities(3)
    assert not Authority.everywhere.filter(simulated=True).exists()


def test_a_real_batch_is_not_touched_by_its_rehearsal() -> None:
    batch = small_batch()
    played(batch, count=5)
    batch.refresh_from_db()
    assert batch.state == "draft"
    assert not batch.recipients.exists()


def test_the_demos_campaign_is_made_once() -> None:
    assert demo_campaign().batch == demo_campaign().batch


def test_a_real_letter_that_a_person_put_into_a_rehearsal_outlives_it() -> None:
    rehearsed = played(count=3)
    request = Request.objects.first()
    assert request is not None
    stray = Message.objects.create(direction=Direction.IN, received_at=timezone.now(), text="We hold none.")
    held = hold(message=stray, guesses=[])
    message_attach(message=stray, request=request)
    HeldMessage.objects.update(resolved_at=timezone.now())
    rehearsal_delete(rehearsal=rehearsed.batch)
    held.refresh_from_db()
    assert held.resolved_at is None


def test_letters_left_by_a_stopped_rehearsal_go_out_in_no_other() -> None:
    batch = small_batch()
    stopped = rehearsal_create(batch=batch, by=batch.created_by, count=2, start=START)
    batch_send(batch=stopped, by=batch.created_by)
    rehearsed = played(batch, count=3)
    assert rehearsed.letters_sent == 3 + Request.objects.filter(events__type="clarified").count()
    assert Delivery.objects.filter(message__requests__recipient__batch=stopped, state="recalled").count() == 2
