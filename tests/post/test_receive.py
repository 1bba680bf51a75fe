"""Taking mail in: filed or held, once, with what came back undelivered acted upon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone
from raw_mails import raw_mail, raw_report

from cast import make_authority, make_person, make_request, make_team
from rhyddid.authorities.models import AuthorityAddress, Health
from rhyddid.care.models import Task, TaskKind
from rhyddid.post.domain_names import TableResolver
from rhyddid.post.models import HeldMessage
from rhyddid.post.receive import UnknownThread, receive
from rhyddid.post.thread_elsewhere import (
    NoQuestions,
    NotTold,
    authority_meant,
    team_meant,
    thread_begin,
)
from rhyddid.requests.blobs import blob_get
from rhyddid.requests.delivery_result import delivery_sent
from rhyddid.requests.models import Delivery, DeliveryState, EventType, Message, Request
from rhyddid.requests.reply_address import reply_address_of
from rhyddid.requests.request_send import request_queue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("environment")]

NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


@pytest.fixture
def sent() -> Delivery:
    """A request whose letter has arrived."""
    request = make_request()
    delivery = request_queue(
        request=request, to_address="foi@port-aldwych-council.example", not_before=NOW, by=None
    )
    delivery_sent(delivery=delivery, at=NOW, answer="250 OK")
    delivery.refresh_from_db()
    return delivery


@pytest.fixture
def request_(sent: Delivery) -> Request:
    return sent.message.requests.get()


def events(request: Request) -> list[str]:
    return [event.type for event in request.events.order_by("id")]


def test_a_letter_is_filed_with_its_bytes(request_: Request) -> None:
    raw = raw_mail(to=[reply_address_of(request_)])
    received = receive(raw, received_at=NOW)
    assert received.is_new and received.requests == (request_,) and received.matched_by == "address"
    assert blob_get(received.message.raw_sha256) == raw
    assert received.message.authentication == {"sender": "authority"}


def test_the_same_mail_twice_is_one_message(request_: Request) -> None:
    raw = raw_mail(to=[reply_address_of(request_)])
    first = receive(raw, received_at=NOW)
    again = receive(raw, received_at=NOW)
    other_bytes = receive(raw.replace(b"Subject:", b"X-Passed: on\r\nSubject:"), received_at=NOW)
    assert (again.is_new, other_bytes.is_new) == (False, False)
    assert first.message == again.message == other_bytes.message
    assert Message.objects.filter(direction="in").count() == 1


def test_another_letter_with_a_known_message_id_is_looked_at_first(request_: Request) -> None:
    to = [reply_address_of(request_)]
    first = receive(raw_mail(to=to, message_id="<x@port.example>"), received_at=NOW)
    assert first.requests == (request_,)
    raw = raw_mail(to=to, message_id="<x@port.example>", text="We refuse your request under section 31.")
    other = receive(raw, received_at=NOW)
    assert other.is_new and other.held and other.message.text.startswith("We refuse")
    (guess,) = HeldMessage.objects.get().guesses
    assert (guess["request"], guess["reasons"]) == (request_.pk, ["reply_address", "id_repeated"])
    assert Task.objects.open().get().kind == TaskKind.HELD_MESSAGE
    assert not receive(raw, received_at=NOW).is_new
    passed_on = raw.replace(b"Subject:", b"X-Passed: on\r\nSubject:")
    assert receive(passed_on, received_at=NOW).message == other.message
    assert HeldMessage.objects.get().resolved_at is None


def test_a_second_copy_by_way_of_another_requests_address_belongs_to_both(request_: Request) -> None:
    other = make_request(request_.team, request_.authority, subject="Body-worn cameras")
    raw = raw_mail(to=["undisclosed@elsewhere.example"])
    receive(raw, received_at=NOW, envelope_recipients=[reply_address_of(request_)])
    received = receive(raw, received_at=NOW, envelope_recipients=[reply_address_of(other)])
    assert received.requests == (request_, other)
    assert Message.objects.filter(direction="in").count() == 1


def test_what_matches_nothing_is_held_with_a_task() -> None:
    received = receive(raw_mail(), received_at=NOW)
    assert received.held and received.message.requests.count() == 0
    assert HeldMessage.objects.get().message == received.message
    assert Task.objects.open().get().kind == TaskKind.HELD_MESSAGE
    receive(raw_mail(message_id=received.message.message_id), received_at=NOW)
    assert Task.objects.open().count() == 1


def test_a_process_killed_between_message_and_pen_is_made_good() -> None:
    raw = raw_mail()
    receive(raw, received_at=NOW)
    HeldMessage.objects.all().delete()
    received = receive(raw, received_at=NOW)
    assert not received.is_new and HeldMessage.objects.filter(message=received.message).exists()


def test_a_held_message_that_comes_again_to_a_requests_address_is_filed(request_: Request) -> None:
    raw = raw_mail(sender="x@stranger.example")
    held = receive(raw, received_at=NOW)
    assert held.held
    received = receive(raw, received_at=NOW, envelope_recipients=[reply_address_of(request_)])
    assert received.requests == (request_,)
    assert HeldMessage.objects.get().resolved_at is not None
    assert not Task.objects.open().exists()


def test_a_bounce_fails_the_letter_and_marks_the_address(request_: Request, sent: Delivery) -> None:
    raw = raw_report(
        to=reply_address_of(request_), failed=sent.to_address, returned_message_id=sent.message.message_id
    )
    received = receive(raw, received_at=NOW + dt.timedelta(minutes=5))
    assert received.message.kind == "bounce"
    sent.refresh_from_db()
    assert sent.state == DeliveryState.FAILED and "no such mailbox" in sent.answer
    assert AuthorityAddress.objects.get(email=sent.to_address).health == Health.DEAD
    assert Task.objects.open().get().kind == TaskKind.BOUNCE
    request_.state.refresh_from_db()
    assert request_.state.state == "failed" and request_.state.due is None
    receive(raw, received_at=NOW)
    assert events(request_).count(EventType.DELIVERY_FAILED) == 1


def test_a_bounce_that_names_no_letter_means_the_newest_to_the_address(
    request_: Request, sent: Delivery
) -> None:
    receive(raw_report(to=reply_address_of(request_), failed=sent.to_address), received_at=NOW)
    sent.refresh_from_db()
    assert sent.state == DeliveryState.FAILED


def test_a_bounce_from_somebody_it_was_passed_on_to_does_not_fail_the_letter(
    request_: Request, sent: Delivery
) -> None:
    raw = raw_report(
        to=reply_address_of(request_),
        failed="someone@inside.example",
        returned_message_id=sent.message.message_id,
    )
    receive(raw, received_at=NOW)
    sent.refresh_from_db()
    assert sent.state == DeliveryState.SENT
    assert AuthorityAddress.objects.get(email=sent.to_address).health == Health.DOUBTFUL
    assert Task.objects.open().get().kind == TaskKind.BOUNCE


def test_a_delay_notice_is_shown_and_moves_no_clock(request_: Request, sent: Delivery) -> None:
    raw = raw_report(
        to=reply_address_of(request_),
        failed=sent.to_address,
        action="delayed",
        status="4.4.1",
        diagnostic="smtp; 451 4.4.1 busy",
        returned_message_id=sent.message.message_id,
    )
    receive(raw, received_at=NOW)
    sent.refresh_from_db()
    assert sent.state == DeliveryState.HELD_UP and "busy" in sent.answer
    assert request_.state.due is not None


def test_a_report_of_delivery_is_recorded(request_: Request, sent: Delivery) -> None:
    raw = raw_report(
        to=reply_address_of(request_),
        failed=sent.to_address,
        action="delivered",
        status="2.0.0",
        diagnostic="smtp; 250 OK",
        returned_message_id=sent.message.message_id,
    )
    receive(raw, received_at=NOW)
    receive(raw, received_at=NOW)
    sent.refresh_from_db()
    assert sent.state == DeliveryState.DELIVERED
    assert events(request_).count(EventType.DELIVERED) == 1


def test_an_automatic_reply_moves_no_clock(request_: Request) -> None:
    due = request_.state.due
    raw = raw_mail(
        to=[reply_address_of(request_)],
        subject="Automatic reply: your request",
        text="I am out of the office. Could you please clarify what you mean?",
        headers={"Auto-Submitted": "auto-replied"},
    )
    received = receive(raw, received_at=NOW)
    assert received.message.kind == "automatic_reply"
    request_.state.refresh_from_db()
    assert (request_.state.state, request_.state.due) == ("running", due)


def test_an_old_request_takes_its_late_reply(request_: Request) -> None:
    received = receive(raw_mail(to=[reply_address_of(request_)]), received_at=NOW + dt.timedelta(days=900))
    assert received.requests == (request_,)


def test_a_stranger_who_writes_about_an_old_request_is_looked_at_first(request_: Request) -> None:
    request_.state.last_event_on = timezone.localdate() - dt.timedelta(days=400)
    request_.state.save()
    raw = raw_mail(to=[reply_address_of(request_)], sender="new@stranger.example")
    received = receive(raw, received_at=timezone.now())
    assert received.held
    (guess,) = HeldMessage.objects.get().guesses
    assert guess["request"] == request_.pk and "sender_new" in guess["reasons"]


def test_a_stranger_is_marked_as_one(request_: Request) -> None:
    raw = raw_mail(to=[reply_address_of(request_)], sender="new@stranger.example")
    received = receive(raw, received_at=NOW, came_by={"peer": "192.0.2.9", "helo": "x.example"})
    assert received.message.authentication == {"sender": "new", "peer": "192.0.2.9", "helo": "x.example"}


def test_an_empty_envelope_sender_is_read_as_one(request_: Request) -> None:
    raw = raw_mail(to=[reply_address_of(request_)], subject="Undeliverable: your request")
    received = receive(raw, received_at=NOW, came_by={"envelope_sender": ""})
    assert blob_get(received.message.raw_sha256) == raw


def test_a_letter_that_its_domain_disowns_is_looked_at_first(request_: Request) -> None:
    domain = "port-aldwych-council.example"
    resolver = TableResolver(
        txt={domain: ["v=spf1 ip4:192.0.2.1 -all"], f"_dmarc.{domain}": ["v=DMARC1; p=reject"]}
    )
    taken = []
    for peer in ("192.0.2.66", "192.0.2.1"):
        came_by = {"peer": peer, "envelope_sender": f"foi@{domain}"}
        raw = raw_mail(to=[reply_address_of(request_)])
        taken.append(receive(raw, received_at=NOW, came_by=came_by, resolver=resolver))
    forged, true = taken
    assert forged.held and not true.held
    assert HeldMessage.objects.get().guesses[0]["reasons"] == ["reply_address", "disowned"]
    assert (forged.message.authentication["dmarc"], true.message.authentication["dmarc"]) == ("fail", "pass")


def test_our_own_letter_sent_by_other_means(request_: Request) -> None:
    raw = raw_mail(sender=reply_address_of(request_), to=["foi@port-aldwych-council.example"])
    received = receive(raw, received_at=NOW, sent_by_us=True, date_is_stated=True)
    assert received.message.direction == "out" and received.message.date_is_stated
    assert events(request_)[-1] == EventType.MESSAGE_SENT


def test_our_own_letter_of_no_known_thread_is_refused() -> None:
    with pytest.raises(UnknownThread, match="--authority and --team"):
        receive(raw_mail(sender="nia@campaign.example"), received_at=NOW, sent_by_us=True)


REQUEST_TEXT = """Dear Port Aldwych Council,

