"""Content-Transfer-Encoding undone: base64, quoted-printable and uuencode, also where they are damaged.

Encoded bytes in, decoded bytes out. What mail gateways append in plain text behind base64 is kept for text parts.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass

from rhyddid.mail import defects
from rhyddid.mail.defects import Defects

_IDENTITY = frozenset(
    {"", "7bit", "8bit", "binary", "7-bit", "8-bit", "none", "identity", "plain", "7bits", "8bits"}
)
_BASE64_AND_LINE_ENDS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n"
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=\s]|[A-Za-z0-9+/=][ \t]+[A-Za-z0-9+/=]")
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/=]{40,}[ \t\r]*")
_STRAY = re.compile(rb"[^A-Za-z0-9+/=]+")
_PADDING_INSIDE = re.compile(rb"=[\s=]*[A-Za-z0-9+/]")
_SOFT_BREAK_WITH_BLANKS = re.compile(rb"=[ \t]+(?=\r?\n)")
_BROKEN_ESCAPE = re.compile(rb"=(?![0-9A-Fa-f]{2}|\r?\n|\Z)")


_MOST_DAMAGED_LINES = 20_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """`data`, and `tail`: plain text that was found behind the encoded part."""

    data: bytes
    tail: bytes = b""


def decode_transfer(raw: bytes, encoding: str, found: Defects) -> Decoded:
    """`raw` with its transfer encoding undone."""
    if encoding in _IDENTITY:
        return Decoded(raw)
    if encoding == "base64":
        return _base64(raw, found)
    if encoding in ("quoted-printable", "quotedprintable", "quoted printable"):
        return Decoded(_quoted_printable(raw, found))
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return Decoded(uudecode_lines(raw.splitlines(), found))
    found.add(defects.UNKNOWN_ENCODING)
    return Decoded(raw)


def uudecode_lines(lines: list[bytes], found: Defects) -> bytes:
    """The bytes of uuencoded lines; `begin` and `end` lines are passed over, damaged lines are repaired."""
    pieces = []
    damaged = 0
    for line in lines:
        if damaged > _MOST_DAMAGED_LINES:
            break
        if not line or line.startswith((b"begin ", b"`")) or line in (b"end", b" "):
            continue
        try:
            pieces.append(binascii.a2b_uu(line))
        except binascii.Error:
            # blanks at the end that mail software cut off, or more than the length says
            found.add(defects.BAD_UUENCODE)
            damaged += 1
            length = (line[0] - 32) & 63
            needed = (length * 4 + 2) // 3
            repaired = line[:1] + bytes(b if 32 <= b <= 96 else 32 for b in line[1 : 1 + needed]).ljust(
                needed
            )
            pieces.append(binascii.a2b_uu(repaired) if line[0] in range(32, 97) else b"")
    return b"".join(pieces)


def _quoted_printable(raw: bytes, found: Defects) -> bytes:
    if _BROKEN_ESCAPE.search(raw):
        found.add(defects.BAD_QUOTED_PRINTABLE)
        raw = _SOFT_BREAK_WITH_BLANKS.sub(b"=", raw)
    return binascii.a2b_qp(raw)


def _base64(raw: bytes, found: Defects) -> Decoded:
    sound = _sound_base64(raw)
    if sound is not None:
        return Decoded(sound)
    head, tail = raw, b""
    stray = _NOT_BASE64.search(raw)
    if stray is not None:
        line_start = raw.rfind(b"\n", 0, stray.start()) + 1
        head, tail = raw[:line_start], raw[line_start:]
        if _BASE64_LINE.search(tail):
            # damage in the middle, not a footer: keep all of it
            head, tail = _STRAY.sub(b"", raw), b""
            found.add(defects.BAD_BASE64)
        elif not head.strip():
            found.add(defects.BAD_BASE64)
            return Decoded(raw)
        elif tail.strip():
            found.add(defects.TEXT_AFTER_BASE64)
    if _PADDING_INSIDE.search(head):
        return Decoded(_blocks(head, found), tail)
    letters = b"".join(head.split()).rstrip(b"=")
    if len(letters) % 4 == 1:
        found.add(defects.BAD_BASE64)
        letters = letters[:-1]
    return Decoded(binascii.a2b_base64(letters + b"=" * (-len(letters) % 4)), tail)


def _sound_base64(raw: bytes) -> bytes | None:
    """The quick way: nothing but the alphabet, line ends, and padding at the end."""
    if raw.translate(None, _BASE64_AND_LINE_ENDS):
        return None
    padding = raw.find(b"=")
    if padding >= 0 and raw[padding:].strip(b"=\r\n"):
        return None
    try:
        return binascii.a2b_base64(raw)
    except binascii.Error:
        return None


def _blocks(head: bytes, found: Defects) -> bytes:
    """Several encodings one behind another, each with its own padding."""
    found.add(defects.BAD_BASE64)
    pieces = []
    for block in b"".join(head.split()).split(b"="):
        usable = block[: len(block) - 1] if len(block) % 4 == 1 else block
        pieces.append(binascii.a2b_base64(usable + b"=" * (-len(usable) % 4)))
    return b"".join(pieces)
