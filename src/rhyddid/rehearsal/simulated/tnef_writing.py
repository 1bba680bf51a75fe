"""A winmail.dat as Exchange makes it when it misjudges the receiver: MS-OXTNEF, with a body and perhaps a file."""

from __future__ import annotations

import struct
from collections.abc import Sequence

_SIGNATURE, _KEY = 0x223E9F78, 0x0001
_MESSAGE, _ATTACHMENT = 1, 2
_VERSION, _CODE_PAGE, _CLASS = 0x00089006, 0x00069007, 0x00078008
_SUBJECT, _BODY = 0x00018004, 0x0002800C
_RENDERING, _TITLE, _DATA = 0x00069002, 0x00018010, 0x0006800F


def write_tnef(*, subject: str, body: str, files: Sequence[tuple[str, bytes]] = ()) -> bytes:
    """The container's bytes. Text goes in windows-1252, as the code page attribute says."""
    out = [
        struct.pack("<IH", _SIGNATURE, _KEY),
        _attribute(_MESSAGE, _VERSION, struct.pack("<I", 0x00010000)),
        _attribute(_MESSAGE, _CODE_PAGE, struct.pack("<II", 1252, 0)),
        _attribute(_MESSAGE, _CLASS, b"IPM.Microsoft Mail.Note\0"),
        _attribute(_MESSAGE, _SUBJECT, _text(subject)),
        _attribute(_MESSAGE, _BODY, _text(body.replace("\n", "\r\n"))),
    ]
    for name, data in files:
        # AttachTypeFile, no position in the text, the size of the icon
        out.append(_attribute(_ATTACHMENT, _RENDERING, struct.pack("<HIHHI", 1, 0xFFFFFFFF, 32, 32, 0)))
        out.append(_attribute(_ATTACHMENT, _TITLE, _text(name)))
        out.append(_attribute(_ATTACHMENT, _DATA, data))
    return b"".join(out)


def _attribute(level: int, kind: int, data: bytes) -> bytes:
    return struct.pack("<BII", level, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def _text(text: str) -> bytes:
    return text.encode("cp1252", "replace") + b"\0"
