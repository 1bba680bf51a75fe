"""Who may see what, as every door asks it. Each test has something that could leak."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from cast import make_authority, make_person, make_request, make_team
from rhyddid.accounts.models import Role
from rhyddid.requests.events import event_add, event_take_back
from rhyddid.requests.models import (
    Attachment,
    Direction,
    EventType,
    Message,
    MessageInRequest,
    Request,
    Visibility,
)
from rhyddid.requests.visibility import (
    may_see_message,
    may_see_request,
    public_request_filter,
    sees_unmasked,
    visible_attachments,
    visible_messages,
    visible_requests,
)

pytestmark = pytest.mark.django_db
STRANGER = AnonymousUser()


def sent(request: Request) -> Request:
    event_add(request=request, type=EventType.SENT, day=dt.date(2026, 3, 2), source="record")
    event_add(request=request, type=EventType.RECEIVED, day=dt.date(2026, 3, 2), source="record")
    return request


def message_in(*requests: Request, visibility: str = Visibility.PUBLIC) -> Message:
    message = Message.objects.create(
        direction=Direction.IN, received_at=timezone.now(), text="We hold none.", visibility=visibility
    )
    for request in requests:
        MessageInRequest.objects.create(message=message, request=request, matched_by="address")
    Attachment.objects.create(message=message, position=1, sha256="0" * 64, content_type="text/plain", size=1)
    return message


def test_everybody_sees_a_public_request_that_was_sent() -> None:
    assert may_see_request(STRANGER, sent(make_request()))


def test_nobody_outside_sees_what_the_outbox_still_holds() -> None:
    assert not may_see_request(STRANGER, make_request())


@pytest.mark.parametrize("role", Role.values)
def test_every_role_of_the_team_sees_its_private_request(role: str) -> None:
    team = make_team()
    member = make_person(team=team, role=role)
    request = sent(make_request(team, visibility=Visibility.PRIVATE))
    assert may_see_request(member, request)
    assert sees_unmasked(member, request)


def test_another_team_sees_no_private_request() -> None:
    request = sent(make_request(visibility=Visibility.PRIVATE))
    other = make_person("other@elsewhere.example", team=make_team("Another Group"))
    assert not may_see_request(other, request)
    assert not sees_unmasked(other, request)
    assert list(visible_requests(other)) == []


@pytest.mark.parametrize(("days", "seen"), [(-1, True), (0, False), (1, False)])
def test_an_embargo_ends_the_day_after_its_last(days: int, seen: bool) -> None:
    request = sent(make_request(visibility=Visibility.EMBARGOED))
    request.embargoed_until = timezone.localdate() + dt.timedelta(days=days)
    request.save()
    assert may_see_request(STRANGER, request) is seen


def test_an_embargo_without_a_date_holds_until_it_is_lifted() -> None:
    assert not may_see_request(STRANGER, sent(make_request(visibility=Visibility.EMBARGOED)))


def test_a_request_for_ones_own_data_cannot_be_made_public() -> None:
    request = make_request()
    request.own_personal_data = True
    with pytest.raises(IntegrityError), transaction.atomic():
        request.save()


def test_a_rehearsal_is_never_public() -> None:
    request = sent(make_request(rehearsal_day=dt.date(2026, 3, 2)))
    assert not may_see_request(STRANGER, request)
    request.visibility = Visibility.PUBLIC
    with pytest.raises(IntegrityError), transaction.atomic():
        request.save()


def test_a_message_in_two_requests_shows_only_where_both_do() -> None:
    team = make_team()
    open_request = sent(make_request(team))
    closed = sent(make_request(team, make_authority("Sandwick Council"), visibility=Visibility.EMBARGOED))
    shared, alone = message_in(open_request, closed), message_in(open_request)
    assert list(visible_messages(STRANGER)) == [alone]
    assert not may_see_message(STRANGER, shared)


def test_a_message_that_matches_nothing_is_nobodys_to_see() -> None:
    message_in()
    assert list(visible_messages(make_person(team=make_team()))) == []


def test_a_withheld_message_shows_to_the_team_only() -> None:
    team = make_team()
    request = sent(make_request(team))
    message = message_in(request, visibility=Visibility.PRIVATE)
    assert not may_see_message(STRANGER, message)
    assert may_see_message(make_person(team=team), message)


def test_an_attachment_shows_no_more_than_its_message() -> None:
    hidden = message_in(sent(make_request(visibility=Visibility.PRIVATE)))
    shown = message_in(sent(make_request(make_team("B"), make_authority("Sandwick Council"))))
    assert [attachment.message for attachment in visible_attachments(STRANGER)] == [shown]
    assert hidden != shown


def test_an_erased_message_shows_to_nobody() -> None:
    team = make_team()
    message = message_in(sent(make_request(team)))
    message.erased_at = timezone.now()
    message.save()
    assert list(visible_messages(make_person(team=team))) == []


def test_the_predicate_and_the_queryset_agree() -> None:
    public = sent(make_request())
    sent(make_request(make_team("B"), make_authority("Sandwick Council"), visibility=Visibility.EMBARGOED))
    assert list(Request.objects.filter(public_request_filter())) == list(visible_requests(None)) == [public]


def test_an_embargo_until_the_answer_is_over_with_it_and_on_again_where_it_is_taken_back() -> None:
    request = sent(make_request(visibility=Visibility.EMBARGOED))
    Request.objects.filter(pk=request.pk).update(embargo_ends="answered")
    assert not may_see_request(STRANGER, request)
    answer = event_add(request=request, type=EventType.ANSWERED, day=dt.date(2026, 3, 20), source="person")
    assert may_see_request(STRANGER, request)
    event_take_back(event=answer, by=None, day=dt.date(2026, 3, 21))
    assert not may_see_request(STRANGER, request)
