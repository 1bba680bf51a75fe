"""What `read_document` reads of each kind of file."""

from __future__ import annotations

import datetime as dt

import docx.document
import pytest
import xlsxwriter
from docx.enum.text import WD_BREAK

from document_files import opendocument, package, pdf, picture, sheets, slides, word, word_of
from rhyddid.documents.document import Aside, Document, Limits, Member, Page
from rhyddid.documents.limited_process import tool_path
from rhyddid.documents.package_members import BROKEN_PACKAGE, ENCRYPTED, TOO_LARGE_UNPACKED
from rhyddid.documents.read_document import TOO_LARGE, read_document
from rhyddid.documents.read_here import A_MAIL, AN_ARCHIVE, CUT_SHORT, EMPTY, UNKNOWN_KIND
from rhyddid.documents.read_old_word import DAMAGED_DOC
from rhyddid.documents.read_pdf import DAMAGED_PDF, TOO_MANY_PAGES
from rhyddid.documents.read_sheets import HIDDEN_SHEET
from rhyddid.documents.read_slides import HIDDEN_SLIDE
from rhyddid.documents.recognise import NO_OCR, READ_BY_OCR
from rhyddid.documents.workbook_sheets import TOO_MANY_CELLS

W_PARAGRAPH = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"


def texts(document: Document) -> list[str]:
    return [page.text for page in document.pages]


@pytest.mark.parametrize(
    ("data", "content_type", "text"),
    [
        ("Dŵr\r\nYes".encode(), None, "Dŵr\nYes"),
        ("£6,000 – yes".encode("cp1252"), None, "£6,000 – yes"),
        ("£6,000 – yes".encode("cp1252"), "text/plain; charset=iso-8859-1", "£6,000 – yes"),
        ("Tŷ".encode("iso-8859-14"), 'text/plain; charset="ISO-8859-14"', "Tŷ"),
        ("Diolch am eich cais".encode("utf-16-be"), None, "Diolch am eich cais"),
        ("Dŵr".encode(), "text/plain; charset=no-such-set", "Dŵr"),
    ],
)
def test_text_is_decoded(data: bytes, content_type: str | None, text: str) -> None:
    document = read_document(data, content_type=content_type)
    assert (document.kind, texts(document), document.defects) == ("txt", [text], ())


def test_text_is_split_at_form_feeds() -> None:
    assert texts(read_document(b"one\x0ctwo")) == ["one", "two"]


def test_pdf_gives_pages_of_lines_and_its_title() -> None:
    data = pdf(["Dear Ms Example, the infor-", "mation is held: £6,000."], ["Annex A"], title="Our reply")
    assert read_document(data) == Document(
        kind="pdf",
        pages=(Page(1, "Dear Ms Example, the infor-\nmation is held: £6,000."), Page(2, "Annex A")),
        title="Our reply",
    )


def test_pdf_beyond_the_limits_is_cut_and_says_so() -> None:
    document = read_document(pdf(["one"], ["two"], ["three"]), limits=Limits(max_pages=2))
    assert (texts(document), document.defects) == (["one", "two"], (TOO_MANY_PAGES,))


@pytest.mark.parametrize("cut", [20, 300, 700])
def test_damaged_pdf_says_so(cut: int) -> None:
    document = read_document(pdf(["Yes"])[:cut])
    assert (document.kind, document.pages) == ("pdf", ())
    assert document.defects == (DAMAGED_PDF,)


@pytest.mark.parametrize("form", ["PNG", "PDF", "TIFF"])
def test_scan_is_recognised_where_tesseract_is_installed(form: str) -> None:
    document = read_document(picture("Dear Ms Example\nThe information is not held.", form=form))
    if tool_path("tesseract") is None:
        assert document.defects == (NO_OCR,)
        return
    assert document.pages == (Page(1, "Dear Ms Example\nThe information is not held.", read_by_ocr=True),)
    assert document.defects == (READ_BY_OCR,)


def test_scan_is_left_alone_where_recognition_is_switched_off() -> None:
    document = read_document(picture("Dear Ms Example", form="PDF"), limits=Limits(ocr=False))
    assert (texts(document), document.defects) == ([""], (NO_OCR,))


