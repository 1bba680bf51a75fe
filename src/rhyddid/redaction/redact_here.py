"""Redacting a file in this very process: what `redact_file` lets another process do. Every file is built anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rhyddid.documents.document import Kind, Limits
from rhyddid.documents.package_members import PackageError
from rhyddid.redaction.redacted_file import Box, Find, RedactedFile, RedactionFailed
from rhyddid.redaction.seen_text import as_seen
from rhyddid.wording import gettext_noop

CANNOT_REDACT = gettext_noop("The file is damaged, or of a kind that cannot be redacted here.")
A_MAIL_OR_ARCHIVE = gettext_noop(
    "A mail or an archive is not redacted as one file: take out what is to be published, and redact that."
)


def redact_here(
    kind: Kind,
    data: bytes,
    find: Find,
    *,
    boxes: Mapping[int, Sequence[Box]],
    content_type: str | None,
    limits: Limits,
) -> RedactedFile:
    """`data` built anew without what `find` finds and `boxes` cover. Raises `RedactionFailed`."""
    try:
        return _redacted(kind, data, as_seen(find), boxes, content_type, limits)
    except (RedactionFailed, MemoryError):
        raise
    except PackageError as error:
        raise RedactionFailed(str(error)) from error
    except Exception as error:
        # other people's parsers raise anything at all on hostile bytes
        raise RedactionFailed(CANNOT_REDACT) from error


def _redacted(
    kind: Kind,
    data: bytes,
    find: Find,
    boxes: Mapping[int, Sequence[Box]],
    content_type: str | None,
    limits: Limits,
) -> RedactedFile:
    # each brings its own libraries, which are slow imports
    match kind:
        case "pdf":
            from rhyddid.redaction.redact_pdf import redact_pdf

            return redact_pdf(data, find, boxes=boxes, limits=limits)
        case "picture":
            from rhyddid.redaction.redact_picture import redact_picture

            return redact_picture(data, find, boxes=boxes.get(1, ()), limits=limits)
        case "docx":
            from rhyddid.redaction.redact_word import redact_word

            return redact_word(data, find, limits=limits)
        case "xlsx" | "xls" | "ods":
            from rhyddid.redaction.redact_workbook import redact_workbook

            return redact_workbook(kind, data, find, limits=limits)
        case "csv":
            from rhyddid.redaction.redact_plain import redact_csv

            return redact_csv(data, find, content_type=content_type, limits=limits)
        case "html":
            from rhyddid.redaction.redact_plain import redact_html

            return redact_html(data, find, content_type=content_type, limits=limits)
        case "mail" | "zip":
            raise RedactionFailed(A_MAIL_OR_ARCHIVE)
        case _:
            from rhyddid.redaction.redact_plain import redact_to_text

            return redact_to_text(kind, data, find, content_type=content_type, limits=limits)