I ask under the Freedom of Information Act 2000.

1) How many drones does the council own?

2) Which company supplied them?

3) What did they cost?

Yours faithfully,
Nia Prosser
"""


@pytest.fixture
def begin() -> Callable[[], Request]:
    team = make_team()
    authority = make_authority()

    def run() -> Request:
        raw = raw_mail(
            sender="nia@campaign.example",
            to=["foi@port-aldwych-council.example"],
            subject="Freedom of Information request - Drones",
            text=REQUEST_TEXT,
            message_id="<first@campaign.example>",
        )
        moment = dt.datetime(2021, 7, 27, 12, tzinfo=dt.UTC)
        received = thread_begin(raw, authority=authority, team=team, sent_at=moment, date_is_stated=True)
        return received.requests[0]

    return run


def test_a_thread_that_began_elsewhere(begin: Callable[[], Request]) -> None:
    request = begin()
    assert [question.number for question in request.questions.all()] == ["1", "2", "3"]
    assert [(event.type, event.source) for event in request.events.all()] == [
        (EventType.SENT, "person"),
        (EventType.RECEIVED, "person"),
    ]
    assert (request.state.received, request.state.due) == (dt.date(2021, 7, 27), dt.date(2021, 8, 25))
    answer = receive(raw_mail(headers={"In-Reply-To": "<first@campaign.example>"}), received_at=NOW)
    assert (answer.requests, answer.matched_by) == ((request,), "thread")


def test_whom_a_letter_went_to() -> None:
    council = make_authority()
    police = make_authority("Brynmawr Police", email="foi@police.example")
    assert authority_meant(raw_mail(to=["FOI@port-aldwych-council.example"])) == council
    assert authority_meant(raw_mail(to=["records@police.example"])) == police
    greeting = "Dear Brynmawr Police,\n\nHow many drones?\n"
    assert authority_meant(raw_mail(to=["x@elsewhere.example"], text=greeting)) == police
    with pytest.raises(NotTold, match="authorities import"):
        authority_meant(raw_mail(to=["x@elsewhere.example"]))


def test_whose_letter_it_is() -> None:
    raw = raw_mail(sender="Nia Prosser <nia@campaign.example>")
    alone = team_meant(raw)
    assert alone.name == "Nia Prosser" and team_meant(raw) == alone
    assert team_meant(raw_mail(sender="x@other.example")) == alone  # the only one there is
    other = make_team("Other Team")
    with pytest.raises(NotTold, match="--team"):
        team_meant(raw_mail(sender="x@other.example"))
    make_person("x@other.example", team=other)
    assert team_meant(raw_mail(sender="x@other.example")) == other
    assert team_meant(raw) == alone


def test_beginning_it_again_changes_nothing(begin: Callable[[], Request]) -> None:
    assert begin() == begin()
    assert Request.objects.count() == 1


def test_a_letter_without_questions_begins_nothing() -> None:
    with pytest.raises(NoQuestions):
        thread_begin(
            raw_mail(sender="nia@campaign.example", text="\n"),
            authority=make_authority(),
            team=make_team(),
            sent_at=NOW,
            date_is_stated=True,
        )
    assert not Request.objects.exists()