def test_word_gives_lines_tables_headers_and_list_numbers() -> None:
    def write(document: docx.document.Document) -> None:
        document.core_properties.title = "Our reply"
        document.sections[0].header.paragraphs[0].text = "Cyngor Brynglas Council"
        document.sections[0].footer.paragraphs[0].text = "Page foot"
        document.add_paragraph("Dear Ms Example")
        document.add_paragraph("How many cameras?", style="List Number")
        document.add_paragraph("What did they cost?", style="List Number")
        document.add_paragraph("a point", style="List Bullet")
        table = document.add_table(2, 2)
        for place, text in enumerate(["Question", "Answer", "2", "£6,000\nexcluding VAT"]):
            table.cell(place // 2, place % 2).text = text
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        document.add_paragraph("Annex")

    document = read_document(word(write))
    assert document == Document(
        kind="docx",
        pages=(
            Page(
                1,
                "Cyngor Brynglas Council\nDear Ms Example\n1. How many cameras?\n2. What did they cost?\n"
                "• a point\nQuestion\tAnswer\n2\t£6,000\nexcluding VAT",
            ),
            Page(2, "Annex\nPage foot"),
        ),
        title="Our reply",
    )


def test_word_shows_insertions_and_keeps_deletions_comments_and_hidden_text_apart() -> None:
    data = word_of(
        "<w:p><w:r><w:t>We hold </w:t></w:r><w:ins><w:r><w:t>some</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>none</w:delText></w:r></w:del><w:r><w:t> of it.</w:t></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>not for them</w:t></w:r></w:p>",
        comments='<w:comment w:author="A Clerk"><w:p><w:r><w:t>Are we sure?</w:t></w:r></w:p></w:comment>',
        footnotes='<w:footnote w:type="separator"><w:p/></w:footnote>'
        "<w:footnote><w:p><w:r><w:t>See the annex.</w:t></w:r></w:p></w:footnote>",
    )
    document = read_document(data)
    assert texts(document) == ["We hold some of it.\nSee the annex."]
    assert document.asides == (
        Aside("comment", "Are we sure?", author="A Clerk"),
        Aside("deleted", "none"),
        Aside("hidden_text", "not for them"),
    )


def test_word_reads_text_boxes_once_and_content_controls() -> None:
    box = f"<w:txbxContent>{W_PARAGRAPH.format('Letterhead')}</w:txbxContent>"
    data = word_of(
        f"<w:p><w:r><w:AlternateContent><w:Choice>{box}</w:Choice><w:Fallback>{box}</w:Fallback>"
        "</w:AlternateContent></w:r><w:r><w:t>Dear</w:t><w:tab/><w:t>Ms Example</w:t></w:r></w:p>"
        f"<w:sdt><w:sdtPr/><w:sdtContent>{W_PARAGRAPH.format('Ref 12')}</w:sdtContent></w:sdt>"
    )
    assert texts(read_document(data)) == ["Dear\tMs Example\nLetterhead\nRef 12"]


def test_word_counts_lists_as_word_does() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="1">'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1(%2)"/></w:lvl>'
        "</w:abstractNum>"
        '<w:num w:numId="7"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="8"><w:abstractNumId w:val="1"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride></w:num>'
    )

    def item(text: str, level: int, number: int) -> str:
        place = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
        return f"<w:p>{place}<w:r><w:t>{text}</w:t></w:r></w:p>"

    body = "".join(
        item(*each)
        for each in [
            ("a", 0, 7),
            ("b", 1, 7),
            ("c", 1, 7),
            ("d", 0, 7),
            ("e", 1, 7),
            ("f", 0, 8),
            ("g", 0, 7),
        ]
    )
    assert texts(read_document(word_of(body, numbering=numbering))) == [
        "1. a\n1(a) b\n1(b) c\n2. d\n2(a) e\n4. f\n3. g"
    ]


def test_slides_come_in_their_order_with_hidden_ones_and_notes_apart() -> None:
    def shape(text: str) -> str:
        return f"<p:sp><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"

    table = (
        "<p:graphicFrame><a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>Year</a:t></a:r></a:p></a:txBody></a:tc>"
        "<a:tc><a:txBody><a:p><a:r><a:t>2021</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl></p:graphicFrame>"
    )
    data = slides(
        shape("First"), shape("Second"), table, shown=[True, False, True], notes=[shape("Say it slowly")]
    )
    document = read_document(data)
    assert document.pages == (Page(1, "First"), Page(3, "Year\t2021"))
    assert document.hidden_pages == (Page(2, "Second"),)
    assert document.asides == (Aside("speaker_notes", "Say it slowly", page=1),)
    assert document.defects == (HIDDEN_SLIDE,)


