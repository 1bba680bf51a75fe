"""The blob store: bytes named by their SHA-256, synced before anybody is told that they are safe.

A folder by default, or a bucket of an S3-compatible server (RHYDDID_BLOBS), which says yes when it has stored the bytes.
"""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, storages

if TYPE_CHECKING:
    from rhyddid.requests.blob_bucket import BlobBucket  # loaded by Django where the settings name a bucket


class BlobMissing(Exception):
    """The blob store has no bytes under this name."""

    def __init__(self, sha256: str) -> None:
        super().__init__(f"The blob store has no bytes named {sha256}. Restore them from a backup.")
        self.sha256 = sha256


class BlobDamaged(BlobMissing):
    """The blob store has other bytes under this name than were stored."""


def _name(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def blob_put(data: bytes) -> str:
    """Store `data`, synced to disk; returns its SHA-256. Storing the same bytes again changes nothing.

    Raises OSError where the disk is full or not writable: the caller must then not accept the mail.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    storage = storages["blobs"]
    if isinstance(storage, FileSystemStorage):
        _put_synced(Path(storage.path(_name(sha256))), data)
    else:
        _bucket().put_once(_name(sha256), io.BytesIO(data), size=len(data), sha256=sha256)
    return sha256


def blob_get(sha256: str) -> bytes:
    """The bytes named `sha256`. Raises BlobMissing (BlobDamaged where they are not what was stored)."""
    with blob_open(sha256) as stream:
        data: bytes = stream.read()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise BlobDamaged(sha256)
    return data


def blob_open(sha256: str) -> IO[bytes]:
    """The bytes named `sha256` as a stream, for files that are too large for memory. Raises BlobMissing."""
    try:
        stream: IO[bytes] = storages["blobs"].open(_name(sha256))
    except FileNotFoundError as error:
        raise BlobMissing(sha256) from error
    return stream


def blob_delete(sha256: str) -> None:
    """Forget the bytes named `sha256`; nothing happens where there are none."""
    storages["blobs"].delete(_name(sha256))


def blob_put_pieces(pieces: Iterable[bytes]) -> str:
    """Store what the pieces make together, without holding all of it in memory; otherwise as `blob_put`."""
    storage = storages["blobs"]
    folder = Path(storage.path("incoming")) if isinstance(storage, FileSystemStorage) else None
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=folder) as whole:
        for piece in pieces:
            digest.update(piece)
            whole.write(piece)
        whole.flush()
        sha256 = digest.hexdigest()
        if folder is None:
            whole.seek(0)
            _bucket().put_once(
                _name(sha256), File(whole), size=os.fstat(whole.fileno()).st_size, sha256=sha256
            )
            return sha256
        os.fsync(whole.fileno())
        final = Path(storage.path(_name(sha256)))
        if not final.exists():
            final.parent.mkdir(parents=True, exist_ok=True)
            linked = _partial(final)
            linked.unlink(missing_ok=True)
            os.link(whole.name, linked)
            linked.replace(final)
            _sync_folder(final.parent)
    return sha256


def _put_synced(path: Path, data: bytes) -> None:
    if path.exists():
        return
    write_synced(path, data)


def write_synced(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, synced with the folder that it is in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = _partial(path)
    with partial.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(path)
    _sync_folder(path.parent)


def _bucket() -> BlobBucket:
    return cast("BlobBucket", storages["blobs"])


def _partial(path: Path) -> Path:
    """Where one writer's bytes are until they are whole: two threads may store the same at once."""
    return path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.part")


def _sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
