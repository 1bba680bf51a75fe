"""Opaque signed mail (S/MIME, application/pkcs7-mime): the message inside the signature, which is not checked here.

Reads just enough of CMS (RFC 5652) to find the content: definite and indefinite lengths, strings in pieces.
"""

from __future__ import annotations

_SIGNED_DATA = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
_DATA = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"
_ENVELOPED_DATA = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"
_OCTETS, _OCTETS_IN_PIECES, _EXPLICIT = 0x04, 0x24, 0xA0


def is_encrypted(raw: bytes) -> bool:
    """Enveloped data: only the addressee's key opens it."""
    return _ENVELOPED_DATA in raw[:64]


def signed_content(raw: bytes) -> bytes | None:
    """The MIME message that was signed; None where it is not found."""
    if _SIGNED_DATA not in raw[:64]:
        return None
    at = raw.find(_DATA)
    if at < 0:
        return None
    header = _element(raw, at + len(_DATA))
    if header is None or header[0] != _EXPLICIT:
        return None
    inner = _element(raw, header[1])
    if inner is None:
        return None
    tag, start, length = inner
    if tag == _OCTETS and length is not None:
        return raw[start : start + length]
    if tag == _OCTETS_IN_PIECES:
        return _pieces(raw, start, len(raw) if length is None else start + length)
    return None


def _element(raw: bytes, position: int) -> tuple[int, int, int | None] | None:
    """(tag, where the content starts, its length or None where it is indefinite)."""
    if position + 2 > len(raw):
        return None
    tag, first = raw[position], raw[position + 1]
    if first < 0x80:
        return tag, position + 2, first
    if first == 0x80:
        return tag, position + 2, None
    count = first & 0x7F
    return tag, position + 2 + count, int.from_bytes(raw[position + 2 : position + 2 + count][:8], "big")


def _pieces(raw: bytes, position: int, end: int) -> bytes | None:
    pieces = []
    while position < min(end, len(raw)):
        if raw[position : position + 2] == b"\0\0":
            break
        element = _element(raw, position)
        if element is None or element[0] != _OCTETS or element[2] is None:
            break
        pieces.append(raw[element[1] : element[1] + element[2]])
        position = element[1] + element[2]
    return b"".join(pieces) or None
