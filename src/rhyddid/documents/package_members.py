"""Zip packages, opened safely: bounded in members and size."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from rhyddid.documents.document import Limits, Member
from rhyddid.wording import gettext_noop

BROKEN_PACKAGE = gettext_noop("The file is damaged: its parts could not be unpacked.")
TOO_LARGE_UNPACKED = gettext_noop("The file unpacks to more than is allowed here, so it was not opened.")
ENCRYPTED = gettext_noop("The file is protected by a password, so its text could not be read.")

# What zipfile raises for damaged archives, beyond its own error.
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    NotImplementedError,
    RuntimeError,
)

_OLE = b"\xd0\xcf\x11\xe0"  # what Office wraps a package in when it has a password
_MAX_DIRECTORY_BYTES = 5_000_000


class PackageError(Exception):
    """A package could not be opened; the message is a sentence of the catalogue."""


class Package:
    """An opened package: its members' names, and their bytes and XML within the limits."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._archive = archive
        self._left = limits.max_unpacked_bytes
        self.members = archive.infolist()[: limits.max_members]
        self.names = frozenset(member.filename for member in self.members)

    def read(self, name: str) -> bytes | None:
        """A member's bytes; None where there is none of that name. Raises `PackageError`."""
        if name not in self.names:
            return None
        try:
            info = self._archive.getinfo(name)
            if info.flag_bits & 1:
                raise PackageError(ENCRYPTED)
            with self._archive.open(info) as member:
                data = member.read(self._left + 1)
        except _ZIP_ERRORS as error:
            raise PackageError(BROKEN_PACKAGE) from error
        if len(data) > self._left:
            raise PackageError(TOO_LARGE_UNPACKED)
        self._left -= len(data)
        return data

    def matching(self, prefix: str, suffix: str = "") -> list[str]:
        """The members whose names begin and end so, in their order by number (`slide2` before `slide10`)."""
        found = [name for name in self.names if name.startswith(prefix) and name.endswith(suffix)]
        return sorted(found, key=lambda name: (len(name), name))


@contextmanager
def opened_package(data: bytes, limits: Limits) -> Iterator[Package]:
    """The package in `data`. Raises `PackageError` where it is none or would unpack to too much."""
    with _archive(data) as archive:
        members = archive.infolist()
        if sum(member.file_size for member in members) > limits.max_unpacked_bytes:
            raise PackageError(TOO_LARGE_UNPACKED)
        yield Package(archive, limits)


def _archive(data: bytes) -> zipfile.ZipFile:
    if data.startswith(_OLE):
        raise PackageError(ENCRYPTED)
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    # zipfile makes an object of every entry, however many a hostile directory lists
    if end < 0 or int.from_bytes(data[end + 12 : end + 16], "little") > _MAX_DIRECTORY_BYTES:
        raise PackageError(BROKEN_PACKAGE if end < 0 else TOO_LARGE_UNPACKED)
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except _ZIP_ERRORS as error:
        raise PackageError(BROKEN_PACKAGE) from error


def member_names(data: bytes) -> frozenset[str]:
    """The names in a package; empty where it cannot be opened."""
    try:
        with _archive(data) as archive:
            return frozenset(archive.namelist())
    except PackageError:
        return frozenset()


def stored_mimetype(data: bytes) -> bytes:
    """What an OpenDocument's first member says that it is; empty for any other package."""
    if data[30:38] != b"mimetype":
        return b""
    return data[38:138]


def list_members(data: bytes, limits: Limits) -> list[Member]:
    """The files of an archive by name and stated size. Raises `PackageError`."""
    with opened_package(data, limits) as package:
        return [
            Member(member.filename, member.file_size) for member in package.members if not member.is_dir()
        ]
