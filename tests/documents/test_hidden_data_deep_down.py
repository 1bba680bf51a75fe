"""Hidden data that takes a closer look: in the paper's colour, in pictures, in files inside files, in old templates."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from PIL import ExifTags, Image

from document_files import WORD_NAMES, package, sheets, word_of
from rhyddid.documents.hidden_data import find_hidden_data
from rhyddid.documents.hidden_find import HiddenFind

PARAGRAPH = "<w:p><w:r>{}<w:t>{}</w:t></w:r></w:p>"
WHITE = "<w:rPr><w:color w:val='FFFFFF'/></w:rPr>"
RELATION = '<Relationships><Relationship Id="a" TargetMode="External" Target="{}"/></Relationships>'


def photograph(form: str = "JPEG") -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "A Clerk"
    exif[ExifTags.Base.ImageDescription] = "PC Example at home"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            ExifTags.GPS.GPSLatitudeRef: "N",
            ExifTags.GPS.GPSLatitude: (51.0, 30.0, 0.0),
            ExifTags.GPS.GPSLongitudeRef: "W",
            ExifTags.GPS.GPSLongitude: (3.0, 12.0, 0.0),
        }
    )
    file = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(file, form, exif=exif)
    return file.getvalue()


def in_a_pdf(jpeg: bytes) -> bytes:
    head = b"/Type/XObject/Subtype/Image/Width 20/Height 20/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/DCTDecode"
    return (
        b"%%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Count 1/Kids[3 0 R]>> endobj\n"
        b"3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Resources<</XObject<</P 4 0 R>>>>>> endobj\n"
        b"4 0 obj <<%s/Length %d>> stream\n%s\nendstream endobj\ntrailer <</Root 1 0 R>>\n%%%%EOF"
        % (head, len(jpeg), jpeg)
    )


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_tells_where_it_was_taken_and_by_whom(form: str) -> None:
    assert set(find_hidden_data(photograph(form))) == {
        HiddenFind("picture_place", "", 1, "51.50000, -3.20000"),
        HiddenFind("author", "", 1, "A Clerk"),
        HiddenFind("picture_notes", "", 1, "PC Example at home"),
    }


def test_photographs_inside_other_files_are_looked_at() -> None:
    inside = package({"[Content_Types].xml": "<Types/>", "word/document.xml": f"<w:document {WORD_NAMES}><w:body/>"
                      "</w:document>", "word/media/image1.jpg": photograph()})  # fmt: skip
    places = [
        HiddenFind("picture_place", where, 1, "51.50000, -3.20000") for where in ("word/media/image1.jpg", "")
    ]
    assert places[0] in find_hidden_data(inside)
    assert places[1] in find_hidden_data(in_a_pdf(photograph()))


def test_white_and_tiny_text_of_a_word_file() -> None:
    tiny = "<w:rPr><w:sz w:val='2'/></w:rPr>"
    banner = "<w:p><w:pPr><w:shd w:fill='1F3864'/></w:pPr><w:r>{}<w:t>Our reply</w:t></w:r></w:p>"
    data = word_of(
        PARAGRAPH.format("", "We hold none.")
        + PARAGRAPH.format(WHITE, "PC Example")
        + PARAGRAPH.format(tiny, "PC Sample")
        + banner.format(WHITE)
    )
    assert find_hidden_data(data) == (HiddenFind("hidden_text", "", 2, "PC Example / PC Sample"),)


def test_cells_of_a_workbook_in_the_papers_colour() -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Spend")
        sheet.write("A1", "Cost")
        sheet.write("A2", "PC Example", book.add_format({"font_color": "white"}))
        sheet.write("A3", 6000, book.add_format({"num_format": ";;;"}))
        sheet.write("A4", "Total", book.add_format({"font_color": "white", "bg_color": "navy"}))

    assert find_hidden_data(sheets(write)) == (HiddenFind("hidden_text", "Spend", 2, "PC Example / 6000"),)


def test_a_workbook_inside_a_word_file_shows_its_first_words() -> None:
    inside = sheets(lambda book: book.add_worksheet().write_row(0, 0, ["Officer", "PC Example"]))
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {WORD_NAMES}><w:body>{PARAGRAPH.format('', 'x')}</w:body></w:document>",
        "word/embeddings/sheet.xlsx": inside,
    }
    (find,) = find_hidden_data(package(members))
    assert find == HiddenFind("embedded_file", "word/embeddings/sheet.xlsx", 1, "Officer PC Example")
    assert find.severity == "high"


def test_data_of_other_programs_and_links_to_files() -> None:
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {WORD_NAMES}><w:body>{PARAGRAPH.format('', 'x')}</w:body></w:document>",
        "word/_rels/settings.xml.rels": RELATION.format("file:///C:\\Users\\aclerk\\Letter.dotx"),
        "word/_rels/document.xml.rels": RELATION.format("\\\\server\\cases\\PC Example.docx"),
        "customXml/item1.xml": "<case><officer>PC Example</officer></case>",
        "docProps/thumbnail.jpeg": b"x",
    }
    assert set(find_hidden_data(package(members))) == {
        HiddenFind(
            "custom_data", "word/_rels/settings.xml.rels", 1, "file:///C:\\Users\\aclerk\\Letter.dotx"
        ),
        HiddenFind("external_link", "word/_rels/document.xml.rels", 1, "\\\\server\\cases\\PC Example.docx"),
        HiddenFind("custom_data", "customXml/item1.xml", 1, "PC Example"),
        HiddenFind("thumbnail", "docProps/thumbnail.jpeg"),
    }


def test_a_data_model_and_connections_of_a_workbook() -> None:
    names = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f"<workbook {names}><sheets/></workbook>",
        "xl/model/item.data": b"x",
        "xl/connections.xml": f'<connections {names}><connection><dbPr connection="Server=hr01;Uid=clerk"/></connection>'
        "</connections>",
    }
    finds = find_hidden_data(package(members))
    assert HiddenFind("pivot_cache", "xl/model/item.data") in finds
    assert HiddenFind("external_link", "xl/connections.xml", 1, "Server=hr01;Uid=clerk") in finds


def test_what_an_rtf_file_hides() -> None:
    data = (
        rb"{\rtf1{\info{\author A Clerk}}We hold none.{\*\annotation Check this}{\deleted PC Example}"
        rb"{\v PC Sample}\viewkind4 end}"
    )
    assert set(find_hidden_data(data)) == {
        HiddenFind("author", "", 1, "A Clerk"),
        HiddenFind("comment", "", 1, "Check this"),
        HiddenFind("deleted_text", "", 1, "PC Example"),
        HiddenFind("hidden_text", "", 1, "PC Sample"),
    }


def test_finds_are_graded() -> None:
    grades = {HiddenFind(kind).severity for kind in ("author", "comment", "pivot_cache")}
    assert grades == {"low", "medium", "high"}
