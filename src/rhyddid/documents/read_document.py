"""One file's bytes to pages of text. Any bytes give a `Document`; what was wrong stands in its defects."""

from __future__ import annotations

from rhyddid.documents.document import DEFAULT_LIMITS, Document, Kind, Limits
from rhyddid.documents.kind_of import kind_of
from rhyddid.documents.read_apart import read_apart
from rhyddid.documents.read_here import read_here
from rhyddid.wording import gettext_noop

TOO_LARGE = gettext_noop("The file is larger than is read here.")

# Kinds that need no parser that could crash, hang or eat memory.
_HARMLESS: frozenset[Kind] = frozenset(("txt", "csv", "html", "mail", "zip", "ppt", "empty", "unknown"))


def read_document(
    data: bytes,
    *,
    filename: str | None = None,
    content_type: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Document:
    """`data` as a document. Its kind is told by its content; name and declared type only break ties.

    Files that take a parser for their kind are read by a process of its own, within `limits`.
    """
    if len(data) > limits.max_bytes:
        return Document("unknown", defects=(TOO_LARGE,))
    kind = kind_of(data, filename=filename, content_type=content_type)
    read = read_here if kind in _HARMLESS else read_apart
    return read(kind, data, content_type=content_type, limits=limits)
