"""Outlook's .msg and .oft files (MS-OXMSG): messages in a compound file, with the messages inside them."""

from __future__ import annotations

from rhyddid.mail import defects, outlook_item
from rhyddid.mail.compound_file import SIGNATURE, Storage, read_compound_file
from rhyddid.mail.defects import Defects
from rhyddid.mail.outlook_item import OutlookFile, OutlookItem, Properties
from rhyddid.mail.rtf_text import decompress_rtf, rtf_to_text

_FIXED_STREAM = "__properties_version1.0"
_STREAM_PREFIX = "__substg1.0_"
_FIXED_TYPES = frozenset({0x0002, 0x0003, 0x000B, 0x0040})
_TO, _CC = 1, 2
_MOST_DEPTH = 5


def is_outlook_msg(raw: bytes) -> bool:
    """A compound file that holds a message: other Office files are compound files too."""
    if not raw.startswith(SIGNATURE):
        return False
    return _FIXED_STREAM.encode("utf-16-le") in raw


def read_outlook_msg(raw: bytes, found: Defects) -> OutlookItem | None:
    """The message in a .msg or .oft file; None where it cannot be opened."""
    storage = read_compound_file(raw)
    if storage is None or _FIXED_STREAM not in storage.streams:
        found.add(defects.BAD_OUTLOOK)
        return None
    return _item(storage, header_size=32, depth=0)


def _item(storage: Storage, *, header_size: int, depth: int) -> OutlookItem:
    properties = _properties(storage, header_size)
    text = properties.text(outlook_item.BODY)
    html = outlook_item.html_of(properties)
    rtf = properties.raw(outlook_item.RTF_COMPRESSED)
    if not text.strip() and not html.strip() and rtf:
        text = rtf_to_text(decompress_rtf(rtf))
    recipients = [
        _properties(child, 8, properties.codepage)
        for child in storage.storages
        if child.name.startswith("__recip_version1.0_")
    ]
    return OutlookItem(
        subject=properties.text(outlook_item.SUBJECT),
        sender_name=properties.text(outlook_item.SENDER_NAME, outlook_item.SENT_REPRESENTING_NAME),
        sender_address=_smtp(properties.text(outlook_item.SENDER_SMTP, outlook_item.SENDER_EMAIL)),
        to=_addresses(recipients, _TO),
        cc=_addresses(recipients, _CC),
        date=properties.moment(outlook_item.CLIENT_SUBMIT_TIME),
        message_id=properties.text(outlook_item.MESSAGE_ID),
        headers=properties.text(outlook_item.TRANSPORT_HEADERS),
        text=text,
        html=html,
        files=tuple(
            _file(child, properties.codepage, depth)
            for child in storage.storages
            if child.name.startswith("__attach_version1.0_")
        ),
    )


def _smtp(address: str) -> str:
    """Exchange's own addresses (/O=…/CN=…) are none that can be written to."""
    return address if "@" in address else ""


def _addresses(recipients: list[Properties], kind: int) -> tuple[tuple[str, str], ...]:
    return tuple(
        (
            recipient.text(outlook_item.DISPLAY_NAME),
            _smtp(recipient.text(outlook_item.SMTP_ADDRESS, outlook_item.EMAIL_ADDRESS)),
        )
        for recipient in recipients
        if recipient.number(outlook_item.RECIPIENT_TYPE) == kind
    )


def _file(storage: Storage, codepage: int, depth: int) -> OutlookFile:
    properties = _properties(storage, 8, codepage)
    item = None
    for child in storage.storages:
        if child.name == f"{_STREAM_PREFIX}3701000D" and depth < _MOST_DEPTH:
            item = _item(child, header_size=24, depth=depth + 1)
    return OutlookFile(
        filename=properties.text(
            outlook_item.ATTACH_LONG_FILENAME, outlook_item.ATTACH_FILENAME, outlook_item.DISPLAY_NAME
        ),
        content_type=properties.text(outlook_item.ATTACH_MIME_TYPE),
        data=properties.raw(outlook_item.ATTACH_DATA),
        content_id=properties.text(outlook_item.ATTACH_CONTENT_ID),
        item=item,
    )


def _properties(storage: Storage, header_size: int, codepage: int = 1252) -> Properties:
    """Values of fixed size stand in one stream, each longer one in a stream of its own."""
    properties = Properties(codepage=codepage)
    for name, data in storage.streams.items():
        if name == _FIXED_STREAM:
            _read_fixed(data[header_size:], properties)
        elif name.startswith(_STREAM_PREFIX) and len(name) == len(_STREAM_PREFIX) + 8:
            code = name[len(_STREAM_PREFIX) :]
            if all(digit in "0123456789ABCDEFabcdef" for digit in code):
                properties.values[int(code[:4], 16)] = (int(code[4:], 16), data)
    properties.codepage = properties.number(outlook_item.MESSAGE_CODEPAGE) or properties.codepage
    return properties


def _read_fixed(raw: bytes, properties: Properties) -> None:
    for start in range(0, len(raw) - 15, 16):
        kind = int.from_bytes(raw[start : start + 2], "little")
        property_id = int.from_bytes(raw[start + 2 : start + 4], "little")
        if kind in _FIXED_TYPES:
            properties.values.setdefault(property_id, (kind, raw[start + 8 : start + 16]))
