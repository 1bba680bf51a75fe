"""Previews: what a file looks like, made anew and within bounds."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from PIL import Image

from document_files import opendocument, pdf, sheets, word
from rhyddid.documents.document import Limits
from rhyddid.documents.previews import (
    PreviewFailed,
    PreviewRow,
    preview_form,
    preview_page,
    preview_picture,
    preview_sheets,
)


def photograph(width: int, height: int, form: str, **options: object) -> bytes:
    file = io.BytesIO()
    noise = [Image.effect_noise((width, height), 80) for _ in range(3)]
    Image.merge("RGB", noise).save(file, form, **options)
    return file.getvalue()


def test_a_page_of_a_pdf_is_a_picture_of_the_width_asked_for() -> None:
    preview = preview_page(pdf(["One"], ["Two"]), 2, width=600)
    assert (preview.width, preview.page, preview.pages) == (600, 2, 2)
    image = Image.open(io.BytesIO(preview.data))
    assert (image.size, image.format) == ((preview.width, preview.height), "PNG")
    assert image.convert("L").getextrema()[0] < 50  # something is on it


@pytest.mark.parametrize("page", [0, 3, -1])
def test_a_page_that_is_not_there_says_so(page: int) -> None:
    with pytest.raises(PreviewFailed, match="no such page"):
        preview_page(pdf(["One"], ["Two"]), page)


@pytest.mark.parametrize("data", [b"%PDF-1.4 broken", b"", b"not a PDF"])
def test_a_damaged_pdf_has_no_preview(data: bytes) -> None:
    with pytest.raises(PreviewFailed, match="damaged"):
        preview_page(data)


def test_a_page_as_large_as_a_wall_stays_within_bounds() -> None:
    from reportlab.pdfgen import canvas

    file = io.BytesIO()
    drawing = canvas.Canvas(file, pagesize=(200, 14_000))
    drawing.drawString(10, 10, "Yes")
    drawing.save()
    preview = preview_page(file.getvalue(), width=2_400)
    assert preview.width * preview.height <= 25_000_000


def test_a_slow_preview_is_ended() -> None:
    with pytest.raises(PreviewFailed, match="time"):
        preview_page(pdf(["One"]), limits=Limits(timeout_s=0.0001, memory_bytes=10**10))


def test_a_picture_is_made_anew_smaller_and_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be shown turned by a right angle
    exif[0x010E] = "At Jane's house"
    data = photograph(800, 400, "JPEG", exif=exif)
    assert b"Jane's house" in data
    preview = preview_picture(data, width=200)
    assert (preview.width, preview.height, preview.content_type) == (200, 400, "image/jpeg")
    assert b"Jane" not in preview.data


def test_a_drawing_stays_sharp_and_its_clear_parts_become_paper() -> None:
    file = io.BytesIO()
    Image.new("RGBA", (300, 100), (255, 0, 0, 0)).save(file, "PNG")
    preview = preview_picture(file.getvalue())
    assert (preview.width, preview.content_type) == (300, "image/png")
    assert Image.open(io.BytesIO(preview.data)).getpixel((1, 1)) == (255, 255, 255)


def test_sheets_are_rows_of_text_with_what_is_hidden_flagged() -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        spend = workbook.add_worksheet("Spend")
        spend.write_row("B1", ["Year", "Officer", "Cost"])
        spend.write_row("B3", [2019, "PC Example", 6000.5])
        spend.set_row(2, None, None, {"hidden": True})
        spend.set_column("C:C", None, None, {"hidden": True})
        workbook.add_worksheet("Officers").hide()

    spend, officers = preview_sheets(sheets(write))
    assert spend.rows == (
        PreviewRow(1, ("Year", "Officer", "Cost")),
        PreviewRow(3, ("2019", "PC Example", "6000.5"), is_hidden=True),
    )
    assert (spend.name, spend.first_column, spend.hidden_columns, spend.is_cut) == ("Spend", 1, {2}, False)
    assert (officers.name, officers.is_hidden, officers.rows) == ("Officers", True, ())


def test_a_long_table_is_cut_and_says_so() -> None:
    data = b"number,square\n" + b"".join(b"%d,%d\n" % (n, n * n) for n in range(1_000))
    (sheet,) = preview_sheets(data, filename="squares.csv", rows=3, columns=1)
    assert [row.cells for row in sheet.rows] == [("number",), ("0",), ("1",)]
    assert sheet.is_cut


def test_an_opendocument_sheet_has_rows() -> None:
    data = opendocument(
        "<office:spreadsheet><table:table table:name='A &amp; B'><table:table-column/>"
        '<table:table-row table:visibility="collapse"><table:table-cell office:value-type="string">'
        "<text:p>x</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>",
        kind="spreadsheet",
    )
    (sheet,) = preview_sheets(data)
    assert (sheet.name, sheet.rows) == ("A & B", (PreviewRow(1, ("x",), is_hidden=True),))


def test_a_letter_has_no_sheets() -> None:
    with pytest.raises(PreviewFailed, match="No preview"):
        preview_sheets(b"We hold none.", filename="reply.txt")


@pytest.mark.parametrize(
    ("data", "name", "form"),
    [
        (pdf(["Yes"]), None, "pages"),
        (b"a,b\n1,2\n", "a.csv", "sheets"),
        (photograph(10, 10, "PNG"), None, "picture"),
        (word(lambda document: document.add_paragraph("Yes")), None, "text"),
        (b"", None, "none"),
    ],
)
def test_each_kind_has_its_form(data: bytes, name: str | None, form: str) -> None:
    assert preview_form(data, filename=name) == form
