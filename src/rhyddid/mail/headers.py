"""Header values as text, addresses, dates and message ids: tolerant readers that take what real mail holds.

Raw header values (bytes, still folded and encoded) in, plain values out. Nothing here raises.
"""

from __future__ import annotations

import binascii
import datetime as dt
import re
from email.utils import parsedate_tz

from rhyddid.mail import charsets, defects
from rhyddid.mail.defects import Defects

_FOLD = re.compile(rb"[\r\n]+[\t ]*|\t")
_ENCODED_WORD = re.compile(rb"=\?([!-)+->@-~]{1,60}?)(?:\*[\w-]*)?\?([bBqQ])\?(.{0,3000}?)\?=", re.DOTALL)
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_ISO_DATE = re.compile(r"\d{4}-\d\d?-\d\d?[T ]\d\d?:\d\d")
_MESSAGE_ID = re.compile(r"<([^<>]{1,998})>")
_BLANKS = re.compile(r"\s+")


def decode_value(raw: bytes, found: Defects) -> str:
    """One header's text: unfolded, encoded words decoded and joined, raw 8-bit text guessed."""
    flat = (
        _FOLD.sub(b" ", raw).strip(b" ") if b"\n" in raw or b"\r" in raw or b"\t" in raw else raw.strip(b" ")
    )
    if b"=?" not in flat:
        if flat.isascii():
            return flat.decode("ascii").replace("\0", "")
        found.add(defects.RAW_HEADER)
        return charsets.decode_header_bytes(flat)
    return _with_encoded_words(flat, found)


def _with_encoded_words(flat: bytes, found: Defects) -> str:
    """Adjacent words are joined before they are decoded: software splits characters between them."""
    pieces: list[str] = []
    pending, pending_label, position = b"", "", 0

    def settle() -> None:
        nonlocal pending
        if pending:
            text = charsets.decode_labelled(pending, pending_label)
            if text is None:
                found.add(defects.UNKNOWN_CHARSET)
                text = charsets.decode_header_bytes(pending)
            pieces.append(text)
            pending = b""

    for match in _ENCODED_WORD.finditer(flat):
        between = flat[position : match.start()]
        label = match.group(1).decode("ascii", "replace").lower()
        if not pending or between.strip(b" ") or label != pending_label:
            settle()
            if between.strip(b" ") or not pieces or position == 0:
                pieces.append(_plain(between, found))
        pending += _word_bytes(match.group(2), match.group(3), found)
        pending_label = label
        position = match.end()
    settle()
    pieces.append(_plain(flat[position:], found))
    # an encoded line break is still no second line of a header
    return "".join(pieces).replace("\n", " ")


def _plain(raw: bytes, found: Defects) -> str:
    if raw.isascii():
        return raw.decode("ascii").replace("\0", "")
    found.add(defects.RAW_HEADER)
    return charsets.decode_header_bytes(raw)


def _word_bytes(encoding: bytes, content: bytes, found: Defects) -> bytes:
    if encoding in b"qQ":
        return binascii.a2b_qp(content.replace(b"_", b" "), header=False)
    letters = _NOT_BASE64.sub(b"", content)
    if len(letters) % 4 == 1:
        found.add(defects.BAD_ENCODED_WORD)
        letters = letters[:-1]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def parse_date(raw: bytes, found: Defects) -> dt.datetime | None:
    """The Date header; always with a zone (UTC where it names none or the unknown one)."""
    text = decode_value(raw, found)[:200]
    if not text:
        return None
    if _ISO_DATE.match(text):
        try:
            moment = dt.datetime.fromisoformat(text)
        except ValueError:
            found.add(defects.BAD_DATE)
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    try:
        parsed = parsedate_tz(text)
        if parsed is None:
            raise ValueError(text)
        # 60 is a leap second
        year, month, day, hour, minute, second = parsed[:6]
        offset = dt.timedelta(seconds=parsed[9] or 0)
        if abs(offset) >= dt.timedelta(days=1):
            found.add(defects.BAD_DATE)
            offset = dt.timedelta(0)
        zone = dt.timezone(offset)
        return dt.datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
    except (ValueError, OverflowError, IndexError, TypeError):
        # the stdlib's reader raises each of these on something that was really sent
        found.add(defects.BAD_DATE)
        return None


def parse_message_ids(raw: bytes, found: Defects, *, limit: int = 500) -> tuple[str, ...]:
    """The ids of Message-ID, In-Reply-To and References, each in its angle brackets."""
    text = decode_value(raw, found)
    bracketed = _MESSAGE_ID.findall(text)[:limit]
    if bracketed:
        return tuple(dict.fromkeys(f"<{_BLANKS.sub('', inner)}>" for inner in bracketed))
    words = text.strip("<> \t").split()
    return tuple(dict.fromkeys(f"<{word.strip('<>,;')}>" for word in words[:limit] if "@" in word))


def parse_message_id(raw: bytes, found: Defects) -> str | None:
    """The one id of the Message-ID header, also where it is malformed; None where there is none."""
    ids = parse_message_ids(raw, found, limit=1)
    if ids:
        return ids[0]
    bare = _BLANKS.sub("", decode_value(raw, found)).strip("<>")[:998]
    return f"<{bare}>" if bare else None
