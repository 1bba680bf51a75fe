"""The scan for hidden data: what a file holds and does not show."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
import xlsxwriter
from PIL import Image
from reportlab.lib.colors import black, darkblue, white
from reportlab.pdfgen import canvas

from document_files import opendocument, package, pdf, picture, sheets, slides, word_of
from rhyddid.documents.hidden_data import find_hidden_data
from rhyddid.documents.hidden_find import WORDINGS, HiddenFind, HiddenKind, sample_of

PARAGRAPH = "<w:p><w:r><w:t>We hold none.</w:t></w:r></w:p>"
NAMES = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def drawn(draw: Callable[[canvas.Canvas], object]) -> bytes:
    file = io.BytesIO()
    drawing = canvas.Canvas(file)
    draw(drawing)
    drawing.save()
    return file.getvalue()


def kinds(data: bytes) -> set[HiddenKind]:
    return {find.kind for find in find_hidden_data(data)} - {"author"}


def test_hidden_sheets_rows_and_columns_of_a_workbook() -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        workbook.set_properties({"author": "A Clerk"})
        spend = workbook.add_worksheet("Spend")
        for row in range(5):
            spend.write_row(row, 0, ["Year", "Officer", "Cost"])
        spend.set_row(1, None, None, {"hidden": True})
        spend.set_row(2, 0)
        spend.set_column(1, 2, None, None, {"hidden": True})
        spend.write_comment("A1", "Is this right?", {"author": "A Clerk"})
        officers = workbook.add_worksheet("Officers")
        officers.write_column(0, 0, ["PC Example", "PC Sample"])
        officers.very_hidden()

    finds = find_hidden_data(sheets(write))
    assert set(finds) == {
        HiddenFind("hidden_sheet", "Officers", 2, "PC Example PC Sample"),
        HiddenFind("hidden_rows", "Spend", 2),
        HiddenFind("hidden_columns", "Spend", 2),
        HiddenFind("comment", "comments1.xml", 1, "Is this right?"),
        HiddenFind("author", "", 1, "A Clerk"),
    }
    assert [find.kind for find in finds if not find.is_serious] == ["author"]


def test_pivot_caches_external_links_and_macros_of_a_workbook() -> None:
    data = package(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f"<workbook {NAMES}><sheets/><definedNames>"
            '<definedName name="Officers" hidden="1">Sheet1!$A$1</definedName></definedNames></workbook>',
            "xl/pivotCache/pivotCacheDefinition1.xml": f"<pivotCacheDefinition {NAMES}><cacheFields>"
            '<cacheField name="Officer"/><cacheField name="Rank"/></cacheFields></pivotCacheDefinition>',
            "xl/pivotCache/pivotCacheRecords1.xml": f"<pivotCacheRecords {NAMES}><r/><r/><r/></pivotCacheRecords>",
            "xl/externalLinks/externalLink1.xml": f"<externalLink {NAMES}><cell><v>PC Example</v></cell></externalLink>",
            "xl/vbaProject.bin": "x",
            "xl/embeddings/oleObject1.bin": "x",
        }
    )
    assert set(find_hidden_data(data)) >= {
        HiddenFind("pivot_cache", "pivotCacheDefinition1.xml", 3, "Officer, Rank"),
        HiddenFind("external_link", "externalLink1.xml", 1, "PC Example"),
        HiddenFind("hidden_name", "Officers", 1, "Sheet1!$A$1"),
        HiddenFind("macro", "xl/vbaProject.bin"),
        HiddenFind("embedded_file", "xl/embeddings/oleObject1.bin"),
    }


def test_tracked_changes_and_comments_of_a_word_file() -> None:
    data = word_of(
        PARAGRAPH + "<w:p><w:del><w:r><w:delText>PC Example</w:delText></w:r></w:del></w:p>",
        comments='<w:comment w:author="A Clerk"><w:p><w:r><w:t>Check</w:t></w:r></w:p></w:comment>',
    )
    assert find_hidden_data(data) == (
        HiddenFind("comment", "", 1, "Check"),
        HiddenFind("deleted_text", "", 1, "PC Example"),
    )


def test_hidden_slides_and_notes() -> None:
    shape = "<p:sp><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:sp>"
    data = slides(
        shape.format("One"), shape.format("Two"), shown=[True, False], notes=[shape.format("Slowly")]
    )
    assert find_hidden_data(data) == (
        HiddenFind("hidden_slide", "2", 1, "Two"),
        HiddenFind("speaker_notes", "1", 1, "Slowly"),
    )


def test_hidden_rows_and_columns_of_an_opendocument_sheet() -> None:
    data = opendocument(
        "<office:spreadsheet><table:table table:name='Spend'>"
        '<table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
        "<table:table-row table:visibility=\"filter\"><table:table-cell office:value-type='string'>"
        "<text:p>x</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>",
        kind="spreadsheet",
        meta="<dc:creator>A Clerk</dc:creator>",
    )
    assert find_hidden_data(data) == (
        HiddenFind("author", "", 1, "A Clerk"),
        HiddenFind("hidden_rows", "Spend", 1),
        HiddenFind("hidden_columns", "Spend", 2),
    )


@pytest.mark.parametrize("color", [black, darkblue])
@pytest.mark.parametrize("rotation", [0, 90])
def test_text_under_a_dark_box_of_a_pdf(color: object, rotation: int) -> None:
    def draw(drawing: canvas.Canvas) -> None:
        drawing.setPageRotation(rotation)
        drawing.drawString(72, 400, "The officer was PC Example of Anytown.")
        start = 72 + drawing.stringWidth("The officer was ")
        drawing.setFillColor(color)
        drawing.rect(start - 1, 397, drawing.stringWidth("PC Example") + 2, 12, fill=1, stroke=0)

    assert [find for find in find_hidden_data(drawn(draw)) if find.kind != "author"] == [
        HiddenFind("text_under_box", "1", 1, "PC Example")
    ]


def test_text_in_the_papers_colour_and_beside_the_page() -> None:
    def draw(drawing: canvas.Canvas) -> None:
        drawing.drawString(72, 700, "We hold none.")
        drawing.setFillColor(white)
        drawing.drawString(72, 650, "PC Example")
        drawing.setFillColor(black)
        drawing.drawString(2000, 600, "PC Sample")

    finds = [find for find in find_hidden_data(drawn(draw)) if find.kind == "hidden_text"]
    assert [(find.where, find.count) for find in finds] == [("1", 2)]
    assert "PC Example" in finds[0].sample
    assert "PC Sample" in finds[0].sample


def test_white_text_on_a_dark_ground_and_thin_letters_are_seen() -> None:
    def draw(drawing: canvas.Canvas) -> None:
        drawing.rect(60, 690, 400, 30, fill=1)
        drawing.setFillColor(white)
        drawing.drawString(72, 700, "Total illicit cost: £111")
        drawing.setFillColor(black)
        for number, size in enumerate((5, 8, 12, 40)):
            drawing.setFont("Helvetica-Bold", size)
            drawing.drawString(72, 600 - 60 * number, "Illlll 1111 iiii ||| filled")

    assert kinds(drawn(draw)) == set()


def test_the_text_layer_of_a_scan_is_seen() -> None:
    page = Image.open(io.BytesIO(picture("Dear Ms Example\nWe hold none.")))

    def draw(drawing: canvas.Canvas) -> None:
        drawing.drawInlineImage(page, 0, 0, 595, 842)
        text = drawing.beginText(48, 842 - 110)
        text.setFont("Helvetica", 19)
        text.setTextRenderMode(3)
        text.textLine("Dear Ms Example")
        drawing.drawText(text)

    assert kinds(drawn(draw)) == set()


def test_notes_files_and_earlier_versions_of_a_pdf() -> None:
    def draw(drawing: canvas.Canvas) -> None:
        drawing.setAuthor("A Clerk")
        drawing.drawString(72, 700, "We hold none.")
        drawing.textAnnotation("Is this right?", (100, 600, 120, 620))

    data = drawn(draw)
    assert find_hidden_data(data) == (
        HiddenFind("author", "", 1, "A Clerk"),
        HiddenFind("comment", "1", 1, "Is this right?"),
    )
    assert HiddenFind("earlier_version", "", 1) in find_hidden_data(
        data + b"\n" + data[data.rindex(b"startxref") :]
    )


def test_hidden_text_of_a_web_page() -> None:
    data = b"<html><p>Yes<p style='display:none'>PC Example"
    assert find_hidden_data(data) == (HiddenFind("hidden_text", "", 1, "PC Example"),)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"We hold none.", "reply.txt"),
        (b"a,b\n1,2\n", "a.csv"),
        (word_of(PARAGRAPH), "reply.docx"),
        (sheets(lambda workbook: workbook.add_worksheet().write(0, 0, "Cost")), "a.xlsx"),
    ],
)
def test_files_that_hide_nothing(data: bytes, name: str) -> None:
    assert find_hidden_data(data, filename=name) == ()


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.4 broken",
        word_of(PARAGRAPH)[:200],
        bytes(range(256)),
        package({"a.txt": "Yes"}),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
    ],
)
def test_what_cannot_be_inspected_says_so(data: bytes) -> None:
    assert HiddenFind("not_inspected") in find_hidden_data(data)


def test_every_kind_has_words_for_people() -> None:
    assert all(str(HiddenFind(kind).wording) == words for kind, words in WORDINGS.items())
    assert sample_of("a\n b" + " c" * 500) == ("a b" + " c" * 500)[:199] + "…"


def test_an_ordinary_pdf_hides_nothing() -> None:
    assert kinds(pdf(["Dear Ms Example", "We hold none."], ["Annex"])) == set()
