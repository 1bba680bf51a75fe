"""An uploaded answer becomes a letter: in its request where it was confirmed, in the holding pen where it was not.

In: an upload that is CONFIRMED or FOREIGN. Out: a Message with its attachments, read as a mail would be. Killed at any
point, it is done again, once.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from rhyddid.post.guessing import Guess
from rhyddid.post.holding_pen import hold
from rhyddid.post.models import Upload, UploadState
from rhyddid.post.upload_pieces import pieces_delete, pieces_read
from rhyddid.requests.blobs import blob_get, blob_put_pieces
from rhyddid.requests.message_receive import letter_record
from rhyddid.requests.models import Channel, Message


@dataclass(frozen=True)
class _StoredFile:
    """A file whose bytes are in the blob store: a letter of many large ones is never in memory as a whole."""

    filename: str
    content_type: str
    sha256: str

    @property
    def data(self) -> bytes:
        return blob_get(self.sha256)


def upload_take_in(upload_id: int) -> Message | None:
    """Make a letter of the upload; None where there is nothing to do (any more)."""
    waiting = (UploadState.CONFIRMED, UploadState.FOREIGN)
    upload = Upload.objects.filter(pk=upload_id, state__in=waiting).first()
    if upload is None:
        return None
    rows = list(upload.files.all())
    # the bytes are in the blob store before the transaction, which may take them twice and keeps them once
    files = [
        _StoredFile(row.filename, row.content_type, blob_put_pieces(pieces_read(row.pieces))) for row in rows
    ]
    with transaction.atomic():
        upload = (
            Upload.objects.select_for_update(of=("self",))
            .select_related("link__request__authority", "link__request__team")
            .get(pk=upload_id)
        )
        if upload.state not in waiting or upload.submitted_at is None:
            return None
        request = upload.link.request
        own = upload.state == UploadState.CONFIRMED
        message = letter_record(
            request=request,
            text=upload.text,
            files=files,
            channel=Channel.UPLOAD,
            received_at=upload.submitted_at,
            by=None,
            date_is_stated=False,
            sender=(upload.name or (request.authority.name if own else ""), upload.email),
            matched_by="address",
            held=not own,
        )
        if not own:
            hold(message=message, guesses=[Guess(request.pk, 0.8, ("upload_link", "sender_elsewhere"))])
        upload.message = message
        upload.state = UploadState.TAKEN_IN if own else UploadState.HELD
        # the letter is the one copy, so that erasing it erases all
        upload.text, upload.name = "", ""
        if own:
            upload.email = ""
        upload.save(update_fields=["message", "state", "text", "name", "email"])
    for row in rows:
        pieces_delete(row.key, row.pieces)
    return message


def uploads_to_take_in() -> list[int]:
    """Ids of uploads that wait for the worker, whose job may have been lost."""
    waiting = Upload.objects.filter(state__in=(UploadState.CONFIRMED, UploadState.FOREIGN))
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:100])
