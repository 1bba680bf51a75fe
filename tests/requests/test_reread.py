"""Reading stored letters again: what changed is stored and told, judgements stay, a pass that was killed goes on."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from cast import make_person, make_request
from pages_cast import ANSWER, CSV, receive
from rhyddid.mail.compose import Enclosure
from rhyddid.requests import reread as rereading
from rhyddid.requests.answers import answer_cells
from rhyddid.requests.erasure import attachment_erase
from rhyddid.requests.events import event_take_back
from rhyddid.requests.judgements import judgement_make
from rhyddid.requests.models import (
    AttachmentPage,
    Event,
    Finding,
    Message,
    Reading,
    Request,
    RereadRun,
)
from rhyddid.requests.reread import reread_continue, reread_start

pytestmark = pytest.mark.django_db
FILE = Enclosure(filename="costs.csv", content_type="text/csv", data=CSV)


@pytest.fixture
def request_() -> Request:
    request = make_request()
    receive(ANSWER, request, attachments=(FILE,))
    return request


def reread(**narrowed: Any) -> RereadRun:
    return reread_continue(reread_start(**narrowed))


def spoil(request: Request) -> Message:
    """The letter as an older version of the software had taken it in."""
    message = request.messages.get(direction="in")
    Message.objects.filter(pk=message.pk).update(text="Dear Ms Prosser,", folded=[])
    AttachmentPage.objects.update(text="unreadable")
    Finding.objects.update(quote="")
    Reading.objects.update(version=0)
    return message


def test_a_letter_that_is_seen_no_differently_is_left_untouched(request_: Request) -> None:
    run = reread()
    assert (run.done, run.total, run.changed) == (1, 1, {})
    assert Reading.objects.count() == 1


def test_text_files_and_reading_are_made_again_from_the_raw_bytes(request_: Request) -> None:
    message = request_.messages.get(direction="in")
    was = (message.text, message.folded)
    spoil(request_)
    run = reread()
    message.refresh_from_db()
    assert (message.text, message.folded) == was
    assert "12500" in AttachmentPage.objects.get().text
    assert {"text", "files", "read"} <= set(run.changed)


def test_the_reading_before_stays_beside_the_new_one(request_: Request) -> None:
    spoil(request_)
    reread()
    assert sorted(Reading.objects.values_list("version", "current")) == [(0, False), (1, True)]


def test_judgements_outlive_it(request_: Request) -> None:
    finding = Finding.objects.get(question__number="3", reading__request=request_)
    judgement_make(
        request=request_,
        question=finding.question,
        verdict="correct",
        by=make_person(team=request_.team),
        finding=finding,
        value={"decision": "disclosed", "text": "£99", "values": []},
    )
    spoil(request_)
    reread()
    cell = answer_cells([request_.pk])[(request_.pk, finding.question_id or 0)]
    assert (cell.status, cell.text) == ("corrected", "£99")


def test_a_pass_that_was_killed_goes_on_behind_the_last_letter(
    request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive("A second letter.", request_, message_id="<second@port.example>")
    run = reread_start()
    seen: list[int] = []
    real = rereading._fresh

    def once(message: Message) -> Any:
        seen.append(message.pk)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return real(message)

    monkeypatch.setattr(rereading, "_fresh", once)
    with pytest.raises(KeyboardInterrupt):
        reread_continue(run)
    monkeypatch.setattr(rereading, "_fresh", real)
    again = reread_start()
    assert (again.pk, again.done) == (run.pk, 1)
    assert reread_continue(again).done == 2
    assert again.finished_at is not None


def test_a_letter_that_breaks_the_software_keeps_nobody_back(
    request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(message: Message) -> Any:
        raise ValueError("a fault")

    monkeypatch.setattr(rereading, "_fresh", broken)
    run = reread()
    assert run.changed == {"failed": 1}
    assert run.finished_at is not None


def test_an_event_that_newer_software_reads_otherwise_takes_the_place_of_the_old_one(
    request_: Request,
) -> None:
    message = spoil(request_)
    old = Event.objects.get(message=message)
    assert old.type == "answered"
    # as if the older software had seen no more than a letter
    with connection.cursor() as cursor:
        cursor.execute("set local rhyddid.erasing = 'on'")
        cursor.execute(
            "update requests_event set type = 'message_received', data = '{}' where id = %s", [old.pk]
        )
        cursor.execute("set local rhyddid.erasing = 'off'")
    run = reread()
    assert run.changed["events"] == 1
    assert list(Event.objects.filter(message=message).values_list("type", flat=True)) == [
        "message_received",
        "answered",
    ]


def test_what_a_person_took_back_stays_taken_back(request_: Request) -> None:
    message = spoil(request_)
    event = Event.objects.get(message=message)
    event_take_back(event=event, by=None, day=event.day)
    run = reread()
    assert "events" not in run.changed


def test_an_erased_file_does_not_come_back(request_: Request) -> None:
    message = request_.messages.get(direction="in")
    attachment_erase(attachment=message.attachments.get(), reason="A mistake.", by=None)
    Reading.objects.update(version=0)
    run = reread()
    assert run.changed.get("read") == 1
    assert message.attachments.get().erased_at is not None
    assert not AttachmentPage.objects.exists()


def test_it_can_be_narrowed_to_a_request(request_: Request) -> None:
    assert reread(request=request_).total == 1
    assert reread(request=make_request(request_.team, request_.authority)).total == 0
