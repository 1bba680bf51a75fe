"""A file that comes in, opened once: the text of its pages, and what the scans say of it.

`file_open` does the slow part, before the transaction; `opened_file_keep` stores it with the attachment.
"""

from __future__ import annotations

from dataclasses import dataclass

from rhyddid.documents.document import Document
from rhyddid.documents.read_document import read_document
from rhyddid.requests.file_check import FileLook, file_check_keep, file_look
from rhyddid.requests.file_tasks import file_check_soon
from rhyddid.requests.models import Attachment, AttachmentPage


@dataclass(frozen=True)
class OpenedFile:
    document: Document
    look: FileLook


def file_open(data: bytes, *, filename: str | None, content_type: str | None) -> OpenedFile:
    """Read `data` and look through it."""
    return OpenedFile(
        read_document(data, filename=filename, content_type=content_type),
        file_look(data, filename=filename, content_type=content_type),
    )


def opened_file_keep(*, attachment: Attachment, opened: OpenedFile) -> None:
    """Store the pages, what is wrong with the file and what was found in it; withhold it where that is suspect."""
    attachment.defects = [defect[:300] for defect in opened.document.defects]
    attachment.save(update_fields=["defects"])
    pages = [
        AttachmentPage(attachment=attachment, number=page.number, text=_clean(page.text))
        for page in opened.document.pages
    ]
    AttachmentPage.objects.bulk_create(pages)
    check = file_check_keep(attachment=attachment, look=opened.look, shown=[page.text for page in pages])
    if not check.is_inspected:
        file_check_soon(attachment.pk)


def _clean(text: str) -> str:
    """PostgreSQL keeps no NUL in a text: one replacement character each, so that offsets stay."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")
