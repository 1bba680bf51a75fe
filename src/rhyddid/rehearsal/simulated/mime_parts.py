"""Mails built by hand, as loosely as real systems build them: what `rhyddid.mail.compose` would never write."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from email.header import Header


def part(headers: Mapping[str, str], body: bytes) -> bytes:
    """Headers, an empty line, the body. Values that are not ASCII become encoded words."""
    lines = [f"{name}: {_header_value(value)}".encode("ascii") for name, value in headers.items()]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def text_part(text: str, *, subtype: str, charset: str, label: str | None = None, encoding: str) -> bytes:
    """`label` is the charset that the header claims, where it claims another than the bytes are in."""
    raw = text.replace("\n", "\r\n").encode(charset, "replace")
    headers = {
        "Content-Type": f'text/{subtype}; charset="{label or charset}"',
        "Content-Transfer-Encoding": encoding,
    }
    return part(headers, encoded(raw, encoding))


def file_part(data: bytes, *, content_type: str, filename: str, disposition: str = "attachment") -> bytes:
    """A file in base64."""
    headers = {
        "Content-Type": f'{content_type}; name="{filename}"',
        "Content-Disposition": f'{disposition}; filename="{filename}"',
        "Content-Transfer-Encoding": "base64",
    }
    return part(headers, encoded(data, "base64"))


def multipart(
    headers: Mapping[str, str], subtype: str, parts: Sequence[bytes], *, seed: str, more: str = ""
) -> bytes:
    """`more` goes into the Content-Type after the boundary."""
    boundary = "_000_" + hashlib.sha256(f"{seed}/{subtype}".encode()).hexdigest()[:28].upper()
    typed = dict(headers) | {"Content-Type": f'multipart/{subtype}; boundary="{boundary}"{more}'}
    mark = b"--" + boundary.encode("ascii")
    body = b"".join(mark + b"\r\n" + piece.removesuffix(b"\r\n") + b"\r\n" for piece in parts)
    return part(typed, body + mark + b"--\r\n")


def encoded(raw: bytes, encoding: str) -> bytes:
    """base64, quoted-printable, or the bytes as they are."""
    if encoding == "base64":
        return base64.encodebytes(raw).replace(b"\n", b"\r\n")
    if encoding == "quoted-printable":
        return (
            binascii.b2a_qp(raw.replace(b"\r\n", b"\n"), istext=True)
            .replace(b"\r\n", b"\n")
            .replace(b"\n", b"\r\n")
        )
    return raw


def _header_value(value: str) -> str:
    if value.isascii():
        return value
    return Header(value, "utf-8", maxlinelen=70).encode(linesep="\r\n")
