"""Writing to an authority: making a request, putting its letter in the outbox, following up, taking back.

Nothing here speaks SMTP: a letter is a Message and a Delivery row, made in one transaction; `rhyddid.post` drains them.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

from rhyddid.accounts.models import Person, Team
from rhyddid.authorities.models import Authority
from rhyddid.mail.compose import make_message_id
from rhyddid.requests.clock import local_day, moment_for, state_refresh
from rhyddid.requests.events import event_add
from rhyddid.requests.masking import public_columns, without_hidden
from rhyddid.requests.masking_rules import About
from rhyddid.requests.models import (
    AnswerType,
    Delivery,
    DeliveryState,
    Direction,
    EventType,
    Message,
    MessageInRequest,
    OutgoingFile,
    Question,
    Request,
    Visibility,
)
from rhyddid.requests.outgoing_files import files_attach, files_check
from rhyddid.requests.reply_address import fresh_reply_token, reply_address_of
from rhyddid.requests.upload_link import upload_link_row

_LEFT = (DeliveryState.SENT, DeliveryState.HELD_UP, DeliveryState.DELIVERED)
_ON_ITS_WAY = (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.DELAYED)
_SAME_LETTER_WITHIN = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class QuestionText:
    """A question as it is asked: its number in the letter, its words, and what kind of answer is expected; `regime`
    where another law than the request's governs it."""

    number: str
    text: str
    answer_type: str = AnswerType.TEXT
    choices: Sequence[str] = field(default=())
    regime: str = ""


class NothingToFollow(Exception):
    """A follow-up needs a letter that has been sent, and an address to send it to."""


@transaction.atomic
def request_create(
    *,
    authority: Authority,
    team: Team,
    by: Person | None,
    subject: str,
    text: str,
    questions: Sequence[QuestionText],
    language: str = "en",
    regime: str = "",
    visibility: str = Visibility.PUBLIC,
    embargoed_until: dt.date | None = None,
    rehearsal_day: dt.date | None = None,
    own_personal_data: bool = False,
) -> Request:
    """A request with its questions and reply address; nothing is sent. `regime` defaults to the authority's first."""
    request = request_row(
        authority=authority,
        team=team,
        by=by,
        subject=subject,
        text=text,
        language=language,
        regime=regime,
        visibility=visibility,
        embargoed_until=embargoed_until,
        rehearsal_day=rehearsal_day,
        own_personal_data=own_personal_data,
    )
    request.save()
    Question.objects.bulk_create(question_rows(request, questions))
    state_refresh(request)
    return request


def request_row(
    *,
    authority: Authority,
    team: Team,
    by: Person | None,
    subject: str,
    text: str,
    language: str = "en",
    regime: str = "",
    visibility: str = Visibility.PUBLIC,
    embargoed_until: dt.date | None = None,
    rehearsal_day: dt.date | None = None,
    own_personal_data: bool = False,
) -> Request:
    """The request, not saved yet. A rehearsal's is private whatever `visibility` says, and one for own personal data."""
    request = Request(
        slug=_fresh_slug(subject, authority),
        authority=authority,
        team=team,
        created_by=by,
        subject=subject,
        text=text,
        language=language,
        regime=regime or authority.regimes[0],
        reply_token=fresh_reply_token(),
        visibility=Visibility.PRIVATE if rehearsal_day or own_personal_data else visibility,
        embargoed_until=embargoed_until,
        rehearsal_day=rehearsal_day,
        own_personal_data=own_personal_data,
    )
    for name, value in public_columns(request).items():
        setattr(request, name, value)
    return request


def question_rows(request: Request, questions: Sequence[QuestionText]) -> list[Question]:
    """The questions of a saved request, not saved yet."""
    return [
        Question(
            request=request,
            position=position,
            number=question.number,
            text=question.text,
            answer_type=question.answer_type,
            choices=list(question.choices),
            regime=question.regime,
        )
        for position, question in enumerate(questions, start=1)
    ]


def letter_row(
    *,
    request: Request,
    to_address: str,
    not_before: dt.datetime,
    by: Person | None,
    subject: str,
    text: str,
    sender_name: str,
    in_reply_to: Sequence[str] = (),
) -> Message:
    """An outgoing letter of the request, not saved yet."""
    return Message(
        direction=Direction.OUT,
        message_id=make_message_id(secrets.token_hex(12), settings.MAIL_DOMAIN),
        in_reply_to=list(in_reply_to),
        subject=subject,
        sender_name=sender_name or request.team.name,
        sender_address=reply_address_of(request),
        recipients=[to_address],
        sent_at=moment_for(request, not_before),
        received_at=moment_for(request, not_before),
        text=text,
        created_by=by,
    )


def delivery_row(
    *, message: Message, request: Request, to_address: str, not_before: dt.datetime, event_type: str = ""
) -> Delivery:
    """The letter's place in the outbox, not saved yet."""
    return Delivery(
        message=message,
        to_address=to_address,
        domain=to_address.rpartition("@")[2].lower(),
        not_before=not_before,
        rehearsal=request.rehearsal_day is not None,
        event_type=event_type,
    )


