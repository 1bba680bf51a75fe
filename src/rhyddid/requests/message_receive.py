"""Taking a message in: one transaction makes the message, its attachments, the event, the reading and the state.

The raw bytes are in the blob store before this is called (see `rhyddid.post.receive`). The same bytes twice are one
message, and so is the same letter by another way: one Message-ID, the same words and files. Another letter under a
Message-ID that is known is a message of its own, without the id.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Protocol

from django.db import IntegrityError, transaction
from django.utils import timezone

from rhyddid.accounts.models import Person
from rhyddid.mail.fold import fold
from rhyddid.mail.mail import Mail, MailAttachment, without_folds
from rhyddid.requests.blobs import blob_put
from rhyddid.requests.clock import local_day, moment_for
from rhyddid.requests.erased_arrivals import erased_among, raw_mail_forget
from rhyddid.requests.events import event_add, event_take_back
from rhyddid.requests.file_open import OpenedFile, file_open, opened_file_keep
from rhyddid.requests.models import (
    Attachment,
    Channel,
    Direction,
    EventType,
    Message,
    MessageInRequest,
    Reading,
    Request,
    RequestState,
    State,
)
from rhyddid.requests.read_message import letter_event_add, message_read
from rhyddid.requests.upload_link import texts_as_sent
from rhyddid.wording import gettext_noop

# among a message's defects, which are sentences
REPEATED_ID = gettext_noop("It carries the Message-ID of another letter that says something else.")


@dataclass(frozen=True)
class ReceivedMessage:
    """`is_new` is False where the message was here already."""

    message: Message
    is_new: bool


@dataclass(frozen=True)
class UploadedFile:
    """A file that a person hands in: a scanned letter, an answer from a portal."""

    filename: str
    content_type: str
    data: bytes


class HandedIn(Protocol):
    """What `letter_record` needs to know of a file: an UploadedFile, or one whose bytes are fetched when needed."""

    @property
    def filename(self) -> str: ...
    @property
    def content_type(self) -> str: ...
    @property
    def data(self) -> bytes: ...


def message_receive(
    *,
    mail: Mail,
    raw_sha256: str,
    requests: Sequence[Request],
    matched_by: str,
    received_at: dt.datetime,
    date_is_stated: bool = False,
    direction: str = Direction.IN,
    authentication: dict[str, Any] | None = None,
    by: Person | None = None,
) -> ReceivedMessage:
    """Take in one mail, for the requests that it belongs to (none: it waits in the holding pen)."""
    known = _known(mail, raw_sha256, direction)
    if known.message is not None:
        return ReceivedMessage(known.message, is_new=False)
    # documents are read before the transaction: it stays short however large a PDF is
    opened = [
        file_open(each.data, filename=each.filename, content_type=each.content_type)
        for each in mail.attachments
    ]
    if requests:
        received_at = moment_for(requests[0], received_at)
    fields: dict[str, Any] = {
        "direction": direction,
        "kind": mail.kind,
        "raw_sha256": raw_sha256,
        "in_reply_to": [each[:500] for each in (*mail.references, *mail.in_reply_to)],
        "subject": _clean(mail.subject)[:500],
        "sender_name": _clean(mail.sender.name if mail.sender else "")[:250],
        "sender_address": (mail.sender.address if mail.sender else "")[:320],
        "recipients": [address[:320] for address in mail.recipients],
        "sent_at": mail.date,
        "received_at": received_at,
        "date_is_stated": date_is_stated,
        "text": _clean(mail.body.text),
        "folded": _folds(mail.body.text, requests),
        "failed_recipients": [address[:320] for address in mail.failed_recipients],
        "authentication": authentication or {},
        "created_by": by,
    }
    for last_try in (False, True):
        own = {
            "message_id": "" if known.id_is_taken else (mail.message_id or "")[:500],
            "defects": [
                *(defect[:300] for defect in mail.defects),
                *([REPEATED_ID] if known.id_is_taken else []),
            ],
        }
        try:
            with transaction.atomic():
                message = Message.objects.create(**fields, **own)
                _keep_attachments(message, mail.attachments, opened)
                for request in requests:
                    _link(message, request, matched_by, by)
        except IntegrityError:
            # another door took in the same message, or its Message-ID, at the same moment
            known = _known(mail, raw_sha256, direction)
            if known.message is not None:
                return ReceivedMessage(known.message, is_new=False)
            if last_try:
                raise
        else:
            break
    return ReceivedMessage(message, is_new=True)


def repeats_known_id(*, mail: Mail, raw_sha256: str) -> bool:
    """Whether an incoming mail carries the Message-ID of a letter that says something else."""
    known = _known(mail, raw_sha256, Direction.IN)
    return known.id_is_taken if known.message is None else REPEATED_ID in known.message.defects


@transaction.atomic
def letter_record(
    *,
    request: Request,
    text: str,
    files: Sequence[HandedIn],
    channel: Channel,
    received_at: dt.datetime,
    by: Person | None,
    direction: Direction = Direction.IN,
    date_is_stated: bool = True,
    sender: tuple[str, str] | None = None,
    matched_by: str = "person",
    held: bool = False,
) -> Message:
    """Record a letter that came (or went) on paper, through a portal or as an upload: typed, scanned, or both. Its date
    is a person's word unless we know it. The same letter again is the one that is there: a form sent twice adds one.
    `sender` is a name and an address; a `held` letter is not the request's yet.
    """
    # one at a time, so that two of the same letter see each other
    Request.objects.select_for_update(no_key=True).only("pk").get(pk=request.pk)
    hashes = [hashlib.sha256(file.data).hexdigest() for file in files]
    there = _same_letter(request, _clean(text), hashes, channel, received_at, direction)
    if there is not None:
        return there
    message = Message.objects.create(
        direction=direction,
        channel=channel,
        received_at=received_at,
        date_is_stated=date_is_stated,
        text=_clean(text),
        folded=_folds(_clean(text), [request]) if direction == Direction.IN else [],
        subject=request.subject,
        sender_name=sender[0] if sender else _own_name(request, direction),
        sender_address=sender[1] if sender else "",
        created_by=by,
    )
    erased = erased_among(hashes)
    for position, (file, sha256) in enumerate(zip(files, hashes, strict=True), start=1):
        if sha256 in erased:
            _keep_erased(message, position, len(file.data))
            continue
        attachment = Attachment.objects.create(
            message=message,
            position=position,
            sha256=blob_put(file.data),
            filename=PurePath(file.filename).name[:250],
            content_type=file.content_type[:150],
            size=len(file.data),
        )
        opened_file_keep(
            attachment=attachment,
            opened=file_open(file.data, filename=file.filename, content_type=file.content_type),
        )
    if not held:
        _link(message, request, matched_by, by)
    return message


@transaction.atomic
def message_attach(
    *, message: Message, request: Request, matched_by: str = "person", by: Person | None = None
) -> None:
    """Say that a message (in the holding pen, or in another request already) belongs to `request`."""
    if MessageInRequest.objects.filter(message=message, request=request).exists():
        return
    message.folded = _folds(message.text, [*message.requests.all(), request])
    message.save(update_fields=["folded"])
    _link(message, request, matched_by, by)


@transaction.atomic
def message_detach(*, message: Message, request: Request, by: Person | None, day: dt.date) -> None:
    """Undo a match: the link and the reading go, and the events that it made are taken back."""
    MessageInRequest.objects.filter(message=message, request=request).delete()
    Reading.objects.filter(message=message, request=request, current=True).update(current=False)
    for event in request.events.filter(message=message).exclude(type=EventType.CORRECTED):
        event_take_back(event=event, by=by, day=day)


def _own_name(request: Request, direction: Direction) -> str:
    return request.authority.name if direction == Direction.IN else request.team.name


def _link(message: Message, request: Request, matched_by: str, by: Person | None) -> None:
    MessageInRequest.objects.create(
        message=message, request=request, matched_by=matched_by, matched_by_person=by
    )
    if message.direction == Direction.OUT:
        _own_letter_event_add(message, request)
        return
    reading = message_read(message=message, request=request)
    letter_event_add(message=message, request=request, reading=reading)


def _own_letter_event_add(message: Message, request: Request) -> None:
    """A letter of ours that was sent by other means: it answers a clarification that waits, or it is one more letter."""
    waiting = RequestState.objects.filter(request=request, state=State.AWAITING_CLARIFICATION).exists()
    event_add(
        request=request,
        type=EventType.CLARIFIED if waiting else EventType.MESSAGE_SENT,
        day=local_day(message.received_at, request.authority),
        source="person" if message.date_is_stated else "record",
        message=message,
    )


def _folds(text: str, requests: Sequence[Request]) -> list[list[int | str]]:
    """What of a letter is not its author's new words; knowing what we wrote keeps answers typed into it in view."""
    ours = Message.objects.filter(requests__in=requests, direction=Direction.OUT).select_related(
        "upload_link"
    )
    sent = texts_as_sent(ours, requests[0].language) if requests else []
    return [[each.start, each.end, each.why] for each in fold(text, sent=sent)]


