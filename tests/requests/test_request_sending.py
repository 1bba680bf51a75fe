"""From a draft to the outbox, and back while there is time."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cast import QUESTIONS, make_authority, make_person, make_request, make_team
from rhyddid.authorities.models import Health
from rhyddid.care.models import Task
from rhyddid.mail.parse import parse
from rhyddid.requests.clock import projected_state
from rhyddid.requests.delivery_result import delivery_delayed, delivery_failed, delivery_sent
from rhyddid.requests.models import Delivery, DeliveryState, EventType, Request, RequestState, State
from rhyddid.requests.reply_address import outgoing_bytes, reply_address_of, request_for_address
from rhyddid.requests.request_send import (
    NothingToFollow,
    follow_up_queue,
    request_queue,
    request_recall,
    request_row,
)
from rhyddid.requests.send_many import OpeningLetter, requests_queue

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)


def queued(request: Request | None = None) -> Delivery:
    return request_queue(
        request=request or make_request(), to_address="foi@port.example", not_before=NOON, by=None
    )


def test_each_request_has_a_reply_address_of_its_own_that_leads_back_to_it() -> None:
    request = make_request()
    assert request_for_address(reply_address_of(request).upper()) == request


def test_a_queued_request_waits_in_the_outbox() -> None:
    delivery = queued()
    request = delivery.message.requests.get()
    assert delivery.state == DeliveryState.QUEUED
    assert RequestState.objects.get(request=request).state == State.QUEUED


def test_the_mail_asks_for_answers_to_the_reply_address() -> None:
    delivery = queued()
    mail = parse(outgoing_bytes(delivery))
    request = delivery.message.requests.get()
    assert mail.sender is not None and mail.sender.address == reply_address_of(request)
    assert mail.message_id == delivery.message.message_id
    assert "Which company supplied it?" in mail.body.text


def test_a_second_try_sends_the_same_bytes() -> None:
    delivery = queued()
    assert outgoing_bytes(delivery) == outgoing_bytes(Delivery.objects.get(pk=delivery.pk))


def test_sending_starts_the_clock_on_the_day_in_the_authoritys_zone() -> None:
    delivery = queued()
    late_evening = dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)  # 1 July in London
    delivery_sent(delivery=delivery, at=late_evening, answer="250 OK")
    state = RequestState.objects.get(request=delivery.message.requests.get())
    assert (state.state, state.received) == (State.RUNNING, dt.date(2026, 7, 1))


def test_a_resend_keeps_the_first_date() -> None:
    delivery = queued()
    delivery_sent(delivery=delivery, at=NOON, answer="250 OK")
    delivery_sent(delivery=delivery, at=NOON + dt.timedelta(days=3), answer="250 again")
    assert Delivery.objects.get(pk=delivery.pk).first_sent_at == NOON
    assert delivery.message.requests.get().events.filter(type=EventType.RECEIVED).count() == 1


def test_a_delayed_letter_is_tried_again_later() -> None:
    delivery = queued()
    delivery_delayed(delivery=delivery, until=NOON + dt.timedelta(hours=1), answer="451 busy")
    again = Delivery.objects.get(pk=delivery.pk)
    assert (again.state, again.not_before) == (DeliveryState.DELAYED, NOON + dt.timedelta(hours=1))


def test_a_refused_letter_marks_the_address_and_asks_for_a_person() -> None:
    request = make_request()
    address = request.authority.addresses.get()
    delivery = request_queue(request=request, to_address=address.email, not_before=NOON, by=None)
    delivery_failed(delivery=delivery, at=NOON, answer="550 no such user")
    address.refresh_from_db()
    assert address.health == Health.DEAD
    assert RequestState.objects.get(request=request).state == State.FAILED
    assert Task.objects.open().count() == 1


def test_a_request_can_be_taken_back_while_it_waits() -> None:
    delivery = queued()
    request = delivery.message.requests.get()
    assert request_recall(request=request, by=make_person(team=request.team))
    assert RequestState.objects.get(request=request).state == State.RECALLED


def test_a_request_on_its_way_cannot_be_taken_back() -> None:
    delivery = queued()
    Delivery.objects.update(state=DeliveryState.SENDING)
    assert not request_recall(request=delivery.message.requests.get(), by=None)


def test_a_clarification_given_starts_the_days_again() -> None:
    delivery = queued()
    request = delivery.message.requests.get()
    delivery_sent(delivery=delivery, at=NOON, answer="250 OK")
    follow_up = follow_up_queue(
        request=request, text="Body-worn cameras only.", by=None, event_type=EventType.CLARIFIED
    )
    mail = parse(outgoing_bytes(follow_up))
    assert mail.in_reply_to == (delivery.message.message_id,)
    assert mail.subject == "Re: Drone detection equipment"
    delivery_sent(delivery=follow_up, at=timezone.now(), answer="250 OK")
    assert request.events.filter(type=EventType.CLARIFIED).exists()


def test_nothing_follows_a_letter_that_never_went() -> None:
    with pytest.raises(NothingToFollow, match="no address"):
        follow_up_queue(request=make_request(make_team("B")), text="Hello?", by=None)


@pytest.mark.parametrize(
    "state", [DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.RECALLED, DeliveryState.FAILED]
)
def test_nothing_follows_before_the_opening_letter_has_left(state: str) -> None:
    request = queued().message.requests.get()
    Delivery.objects.update(state=state)
    with pytest.raises(NothingToFollow, match="nothing to follow"):
        follow_up_queue(request=request, text="Hello?", by=None)
    assert Delivery.objects.count() == 1


def test_the_same_further_letter_twice_is_one() -> None:
    delivery = queued()
    request = delivery.message.requests.get()
    delivery_sent(delivery=delivery, at=NOON, answer="250 OK")
    first = follow_up_queue(request=request, text="Have you got this?", by=None)
    assert follow_up_queue(request=request, text="Have you got this?", by=None) == first
    delivery_sent(delivery=first, at=timezone.now(), answer="250 OK")
    assert follow_up_queue(request=request, text="Have you got this?", by=None) == first
    assert follow_up_queue(request=request, text="And this?", by=None) != first
    Delivery.objects.filter(pk=first.pk).update(not_before=timezone.now() - dt.timedelta(days=9))
    assert follow_up_queue(request=request, text="Have you got this?", by=None) != first


def test_many_letters_at_once_give_what_one_by_one_gives(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    team = make_team("Many")
    letters = [
        OpeningLetter(
            request_row(
                authority=make_authority(f"Council {number}"),
                team=team,
                by=None,
                subject="Drones",
                text="Dear …",
            ),
            QUESTIONS,
            f"foi@council-{number}.example",
        )
        for number in range(5)
    ]
    with django_assert_max_num_queries(10):
        requests = requests_queue(letters=letters, not_before=NOON, by=None)
    for request in requests:
        state = RequestState.objects.get(request=request)
        assert {name: getattr(state, name) for name in projected_state(request)} == projected_state(request)
        assert [question.number for question in request.questions.all()] == ["1", "2", "3"]
        assert request.messages.get().deliveries.get().to_address.startswith("foi@council-")