def request_queue(
    *,
    request: Request,
    to_address: str,
    not_before: dt.datetime,
    by: Person | None,
    sender_name: str = "",
    files: Sequence[OutgoingFile] = (),
) -> Delivery:
    """Put the request's letter in the outbox, to leave at `not_before` at the earliest. Raises FilesRefused."""
    return _queue(
        request=request,
        to_address=to_address,
        not_before=not_before,
        by=by,
        subject=request.subject,
        text=request.text,
        sender_name=sender_name,
        files=files,
    )


@transaction.atomic
def follow_up_queue(
    *,
    request: Request,
    text: str,
    by: Person | None,
    event_type: EventType = EventType.MESSAGE_SENT,
    not_before: dt.datetime | None = None,
    files: Sequence[OutgoingFile] = (),
) -> Delivery:
    """Put a further letter of the thread in the outbox; `event_type` is what its leaving means for the clock
    (CLARIFIED, REVIEW_ASKED, MESSAGE_SENT). The same letter again, while it waits or within minutes, is the one that
    is there: a form sent twice makes no second copy. Raises NothingToFollow unless the opening letter has left, and
    FilesRefused.
    """
    # one at a time, so that two of the same letter see each other
    Request.objects.select_for_update(no_key=True).only("pk").get(pk=request.pk)
    opening = (
        Delivery.objects.filter(message__requests=request, message__direction=Direction.OUT, event_type="")
        .select_related("message")
        .order_by("pk")
        .first()
    )
    if opening is None:
        raise NothingToFollow(
            f"No letter of {request.slug} has been sent by this site: there is no address to follow up to."
        )
    if opening.state not in _LEFT:
        raise NothingToFollow(
            f"The letter that opens {request.slug} has not arrived anywhere ({opening.state}): there is nothing to "
            "follow up."
        )
    there = _same_follow_up(request, text, event_type, files)
    if there is not None:
        return there
    newest = request.messages.exclude(message_id="").order_by("received_at", "id").last() or opening.message
    return _queue(
        request=request,
        to_address=opening.to_address,
        not_before=not_before or timezone.now(),
        by=by,
        subject=f"Re: {request.subject}",
        text=text,
        sender_name=opening.message.sender_name,
        in_reply_to=[newest.message_id],
        event_type=event_type,
        files=files,
    )


@transaction.atomic
def request_recall(*, request: Request, by: Person | None) -> bool:
    """Take the request back while its letter is still in the outbox. False where it is already on its way."""
    waiting = Delivery.objects.select_for_update().filter(message__requests=request)
    deliveries = list(waiting)
    if not deliveries or any(
        delivery.state != DeliveryState.QUEUED or delivery.first_sent_at is not None
        for delivery in deliveries
    ):
        return False
    for delivery in deliveries:
        delivery.state = DeliveryState.RECALLED
        delivery.save(update_fields=["state"])
    event_add(
        request=request,
        type=EventType.RECALLED,
        day=local_day(moment_for(request, timezone.now()), request.authority),
        source="record",
        by=by,
    )
    return True


def _same_follow_up(
    request: Request, text: str, event_type: EventType, files: Sequence[OutgoingFile]
) -> Delivery | None:
    fresh = Q(state__in=_ON_ITS_WAY) | Q(
        state__in=_LEFT, not_before__gte=timezone.now() - _SAME_LETTER_WITHIN
    )
    same = Delivery.objects.filter(fresh, message__requests=request, event_type=event_type)
    hashes = [file.sha256 for file in files]
    for delivery in same.filter(message__direction=Direction.OUT, message__text=text).order_by("pk"):
        there = delivery.message.attachments.order_by("position").values_list("sha256", flat=True)
        if list(there) == hashes:
            return delivery
    return None


@transaction.atomic
def _queue(
    *,
    request: Request,
    to_address: str,
    not_before: dt.datetime,
    by: Person | None,
    subject: str,
    text: str,
    sender_name: str,
    in_reply_to: Sequence[str] = (),
    event_type: EventType | None = None,
    files: Sequence[OutgoingFile] = (),
) -> Delivery:
    files_check(text=text, files=files)
    message = letter_row(
        request=request,
        to_address=to_address,
        not_before=not_before,
        by=by,
        subject=subject,
        text=text,
        sender_name=sender_name,
        in_reply_to=in_reply_to,
    )
    message.save()
    MessageInRequest.objects.create(message=message, request=request, matched_by="sent")
    link = upload_link_row(message, request, not_before=not_before)
    if link is not None:
        link.save()
    files_attach(messages=[message], files=files)
    delivery = delivery_row(
        message=message,
        request=request,
        to_address=to_address,
        not_before=not_before,
        event_type=event_type or "",
    )
    delivery.save()
    if event_type is None:
        day = local_day(moment_for(request, timezone.now()), request.authority)
        event_add(request=request, type=EventType.QUEUED, day=day, source="record", message=message, by=by)
    return delivery


def _fresh_slug(subject: str, authority: Authority) -> str:
    """Readable, without what the public does not read, and with five random characters: two requests with one subject to
    one authority differ.
    """
    masked = without_hidden(subject, About(None, authority.pk))
    words = f"{slugify(masked)[:60]}-{authority.slug[:60]}".strip("-")
    return f"{words}-{secrets.token_hex(3)[:5]}"
