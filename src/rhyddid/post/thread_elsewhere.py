"""A thread that began elsewhere: from the mail that opened it, a request with its questions, its letter and its events."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from django.db import transaction

from rhyddid.accounts.models import Person, Team
from rhyddid.authorities.models import Authority
from rhyddid.mail.parse import parse
from rhyddid.post.guessing import bare_subject
from rhyddid.post.receive import Received
from rhyddid.reading.request_text import questions_in
from rhyddid.requests.blobs import blob_put
from rhyddid.requests.clock import local_day
from rhyddid.requests.events import event_add
from rhyddid.requests.message_receive import message_receive
from rhyddid.requests.models import Direction, EventType, MessageInRequest
from rhyddid.requests.request_send import QuestionText, request_create


class NoQuestions(Exception):
    """The letter asks nothing that could be found."""


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
