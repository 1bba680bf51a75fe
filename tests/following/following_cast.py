"""The cast of following: a request that was sent and answered, followers, and one run with everything committed."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from cast import make_authority, make_request, make_team
from pages_cast import receive
from rhyddid.accounts.models import Person, Team
from rhyddid.authorities.models import Authority
from rhyddid.following.models import Follow, Follower, StreamPlace
from rhyddid.following.run import following_run
from rhyddid.following.services import follow_add, follower_of_address, follower_of_person
from rhyddid.following.targets import target_find
from rhyddid.mail.mail import Mail
from rhyddid.mail.parse import parse
from rhyddid.post.notice_models import Notice
from rhyddid.requests.delivery_result import delivery_sent
from rhyddid.requests.models import Message, Request, Visibility
from rhyddid.requests.request_send import request_queue

REPLY = "Dear Ms Prosser,\n\nWe felled 41 trees. Ring 01632 960321 or write to trees@saltmere.example.\n"
NOON = dt.datetime(2026, 6, 3, 12, tzinfo=dt.UTC)  # a Wednesday
MORNING = dt.datetime(2026, 6, 4, 6, 1, tzinfo=dt.UTC)  # 07:01 in London
MONDAY = dt.datetime(2026, 6, 8, 6, 1, tzinfo=dt.UTC)


def sent_request(
    name: str = "Saltmere Borough Council",
    *,
    subject: str = "Street trees felled",
    team: Team | None = None,
    authority: Authority | None = None,
    visibility: Visibility = Visibility.PUBLIC,
    tags: tuple[str, ...] = (),
) -> Request:
    """A request that has left: everybody sees it, unless `visibility` says otherwise."""
    authority = authority or make_authority(name, tags=list(tags))
    request = make_request(
        team or Team.objects.first() or make_team(), authority, subject=subject, visibility=visibility
    )
    delivery = request_queue(
        request=request, to_address=f"foi@{authority.slug}.example", not_before=timezone.now(), by=None
    )
    delivery_sent(delivery=delivery, at=timezone.now(), answer="250 ok")
    return request


def reply(*requests: Request, text: str = REPLY, number: int = 1) -> Message:
    return receive(text, *requests, message_id=f"<reply-{number}@authority.example>", at=timezone.now())


def person_follows(person: Person, what: str, frequency: str = "instant") -> Follow:
    return _follows(follower_of_person(person), person, what, frequency)


def address_follows(email: str, what: str, frequency: str = "instant", language: str = "en") -> Follow:
    return _follows(follower_of_address(email, language=language), None, what, frequency)


def _follows(follower: Follower, viewer: Person | None, what: str, frequency: str) -> Follow:
    subject, _, name = what.partition(":")
    target = target_find(viewer, subject, name)
    assert target is not None
    return follow_add(follower=follower, target=target, frequency=frequency)


def run(now: dt.datetime | None = None) -> list[Notice]:
    """One run of the worker's minute, in which everything up to now counts as committed; the new mails."""
    before = set(Notice.objects.values_list("pk", flat=True))
    now = now or timezone.now()
    following_run(now=now, upto=max(now, timezone.now()))
    return list(Notice.objects.exclude(pk__in=before).order_by("pk"))


def stream_begins() -> None:
    """The worker has run before: what happened until now wakes nobody."""
    StreamPlace.objects.update_or_create(
        pk=1, defaults={"read_to": timezone.now(), "day": timezone.localdate()}
    )


def mail_of(notice: Notice) -> Mail:
    return parse(bytes(notice.raw))
