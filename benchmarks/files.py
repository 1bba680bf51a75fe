"""Files: text by page, previews and true redaction by page, against a bare pass over the same file."""

from __future__ import annotations

import io

import pypdfium2
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from benchmarks.measure import Row, per_second
from rhyddid.documents.previews import preview_page
from rhyddid.documents.read_document import read_document
from rhyddid.redaction.personal_data import find_personal_data
from rhyddid.redaction.redact_file import redact_file

_PAGES = 20
_ROWS = 5_000
_LINES = (
    "We hold the information that you asked for, and it is set out below.",
    "Contract 4471 with Example Supplies Ltd began on 1 April 2019 and cost £6,000.",
    "Questions about it may be put to the officer at jane@brynglas.example or on 01632 960123.",
)


def letter_pdf(pages: int) -> bytes:
    """A PDF of so many pages of text, written by hand so that a bench needs no library for it."""
    lines = "".join(f"({line}) Tj 0 -16 Td " for line in _LINES * 14).encode("cp1252")
    content = b"BT /F 11 Tf 60 780 Td " + lines + b"ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, b" ".join(b"%d 0 R" % (5 + n) for n in range(pages))),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
    ]
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents 4 0 R>>"
    objects += [page] * pages
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, each) for number, each in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer\n<</Root 1 0 R>>\n%%EOF"


def workbook(rows: int) -> bytes:
    """A workbook of so many rows, one in ten with an address and a telephone number."""
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Spend")
        sheet.write_row(0, 0, ["Number", "Supplier", "Paid", "Officer", "Telephone"])
        for row in range(1, rows + 1):
            person = ["jane@brynglas.example", "01632 960123"] if row % 10 == 0 else ["", ""]
            sheet.write_row(row, 0, [row, "Example Supplies Ltd", row * 1.5, *person])
    return file.getvalue()


def file_rows() -> list[Row]:
    """Pages and rows a second."""
    pdf, book = letter_pdf(_PAGES), workbook(_ROWS)

    def bare_text() -> None:
        opened = pypdfium2.PdfDocument(pdf)
        for page in opened:
            page.get_textpage().get_text_range()
        opened.close()

    def bare_pictures() -> None:
        opened = pypdfium2.PdfDocument(pdf)
        for page in opened:
            page.render(scale=200 / 72).to_pil()
        opened.close()

    def bare_rows() -> None:
        CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()

    text = per_second(lambda: read_document(pdf)) * _PAGES
    text_bare = per_second(bare_text) * _PAGES
    redacted = per_second(lambda: redact_file(pdf, find_personal_data)) * _PAGES
    drawn = per_second(bare_pictures) * _PAGES
    shown = per_second(lambda: preview_page(pdf, 3))
    rows = per_second(lambda: redact_file(book, find_personal_data)) * _ROWS
    rows_bare = per_second(bare_rows) * _ROWS
    return [
        Row("PDF: pages of text read, apart and in reading order", f"{text:,.0f} pages a second",
            f"{text_bare:,.0f} a second: PDFium's text, in this process", f"{text / text_bare:.2f}"),
        Row("PDF: pages redacted, built anew and checked", f"{redacted:,.1f} pages a second",
            f"{drawn:,.1f} a second: PDFium draws them at the same size", f"{redacted / drawn:.2f}"),
        Row("PDF: previews of one page", f"{shown:,.0f} a second"),
        Row("workbook: rows redacted, built anew and checked", f"{rows:,.0f} rows a second",
            f"{rows_bare:,.0f} a second: read into lists", f"{rows / rows_bare:.3f}"),
    ]  # fmt: skip
