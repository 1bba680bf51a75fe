"""winmail.dat: Outlook's own wrapping of a message (MS-OXTNEF), with its body and its files.

An own reader: the library reads on for as many properties as a hostile count claims. Everything here is bounded by
the bytes that are there; damaged input gives what was read before the damage.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from rhyddid.mail import defects, outlook_item
from rhyddid.mail.defects import Defects
from rhyddid.mail.outlook_item import OutlookFile, OutlookItem, Properties
from rhyddid.mail.rtf_text import decompress_rtf, rtf_to_text

SIGNATURE = b"\x78\x9f\x3e\x22"

_ATTACHMENT_BEGINS = 0x9002
_ATTACHMENT_PROPERTIES = 0x9005
_ATTACHMENT_TITLE = 0x8010
_ATTACHMENT_DATA = 0x800F
_MESSAGE_PROPERTIES = 0x9003
_BODY = 0x800C
_SUBJECT = 0x8004
_CODEPAGE = 0x9007
_EMBEDDED_MESSAGE = b"\x07\x03\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"
_FIXED_SIZES = {0x0002: 2, 0x0003: 4, 0x0004: 4, 0x000A: 4, 0x000B: 2, 0x0001: 0,
                0x0005: 8, 0x0006: 8, 0x0007: 8, 0x0014: 8, 0x0040: 8, 0x0048: 16}  # fmt: skip
_COUNTED = frozenset({0x001E, 0x001F, 0x000D, 0x0102, 0x0000})
_NULL = 0x0001
_MULTIPLE = 0x1000
_MOST_DEPTH = 5


@dataclass(slots=True)
class _File:
    title: bytes = b""
    data: bytes = b""
    properties: Properties = field(default_factory=Properties)


def read_tnef(raw: bytes, found: Defects, *, depth: int = 0) -> OutlookItem | None:
    """The message in a winmail.dat; None where it is none."""
    if not raw.startswith(SIGNATURE):
        found.add(defects.BAD_TNEF)
        return None
    properties = Properties()
    files: list[_File] = []
    plain_body = plain_subject = b""
    position = 6
    while position + 11 <= len(raw):
        name = int.from_bytes(raw[position + 1 : position + 3], "little")
        length = int.from_bytes(raw[position + 5 : position + 9], "little")
        value = raw[position + 9 : position + 9 + length]
        if len(value) < length or raw[position] not in (1, 2):
            found.add(defects.BAD_TNEF)
        if raw[position] not in (1, 2):
            break
        position += 11 + length
        if name == _ATTACHMENT_BEGINS:
            files.append(_File(properties=Properties(codepage=properties.codepage)))
        elif name == _CODEPAGE and len(value) >= 4:
            properties.codepage = int.from_bytes(value[:4], "little")
        elif name == _MESSAGE_PROPERTIES:
            _read_properties(value, properties, found)
        elif name == _BODY:
            plain_body = value
        elif name == _SUBJECT:
            plain_subject = value
        elif files and name == _ATTACHMENT_TITLE:
            files[-1].title = value.rstrip(b"\0")
        elif files and name == _ATTACHMENT_DATA:
            files[-1].data = value
        elif files and name == _ATTACHMENT_PROPERTIES:
            _read_properties(value, files[-1].properties, found)
    if plain_body:
        properties.values.setdefault(outlook_item.BODY, (outlook_item.STRING8, plain_body))
    if plain_subject:
        properties.values.setdefault(outlook_item.SUBJECT, (outlook_item.STRING8, plain_subject))
    return _item(properties, tuple(_file(file, found, depth) for file in files))


def _item(properties: Properties, files: tuple[OutlookFile, ...]) -> OutlookItem:
    text = properties.text(outlook_item.BODY)
    html = outlook_item.html_of(properties)
    rtf = properties.raw(outlook_item.RTF_COMPRESSED)
    if not text.strip() and not html.strip() and rtf:
        text = rtf_to_text(decompress_rtf(rtf))
    return OutlookItem(
        subject=properties.text(outlook_item.SUBJECT),
        sender_name=properties.text(outlook_item.SENDER_NAME, outlook_item.SENT_REPRESENTING_NAME),
        sender_address=properties.text(outlook_item.SENDER_SMTP, outlook_item.SENDER_EMAIL),
        to=(),
        cc=(),
        date=properties.moment(outlook_item.CLIENT_SUBMIT_TIME),
        message_id=properties.text(outlook_item.MESSAGE_ID),
        headers=properties.text(outlook_item.TRANSPORT_HEADERS),
        text=text,
        html=html,
        files=files,
    )


def _file(file: _File, found: Defects, depth: int) -> OutlookFile:
    properties = file.properties
    name = properties.text(
        outlook_item.ATTACH_LONG_FILENAME, outlook_item.ATTACH_FILENAME, outlook_item.DISPLAY_NAME
    )
    if not name and file.title:
        titled = Properties({0: (outlook_item.STRING8, file.title)}, properties.codepage)
        name = titled.text(0)
    data = file.data or properties.raw(outlook_item.ATTACH_DATA)
    item = None
    if data.startswith(_EMBEDDED_MESSAGE) and depth < _MOST_DEPTH:
        data = data[len(_EMBEDDED_MESSAGE) :]
        item = read_tnef(data, found, depth=depth + 1) if data.startswith(SIGNATURE) else None
    return OutlookFile(
        filename=name,
        content_type=properties.text(outlook_item.ATTACH_MIME_TYPE),
        data=data,
        content_id=properties.text(outlook_item.ATTACH_CONTENT_ID),
        item=item,
    )


def _read_properties(raw: bytes, properties: Properties, found: Defects) -> None:
    """A counted list of MAPI properties; the first value of each id is kept."""
    count = int.from_bytes(raw[:4], "little")
    position = 4
    for _ in range(count):
        if position + 4 > len(raw):
            found.add(defects.BAD_TNEF)
            return
        kind = int.from_bytes(raw[position : position + 2], "little")
        property_id = int.from_bytes(raw[position + 2 : position + 4], "little")
        position += 4
        if property_id >= 0x8000:
            position = _after_name(raw, position)
        multiple = bool(kind & _MULTIPLE)
        kind &= ~_MULTIPLE
        values = 1
        if multiple or kind in _COUNTED:
            values = int.from_bytes(raw[position : position + 4], "little")
            position += 4
        if kind == _NULL:
            values = 1
        for number in range(values):
            if position > len(raw):
                found.add(defects.BAD_TNEF)
                return
            if kind in _COUNTED:
                length = int.from_bytes(raw[position : position + 4], "little")
                position += 4
            elif kind in _FIXED_SIZES:
                length = _FIXED_SIZES[kind]
            else:
                found.add(defects.BAD_TNEF)
                return
            if number == 0:
                properties.values.setdefault(property_id, (kind, raw[position : position + length]))
            position += length + (-length % 4)


def _after_name(raw: bytes, position: int) -> int:
    """Past the name of a named property: a GUID, then a number or a counted string."""
    kind = int.from_bytes(raw[position + 16 : position + 20], "little")
    position += 20
    if kind == 0:
        return position + 4
    length = int.from_bytes(raw[position : position + 4], "little")
    return position + 4 + length + (-length % 4)
