"""One file's bytes to pages of text, in this very process: what `read_document` lets another process do.

Any bytes give a `Document` and what was wrong stands in its defects, as long as no parser crashes outright.
"""

from __future__ import annotations

import re
from dataclasses import replace

from rhyddid.documents.document import Document, Findings, Kind, Limits, Page
from rhyddid.documents.package_members import PackageError, list_members
from rhyddid.documents.plain_text import decode_text
from rhyddid.wording import gettext_noop

EMPTY = gettext_noop("The file is empty.")
UNKNOWN_KIND = gettext_noop("The file is of no kind that can be read here.")
NOTHING_IN_IT = gettext_noop("The file was opened, but nothing that can be read was found in it.")
UNREADABLE = gettext_noop(
    "The file could not be read: it is damaged, or made in a way that is not understood here."
)
CUT_SHORT = gettext_noop("The text is longer than is read here; the rest was left out.")
AN_ARCHIVE = gettext_noop("The file is an archive: the files in it are listed, not opened.")
A_MAIL = gettext_noop("The file is a mail, which is read as mail and not as a document.")
OLD_SLIDES = gettext_noop("The file is an old PowerPoint file, which cannot be read here.")

_CHARSET = re.compile(r"charset\s*=\s*\"?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)


def read_here(kind: Kind, data: bytes, *, content_type: str | None, limits: Limits) -> Document:
    """`data`, whose kind is known, as a document."""
    found = Findings()
    try:
        _read(kind, data, content_type, limits, found)
    except PackageError as error:
        found.defect(str(error))
    except Exception:  # noqa: BLE001 -- other people's parsers raise anything at all on hostile bytes
        found.defect(UNREADABLE)
    return _document(kind, found, limits)


def _read(kind: Kind, data: bytes, content_type: str | None, limits: Limits, found: Findings) -> None:
    # Each reader brings its own library, and a run mostly needs one: lxml and PDFium are slow imports.
    charset = declared_charset(content_type)
    match kind:
        case "txt":
            _read_text(data, charset, found)
        case "html":
            from rhyddid.documents.read_html import read_html

            read_html(data, limits, found, charset=charset)
        case "pdf":
            from rhyddid.documents.read_pdf import read_pdf

            read_pdf(data, limits, found)
        case "docx":
            from rhyddid.documents.read_word import read_word

            read_word(data, limits, found)
        case "pptx":
            from rhyddid.documents.read_slides import read_slides

            read_slides(data, limits, found)
        case "odt" | "odp":
            from rhyddid.documents.read_opendocument import read_opendocument

            read_opendocument(data, limits, found)
        case "xlsx" | "xls" | "ods":
            from rhyddid.documents.read_sheets import read_workbook

            read_workbook(data, limits, found)
        case "csv":
            from rhyddid.documents.read_sheets import read_csv

            read_csv(data, limits, found, charset=charset)
        case "rtf":
            from rhyddid.documents.read_old_word import read_rtf

            read_rtf(data, limits, found)
        case "doc":
            from rhyddid.documents.read_old_word import read_doc

            read_doc(data, limits, found)
        case "picture":
            from rhyddid.documents.recognise import read_picture

            read_picture(data, limits, found)
        case "zip":
            found.members += list_members(data, limits)
            found.defect(AN_ARCHIVE)
        case "mail":
            found.defect(A_MAIL)
        case "ppt":
            found.defect(OLD_SLIDES)
        case "empty":
            found.defect(EMPTY)
        case "unknown":
            found.defect(UNKNOWN_KIND)


def declared_charset(content_type: str | None) -> str | None:
    """The charset that a content type states."""
    declared = _CHARSET.search(content_type or "")
    return declared[1] if declared else None


def _read_text(data: bytes, charset: str | None, found: Findings) -> None:
    text, defects = decode_text(data, charset=charset)
    found.defects += defects
    pages = text.replace("\x00", "").split("\x0c")
    found.pages += [Page(number, page) for number, page in enumerate(pages, 1)]


def _document(kind: Kind, found: Findings, limits: Limits) -> Document:
    pages = found.pages
    if not (pages or found.hidden_pages or found.defects):
        found.defect(NOTHING_IN_IT)
    if len(pages) > limits.max_pages or sum(len(page.text) for page in pages) > limits.max_characters:
        found.defect(CUT_SHORT)
        pages = _cut(pages[: limits.max_pages], limits.max_characters)
    return Document(
        kind=kind,
        pages=tuple(pages),
        defects=tuple(found.defects),
        title=found.title,
        asides=tuple(found.asides),
        members=tuple(found.members),
        hidden_pages=tuple(found.hidden_pages),
    )


def _cut(pages: list[Page], max_characters: int) -> list[Page]:
    kept = []
    for page in pages:
        if max_characters <= 0:
            break
        kept.append(replace(page, text=page.text[:max_characters]))
        max_characters -= len(page.text)
    return kept
