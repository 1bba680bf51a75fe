"""Pieces of files that are being uploaded: synced under `uploads/` of the blob store before they are acknowledged.

Each piece has a name of its own, so that two senders of one file never write over each other; which pieces make the
file is said by its row. They go when the file has become an attachment, or when nobody finishes it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages

from rhyddid.requests.blobs import write_synced


def piece_put(file_key: str, offset: int, data: bytes) -> str:
    """Store a piece; returns its name. Raises OSError where it cannot be stored."""
    name = f"uploads/{file_key}/{offset:013d}-{secrets.token_hex(6)}"
    storage = storages["blobs"]
    if isinstance(storage, FileSystemStorage):
        write_synced(Path(storage.path(name)), data)
        return name
    return storage.save(name, ContentFile(data))


def pieces_read(names: Iterable[str]) -> Iterator[bytes]:
    """The pieces, one after the other."""
    for name in names:
        with storages["blobs"].open(name) as stream:
            yield stream.read()


def pieces_delete(file_key: str, names: Iterable[str]) -> None:
    """Forget these pieces, and the folder of the file where it is one that is empty then."""
    storage = storages["blobs"]
    for name in names:
        storage.delete(name)
    if isinstance(storage, FileSystemStorage):
        folder = Path(storage.path(f"uploads/{file_key}"))
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
