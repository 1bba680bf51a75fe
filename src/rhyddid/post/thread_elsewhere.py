"""A thread that began elsewhere: from the mail that opened it, a request with its questions, its letter and its events."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator

from django.db import transaction
from django.db.models.functions import Lower
from django.utils.text import slugify

from rhyddid.accounts.models import Person, Team
from rhyddid.authorities.models import Authority, AuthorityAddress
from rhyddid.mail.parse import parse
from rhyddid.post.matching import authorities_of_domain
from rhyddid.post.receive import Received
from rhyddid.post.subjects import bare_subject
from rhyddid.reading.request_text import questions_in
from rhyddid.requests.blobs import blob_put
from rhyddid.requests.clock import local_day
from rhyddid.requests.events import event_add
from rhyddid.requests.message_receive import message_receive
from rhyddid.requests.models import Direction, EventType, MessageInRequest
from rhyddid.requests.request_send import QuestionText, request_create

_GREETING = re.compile(r"^\s*(?:Dear|Annwyl)\s+(.{3,250}?)\s*[,:]?\s*$", re.M)


class NoQuestions(Exception):
    """The letter asks nothing that could be found."""


class NotTold(Exception):
    """The letter does not show which authority it went to, or whose request it is."""


def authority_meant(raw: bytes) -> Authority:
    """The authority that the letter was sent to: by its address, its domain, or the name that is greeted.
    Raises NotTold.
    """
    mail = parse(raw)
    addresses = [address.address.lower() for address in mail.to]
    known = AuthorityAddress.objects.annotate(lowered=Lower("email")).filter(lowered__in=addresses)
    by_domain = [pk for address in mail.to for pk in authorities_of_domain(address.domain)]
    names = {
        name.casefold() for name in (*_greeted(mail.body.text), *(each.name for each in mail.to)) if name
    }
    by_name = Authority.objects.annotate(lowered=Lower("name")).filter(lowered__in=names)
    for ids in (
        known.values_list("authority_id", flat=True),
        by_domain,
        by_name.values_list("pk", flat=True),
    ):
        found = Authority.objects.filter(pk__in=set(ids))
        if len(found) == 1:
            return found[0]
    raise NotTold(
        f"The directory has no authority with the address {', '.join(addresses) or '(none)'}. Name it with "
        "--authority, or add it with rhyddid authorities import."
    )


def team_meant(raw: bytes) -> Team:
    """Whose request the letter is: the team of the person with the sender's address, or of the sender's name, or the
    only team there is. Where there is no team yet, the sender becomes one. Raises NotTold.
    """
    sender = parse(raw).sender
    name = (sender.name or sender.address) if sender else ""
    teams = Team.objects.order_by("pk")
    ways = [
        teams.filter(members__email__iexact=sender.address if sender else ""),
        teams.filter(name__iexact=name),
        teams,
    ]
    for way in ways:
        found = list(way[:2])
        if len(found) == 1:
            return found[0]
    if not found and name:
        return Team.objects.create(name=name[:200], slug=slugify(name)[:80] or "team")
    raise NotTold("There are several teams. Say whose request it is with --team.")


def _greeted(text: str) -> list[str]:
    """Who stands behind "Dear" in the first lines."""
    return [match[1].strip() for match in _GREETING.finditer(text[:500])]


@transaction.atomic
def thread_begin(
    raw: bytes,
    *,
    authority: Authority,
    team: Team,
    sent_at: dt.datetime,
    date_is_stated: bool,
    by: Person | None = None,
) -> Received:
    """Make the request of which `raw` is the first letter, sent by other means and received on the day it was sent.
    The same letter again changes nothing. Raises NoQuestions.
    """
    sha256 = blob_put(raw)
    mail = parse(raw)
    text = mail.body.text.strip()
    questions = list(_questions(text))
    if not questions:
        raise NoQuestions(f"No question was found in “{mail.subject}”.")
    received = message_receive(
        mail=mail,
        raw_sha256=sha256,
        requests=(),
        matched_by="",
        received_at=sent_at,
        date_is_stated=date_is_stated,
        direction=Direction.OUT,
        by=by,
    )
    message = received.message
    known = tuple(message.requests.order_by("pk"))
    if known:
        return Received(message, received.is_new, known, "sent")
    request = request_create(
        authority=authority,
        team=team,
        by=by,
        subject=bare_subject(mail.subject)[:250] or authority.name,
        text=text,
        questions=questions,
    )
    MessageInRequest.objects.create(message=message, request=request, matched_by="sent", matched_by_person=by)
    source = "person" if date_is_stated else "record"
    for type in (EventType.SENT, EventType.RECEIVED):
        event_add(
            request=request,
            type=type,
            day=local_day(sent_at, authority),
            source=source,
            by=by,
            message=message,
        )
    return Received(message, True, tuple(message.requests.all()), "sent")


def _questions(text: str) -> Iterator[QuestionText]:
    """A number that comes twice, in two lists of one letter, is told apart by an ordinal."""
    seen: Counter[str] = Counter()
    for question in questions_in(text):
        seen[question.number] += 1
        times = seen[question.number]
        number = question.number if times == 1 else f"{question.number}.{times}"
        yield QuestionText(number[:10], question.text, choices=[option[:120] for option in question.options])
