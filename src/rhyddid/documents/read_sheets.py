"""A spreadsheet (.xlsx, .xlsb, .xls, .ods) or CSV as text: one page a sheet, rows as tab-separated lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from rhyddid.documents.document import Findings, Limits, Page
from rhyddid.documents.plain_text import decode_text
from rhyddid.documents.workbook_sheets import Cell, cell_text, workbook_sheets
from rhyddid.wording import gettext_noop

HIDDEN_SHEET = gettext_noop("The file has hidden sheets.")
SHEET_UNREADABLE = gettext_noop("A sheet of the file could not be read.")


def read_workbook(data: bytes, limits: Limits, found: Findings) -> None:
    """Read `data` into `found`; hidden sheets are read too, and flagged. Raises `PackageError`."""
    for sheet in workbook_sheets(data, limits):
        if sheet.is_hidden:
            found.defect(HIDDEN_SHEET)
        if sheet.rows is None:
            found.defect(SHEET_UNREADABLE)
            continue
        page = Page(sheet.number, _lines(sheet.rows, limits.max_characters), name=sheet.name)
        (found.hidden_pages if sheet.is_hidden else found.pages).append(page)


def read_csv(data: bytes, limits: Limits, found: Findings, *, charset: str | None = None) -> None:
    """Read `data` into `found` as one page."""
    text, defects = decode_text(data, charset=charset)
    for sentence in defects:
        found.defect(sentence)
    text = text[: limits.max_characters].replace("\x00", "")
    try:
        found.pages.append(Page(1, _lines(csv_rows(text), limits.max_characters)))
    except csv.Error:  # a field beyond the reader's bound, mostly an unclosed quotation mark
        found.pages.append(Page(1, text))


def csv_delimiter(text: str) -> str:
    """What parts the columns of `text`."""
    return max(",;\t|", key=text[:20_000].count)


def csv_rows(text: str) -> Iterable[list[str]]:
    """The rows of `text`. Raises `csv.Error`."""
    return csv.reader(io.StringIO(text, newline=""), delimiter=csv_delimiter(text))


def _lines(rows: Iterable[Iterable[Cell]], max_characters: int) -> str:
    lines: list[str] = []
    left = max_characters
    for row in rows:
        line = "\t".join(map(cell_text, row)).rstrip("\t")
        left -= len(line) + 1
        if left < 0:
            break
        lines.append(line)
    return "\n".join(lines).strip("\n")
