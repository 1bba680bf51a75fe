"""Zip archives: their files, within limits on count, size and nesting. Other archives stay closed."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from rhyddid.mail import charsets, defects
from rhyddid.mail.defects import Defects

_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_CHUNK = 1_000_000
_MOST_DIRECTORY = 5_000_000


@dataclass(slots=True)
class OpeningBudget:
    """How many files and bytes may still be taken out of archives, over the whole message."""

    files: int
    bytes_left: int


def zip_files(raw: bytes, found: Defects, budget: OpeningBudget) -> Iterator[tuple[str, bytes]]:
    """(name inside the archive, bytes) of each file that can be opened."""
    if _directory_bytes(raw) > _MOST_DIRECTORY:
        found.add(defects.ARCHIVE_TOO_LARGE)
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, IndexError):
        found.add(defects.BAD_ARCHIVE)
        return
    with archive:
        for member in archive.infolist():
            if member.is_dir():
                continue
            if budget.files <= 0 or budget.bytes_left <= 0:
                found.add(defects.ARCHIVE_TOO_LARGE)
                return
            if member.flag_bits & _ENCRYPTED:
                found.add(defects.LOCKED_ARCHIVE)
                continue
            data = _read(archive, member, found, budget)
            if data is not None:
                budget.files -= 1
                budget.bytes_left -= len(data)
                yield _name(member), data


def _directory_bytes(raw: bytes) -> int:
    """How long the archive's table of contents says it is: the library reads all of it at once."""
    at = raw.rfind(b"PK\x05\x06")
    return int.from_bytes(raw[at + 12 : at + 16], "little") if at >= 0 else 0


def _read(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, found: Defects, budget: OpeningBudget
) -> bytes | None:
    """One file, read no further than the budget allows, whatever size it claims."""
    pieces: list[bytes] = []
    size = 0
    try:
        with archive.open(member) as stream:
            while piece := stream.read(_CHUNK):
                size += len(piece)
                if size > budget.bytes_left:
                    found.add(defects.ARCHIVE_TOO_LARGE)
                    budget.bytes_left = 0
                    return None
                pieces.append(piece)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        found.add(defects.BAD_ARCHIVE)
        return None
    return b"".join(pieces)


def _name(member: zipfile.ZipInfo) -> str:
    """Names that are not marked as UTF-8 often are it all the same."""
    if member.flag_bits & _UTF8_NAME:
        return charsets.clean(member.filename)
    return charsets.decode_header_bytes(member.filename.encode("cp437", "replace"))
