"""The holding pen: accepted one by one or many at once, marked as spam, and every step taken back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from raw_mails import raw_mail

from cast import make_authority, make_person, make_request
from rhyddid.accounts.models import Person
from rhyddid.care.models import AuditEntry, Task
from rhyddid.post.holding_pen import (
    AlreadyResolved,
    NothingToUndo,
    guessed_requests,
    held_accept,
    held_accept_many,
    held_mark_spam,
    held_undo,
    held_waiting,
)
from rhyddid.post.models import HeldMessage
from rhyddid.post.receive import receive
from rhyddid.requests.events import event_add
from rhyddid.requests.models import EventType, Request

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("environment")]


@pytest.fixture
def request_() -> Request:
    request = make_request()
    event_add(request=request, type=EventType.RECEIVED, day=dt.date(2021, 7, 27), source="record")
    return request


@pytest.fixture
def person() -> Person:
    return make_person()


def held_letter(**fields: str) -> HeldMessage:
    received = receive(raw_mail(**fields), received_at=timezone.now())  # type: ignore[arg-type]
    return HeldMessage.objects.get(message=received.message)


def standing(request: Request) -> list[str]:
    """The types of the events that are not taken back."""
    events = list(request.events.order_by("id"))
    back = {event.data["event"] for event in events if event.type == EventType.CORRECTED}
    return [event.type for event in events if event.pk not in back and event.type != EventType.CORRECTED]


def test_an_accepted_message_is_filed_and_read(request_: Request, person: Person) -> None:
    held = held_letter(subject=f"Re: {request_.subject}")
    held_accept(held=held, requests=[request_], by=person)
    link = held.message.links.get()
    assert (link.request, link.matched_by, link.matched_by_person) == (request_, "person", person)
    assert standing(request_) == [EventType.RECEIVED, EventType.ACKNOWLEDGED]
    assert not held_waiting().exists() and not Task.objects.open().exists()
    assert AuditEntry.objects.get().by == person


def test_a_message_may_be_accepted_for_several_requests(request_: Request, person: Person) -> None:
    other = make_request(request_.team, request_.authority, subject="Body-worn cameras")
    held = held_letter()
    held_accept(held=held, requests=[request_, other], by=person)
    assert set(held.message.requests.all()) == {request_, other}


def test_an_acceptance_is_taken_back_with_its_events(request_: Request, person: Person) -> None:
    held = held_letter()
    held_accept(held=held, requests=[request_], by=person)
    held_undo(held=held, by=person)
    assert not held.message.requests.exists()
    assert standing(request_) == [EventType.RECEIVED]
    assert held_waiting().get() == held and Task.objects.open().count() == 1
    held_accept(held=held, requests=[request_], by=person)
    assert standing(request_) == [EventType.RECEIVED, EventType.ACKNOWLEDGED]


def test_two_people_cannot_both_accept(request_: Request, person: Person) -> None:
    held = held_letter()
    held_accept(held=held, requests=[request_], by=person)
    with pytest.raises(AlreadyResolved):
        held_accept(held=held, requests=[request_], by=person)
    with pytest.raises(AlreadyResolved):
        held_mark_spam(held=held, by=person)


def test_what_waits_cannot_be_undone(person: Person) -> None:
    with pytest.raises(NothingToUndo):
        held_undo(held=held_letter(), by=person)


def test_many_are_accepted_by_their_best_guess(request_: Request, person: Person) -> None:
    other = make_request(request_.team, make_authority("Brynmawr Police"))
    first = held_letter(subject=request_.subject)
    second = held_letter(subject=other.subject, sender="foi@brynmawr-police.example")
    nothing = held_letter(sender="sales@shop.example", subject="Great offers", text="Buy now.")
    accepted = held_accept_many(held=[first, second, nothing], by=person)
    assert [each.pk for each in accepted] == [first.pk, second.pk]
    assert list(first.message.requests.all()) == [request_]
    assert list(second.message.requests.all()) == [other]
    assert held_waiting().get() == nothing


def test_spam_and_back(person: Person) -> None:
    held = held_letter()
    held_mark_spam(held=held, by=person)
    held.message.refresh_from_db()
    assert held.message.kind == "spam" and not held_waiting().exists()
    held_undo(held=held, by=person)
    held.message.refresh_from_db()
    assert held.message.kind == "letter" and held_waiting().exists()


def test_the_list_needs_two_queries_however_long(
    request_: Request, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        held_letter(subject=request_.subject)
    with django_assert_num_queries(2):
        held = list(held_waiting())
        requests = guessed_requests(held)
        shown = [(each.message.subject, requests[each.guesses[0]["request"]].authority.name) for each in held]
    assert len(shown) == 5
