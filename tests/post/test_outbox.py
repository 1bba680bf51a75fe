"""Draining the outbox in one process: each recipient once, whatever the server says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone

from rhyddid.authorities.models import AuthorityAddress, Health
from rhyddid.care.models import Task, TaskKind
from rhyddid.post.carrier_process import LineDown
from rhyddid.post.claim import Letters
from rhyddid.post.outbox import Outbox
from rhyddid.post.smtp_place import smtp_place
from rhyddid.rehearsal.simulated.server import AuthoritiesServer, Faults
from rhyddid.requests.models import Delivery, DeliveryState, EventType, MessageInRequest
from rhyddid.requests.request_send import request_recall

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("environment")]
QueueLetters = Callable[..., list[Delivery]]


@pytest.fixture
def drain() -> Iterator[Callable[..., Outbox]]:
    """Drain into a server until nothing is due."""
    outboxes: list[Outbox] = []

    def run(server: AuthoritiesServer, *, per_minute: int = 0) -> Outbox:
        place = smtp_place(f"smtp://127.0.0.1:{server.port}", live=False)
        outbox = Outbox(place, letters=Letters.REAL, per_minute=per_minute)
        outboxes.append(outbox)
        while outbox.drain_once():
            pass
        return outbox

    yield run
    for outbox in outboxes:
        outbox.close()


def states() -> dict[str, DeliveryState]:
    return {each.to_address: DeliveryState(each.state) for each in Delivery.objects.all()}


def fall_due() -> None:
    Delivery.objects.filter(state=DeliveryState.DELAYED).update(not_before=timezone.now())


def test_every_letter_leaves_once_with_its_events(
    queue_letters: QueueLetters, drain: Callable[..., Outbox]
) -> None:
    letters = queue_letters(25)
    with AuthoritiesServer() as server:
        drain(server)
        drain(server)
        assert sorted(server.copies().items()) == sorted((each.to_address, 1) for each in letters)
    assert set(states().values()) == {DeliveryState.SENT}
    request = letters[0].message.requests.get()
    assert [event.type for event in request.events.all()][-2:] == [EventType.SENT, EventType.RECEIVED]
    mail = server.mails[0]
    assert mail.envelope_from == Delivery.objects.get(to_address=mail.rcpt_tos[0]).message.sender_address


def test_nothing_leaves_before_its_time(queue_letters: QueueLetters, drain: Callable[..., Outbox]) -> None:
    queue_letters(2, not_before=timezone.now() + dt.timedelta(minutes=30))
    with AuthoritiesServer() as server:
        drain(server)
        assert server.mails == ()


def test_what_was_taken_back_stays(queue_letters: QueueLetters, drain: Callable[..., Outbox]) -> None:
    letters = queue_letters(2)
    assert request_recall(request=letters[0].message.requests.get(), by=None)
    with AuthoritiesServer() as server:
        drain(server)
        assert list(server.copies()) == [letters[1].to_address]


def test_letters_of_rehearsals_do_not_go_by_the_post(
    queue_letters: QueueLetters, drain: Callable[..., Outbox]
) -> None:
    queue_letters(2)
    Delivery.objects.update(rehearsal=True)
    with AuthoritiesServer() as server:
        drain(server)
        assert server.mails == ()


def test_a_refused_letter_fails_and_the_others_go_on(
    queue_letters: QueueLetters, drain: Callable[..., Outbox]
) -> None:
    letters = queue_letters(4)
    unknown = letters[1].to_address
    with AuthoritiesServer(faults=Faults(unknown={unknown})) as server:
        drain(server)
        assert len(server.mails) == 3
    failed = Delivery.objects.get(to_address=unknown)
    assert failed.state == DeliveryState.FAILED and failed.answer == "550 5.1.1 user unknown"
    assert Task.objects.open().filter(kind=TaskKind.BOUNCE).count() == 1


def test_a_put_off_letter_is_tried_again_later(
    queue_letters: QueueLetters, drain: Callable[..., Outbox]
) -> None:
    letters = queue_letters(3)
    busy = letters[0].to_address
    with AuthoritiesServer(faults=Faults(temporary={busy}, temporary_times=2)) as server:
        waits = []
        for _ in range(3):
            drain(server)
            waits.append(Delivery.objects.get(to_address=busy).not_before - timezone.now())
            fall_due()
        assert server.copies()[busy] == 1
    assert dt.timedelta(minutes=4) < waits[0] <= dt.timedelta(minutes=5)
    assert dt.timedelta(minutes=9) < waits[1] <= dt.timedelta(minutes=10)
    delivery = Delivery.objects.get(to_address=busy)
    assert [each.outcome for each in delivery.attempts.all()] == ["delayed", "delayed", "accepted"]


def test_a_letter_put_off_for_five_days_has_failed(
    queue_letters: QueueLetters, drain: Callable[..., Outbox]
) -> None:
    (letter,) = queue_letters(1)
    with AuthoritiesServer(faults=Faults(temporary={letter.to_address})) as server:
        drain(server)
        letter.attempts.update(at=timezone.now() - dt.timedelta(days=5, minutes=1))
        fall_due()
        drain(server)
    assert states() == {letter.to_address: DeliveryState.FAILED}


def test_a_connection_cut_before_the_letter_was_kept_is_tried_again(
    queue_letters: QueueLetters, drain: Callable[..., Outbox]
) -> None:
    letters = queue_letters(5)
    with AuthoritiesServer(faults=Faults(drop_before_keeping={2, 4})) as server:
        drain(server)
        fall_due()
        drain(server)
        assert sorted(server.copies().items()) == sorted((each.to_address, 1) for each in letters)


def test_without_a_server_nothing_is_claimed(queue_letters: QueueLetters) -> None:
    queue_letters(2)
    outbox = Outbox(smtp_place("smtp://127.0.0.1:9", live=False), letters=Letters.REAL)
    with pytest.raises(LineDown, match=r"127\.0\.0\.1:9 takes no letters"):
        outbox.drain_once()
    assert set(states().values()) == {DeliveryState.QUEUED}
    assert set(Delivery.objects.values_list("attempt", flat=True)) == {0}


def test_letters_to_one_domain_are_paced_and_others_are_not(
    queue_letters: QueueLetters, drain: Callable[..., Outbox]
) -> None:
    queue_letters(3, domain="one.example")
    queue_letters(4)
    with AuthoritiesServer() as server:
        drain(server, per_minute=1)
        to_one = [address for address in server.copies() if address.endswith("@one.example")]
        assert len(to_one) == 1
        assert len(server.mails) == 5


def test_a_letter_that_cannot_be_made_into_a_mail_fails_alone(
    queue_letters: QueueLetters, drain: Callable[..., Outbox]
) -> None:
    letters = queue_letters(3)
    letters[0].message.subject = "two\nlines"
    letters[0].message.save(update_fields=["subject"])
    with AuthoritiesServer() as server:
        drain(server)
        assert len(server.mails) == 2
    assert states()[letters[0].to_address] == DeliveryState.FAILED
    assert Task.objects.open().get().kind == TaskKind.DELIVERY
    assert AuthorityAddress.objects.get(email=letters[0].to_address).health == Health.GOOD


def test_a_letter_of_two_requests_does_not_stop_the_others(
    queue_letters: QueueLetters, drain: Callable[..., Outbox]
) -> None:
    letters = queue_letters(3)
    other = letters[1].message.requests.get()
    MessageInRequest.objects.create(message=letters[0].message, request=other, matched_by="sent")
    with AuthoritiesServer() as server:
        drain(server)
        assert letters[2].to_address in server.copies()
    assert set(states().values()) <= {DeliveryState.SENT, DeliveryState.FAILED}
