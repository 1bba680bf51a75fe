"""A letter comes in: message, attachments, event, reading and state, in one step and once."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest

from cast import make_authority, make_person, make_request, make_team
from rhyddid.mail.compose import Enclosure, compose
from rhyddid.mail.mail import Address
from rhyddid.mail.parse import parse
from rhyddid.requests.events import event_add
from rhyddid.requests.message_receive import (
    REPEATED_ID,
    ReceivedMessage,
    UploadedFile,
    letter_record,
    message_attach,
    message_detach,
    message_receive,
)
from rhyddid.requests.models import Channel, EventType, FindingType, Message, Request, RequestState, State

pytestmark = pytest.mark.django_db

SENT = dt.date(2026, 3, 2)
ARRIVED = dt.datetime(2026, 3, 16, 10, 0, tzinfo=dt.UTC)

ACKNOWLEDGEMENT = """Dear Ms Prosser,

Our reference: PAC/2026/0117

Thank you for your request for information, which we received on 2 March 2026. It is being handled under the
Freedom of Information Act 2000, and we will reply within 20 working days, that is by 31 March 2026.

Yours sincerely,
Information Governance Team
"""
ANSWER = """Dear Ms Prosser,

Our reference: PAC/2026/0117

I write in response to your request under the Freedom of Information Act 2000.

1) Have you run any trial of drone detection equipment since 2020?
Yes. One trial took place in 2024.

2) Which company supplied it?
Hawkmoor Sensing Ltd

3) What did it cost?
The total cost was £12,500.

If you are unhappy with this reply you may ask for an internal review within 40 working days.

Yours sincerely,
Information Governance Team
"""
CLARIFICATION = """Dear Ms Prosser,

Before we can deal with your request we need you to clarify question 1. Please could you tell us what you mean by
"drone detection equipment"? We cannot proceed until we hear from you.

