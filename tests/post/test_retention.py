"""What is over its time goes, by kind; a dry run only counts."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from cast import make_person, make_request
from pages_cast import ANSWER, receive
from rhyddid.care.access_log import Seen, access_note, viewers_of
from rhyddid.care.models import AccessEntry, AccessSalt
from rhyddid.post.holding_pen import held_mark_spam, hold
from rhyddid.post.models import HeldMessage
from rhyddid.post.retention import retention_run
from rhyddid.requests.blobs import blob_put
from rhyddid.requests.models import Message

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - dt.timedelta(days=400)


@pytest.fixture(autouse=True)
def empty_blob_store() -> None:
    shutil.rmtree(Path(django_settings.DATA) / "blobs", ignore_errors=True)


def over(*, dry_run: bool = False) -> dict[str, int]:
    return {kept.kind: kept.over for kept in retention_run(dry_run=dry_run) if kept.over}


def age_blobs() -> None:
    for path in (Path(django_settings.DATA) / "blobs").glob("??/??/*"):
        os.utime(path, (LONG_AGO.timestamp(), LONG_AGO.timestamp()))


def test_old_spam_goes_and_letters_stay(django_capture_on_commit_callbacks: object) -> None:
    letter = receive(ANSWER, make_request(), at=LONG_AGO)
    spam = receive("Buy now.", message_id="<spam@shop.example>", at=LONG_AGO)
    Message.objects.filter(pk=spam.pk).update(kind="spam")
    assert over(dry_run=True) == {"spam": 1}
    assert Message.objects.filter(pk=spam.pk).exists()
    assert over() == {"spam": 1}
    assert list(Message.objects.values_list("pk", flat=True)) == [letter.pk]


def test_held_mail_that_a_person_rejected_goes_after_its_time() -> None:
    held = hold(message=receive("Buy now.", message_id="<held@shop.example>", at=LONG_AGO), guesses=[])
    held_mark_spam(held=held, by=make_person(is_staff=True))
    assert over(dry_run=True).get("rejected", 0) == 0
    HeldMessage.objects.update(resolved_at=LONG_AGO)
    assert over(dry_run=True)["rejected"] == 1


def test_bytes_that_nothing_names_go_and_those_of_letters_stay() -> None:
    receive(ANSWER, make_request())
    loose = blob_put(b"left by a transaction that failed")
    age_blobs()
    assert over() == {"blobs": 1}
    left = {path.name for path in (Path(django_settings.DATA) / "blobs").glob("??/??/*")}
    assert loose not in left
    assert left == {Message.objects.get(direction="in").raw_sha256}


def test_a_term_of_nought_keeps_a_kind_for_ever(settings: Any) -> None:
    settings.RETENTION = {**django_settings.RETENTION, "blobs": 0}
    blob_put(b"loose")
    age_blobs()
    assert over() == {}


def test_the_access_log_tells_who_saw_what_and_forgets_in_time() -> None:
    person = make_person()
    access_note(door="request", subjects=[Seen("message", 7), Seen("message", 8)], by=person)
    access_note(door="original", subjects=[Seen("attachment", 3)], by=None, address="192.0.2.1")
    for _ in range(2):
        access_note(door="request", subjects=[Seen("message", 7)], by=None, address="192.0.2.2")
    seen = viewers_of([Seen("message", 7)])
    assert sorted((viewer.person_id, viewer.times) for viewer in seen if viewer.person_id) == [(person.pk, 1)]
    assert [viewer.times for viewer in seen if viewer.person_id is None] == [2]
    assert not AccessEntry.objects.filter(visitor__contains="192").exists()
    AccessEntry.objects.update(at=LONG_AGO)
    AccessSalt.objects.update(day=LONG_AGO.date())
    assert over() == {"access": 4}
    assert not AccessSalt.objects.exists()
