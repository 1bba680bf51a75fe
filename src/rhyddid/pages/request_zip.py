"""A whole request as one zip that is written while it is sent: letters as texts, files, and all of it as JSON.

By the viewer's rights: its own team gets the files as they came, everybody else the redacted copies that exist. Withheld
files are left out for all: what may be dangerous is fetched by itself, or not at all.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rhyddid.requests.blobs import BlobMissing, blob_open
from rhyddid.requests.file_models import CopyState
from rhyddid.requests.masking import masked_for_public
from rhyddid.requests.masking_rules import about
from rhyddid.requests.models import Attachment, Request
from rhyddid.requests.public_copies import copy_filename, public_copy_of
from rhyddid.requests.visibility import Viewer, held_attachments, sees_unmasked, visible_attachments

MOST_BYTES = 500 * 1024 * 1024
MOST_FILES = 200
_PIECE = 64 * 1024
_NO_NAME = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')


@dataclass(frozen=True)
class ZipFile:
    """A file to be put in: its name there, and the hash of the bytes that the viewer may have."""

    attachment: Attachment
    name: str
    sha256: str
    is_original: bool


class _Pieces:
    """What zipfile writes to: pieces that are taken away as they come. It cannot be wound back, and says so."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        pass

    def taken(self) -> bytes:
        whole = b"".join(self._pieces)
        self._pieces.clear()
        return whole


def zip_files(viewer: Viewer, request: Request) -> list[ZipFile]:
    """The files of the zip: as many as fit, in the order of the letters."""
    unmasked = sees_unmasked(viewer, request)
    found = (
        visible_attachments(viewer)
        .filter(message__links__request=request)
        .exclude(pk__in=held_attachments().filter(message__links__request=request))
        .order_by("message__received_at", "message_id", "position")[:MOST_FILES]
    )
    attachments = list(found)
    files, left = [], MOST_BYTES
    for each in attachments:
        if unmasked:
            name, sha256 = each.filename, each.sha256
        else:
            # one that older rules made is none: the worker makes another
            copy = public_copy_of(each)
            if copy.state != CopyState.MADE:
                continue
            masked = masked_for_public(each.filename, about(request)).text
            name, sha256 = copy_filename(masked, copy), copy.sha256
        left -= each.size
        if left < 0:
            break
        files.append(ZipFile(each, f"files/{each.pk}-{_safe(name)}", sha256, unmasked))
    return files


def zip_pieces(data: dict[str, Any], files: Sequence[ZipFile]) -> Iterator[bytes]:
    """The zip of `data` (`rhyddid.batches.request_data`) and the files, piece by piece."""
    target = _Pieces()
    missing: list[str] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for number, message in enumerate(data["messages"], start=1):
            archive.writestr(
                f"letters/{number:03}-{message['at'][:10]}-{message['direction']}.txt", _letter(message)
            )
            yield target.taken()
        for each in files:
            try:
                yield from _file(archive, target, each)
            except BlobMissing:
                missing.append(each.name)
        whole = json.dumps(data | {"files_missing": missing}, ensure_ascii=False, indent=1)
        archive.writestr("request.json", whole)
    yield target.taken()


def _file(archive: zipfile.ZipFile, target: _Pieces, each: ZipFile) -> Iterator[bytes]:
    with blob_open(each.sha256) as stored, archive.open(each.name, "w", force_zip64=True) as entry:
        while piece := stored.read(_PIECE):
            entry.write(piece)
            yield target.taken()


def _letter(message: dict[str, Any]) -> str:
    head = [f"Date: {message['at']}"]
    if message["sender"]:
        head.append(f"From: {message['sender']}")
    if message["subject"]:
        head.append(f"Subject: {message['subject']}")
    return "\n".join([*head, "", message["text"], ""])


def _safe(name: str) -> str:
    """A name that every system can unpack, and that leads nowhere else."""
    tidy = _NO_NAME.sub("_", name).strip(" .")[-120:]
    return tidy or "file"
