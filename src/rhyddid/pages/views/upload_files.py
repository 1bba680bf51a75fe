"""Files of an officer's answer in pieces that can be resumed: tus 1.0, its core with creation and termination.

https://tus.io/protocols/resumable-upload
"""

from __future__ import annotations

import base64
import binascii
import errno

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from rhyddid.pages.officer_doors import officer_door, officer_link, too_often
from rhyddid.pages.views.upload import draft_asked
from rhyddid.post.models import UploadFile
from rhyddid.post.uploads import (
    LinkUsed,
    TooLarge,
    UploadRefused,
    WrongOffset,
    upload_begin,
    upload_file_add,
    upload_file_append,
    upload_file_remove,
)

_VERSION = "1.0.0"
_PIECE_TYPE = "application/offset+octet-stream"
_FILES_AN_HOUR = 400


def _answer(status: int, why: str = "", **headers: object) -> HttpResponse:
    response = HttpResponse(why, status=status, content_type="text/plain; charset=utf-8")
    response["Tus-Resumable"] = _VERSION
    for name, value in headers.items():
        response[name.replace("_", "-")] = str(value)
    return response


def _refused(error: UploadRefused) -> HttpResponse:
    status = 410 if isinstance(error, LinkUsed) else 413 if isinstance(error, TooLarge) else 409
    return _answer(status, str(error))


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 16 else None


@officer_door
@require_http_methods(["POST", "OPTIONS"])
def upload_files(http: HttpRequest, token: str, draft: str) -> HttpResponse:
    """Say that a file is coming: its length and name; the answer's Location takes the bytes."""
    if http.method == "OPTIONS":
        return _answer(
            204,
            Tus_Version=_VERSION,
            Tus_Extension="creation,termination",
            Tus_Max_Size=settings.UPLOAD_MAX_BYTES,
        )
    link = officer_link(http, token)
    if isinstance(link, HttpResponse):
        return link
    if http.headers.get("Tus-Resumable") != _VERSION:
        return _answer(412, "Tus-Resumable: 1.0.0 is spoken here.", Tus_Version=_VERSION)
    size = _number(http.headers.get("Upload-Length"))
    if size is None or not draft_asked(draft):
        return _answer(400, "Upload-Length: say how many bytes the file has.")
    refused = too_often(http, f"upload-files:{link.pk}", _FILES_AN_HOUR)
    if refused is not None:
        return refused
    told = _metadata(http.headers.get("Upload-Metadata", ""))
    try:
        file = upload_file_add(
            upload=upload_begin(link=link, draft=draft),
            filename=told.get("filename", ""),
            content_type=told.get("filetype", ""),
            size=size,
        )
    except UploadRefused as error:
        return _refused(error)
    return _answer(201, Location=reverse("upload-file", args=[file.key]), Upload_Offset=0)


@officer_door
@require_http_methods(["HEAD", "PATCH", "DELETE"])
def upload_file(http: HttpRequest, key: str) -> HttpResponse:
    """How far the file has come (HEAD), the bytes from there on (PATCH), or away with it (DELETE)."""
    found = UploadFile.objects.filter(key=key).select_related("upload__link")
    file = found.first()
    if file is None:
        return _answer(404)
    if http.headers.get("Tus-Resumable") != _VERSION:
        return _answer(412, "Tus-Resumable: 1.0.0 is spoken here.", Tus_Version=_VERSION)
    if http.method == "HEAD":
        return _answer(200, Upload_Offset=file.received, Upload_Length=file.size)
    if http.method == "DELETE":
        try:
            upload_file_remove(upload=file.upload, key=key)
        except UploadRefused as error:
            return _refused(error)
        return _answer(204)
    if http.content_type != _PIECE_TYPE:
        return _answer(415, f"Content-Type: {_PIECE_TYPE} is taken here.")
    offset = _number(http.headers.get("Upload-Offset"))
    if offset is None:
        return _answer(400, "Upload-Offset: say where the bytes go.")
    try:
        received = upload_file_append(file=file, offset=offset, body=http)
    except WrongOffset as error:
        return _answer(409, str(error), Upload_Offset=file.received)
    except UploadRefused as error:
        return _refused(error)
    except UnreadablePostError:
        return _answer(400, "The connection broke; what came is kept.")
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        return _answer(507 if full else 503, "The bytes cannot be stored now: try again later.")
    return _answer(204, Upload_Offset=received)


def _metadata(header: str) -> dict[str, str]:
    """`filename d29ybGQ=,filetype …` as a table; what cannot be read is left out."""
    told: dict[str, str] = {}
    for pair in header[:4000].split(","):
        name, _space, value = pair.strip().partition(" ")
        try:
            told[name] = base64.b64decode(value, validate=True).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            continue
    return told
