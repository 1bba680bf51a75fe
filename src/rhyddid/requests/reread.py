"""Reading again what is stored: parse the raw mail, open its files and read it with the software of today.

One letter a transaction, together with how far the pass has come: killed at any point, it goes on behind the last letter
that it finished. Judgements stay; the readings before stay beside the new ones (`current` is False), so that what
changed can be shown. A letter that newer software sees no differently is left untouched.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app

from rhyddid.accounts.models import Person
from rhyddid.mail.fold import fold
from rhyddid.mail.mail import Mail
from rhyddid.mail.parse import parse
from rhyddid.reading.reading import READER_VERSION
from rhyddid.requests.blobs import BlobMissing, blob_get, blob_put
from rhyddid.requests.file_open import OpenedFile, file_open, opened_file_keep
from rhyddid.requests.models import (
    Attachment,
    AttachmentPage,
    Channel,
    Direction,
    MailKind,
    Message,
    Reading,
    Request,
    RereadRun,
)
from rhyddid.requests.read_message import letter_event_renew, message_read

log = logging.getLogger(__name__)

REREAD_JOB = "rhyddid.requests.reread"
_LOCK = 0x7EAD  # with the pass's id, the advisory lock that lets one process at a time work on it


@dataclass(frozen=True)
class _Fresh:
    """What today's software makes of a letter, before anything is stored. `mail` is None where there is no raw mail."""

    mail: Mail | None
    files: dict[str, OpenedFile]


def reread_start(
    *,
    since: dt.date | None = None,
    request: Request | None = None,
    by: Person | None = None,
    in_background: bool = False,
) -> RereadRun:
    """Begin a pass over the letters received `since`, of `request` or of all; one that was broken off is the one that goes
    on.
    """
    run = RereadRun.objects.filter(since=since, request=request, finished_at=None, stopped_at=None).first()
    if run is None:
        found = _letters(since, request)
        newest = found.order_by("-pk").values_list("pk", flat=True).first() or 0
        run = RereadRun.objects.create(
            since=since, request=request, started_by=by, upto_message=newest, total=found.count()
        )
    if in_background:
        app.configure_task(name=REREAD_JOB).defer(run_id=run.pk)
    return run


def reread_continue(run: RereadRun, *, told: Callable[[RereadRun], None] | None = None) -> RereadRun:
    """Work on the pass to its end; where another process does that already, return at once. `told` hears of each letter."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", [_LOCK, run.pk])
        if not cursor.fetchone()[0]:
            return run
    try:
        while True:
            run.refresh_from_db()
            if run.finished_at or run.stopped_at:
                return run
            _step(run)
            if told is not None:
                told(run)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s, %s)", [_LOCK, run.pk])


def reread_stop(*, run: RereadRun) -> None:
    """Break the pass off for good; the letters that were read stay as they are now."""
    RereadRun.objects.filter(pk=run.pk, finished_at=None).update(stopped_at=timezone.now())


def rereads_unfinished() -> QuerySet[RereadRun]:
    """Passes that go on, or were broken off by a machine that went down."""
    return RereadRun.objects.filter(finished_at=None, stopped_at=None)


def _letters(since: dt.date | None, request: Request | None) -> QuerySet[Message]:
    found = Message.objects.filter(direction=Direction.IN, erased_at=None)
    if since is not None:
        found = found.filter(received_at__date__gte=since)
    if request is not None:
        found = found.filter(requests=request)
    return found


def _step(run: RereadRun) -> None:
    """The next letter, or the end."""
    message = (
        _letters(run.since, run.request)
        .filter(pk__gt=run.last_message, pk__lte=run.upto_message)
        .order_by("pk")
        .first()
    )
    if message is None:
        run.finished_at = timezone.now()
        run.save(update_fields=["finished_at"])
        return
    try:
        fresh = _fresh(message)
    except Exception:
        # a letter that breaks the software must not keep back those behind it
        log.exception("message %s cannot be read again", message.pk)
        fresh = None
    with transaction.atomic():
        changes = ["failed"] if fresh is None else _apply(message.pk, fresh)
        for change in changes:
            run.changed[change] = run.changed.get(change, 0) + 1
        run.last_message, run.done = message.pk, run.done + 1
        run.save(update_fields=["last_message", "done", "changed"])


def _fresh(message: Message) -> _Fresh:
    """The slow part, before the transaction: parse, and open the files whose text may be another now."""
    mail = None
    if message.raw_sha256 and message.channel == Channel.EMAIL:
        try:
            raw = blob_get(message.raw_sha256)
        except BlobMissing:
            raw = None  # an erased file was in it, or it is lost: its words are read again as they are stored
        if raw is not None:
            empty_sender = message.authentication.get("envelope_sender") == ""
            mail = parse(b"Return-Path: <>\r\n" + raw if empty_sender else raw)
    files: dict[str, OpenedFile] = {}
    if mail is not None:
        for each in mail.attachments:
            files[each.sha256] = file_open(each.data, filename=each.filename, content_type=each.content_type)
    for attachment in message.attachments.filter(erased_at=None):
        if attachment.sha256 not in files:
            try:
                data = blob_get(attachment.sha256)
            except BlobMissing:
                continue
            files[attachment.sha256] = file_open(
                data, filename=attachment.filename, content_type=attachment.content_type
            )
    return _Fresh(mail, files)


def _apply(message_id: int, fresh: _Fresh) -> list[str]:
    """Store what is another now; returns in which ways the letter changed."""
    message = Message.objects.select_for_update().get(pk=message_id)
    if message.erased_at is not None:
        return []
    changes = []
    if fresh.mail is not None and _words_renew(message, fresh.mail):
        changes.append("text")
    if _files_renew(message, fresh):
        changes.append("files")
    for request in message.requests.order_by("pk"):
        old = Reading.objects.filter(message=message, request=request, current=True).first()
        if old is not None and old.version >= READER_VERSION and not changes:
            continue
        new = message_read(message=message, request=request)
        if old is None or (old.kind, old.outcome) != (new.kind, new.outcome):
            changes.append("outcome")
        if _answers(old) != _answers(new):
            changes.append("answers")
        if letter_event_renew(message=message, request=request, reading=new):
            changes.append("events")
        changes.append("read")
    return sorted(set(changes))


def _words_renew(message: Message, mail: Mail) -> bool:
    text = _clean(mail.body.text)
    fields = {
        "text": text,
        "folded": _folds(text, message),
        "subject": _clean(mail.subject)[:500],
        "sender_name": _clean(mail.sender.name if mail.sender else "")[:250],
        "sender_address": (mail.sender.address if mail.sender else "")[:320],
        "failed_recipients": [address[:320] for address in mail.failed_recipients],
        "kind": _kind(message, mail),
    }
    changed = [name for name, value in fields.items() if getattr(message, name) != value]
    for name in changed:
        setattr(message, name, fields[name])
    if changed:
        message.save(update_fields=changed)
    return bool(changed)


def _kind(message: Message, mail: Mail) -> str:
    """What a person called spam stays that; and a letter's envelope, which may have told what it is, may not be known."""
    if message.kind == MailKind.SPAM:
        return message.kind
    envelope_known = "envelope_sender" in message.authentication
    if message.kind != MailKind.LETTER and mail.kind == "letter" and not envelope_known:
        return message.kind
    return mail.kind


