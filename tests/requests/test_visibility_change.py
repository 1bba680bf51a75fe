"""Changing who sees a request, a letter or a file: with an event, and back again."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from cast import make_authority, make_person, make_request, make_team
from rhyddid.requests.breach import withhold
from rhyddid.requests.events import event_add
from rhyddid.requests.models import (
    Direction,
    EmbargoEnds,
    Event,
    EventType,
    Message,
    MessageInRequest,
    Request,
    Visibility,
)
from rhyddid.requests.visibility import may_see_message, may_see_request
from rhyddid.requests.visibility_change import (
    CannotChange,
    Seen,
    last_request_change,
    part_visibility_set,
    request_visibility_set,
    request_visibility_undo,
)

pytestmark = pytest.mark.django_db
PUBLIC, PRIVATE = Seen(Visibility.PUBLIC), Seen(Visibility.PRIVATE)


def sent(**fields: object) -> Request:
    request = make_request(**fields)  # type: ignore[arg-type]
    for event in (EventType.SENT, EventType.RECEIVED):
        event_add(request=request, type=event, day=dt.date(2026, 3, 2), source="record")
    return request


def letter(*requests: Request) -> Message:
    message = Message.objects.create(direction=Direction.IN, received_at=timezone.now(), text="We hold none.")
    for request in requests:
        MessageInRequest.objects.create(message=message, request=request, matched_by="address")
    return message


def test_a_change_is_an_event_that_says_what_was_and_what_is() -> None:
    request, owner = sent(), make_person()
    event = request_visibility_set(request=request, wanted=PRIVATE, by=owner)
    assert event is not None
    assert (event.type, event.by) == (EventType.VISIBILITY_CHANGED, owner)
    assert event.data == {"from": PUBLIC.data, "to": PRIVATE.data}
    assert not may_see_request(None, request)


def test_what_is_so_already_makes_no_event() -> None:
    assert request_visibility_set(request=sent(), wanted=PUBLIC, by=None) is None


def test_an_undo_shows_it_as_before() -> None:
    request = sent()
    event = request_visibility_set(request=request, wanted=PRIVATE, by=None)
    assert event is not None
    assert last_request_change(request) == event
    request_visibility_undo(event=event, by=None)
    assert may_see_request(None, request)


def test_an_undo_does_not_undo_a_later_change() -> None:
    request = sent()
    first = request_visibility_set(request=request, wanted=PRIVATE, by=None)
    request_visibility_set(request=request, wanted=Seen(Visibility.EMBARGOED), by=None)
    assert first is not None
    with pytest.raises(CannotChange):
        request_visibility_undo(event=first, by=None)
    assert not may_see_request(None, request)


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (Seen(Visibility.EMBARGOED, until=dt.date(2020, 1, 1)), "past"),
        (Seen(Visibility.PUBLIC, until=dt.date(9000, 1, 1)), "Only an embargo"),
        (Seen(Visibility.EMBARGOED, until=dt.date(9000, 1, 1), ends="answered"), "choose one"),
        (Seen(Visibility.EMBARGOED, ends="never"), "what ends"),
    ],
)
def test_what_cannot_be_is_refused_with_why(wanted: Seen, told: str) -> None:
    with pytest.raises(CannotChange, match=told):
        request_visibility_set(request=sent(), wanted=wanted, by=None)


def test_a_request_for_ones_own_data_is_always_private() -> None:
    request = sent(visibility=Visibility.PRIVATE)
    Request.objects.filter(pk=request.pk).update(own_personal_data=True)
    with pytest.raises(CannotChange, match="always private"):
        request_visibility_set(request=request, wanted=PUBLIC, by=None)


def test_a_letter_of_two_requests_is_withheld_in_both_with_an_event_each() -> None:
    team = make_team()
    owner = make_person(team=team)
    requests = [sent(team=team), sent(team=team, authority=make_authority("Sandwick Council"))]
    message = letter(*requests)
    assert part_visibility_set(subject=message, shown=False, by=owner)
    assert not may_see_message(None, message)
    assert Event.objects.filter(type=EventType.VISIBILITY_CHANGED, data__message=message.pk).count() == 2
    message.refresh_from_db()
    assert part_visibility_set(subject=message, shown=True, by=owner)
    assert may_see_message(None, message)


def test_a_team_does_not_show_what_an_operator_withheld() -> None:
    team = make_team()
    owner, operator = make_person(team=team), make_person("staff@site.example", is_staff=True)
    message = letter(sent(team=team))
    withhold(subject=message, by=operator)
    message.refresh_from_db()
    with pytest.raises(CannotChange, match="operator"):
        part_visibility_set(subject=message, shown=True, by=owner)
    assert part_visibility_set(subject=message, shown=True, by=operator)


def test_a_letter_of_two_teams_is_shown_again_by_both_only() -> None:
    team = make_team()
    owner = make_person(team=team)
    theirs = sent(team=make_team("Elsewhere"), authority=make_authority("Sandwick Council"))
    message = letter(sent(team=team), theirs)
    part_visibility_set(subject=message, shown=False, by=owner)
    message.refresh_from_db()
    with pytest.raises(CannotChange, match="another team"):
        part_visibility_set(subject=message, shown=True, by=owner)


def test_an_embargo_that_the_answer_ended_stays_ended_through_a_review() -> None:
    request = make_request()
    for type, day in (("sent", 2), ("received", 2), ("answered", 20)):
        event_add(request=request, type=EventType(type), day=dt.date(2026, 3, day), source="record")
    Request.objects.filter(pk=request.pk).update(
        visibility=Visibility.EMBARGOED, embargo_ends=EmbargoEnds.ANSWERED
    )
    assert may_see_request(None, request)
    event_add(request=request, type=EventType.REVIEW_ASKED, day=dt.date(2026, 4, 1), source="record")
    assert may_see_request(None, request)
