"""An Outlook message as winmail.dat and .msg files hold it: MAPI properties, made readable.

Both containers store the same properties; `tnef` and `outlook_msg` read them, this module says what they mean.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from rhyddid.mail import charsets
from rhyddid.mail.defects import Defects

SUBJECT = 0x0037
CLIENT_SUBMIT_TIME = 0x0039
SENT_REPRESENTING_NAME = 0x0042
TRANSPORT_HEADERS = 0x007D
SENDER_NAME = 0x0C1A
SENDER_EMAIL = 0x0C1F
DISPLAY_TO = 0x0E04
DISPLAY_CC = 0x0E03
BODY = 0x1000
RTF_COMPRESSED = 0x1009
HTML = 0x1013
MESSAGE_ID = 0x1035
IN_REPLY_TO = 0x1042
DISPLAY_NAME = 0x3001
EMAIL_ADDRESS = 0x3003
RECIPIENT_TYPE = 0x0C15
ATTACH_DATA = 0x3701
ATTACH_FILENAME = 0x3704
ATTACH_LONG_FILENAME = 0x3707
ATTACH_MIME_TYPE = 0x370E
ATTACH_CONTENT_ID = 0x3712
SMTP_ADDRESS = 0x39FE
INTERNET_CODEPAGE = 0x3FDE
MESSAGE_CODEPAGE = 0x3FFD
SENDER_SMTP = 0x5D01

STRING8 = 0x001E
UNICODE = 0x001F

_FILETIME_EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
_LATEST_FILETIME = 200_000_000_000_000_000
_CODEPAGES = {65001: "utf-8", 65000: "utf-7", 20127: "us-ascii", 28591: "iso-8859-1", 28605: "iso-8859-15"}


@dataclass(slots=True)
class Properties:
    """The properties of one message, recipient or attachment: id -> (type, raw value)."""

    values: dict[int, tuple[int, bytes]] = field(default_factory=dict)
    codepage: int = 1252

    def text(self, *ids: int) -> str:
        """The first of these that is there, as text."""
        for property_id in ids:
            if property_id in self.values:
                kind, raw = self.values[property_id]
                if kind == UNICODE:
                    text = raw[: len(raw) & ~1].decode("utf-16-le", "replace")
                else:
                    text = charsets.decode_text(raw, codepage_name(self.codepage), Defects())
                text = charsets.clean(text.rstrip("\0"))
                if text:
                    return text
        return ""

    def raw(self, property_id: int) -> bytes:
        """The value as it is stored."""
        return self.values.get(property_id, (0, b""))[1]

    def number(self, property_id: int) -> int | None:
        """A 16- or 32-bit number."""
        raw = self.raw(property_id)
        return int.from_bytes(raw[:4], "little") if raw else None

    def moment(self, property_id: int) -> dt.datetime | None:
        """A FILETIME: tenths of microseconds since 1601."""
        raw = self.raw(property_id)
        ticks = int.from_bytes(raw[:8], "little") if len(raw) >= 8 else 0
        if not 0 < ticks < _LATEST_FILETIME:
            return None
        return _FILETIME_EPOCH + dt.timedelta(microseconds=ticks // 10)


@dataclass(frozen=True, slots=True)
class OutlookFile:
    """A file inside, or (`item`) a whole message inside."""

    filename: str
    content_type: str
    data: bytes
    content_id: str
    item: OutlookItem | None = None


@dataclass(frozen=True, slots=True)
class OutlookItem:
    """A message. `headers` are the internet headers it came with, where Outlook kept them."""

    subject: str
    sender_name: str
    sender_address: str
    to: tuple[tuple[str, str], ...]
    cc: tuple[tuple[str, str], ...]
    date: dt.datetime | None
    message_id: str
    headers: str
    text: str
    html: str
    files: tuple[OutlookFile, ...]


def codepage_name(codepage: int) -> str:
    """The charset label of a Windows code page number."""
    return _CODEPAGES.get(codepage, f"cp{codepage}")


def html_of(properties: Properties) -> str:
    """The HTML body, stored as bytes in the internet code page or as a string."""
    kind, raw = properties.values.get(HTML, (0, b""))
    if not raw:
        return ""
    if kind == UNICODE:
        return properties.text(HTML)
    label = codepage_name(properties.number(INTERNET_CODEPAGE) or properties.codepage)
    return charsets.decode_text(raw.rstrip(b"\0"), label, Defects())