@dataclass(frozen=True)
class _Known:
    """`message` is the same letter, if it is here; `id_is_taken`: another letter has its Message-ID."""

    message: Message | None
    id_is_taken: bool = False


def _known(mail: Mail, raw_sha256: str, direction: str) -> _Known:
    messages = Message.objects.filter(direction=direction)
    same = messages.filter(raw_sha256=raw_sha256).first()
    if same is not None or not mail.message_id:
        return _Known(same)
    holder = messages.filter(message_id=mail.message_id[:500]).first()
    # a letter of ours keeps its id whatever a mail server made of its words
    if holder is None or direction == Direction.OUT or _says_the_same(holder, mail):
        return _Known(holder)
    others = messages.filter(message_id="", defects__contains=[REPEATED_ID], sent_at=mail.date)
    return _Known(next((each for each in others if _says_the_same(each, mail)), None), id_is_taken=True)


def _says_the_same(message: Message, mail: Mail) -> bool:
    """Whether a mail has the words and files of `message`. One that was erased must not come back by a copy of it."""
    if message.erased_at is not None:
        return True
    files = sorted(message.attachments.filter(erased_at=None).values_list("sha256", flat=True))
    brought = sorted(each.sha256 for each in mail.attachments)
    gone = erased_among(set(brought) - set(files)) if files != brought else frozenset()
    if files != [each for each in brought if each not in gone]:
        return False
    text = _clean(mail.body.text)
    return text == message.text or _own_words(text) == _own_words(message.text)


