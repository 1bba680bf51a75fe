"""The proof of a redaction: the new file is read as anyone could read it, its packed parts unpacked, and searched."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterator

from rhyddid.documents.document import Document, Kind, Limits
from rhyddid.documents.read_apart import inspect_apart
from rhyddid.documents.read_document import read_document
from rhyddid.documents.read_here import read_here
from rhyddid.redaction.pdf_streams import unpacked_streams
from rhyddid.redaction.redacted_file import Find, RedactedFile, RedactionFailed
from rhyddid.redaction.seen_text import as_seen
from rhyddid.wording import gettext_noop

STILL_THERE = gettext_noop(
    "Something that was to be removed is still in the redacted file, so it is not given out."
)
CANNOT_CHECK = gettext_noop("The redacted file could not be read again, so it is not given out.")
STILL_HIDDEN = gettext_noop("The redacted file still hides something, so it is not given out.")

_TAGS = re.compile(rb"<[^<>]*>")
_MAX_UNPACKED_BYTES = 400_000_000
_TEXTS: frozenset[Kind] = frozenset(("txt", "csv", "html"))
# What names one person or account and nothing else, and is long enough to stand in a file by no chance.
_FEWEST_SIGNS = 8
_FEWEST_DIGITS = 6


def check_redacted(made: RedactedFile, find: Find, told: Collection[str], limits: Limits) -> None:
    """Raise `RedactionFailed` where anything that `find` finds, or that was found before (`told`), is in the file."""
    if made.kind in _TEXTS:
        # its ending says what it is, and its first words may look like those of another kind
        document = read_here(made.kind, made.data, content_type=None, limits=limits)
    else:
        document = read_document(made.data, filename=made.filename, limits=limits)
        if document.kind != made.kind:
            raise RedactionFailed(CANNOT_CHECK)
    if made.kind not in ("picture", "txt", "csv") and not (document.pages or document.hidden_pages):
        raise RedactionFailed(CANNOT_CHECK)
    seen = as_seen(find)
    if any(True for text in _texts(document) for _ in seen(text)):
        raise RedactionFailed(STILL_THERE)
    hidden = inspect_apart(made.kind, made.data, content_type=None, limits=limits)
    if any(each.is_serious for each in hidden):
        raise RedactionFailed(STILL_HIDDEN)
    secrets = {plain for value in told if (plain := _plain(value.encode())) and _is_telling(value)}
    if secrets:
        for piece in _pieces(made.data):
            plain = _plain(piece)
            if any(secret in plain for secret in secrets):
                raise RedactionFailed(STILL_THERE)


def _texts(document: Document) -> Iterator[str]:
    for page in (*document.pages, *document.hidden_pages):
        yield page.text
        yield page.name or ""
    for aside in document.asides:
        yield aside.text
        yield aside.author or ""
    yield document.title or ""


def _is_telling(value: str) -> bool:
    signs = sum(map(str.isalnum, value))
    return signs >= _FEWEST_SIGNS and ("@" in value or sum(map(str.isdigit, value)) >= _FEWEST_DIGITS)


def _pieces(data: bytes) -> Iterator[bytes]:
    """The file's bytes, and those of its packed parts."""
    yield data
    left = _MAX_UNPACKED_BYTES
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                content = archive.read(member)
                left -= len(content)
                if left < 0:
                    raise RedactionFailed(CANNOT_CHECK)
                yield member.filename.encode()
                # with its tags, for what stands in attributes, and without, for words that tags part
                yield content
                yield _TAGS.sub(b"", content)
    elif data.startswith(b"%PDF"):
        yield from unpacked_streams(data, max_bytes=_MAX_UNPACKED_BYTES)


def _plain(data: bytes) -> bytes:
    return data.replace(b"\x00", b"").replace(b" ", b"").lower()
