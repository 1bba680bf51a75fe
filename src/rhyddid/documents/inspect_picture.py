"""What a picture carries along and does not show: where it was taken, who took it, what programs noted of it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from PIL import ExifTags, Image

from rhyddid.documents.hidden_find import HiddenFind, sample_of

_PEOPLE = (
    ExifTags.Base.Artist,
    ExifTags.Base.Copyright,
    ExifTags.Base.XPAuthor,
    ExifTags.Base.CameraOwnerName,
)
_WORDS = (
    ExifTags.Base.ImageDescription,
    ExifTags.Base.XPTitle,
    ExifTags.Base.XPComment,
    ExifTags.Base.XPKeywords,
    ExifTags.Base.XPSubject,
    ExifTags.Base.UserComment,
)
_TEXT_KEYS = ("comment", "Comment", "Description", "Title", "Author", "Copyright", "XML:com.adobe.xmp", "xmp")
_MAX_CHARACTERS = 2_000


def inspect_picture(data: bytes, where: str = "") -> Iterator[HiddenFind]:
    """The finds of a picture's bytes. Raises what Pillow raises where it cannot be opened."""
    with Image.open(io.BytesIO(data)) as image:
        exif = image.getexif()
        place = _place(exif)
        if place:
            yield HiddenFind("picture_place", where, 1, place)
        people = _values(exif, _PEOPLE)
        if people:
            yield HiddenFind("author", where, len(people), sample_of(", ".join(people)))
        words = _values(exif, _WORDS) + [
            _text(image.info[key]) for key in _TEXT_KEYS if key in image.info and _text(image.info[key])
        ]
        if words:
            yield HiddenFind("picture_notes", where, len(words), sample_of(" / ".join(words)))


def _place(exif: Image.Exif) -> str:
    """Latitude and longitude as a map takes them; empty where there are none."""
    found = exif.get_ifd(ExifTags.IFD.GPSInfo)
    latitude, longitude = found.get(ExifTags.GPS.GPSLatitude), found.get(ExifTags.GPS.GPSLongitude)
    if latitude is None or longitude is None:
        return ""
    try:
        down = -1 if _text(found.get(ExifTags.GPS.GPSLatitudeRef)).startswith("S") else 1
        across = -1 if _text(found.get(ExifTags.GPS.GPSLongitudeRef)).startswith("W") else 1
        return f"{down * _degrees(latitude):.5f}, {across * _degrees(longitude):.5f}"
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return "?"


def _degrees(value: Any) -> float:
    degrees, minutes, seconds = (float(each) for each in value)
    return degrees + minutes / 60 + seconds / 3600


def _values(exif: Image.Exif, tags: tuple[int, ...]) -> list[str]:
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    values = (_text(exif.get(tag, inner.get(tag))) for tag in tags)
    return list(dict.fromkeys(value for value in values if value))


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        # Windows writes its own notes in UTF-16; others begin with the name of their character set
        plain = value[8:] if value[:8] in (b"ASCII\0\0\0", b"UNICODE\0") else value
        encoding = "utf-16-le" if plain[1:2] == b"\0" else "utf-8"
        value = plain.decode(encoding, "replace")
    elif isinstance(value, tuple) and all(isinstance(each, int) for each in value):
        value = bytes(each % 256 for each in value).decode("utf-16-le", "replace")
    return str(value or "").replace("\x00", "").strip()[:_MAX_CHARACTERS]
