"""One file's bytes to pages of text. Any bytes give a `Document`; what was wrong with them stands in its defects."""

from __future__ import annotations

from rhyddid.documents.document import DEFAULT_LIMITS, Document, Limits, Page
from rhyddid.documents.plain_text import decode_text


def read_document(
    data: bytes,
    *,
    filename: str | None = None,
    content_type: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Document:
    """`data` as a document. Its kind is told by its content; name and content type only break ties."""
    text, defects = decode_text(data[: limits.max_bytes])
    return Document(kind="txt", pages=(Page(1, text),), defects=defects)