def _folds(text: str, message: Message) -> list[list[int | str]]:
    ours = Message.objects.filter(requests__in=message.requests.all(), direction=Direction.OUT).values_list(
        "text", flat=True
    )
    return [[each.start, each.end, each.why] for each in fold(text, sent=list(ours))]


def _files_renew(message: Message, fresh: _Fresh) -> bool:
    """Pages that are another now, and files that are found only now; a file that is not found any more stays."""
    changed = False
    there = list(message.attachments.filter(erased_at=None).prefetch_related("pages"))
    for attachment in there:
        opened = fresh.files.get(attachment.sha256)
        if opened is not None and _pages_renew(attachment, opened):
            changed = True
    known = {attachment.sha256 for attachment in message.attachments.all()}
    if message.attachments.filter(erased_at__isnull=False).exists() or fresh.mail is None:
        return changed
    position = max((attachment.position for attachment in there), default=0)
    for file in fresh.mail.attachments:
        if file.sha256 in known:
            continue
        position += 1
        known.add(file.sha256)
        attachment = Attachment.objects.create(
            message=message,
            position=position,
            sha256=blob_put(file.data),
            filename=_clean(file.filename or "")[:250],
            content_type=file.content_type[:150],
            size=file.size,
            inside=_clean(file.inside or "")[:250],
        )
        opened_file_keep(attachment=attachment, opened=fresh.files[file.sha256])
        changed = True
    return changed


def _pages_renew(attachment: Attachment, opened: OpenedFile) -> bool:
    pages = [(page.number, _clean(page.text)) for page in opened.document.pages]
    if pages == [(page.number, page.text) for page in attachment.pages.all()]:
        return False
    if not pages and opened.document.defects:
        return False  # this machine lacks what the other one read it with
    attachment.pages.all().delete()
    AttachmentPage.objects.bulk_create(
        AttachmentPage(attachment=attachment, number=number, text=text) for number, text in pages
    )
    return True


def _answers(reading: Reading | None) -> Sequence[tuple[object, ...]]:
    if reading is None:
        return ()
    rows = reading.findings.exclude(question=None).order_by("question_id", "type", "pk")
    return [(row.question_id, row.type, row.value.get("decision"), row.value.get("values")) for row in rows]


def _clean(text: str) -> str:
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")
