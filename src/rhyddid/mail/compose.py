"""One outgoing message as bytes, ready for SMTP: CRLF, encodings that survive gateways, no header injection.

The same arguments give the same bytes, so that a message built again after a crash is the same message.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Protocol

from rhyddid.mail import header_writing
from rhyddid.mail.header_writing import ComposeError
from rhyddid.mail.html_writing import html_from_text
from rhyddid.mail.mail import Address

__all__ = ["ComposeError", "Enclosure", "File", "compose", "make_message_id"]

_LONGEST_PLAIN_LINE = 78
_MOST_REFERENCES = 30
_OWN_HEADERS = frozenset(
    {
        *("date", "from", "sender", "to", "cc", "bcc", "reply-to", "subject", "message-id", "in-reply-to"),
        *("references", "mime-version", "content-type", "content-transfer-encoding", "content-language"),
        "content-disposition",
    }
)


class File(Protocol):
    """What can be attached: a `MailAttachment`, an `Enclosure`, or anything with these three."""

    @property
    def filename(self) -> str | None: ...
    @property
    def content_type(self) -> str: ...
    @property
    def data(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file to send along."""

    filename: str | None
    content_type: str
    data: bytes


def make_message_id(unique: str, domain: str) -> str:
    """`<unique@domain>`: `unique` is the caller's key of this message, so a retry has the same id."""
    return f"<{unique}@{header_writing.ascii_domain(domain)}>"


def compose(
    *,
    sender: Address,
    to: Sequence[Address],
    subject: str,
    text: str,
    message_id: str,
    date: dt.datetime,
    reply_to: Sequence[Address] = (),
    cc: Sequence[Address] = (),
    html: str | None = None,
    in_reply_to: Sequence[str] = (),
    references: Sequence[str] = (),
    attachments: Sequence[File] = (),
    headers: Mapping[str, str] | None = None,
    language: str = "en",
) -> bytes:
    """The message as bytes. `html=None` makes the HTML alternative from `text`; `html=""` sends text alone.

    Raises ComposeError where a value cannot stand in a header (a line break, an address that is none).
    """
    if date.tzinfo is None:
        raise ComposeError("Date: the time has no zone; give an aware datetime.")
    lines = [
        header_writing.text_header("Date", format_datetime(date)),
        header_writing.address_header("From", [sender]),
        *([header_writing.address_header("Reply-To", reply_to)] if reply_to else []),
        header_writing.address_header("To", to),
        *([header_writing.address_header("Cc", cc)] if cc else []),
        header_writing.text_header("Subject", subject),
        header_writing.message_id_header("Message-ID", [message_id]),
    ]
    if in_reply_to:
        lines.append(header_writing.message_id_header("In-Reply-To", in_reply_to))
    if references:
        lines.append(header_writing.message_id_header("References", _shortened(references)))
    for name, value in (headers or {}).items():
        if name.lower() in _OWN_HEADERS:
            raise ComposeError(f"{name}: give it by its own argument, not among the other headers.")
        lines.append(header_writing.text_header(name, value))
    lines.append(header_writing.text_header("Content-Language", language))
    lines.append(b"MIME-Version: 1.0")
    if html is None:
        html = html_from_text(text, title=subject, language=language)
    return b"\r\n".join(lines) + b"\r\n" + _content(text, html, attachments, seed=message_id)


def _content(text: str, html: str, attachments: Sequence[File], *, seed: str) -> bytes:
    """The content headers and the body."""
    part = _text_part("plain", text)
    if html:
        part = _multipart("alternative", [part, _text_part("html", html)], seed=seed)
    if attachments:
        part = _multipart("mixed", [part, *(_file_part(file) for file in attachments)], seed=seed)
    return part


def _text_part(subtype: str, text: str) -> bytes:
    raw = "\n".join(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")).encode("utf-8", "replace")
    if not raw.endswith(b"\n"):
        raw += b"\n"
    ascii_only = raw.isascii() and b"\0" not in raw
    content_type = header_writing.parameter_header(
        "Content-Type", f"text/{subtype}", {"charset": "us-ascii" if ascii_only else "utf-8"}
    )
    if ascii_only and _goes_as_it_is(raw):
        return _part(content_type, b"7bit", raw.replace(b"\n", b"\r\n"))
    if sum(byte > 126 for byte in raw) * 3 > len(raw):
        return _part(content_type, b"base64", _base64(raw.replace(b"\n", b"\r\n")))
    return _part(content_type, b"quoted-printable", _quoted_printable(raw))


def _goes_as_it_is(raw: bytes) -> bool:
    """Short lines, none with a trailing blank or one that mail software rewrites ("From ", a lone dot)."""
    return all(
        len(line) <= _LONGEST_PLAIN_LINE
        and not line.startswith((b"From ", b"."))
        and not line.endswith((b" ", b"\t"))
        for line in raw.split(b"\n")
    )


def _quoted_printable(raw: bytes) -> bytes:
    lines = binascii.b2a_qp(raw, quotetabs=False, istext=True).replace(b"\r\n", b"\n").split(b"\n")
    safe = []
    for line in lines:
        if line.startswith(b"From "):
            line = b"=46rom " + line[5:]
        elif line.startswith(b"."):
            line = b"=2E" + line[1:]
        safe.append(line)
    return b"\r\n".join(safe)


def _base64(raw: bytes) -> bytes:
    encoded = base64.b64encode(raw)
    return b"".join(encoded[start : start + 76] + b"\r\n" for start in range(0, len(encoded), 76))


def _file_part(file: File) -> bytes:
    parameters = {"name": file.filename} if file.filename else {}
    disposition = {"filename": file.filename} if file.filename else {}
    # RFC 2046 forbids base64 for whole messages: they travel as plain files
    content_type = file.content_type if "/" in file.content_type else "application/octet-stream"
    if content_type.lower().startswith(("message/", "multipart/")):
        content_type = "application/octet-stream"
    return _part(
        header_writing.parameter_header("Content-Type", content_type, parameters),
        b"base64",
        _base64(file.data),
        header_writing.parameter_header("Content-Disposition", "attachment", disposition),
    )


def _part(content_type: bytes, encoding: bytes, body: bytes, disposition: bytes = b"") -> bytes:
    lines = [content_type, b"Content-Transfer-Encoding: " + encoding, *([disposition] if disposition else [])]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def _multipart(subtype: str, parts: Sequence[bytes], *, seed: str) -> bytes:
    counter = 0
    while True:
        digest = hashlib.sha256(f"{seed}/{subtype}/{counter}".encode("utf-8", "replace")).hexdigest()[:24]
        boundary = f"=_{digest}".encode("ascii")
        if not any(boundary in part for part in parts):
            break
        counter += 1
    head = header_writing.parameter_header(
        "Content-Type", f"multipart/{subtype}", {"boundary": boundary.decode("ascii")}
    )
    pieces = [head, b"\r\n\r\n"]
    for part in parts:
        pieces += [b"--", boundary, b"\r\n", part, b"\r\n"]
    pieces += [b"--", boundary, b"--\r\n"]
    return b"".join(pieces)


def _shortened(references: Sequence[str]) -> Sequence[str]:
    """The first and the newest: RFC 5322 lets long chains lose their middle."""
    if len(references) <= _MOST_REFERENCES:
        return references
    return [references[0], *references[-(_MOST_REFERENCES - 1) :]]
