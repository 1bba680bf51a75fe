"""A file's bytes and what to hide in, a redacted file out: which redaction is for which kind of file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rhyddid.documents.kind_of import kind_of
from rhyddid.documents.plain_text import decode_text
from rhyddid.redaction.apply import Masked, MaskedSpan
from rhyddid.redaction.redact_pdf import redact_pdf
from rhyddid.redaction.redact_picture import redact_picture
from rhyddid.redaction.redacted_file import RedactionFailed, Removed
from rhyddid.wording import gettext_noop

# raised whenever redaction would make another file of the same one: copies are then made anew
REDACTION_VERSION = 1
NOT_THIS_KIND = gettext_noop("Files of this kind cannot be redacted here, so that only their text is shown.")
NOT_PLAIN = gettext_noop("The file is not plain text throughout, so that only its text is shown.")


@dataclass(frozen=True)
class RedactedCopy:
    """`extension` says what the new file is, which may be another kind than the old one."""

    data: bytes
    extension: str
    removed: tuple[Removed, ...]


def redacted(
    data: bytes,
    *,
    filename: str,
    content_type: str,
    find: Callable[[str], Iterable[MaskedSpan]],
) -> RedactedCopy:
    """`data` without what `find` finds. Raises RedactionFailed, which says why."""
    kind = kind_of(data, filename=filename, content_type=content_type)
    if kind in ("txt", "csv"):
        return _text(data, f".{kind}", find)
    if kind == "pdf":
        file = redact_pdf(data, find)
        return RedactedCopy(file.data, ".pdf", file.removed)
    if kind == "picture":
        file = redact_picture(data, find)
        return RedactedCopy(file.data, ".png", file.removed)
    raise RedactionFailed(NOT_THIS_KIND)


def _text(data: bytes, extension: str, find: Callable[[str], Iterable[MaskedSpan]]) -> RedactedCopy:
    text, faults = decode_text(data)
    if faults or "\x00" in text:
        raise RedactionFailed(NOT_PLAIN)
    spans = sorted(find(text), key=lambda span: span.start)
    removed = tuple(Removed(1, (0, 0, 0, 0), span.shown_as) for span in spans)
    return RedactedCopy(Masked(text, spans).text.encode(), extension, removed)
