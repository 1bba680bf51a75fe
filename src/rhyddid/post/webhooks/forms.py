"""The body of a webhook: read up to the size of a mail, and forms taken apart without changing a byte.

Django's own forms decode every field as text and end at 2.5 MB; a raw mail in a field is neither.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.http import HttpRequest

# base64 in JSON makes a mail a third larger
_ROOM = 3 / 2
_FIELD_NAME = re.compile(rb'^content-disposition:\s*form-data\b[^\r\n]*?;\s*name="?([^";\r\n]*)', re.I | re.M)
_BOUNDARY = re.compile(r'boundary="?([^";,]+)', re.I)


class TooLarge(Exception):
    """More than a mail may be."""


def body_of(http: HttpRequest) -> bytes:
    """The whole body. Raises TooLarge."""
    most = int(settings.MAIL_MAX_BYTES * _ROOM)
    body = http.read(most + 1)
    if len(body) > most:
        raise TooLarge
    return body


def form_of(http: HttpRequest, body: bytes) -> Mapping[str, bytes]:
    """The fields of a posted form, as bytes; the last of several with one name. Files count as fields."""
    if http.content_type == "application/x-www-form-urlencoded":
        return _urlencoded(body)
    found = _BOUNDARY.search(http.headers.get("Content-Type", ""))
    if http.content_type != "multipart/form-data" or found is None:
        return {}
    fields = {}
    mark = b"--" + found[1].strip().encode("latin-1")
    # a part begins behind the mark's line and ends before the line break of the next mark
    for part in (b"\r\n" + body).split(b"\r\n" + mark)[1:]:
        head, blank, value = part.partition(b"\r\n\r\n")
        name = _FIELD_NAME.search(head)
        if blank and name is not None:
            fields[name[1].decode("latin-1")] = value
    return fields


def _urlencoded(body: bytes) -> Mapping[str, bytes]:
    pairs = (pair.partition(b"=") for pair in body.split(b"&"))
    return {
        unquote_to_bytes(name.replace(b"+", b" ")).decode("latin-1"): unquote_to_bytes(
            value.replace(b"+", b" ")
        )
        for name, _, value in pairs
    }