def _own_words(text: str) -> list[str]:
    """What its author wrote, whatever was quoted and however it was wrapped."""
    return without_folds(text, fold(text)).split()


def _same_letter(
    request: Request,
    text: str,
    hashes: Sequence[str],
    channel: Channel,
    received_at: dt.datetime,
    direction: Direction,
) -> Message | None:
    same = request.messages.filter(
        direction=direction, channel=channel, received_at=received_at, text=text, erased_at=None
    )
    for message in same.order_by("pk"):
        if list(message.attachments.order_by("position").values_list("sha256", flat=True)) == list(hashes):
            return message
    return None


def _keep_attachments(
    message: Message, attachments: Sequence[MailAttachment], opened: Sequence[OpenedFile]
) -> None:
    erased = erased_among({file.sha256 for file in attachments})
    for position, (file, one) in enumerate(zip(attachments, opened, strict=True), start=1):
        if file.sha256 in erased:
            _keep_erased(message, position, file.size)
            continue
        attachment = Attachment.objects.create(
            message=message,
            position=position,
            sha256=blob_put(file.data),
            filename=_clean(file.filename or "")[:250],
            content_type=file.content_type[:150],
            size=file.size,
            inside=_clean(file.inside or "")[:250],
        )
        opened_file_keep(attachment=attachment, opened=one)


def _keep_erased(message: Message, position: int, size: int) -> None:
    """That a file was here which had been erased before; nothing of it."""
    Attachment.objects.create(message=message, position=position, size=size, erased_at=timezone.now())
    transaction.on_commit(lambda: raw_mail_forget(message))


def _clean(text: str) -> str:
    """PostgreSQL keeps no NUL in a text: one replacement character each, so that offsets stay."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")