Yours sincerely,
Information Governance Team
"""


def running_request() -> Request:
    request = make_request()
    for type in (EventType.SENT, EventType.RECEIVED):
        event_add(request=request, type=type, day=SENT, source="record")
    return request


def arrive(
    text: str, *requests: Request, message_id: str = "<a1@port.example>", headers: dict[str, str] | None = None,
    attachments: tuple[Enclosure, ...] = (),
) -> ReceivedMessage:  # fmt: skip
    raw = compose(
        sender=Address("Information Governance", "foi@port-aldwych-council.example"),
        to=[Address("", "request@replies.localhost")],
        subject="RE: Drone detection equipment",
        text=text,
        message_id=message_id,
        date=ARRIVED,
        headers=headers,
        attachments=attachments,
    )
    return message_receive(
        mail=parse(raw),
        raw_sha256=hashlib.sha256(raw).hexdigest(),
        requests=requests,
        matched_by="address",
        received_at=ARRIVED,
    )


def state_of(request: Request) -> str:
    return RequestState.objects.get(request=request).state


def test_an_acknowledgement_gives_the_reference_and_leaves_the_clock_alone() -> None:
    request = running_request()
    before = RequestState.objects.get(request=request).due
    arrive(ACKNOWLEDGEMENT, request)
    request.refresh_from_db()
    assert request.authority_reference == "PAC/2026/0117"
    assert state_of(request) == State.RUNNING
    assert RequestState.objects.get(request=request).due == before


def test_an_answer_closes_the_request_and_fills_its_questions() -> None:
    request = running_request()
    received = arrive(ANSWER, request)
    assert state_of(request) == State.ANSWERED
    answers = received.message.readings.get().findings.filter(type=FindingType.ANSWER)
    assert [answer.question.number for answer in answers if answer.question] == ["1", "2", "3"]


def test_every_finding_lies_where_it_says() -> None:
    message = arrive(ANSWER, running_request()).message
    findings = [each for each in message.readings.get().findings.all() if each.start is not None]
    assert findings
    assert all(message.text[finding.start : finding.end] == finding.quote for finding in findings)


def test_a_clarification_stops_the_clock() -> None:
    request = running_request()
    arrive(CLARIFICATION, request)
    assert state_of(request) == State.AWAITING_CLARIFICATION


def test_an_automatic_reply_moves_no_clock() -> None:
    request = running_request()
    arrive(ANSWER, request, headers={"Auto-Submitted": "auto-replied"})
    assert state_of(request) == State.RUNNING
    assert request.events.last().type == EventType.MESSAGE_RECEIVED  # type: ignore[union-attr]


def test_the_same_bytes_twice_are_one_message() -> None:
    request = running_request()
    first, second = arrive(ANSWER, request), arrive(ANSWER, request)
    assert (first.is_new, second.is_new) == (True, False)
    assert first.message == second.message
    assert request.events.filter(type=EventType.ANSWERED).count() == 1


def test_the_same_letter_by_another_way_is_one_message() -> None:
    request = running_request()
    first = arrive(ANSWER, request).message
    by_another_server = arrive(f"{ANSWER}  \n", request, headers={"X-Passed-On": "yes"})
    assert (by_another_server.is_new, by_another_server.message) == (False, first)


def test_another_letter_with_a_known_message_id_is_a_message_of_its_own() -> None:
    request = running_request()
    first = arrive(ANSWER, request).message
    other = arrive(ANSWER.replace("£12,500", "£99,999"), request)
    assert other.is_new and other.message != first
    assert (other.message.message_id, other.message.defects) == ("", [REPEATED_ID])
    file = Enclosure("reply.txt", "text/plain", b"The schedule of costs is set out here.")
    with_file = arrive(ANSWER, request, attachments=(file,))
    assert with_file.is_new
    again = arrive(ANSWER.replace("£12,500", "£99,999"), request, headers={"X-Passed-On": "yes"})
    assert (again.is_new, again.message) == (False, other.message)


def test_a_letter_that_was_erased_does_not_come_back_by_a_copy_of_it() -> None:
    request = running_request()
    first = arrive(ANSWER, request).message
    Message.objects.filter(pk=first.pk).update(text="", erased_at=ARRIVED)
    assert not arrive(ANSWER, request, headers={"X-Passed-On": "yes"}).is_new


def test_one_letter_may_answer_two_requests() -> None:
    first = running_request()
    second = make_request(first.team, first.authority)
    message = arrive(ANSWER, first, second).message
    assert message.requests.count() == 2
    assert message.readings.count() == 2


def test_an_attachment_is_kept_with_its_text() -> None:
    file = Enclosure("reply.txt", "text/plain", b"The schedule of costs is set out here.")
    message = arrive(ANSWER, running_request(), attachments=(file,)).message
    attachment = message.attachments.get()
    assert attachment.filename == "reply.txt"
    assert "schedule of costs" in attachment.pages.get().text


def test_a_letter_with_a_nul_is_kept_with_its_offsets() -> None:
    message = arrive(ANSWER.replace("Yes.", "Yes\0"), running_request()).message
    assert "\0" not in message.text


def test_a_message_found_later_is_read_then_and_can_be_taken_out_again() -> None:
    request = running_request()
    by = make_person(team=request.team)
    message = arrive(ANSWER).message
    message_attach(message=message, request=request, by=by)
    assert state_of(request) == State.ANSWERED
    message_detach(message=message, request=request, by=by, day=SENT)
    assert state_of(request) == State.RUNNING
    assert Message.objects.filter(requests=request).count() == 0


def test_a_letter_on_paper_is_recorded_with_the_day_a_person_gives() -> None:
    request = running_request()
    file = UploadedFile("scan.txt", "text/plain", b"as handed over at the counter")
    message = letter_record(
        request=request,
        text=ANSWER,
        files=[file],
        channel=Channel.PAPER,
        received_at=ARRIVED,
        by=make_person(team=request.team),
    )
    assert message.date_is_stated
    assert state_of(request) == State.ANSWERED


def test_the_same_letter_on_paper_twice_is_one() -> None:
    request = running_request()
    by = make_person(team=request.team)
    scan = UploadedFile("scan.txt", "text/plain", b"as handed over at the counter")

    def recorded(text: str, *files: UploadedFile) -> Message:
        return letter_record(
            request=request, text=text, files=files, channel=Channel.PAPER, received_at=ARRIVED, by=by
        )

    first = recorded(ANSWER, scan)
    assert recorded(ANSWER, scan) == first
    assert recorded(ANSWER) != first
    assert recorded(ACKNOWLEDGEMENT, scan) != first
    assert Message.objects.filter(requests=request).count() == 3


def test_a_reply_in_a_rehearsal_arrives_on_its_simulated_day() -> None:
    request = make_request(
        make_team("R"), make_authority("Sandwick Council"), rehearsal_day=dt.date(2026, 4, 1)
    )
    assert arrive(ANSWER, request).message.received_at.date() == dt.date(2026, 4, 1)
