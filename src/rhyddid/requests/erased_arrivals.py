"""Bytes that were erased and come again: known by the hash on their tombstone, written down there, and not taken in."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from django.db.models import F
from django.utils import timezone

from rhyddid.requests.blobs import blob_delete
from rhyddid.requests.models import Message, Tombstone


def letter_erased_before(raw: bytes) -> Message | None:
    """The emptied letter whose very bytes these are, with one more arrival on its tombstone; None for any other mail."""
    sha256 = hashlib.sha256(raw).hexdigest()
    stone = Tombstone.objects.filter(sha256=sha256, message__isnull=False).order_by("-pk").first()
    if stone is None:
        return None
    _came_again([sha256])
    return stone.message


def erased_among(hashes: Collection[str]) -> frozenset[str]:
    """Of the files with these hashes, those that were erased; each has one more arrival on its tombstone."""
    wanted = sorted({each for each in hashes if each})
    if not wanted:
        return frozenset()
    found = frozenset(
        Tombstone.objects.filter(sha256__in=wanted, kind="file").values_list("sha256", flat=True)
    )
    if found:
        _came_again(found)
    return found


def raw_mail_forget(message: Message) -> None:
    """A mail that carried an erased file is kept as its words alone: its raw bytes hold the file."""
    if not message.raw_sha256:
        return
    Tombstone.objects.get_or_create(
        sha256=message.raw_sha256,
        kind="file",
        message=message,
        defaults={"reason": "It carried a file that was erased before."},
    )
    blob_delete(message.raw_sha256)


def _came_again(hashes: Collection[str]) -> None:
    Tombstone.objects.filter(sha256__in=hashes).update(
        came_again=F("came_again") + 1, came_again_at=timezone.now()
    )
