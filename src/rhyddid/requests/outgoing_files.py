"""Files that go out with our letters: looked through for hidden data when they are added, sent as the letter's own.

Files of a letter that is being written are `DraftFile`s under the key of its form; a batch has its own table. Bytes go
to the blob store at once. In: names and bytes. Out: rows, attachments of messages, and the parts of a mail.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rhyddid.accounts.models import Person
from rhyddid.documents.hidden_data import find_hidden_data
from rhyddid.documents.hidden_find import HiddenFind
from rhyddid.documents.read_document import read_document
from rhyddid.mail.compose import Enclosure
from rhyddid.requests.blobs import blob_get, blob_put
from rhyddid.requests.file_check import virus_in
from rhyddid.requests.models import Attachment, AttachmentPage, Direction, DraftFile, Message, OutgoingFile

MAX_FILES = 20
_DRAFTS_KEPT = dt.timedelta(days=7)
_MOST_FINDS = 50
# a mail carries three bytes as four characters, in lines
_AS_TRAVELLING = 4 / 3 * 78 / 76


class FilesRefused(Exception):
    """The letter cannot go out with these files; the message says why and what to do."""


def outgoing_file_fields(*, data: bytes, filename: str, content_type: str) -> dict[str, Any]:
    """Store a file that is to go out, and look for what it holds and does not show: the fields of an OutgoingFile."""
    name = PurePath(filename.replace("\\", "/").replace("\0", "")).name[:250] or _("file")
    kind = content_type[:150] or "application/octet-stream"
    finds = find_hidden_data(data, filename=name, content_type=kind)
    return {
        "sha256": blob_put(data),
        "filename": name,
        "content_type": kind,
        "size": len(data),
        "hidden": [find.to_json() for find in finds[:_MOST_FINDS]],
        "has_serious": any(find.is_serious for find in finds),
    }


def hidden_finds(file: OutgoingFile) -> list[HiddenFind]:
    """What the file holds and does not show."""
    return [HiddenFind(**find) for find in file.hidden]


def wants_agreement(files: Iterable[OutgoingFile]) -> bool:
    """Whether a file may disclose what nobody meant to, and nobody has said yes to that."""
    return any(file.has_serious and file.agreed_at is None for file in files)


def files_check(*, text: str, files: Sequence[OutgoingFile]) -> None:
    """Raises FilesRefused where the letter may not go out with these files."""
    if len(files) > MAX_FILES:
        raise FilesRefused(_("At most %(count)s files go with a letter.") % {"count": MAX_FILES})
    size = travelling_size(text, files)
    if size > settings.OUTGOING_MAX_BYTES:
        raise FilesRefused(
            _(
                "The letter with its files has %(size)s MB, and at most %(most)s MB can be sent: leave files out."
            )
            % {"size": -(-size // 1024**2), "most": settings.OUTGOING_MAX_BYTES // 1024**2}
        )
    for file in files:
        if virus_in(blob_get(file.sha256)):
            raise FilesRefused(_("A virus was found in %(name)s: leave it out.") % {"name": file.filename})
    if wants_agreement(files):
        raise FilesRefused(
            _(
                "A file holds data that it does not show. Look at what was found, and say that you want to send it."
            )
        )


def travelling_size(text: str, files: Iterable[OutgoingFile]) -> int:
    """About how many bytes the mail will have: the text twice (plain and HTML), and the files as mail carries them."""
    return 4096 + 3 * len(text.encode()) + int(sum(file.size * _AS_TRAVELLING + 500 for file in files))


def files_attach(*, messages: Sequence[Message], files: Sequence[OutgoingFile]) -> None:
    """Make the files part of these saved letters. A single letter's files are read, so that their text is shown too."""
    rows = [
        Attachment(
            message=message,
            position=position,
            sha256=file.sha256,
            filename=file.filename,
            content_type=file.content_type,
            size=file.size,
        )
        for message in messages
        for position, file in enumerate(files, start=1)
    ]
    Attachment.objects.bulk_create(rows, batch_size=1000)
    if len(messages) == 1:
        for row in rows:
            _pages_add(row)


def _pages_add(attachment: Attachment) -> None:
    document = read_document(
        blob_get(attachment.sha256), filename=attachment.filename, content_type=attachment.content_type
    )
    AttachmentPage.objects.bulk_create(
        AttachmentPage(
            attachment=attachment,
            number=page.number,
            text=page.text.replace("\0", "\N{REPLACEMENT CHARACTER}"),
        )
        for page in document.pages
    )


def enclosures_of(message: Message) -> list[Enclosure]:
    """The files of a letter of ours, in their order, with their bytes."""
    if message.direction != Direction.OUT:
        return []
    return [
        Enclosure(each.filename or None, each.content_type, blob_get(each.sha256))
        for each in message.attachments.order_by("position")
    ]


def draft_files(*, by: Person, draft: str) -> list[DraftFile]:
    """The files of the form that has this key, as they were added."""
    return list(DraftFile.objects.filter(by=by, draft=draft)) if draft else []


@transaction.atomic
def draft_file_add(*, by: Person, draft: str, data: bytes, filename: str, content_type: str) -> DraftFile:
    """Add a file to a letter that is being written. The same file under the same name is there once."""
    fields = outgoing_file_fields(data=data, filename=filename, content_type=content_type)
    there = DraftFile.objects.filter(
        by=by, draft=draft, sha256=fields["sha256"], filename=fields["filename"]
    ).first()
    return there or DraftFile.objects.create(by=by, draft=draft, **fields)


def draft_file_remove(*, by: Person, draft: str, pk: int) -> None:
    """Take a file out again; its bytes go with the next cleaning."""
    DraftFile.objects.filter(by=by, draft=draft, pk=pk).delete()


def draft_files_agree(*, by: Person, draft: str) -> None:
    """Say yes to sending the files of a form although they hold what they do not show."""
    DraftFile.objects.filter(by=by, draft=draft, agreed_at=None, has_serious=True).update(
        agreed_at=timezone.now(), agreed_by=by
    )


def draft_files_forget(*, by: Person, draft: str) -> None:
    """The letter is in the outbox: its files are the letter's now."""
    DraftFile.objects.filter(by=by, draft=draft).delete()


def drafts_expire() -> int:
    """Forget files of letters that nobody finished; returns how many. For the worker, nightly."""
    count, _rows = DraftFile.objects.filter(added_at__lt=timezone.now() - _DRAFTS_KEPT).delete()
    return count
