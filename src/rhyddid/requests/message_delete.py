"""Deleting messages for good, with the bytes in the blob store that nothing else names: for rehearsals."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet

from rhyddid.requests.blob_owners import blobs_still_named
from rhyddid.requests.blobs import blob_delete
from rhyddid.requests.file_models import FilePreview, PublicCopy
from rhyddid.requests.models import Attachment, Message

_LOT = 1000


@transaction.atomic
def messages_delete(messages: QuerySet[Message]) -> int:
    """Delete `messages` with their files, readings and events; returns how many. Their bytes go once this is
    committed, but for those that another message has too. The caller has told the database that it erases.
    """
    ids = list(messages.order_by("pk").values_list("pk", flat=True).distinct())
    hashes = set(Message.objects.filter(pk__in=ids).values_list("raw_sha256", flat=True))
    hashes |= set(Attachment.objects.filter(message__in=ids).values_list("sha256", flat=True))
    hashes |= set(PublicCopy.objects.filter(attachment__message__in=ids).values_list("sha256", flat=True))
    hashes |= set(FilePreview.objects.filter(attachment__message__in=ids).values_list("sha256", flat=True))
    Message.objects.filter(pk__in=ids).delete()
    transaction.on_commit(lambda: _forget(sorted(hashes - {""})))
    return len(ids)


def _forget(hashes: Collection[str]) -> None:
    ordered = list(hashes)
    for start in range(0, len(ordered), _LOT):
        lot = ordered[start : start + _LOT]
        named = blobs_still_named(lot)
        for sha256 in lot:
            if sha256 not in named:
                blob_delete(sha256)