def test_opendocument_text_is_read_with_tables_notes_and_comments() -> None:
    data = opendocument(
        "<office:text><text:tracked-changes><text:changed-region><text:deletion><text:p>We hold none.</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
        "<text:h>Our reply</text:h><text:p>One<text:s text:c='2'/>two<text:tab/>three<text:line-break/>four"
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p>"
        "</text:note-body></text:note> end"
        "<office:annotation><dc:creator>A Clerk</dc:creator><text:p>Sure?</text:p></office:annotation></text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>Year</text:p></table:table-cell>"
        "<table:table-cell table:number-columns-repeated='2'/><table:table-cell><text:p>Cost</text:p>"
        "</table:table-cell></table:table-row></table:table></office:text>",
        meta="<dc:title>Our reply</dc:title>",
        styles="<style:master-page><style:header><text:p>Brynglas</text:p></style:header></style:master-page>",
    )
    document = read_document(data)
    assert texts(document) == ["Brynglas\nOur reply\nOne  two\tthree\nfour end\nA note.\nYear\t\t\tCost"]
    assert document.title == "Our reply"
    assert document.asides == (
        Aside("comment", "Sure?", author="A Clerk"),
        Aside("deleted", "We hold none."),
    )


def test_opendocument_presentation_gives_a_page_a_slide() -> None:
    data = opendocument(
        "<office:presentation><draw:page><draw:frame><draw:text-box><text:p>One</text:p></draw:text-box></draw:frame>"
        "</draw:page><draw:page><text:p>Two</text:p></draw:page></office:presentation>",
        kind="presentation",
    )
    assert read_document(data).pages == (Page(1, "One"), Page(2, "Two"))


def test_sheets_give_rows_and_keep_hidden_sheets_apart() -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        spend = workbook.add_worksheet("Spend")
        spend.write_row(0, 0, ["Year", "Cost", "Paid"])
        spend.write_row(1, 0, ["2019/20", 6000.0, True])
        spend.write_row(2, 0, ["2020/21", 0.1 + 0.2])
        spend.write_datetime(
            2, 2, dt.datetime(2021, 8, 25), workbook.add_format({"num_format": "dd/mm/yyyy"})
        )
        spend.write(3, 0, "two\nlines")
        names = workbook.add_worksheet("Officers")
        names.write(0, 0, "PC Example")
        names.hide()

    document = read_document(sheets(write))
    assert document == Document(
        kind="xlsx",
        pages=(
            Page(
                1, "Year\tCost\tPaid\n2019/20\t6000\tTRUE\n2020/21\t0.3\t2021-08-25\ntwo lines", name="Spend"
            ),
        ),
        hidden_pages=(Page(2, "PC Example", name="Officers"),),
        defects=(HIDDEN_SHEET,),
    )


def test_opendocument_sheet_is_read() -> None:
    data = opendocument(
        "<office:spreadsheet><table:table table:name='Spend'><table:table-row>"
        "<table:table-cell office:value-type='string'><text:p>Cost</text:p></table:table-cell>"
        "<table:table-cell office:value-type='float' office:value='6000'><text:p>6,000</text:p></table:table-cell>"
        "</table:table-row></table:table></office:spreadsheet>",
        kind="spreadsheet",
    )
    document = read_document(data)
    assert (document.kind, document.pages) == ("ods", (Page(1, "Cost\t6000", name="Spend"),))


def test_csv_gives_tab_separated_rows_whatever_parts_its_cells() -> None:
    assert texts(read_document(b'Year,"Cost, GBP"\n2019,6000\n', filename="a.csv")) == [
        "Year\tCost, GBP\n2019\t6000"
    ]
    assert texts(read_document("Blwyddyn;Cost\n2019;£6".encode("cp1252"), filename="a.csv")) == [
        "Blwyddyn\tCost\n2019\t£6"
    ]


def test_rtf_is_read() -> None:
    document = read_document(
        rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 Dear Ms Example\par We hold \'a36,000.\par}"
    )
    assert (document.kind, texts(document)) == ("rtf", ["Dear Ms Example\nWe hold £6,000."])


def test_html_shows_what_a_browser_shows() -> None:
    data = (
        "<html><head><title>Our reply</title><style>p{}</style></head><body><p>Dear&nbsp;Ms\n Example</p>"
        "<p>One<br>two <b>bold</b></p><div style='display: none'>tracking</div><script>alert(1)</script>"
        "<table><tr><td><p>Year</p></td><td>Cost</td><td></td></tr><tr><td></td><td><p>£6</p><p>net</p></td></tr>"
        "</table><ul><li>x<li>y</ul><pre>a\n  b</pre></body></html>"
    ).encode()
    document = read_document(data)
    assert document == Document(
        kind="html",
        pages=(Page(1, "Dear Ms Example\n\nOne\ntwo bold\n\nYear\tCost\n\t£6\nnet\n\nx\ny\n\na\n  b"),),
        title="Our reply",
        asides=(Aside("hidden_text", "tracking", page=1),),
    )


