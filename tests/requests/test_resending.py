"""A letter that failed or got lost is sent once more: the same letter, with its first date."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cast import make_authority, make_person, make_request, make_team
from rhyddid.care.models import Task
from rhyddid.mail.parse import parse
from rhyddid.requests.clock import projected_state
from rhyddid.requests.delivery_result import delivery_failed, delivery_sent
from rhyddid.requests.models import Delivery, DeliveryState, EventType, Request, State
from rhyddid.requests.reply_address import outgoing_bytes
from rhyddid.requests.request_send import request_queue, request_recall
from rhyddid.requests.resend import CannotResend, delivery_resend

pytestmark = pytest.mark.django_db
FIRST = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)
LATER = dt.datetime(2026, 3, 9, 10, tzinfo=dt.UTC)
CORRECTED = "information@port-aldwych-council.example"


@pytest.fixture
def delivery() -> Delivery:
    request = make_request(make_team(), make_authority("Port Aldwych Council"))
    return request_queue(
        request=request, to_address="foi@port-aldwych-council.example", not_before=FIRST, by=None
    )


def the_request(delivery: Delivery) -> Request:
    return delivery.message.requests.select_related("state").get()


def fresh(delivery: Delivery) -> Delivery:
    return Delivery.objects.select_related("message").get(pk=delivery.pk)


def test_a_letter_that_came_back_keeps_its_first_date_and_is_received_when_it_arrives(
    delivery: Delivery,
) -> None:
    delivery_sent(delivery=delivery, at=FIRST, answer="250 ok")
    before = parse(outgoing_bytes(fresh(delivery)))
    delivery_failed(delivery=delivery, at=FIRST, answer="550 no such user")
    assert the_request(delivery).state.state == State.FAILED
    assert Task.objects.open().count() == 1

    delivery_resend(delivery=delivery, to_address=CORRECTED, by=None)
    assert the_request(delivery).state.state == State.QUEUED
    assert not Task.objects.open().exists()
    again = parse(outgoing_bytes(fresh(delivery)))
    assert (again.message_id, again.date, again.body.text) == (
        before.message_id,
        before.date,
        before.body.text,
    )
    assert [each.address for each in again.to] == [CORRECTED]

    for _twice in range(2):
        delivery_sent(delivery=delivery, at=LATER, answer="250 ok")
    resent = fresh(delivery)
    assert resent.first_sent_at == FIRST
    state = the_request(delivery).state
    assert (state.state, state.received) == (State.RUNNING, LATER.date())
    assert projected_state(the_request(delivery))["received"] == LATER.date()
    kinds = [event.type for event in the_request(delivery).events.order_by("pk")]
    assert kinds.count(EventType.SENT) == 1 and kinds.count(EventType.RECEIVED) == 2


def test_a_letter_that_arrived_and_got_lost_there_moves_no_date(delivery: Delivery) -> None:
    delivery_sent(delivery=delivery, at=FIRST, answer="250 ok")
    delivery_resend(delivery=delivery, to_address=CORRECTED, by=None)
    delivery_sent(delivery=delivery, at=LATER, answer="250 ok")
    assert fresh(delivery).first_sent_at == FIRST
    assert the_request(delivery).state.received == FIRST.date()


def test_a_letter_that_never_left_is_sent_first_when_it_leaves(delivery: Delivery) -> None:
    delivery_failed(delivery=delivery, at=FIRST, answer="550 no such user")
    delivery_resend(delivery=delivery, to_address=CORRECTED, by=None)
    delivery_sent(delivery=delivery, at=LATER, answer="250 ok")
    assert fresh(delivery).first_sent_at == LATER
    assert the_request(delivery).state.received == LATER.date()


def test_what_was_sent_once_cannot_be_taken_back_by_sending_it_again(delivery: Delivery) -> None:
    delivery_sent(delivery=delivery, at=FIRST, answer="250 ok")
    delivery_resend(delivery=delivery, to_address=CORRECTED, by=None)
    assert not request_recall(request=the_request(delivery), by=None)
    assert fresh(delivery).state == DeliveryState.QUEUED


def test_a_letter_on_its_way_and_a_bad_address_are_refused(delivery: Delivery) -> None:
    with pytest.raises(CannotResend, match="on its way"):
        delivery_resend(delivery=delivery, to_address=CORRECTED, by=None)
    delivery_sent(delivery=delivery, at=FIRST, answer="250 ok")
    with pytest.raises(CannotResend, match="no e-mail address"):
        delivery_resend(delivery=delivery, to_address="nobody", by=None)


def test_the_page_sends_a_failed_letter_to_a_corrected_address(delivery: Delivery, client: Client) -> None:
    request = the_request(delivery)
    owner = make_person(team=request.team)
    delivery_failed(delivery=delivery, at=timezone.now(), answer="550 no such user")
    address = reverse("request-resend", args=[request.slug, delivery.pk])
    assert client.get(address).status_code == 404
    client.force_login(owner)
    assert address in client.get(reverse("request", args=[request.slug])).content.decode()
    assert "550 no such user" in client.get(address).content.decode()
    assert client.post(address, {"to_address": CORRECTED}).status_code == 302
    assert fresh(delivery).to_address == CORRECTED
    assert client.get(address).status_code == 404