def test_html_declares_its_character_set() -> None:
    assert texts(read_document("<html><meta charset='iso-8859-14'><p>Tŷ".encode("iso-8859-14"))) == ["Tŷ"]


def test_deeply_nested_html_is_read() -> None:
    assert texts(read_document(b"<html>" + b"<div>" * 20_000 + b"Yes")) == ["Yes"]


def test_archive_is_listed_and_not_opened() -> None:
    document = read_document(package({"a/letter.txt": "Yes", "b.csv": "1,2"}))
    assert document == Document(
        kind="zip", members=(Member("a/letter.txt", 3), Member("b.csv", 3)), defects=(AN_ARCHIVE,)
    )


@pytest.mark.parametrize(
    ("data", "defect"),
    [
        (b"", EMPTY),
        (bytes(range(256)) * 4, UNKNOWN_KIND),
        (b"Received: by a\nMessage-ID: <b@c.example>\n\nYes", A_MAIL),
        (word(lambda document: document.add_paragraph("Yes"))[:-40], BROKEN_PACKAGE),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, defect: str) -> None:
    document = read_document(data)
    assert (document.pages, document.defects) == ((), (defect,))


def test_damaged_old_word_file_says_so() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le")
    document = read_document(data)
    assert (document.kind, document.pages) == ("doc", ())
    if tool_path("antiword") is not None:
        assert document.defects == (DAMAGED_DOC,)


@pytest.mark.parametrize("name", ["reply.docx", "reply.xlsx", None])
def test_password_protected_office_file_says_so(name: str | None) -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    assert read_document(data, filename=name).defects == (ENCRYPTED,)


def test_file_larger_than_the_limit_is_not_opened() -> None:
    assert read_document(b"x" * 11, limits=Limits(max_bytes=10)).defects == (TOO_LARGE,)


def test_long_text_is_cut_and_says_so() -> None:
    document = read_document(b"0123456789\x0cabc", limits=Limits(max_characters=5))
    assert (texts(document), document.defects) == (["01234"], (CUT_SHORT,))


def test_package_that_unpacks_to_too_much_is_not_opened() -> None:
    data = word_of(W_PARAGRAPH.format("x" * 5_000_000))
    assert len(data) < 20_000
    document = read_document(data, limits=Limits(max_unpacked_bytes=1_000_000))
    assert (document.pages, document.defects) == ((), (TOO_LARGE_UNPACKED,))


def test_sheet_that_lies_about_its_size_is_not_opened() -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        for row in range(20_000):
            sheet.write_row(row, 0, [1, 2, 3])

    data = bytearray(sheets(write))
    limits = Limits(max_unpacked_bytes=1_000_000)
    assert read_document(bytes(data), limits=limits).defects == (TOO_LARGE_UNPACKED,)
    # the same with small sizes written into the directory
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        data[place + 24 : place + 28] = (10).to_bytes(4, "little")
        place = data.find(b"PK\x01\x02", place + 4)
    assert read_document(bytes(data), limits=limits).defects == (TOO_LARGE_UNPACKED,)


def test_sheet_with_two_cells_at_its_ends_takes_no_memory() -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "here")
        sheet.write(1_048_575, 16_383, "there")

    assert read_document(sheets(write)).defects == (TOO_MANY_CELLS,)


def test_entities_are_not_resolved() -> None:
    xml = (
        '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
        "<w:t>x&b;&c;y</w:t></w:r></w:p></w:body></w:document>"
    )
    document = read_document(package({"[Content_Types].xml": "<Types/>", "word/document.xml": xml}))
    assert "root:" not in document.text
    assert "ha" not in document.text


@pytest.mark.parametrize("end", ["</table:tabl>", "", "</table:table"])
def test_an_opendocument_sheet_whose_elements_are_not_closed_is_damaged(end: str) -> None:
    data = opendocument(
        "<office:spreadsheet><table:table table:name='Spend'><table:table-row><table:table-cell "
        f"office:value-type='string'><text:p>x</text:p></table:table-cell></table:table-row>{end}"
        "</office:spreadsheet>",
        kind="spreadsheet",
    )
    assert read_document(data).defects == (BROKEN_PACKAGE,)
