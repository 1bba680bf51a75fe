"""`redact_file`: whatever the kind, what was to go is gone from the new file, its packed parts and its name."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable

import docx
import docx.document
import openpyxl
import pytest
import xlsxwriter

from document_files import WORD_NAMES, opendocument, package, pdf, picture, sheets, slides, word, word_of
from old_workbook_file import old_workbook
from rhyddid.documents.document import Limits
from rhyddid.documents.hidden_data import find_hidden_data
from rhyddid.documents.read_document import read_document
from rhyddid.redaction.check_redacted import check_redacted
from rhyddid.redaction.personal_data import PersonalData, find_personal_data
from rhyddid.redaction.redact_file import redact_file
from rhyddid.redaction.redacted_file import RedactedFile, RedactionFailed
from rhyddid.redaction.seen_text import as_seen

SECRETS = (b"jane", b"brynglas", b"960123", b"960 123", b"PC Example", b"A Clerk")


def unpacked(data: bytes) -> bytes:
    """The bytes of a file and of all that is packed in it."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"\n".join(
            [data, *(name.encode() for name in archive.namelist()), *map(archive.read, archive.namelist())]
        )


def holds_no_secret(data: bytes) -> bool:
    return not any(secret.lower() in unpacked(data).lower() for secret in SECRETS)


def letter(document: docx.document.Document) -> None:
    document.core_properties.author = "A Clerk"
    document.core_properties.comments = "Sent by jane@brynglas.example"
    document.sections[0].header.paragraphs[0].text = "Call 01632 960123"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    document.add_heading("Our reply", 1)
    split = document.add_paragraph("Write to ja")
    split.add_run("ne@bryn").bold = True
    split.add_run("glas.example today.")
    document.add_paragraph("We hold none.", style="List Number")
    table = document.add_table(2, 2)
    for place, words in enumerate(("NHS number", "943 476 5919", "Cost", "£6,000")):
        table.cell(place // 2, place % 2).text = words


def test_a_word_file_stays_one_and_keeps_what_it_says() -> None:
    redacted = redact_file(word(letter), find_personal_data, filename="Reply to jane@brynglas.example.docx")
    assert (redacted.kind, redacted.filename) == ("docx", "Reply to [e-mail address].docx")
    assert {removed.kind for removed in redacted.removed} >= {"author", "email", "nhs_number", "phone"}
    assert holds_no_secret(redacted.data)
    new = docx.Document(io.BytesIO(redacted.data))
    assert [paragraph.text for paragraph in new.paragraphs] == [
        "Our reply",
        "Write to [e-mail address] today.",
        "1. We hold none.",
    ]
    assert new.paragraphs[0].style is not None
    assert new.paragraphs[0].style.name == "Heading 1"
    assert [[cell.text for cell in row.cells] for row in new.tables[0].rows] == [
        ["NHS number", "[NHS number]"],
        ["Cost", "£6,000"],
    ]
    assert new.sections[0].header.paragraphs[0].text == "Call [phone number]"
    assert new.sections[0].footer.paragraphs[0].text == "Page 1"
    assert find_hidden_data(redacted.data) == ()


def test_what_a_word_file_hides_has_no_way_into_the_new_one() -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "mailto:jane@brynglas.example"'
        '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>our page</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    body = (
        f"<w:p>{run.format('We hold none, see ')}{field}</w:p>"
        f"<w:p><w:del w:author='A Clerk'><w:r><w:delText>PC Example</w:delText></w:r></w:del>"
        f"<w:ins w:author='A Clerk'>{run.format('Accepted.')}</w:ins></w:p>"
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>PC Example</w:t></w:r></w:p>"
        "<w:p><w:r><w:drawing><docPr descr='PC Example at home'/></w:drawing></w:r></w:p>"
        "<w:sdt><w:sdtPr><w:alias w:val='PC Example'/></w:sdtPr><w:sdtContent><w:p>"
        f"{run.format('In a field.')}</w:p></w:sdtContent></w:sdt>"
        "<w:p><w:pPr><w:pStyle w:val='PC Example'/></w:pPr><w:bookmarkStart w:name='PC Example'/>"
        f"{run.format('Ends.')}</w:p>"
    )
    data = word_of(
        body, comments=f"<w:comment w:author='A Clerk'><w:p>{run.format('PC Example')}</w:p></w:comment>"
    )
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    data = package(
        members | {"customXml/item1.xml": "<x>PC Example</x>", "word/embeddings/a.xlsx": b"PC Example"}
    )
    redacted = redact_file(data, find_personal_data)
    assert holds_no_secret(redacted.data)
    assert [page.text.split("\n") for page in read_document(redacted.data).pages] == [
        ["We hold none, see our page", "Accepted.", "", "", "In a field.", "Ends."]
    ]
    assert {removed.kind for removed in redacted.removed} == {
        "comment",
        "custom_data",
        "deleted_text",
        "hidden_text",
        "embedded_file",
    }


def test_pictures_in_a_word_file_are_read_and_masked() -> None:
    def write(document: docx.document.Document) -> None:
        document.add_picture(io.BytesIO(picture("Write to jane@brynglas.example\nor to us")))

    redacted = redact_file(word(write), find_personal_data)
    assert [removed.kind for removed in redacted.removed if removed.page] == ["email"]
    (shape,) = docx.Document(io.BytesIO(redacted.data)).inline_shapes
    assert shape.width > 0
    with zipfile.ZipFile(io.BytesIO(redacted.data)) as archive:
        text = read_document(archive.read("word/media/picture1.png")).text
    assert "to us" in text
    assert "jane" not in text


def test_a_picture_that_cannot_be_read_is_left_out_of_a_word_file() -> None:
    def write(document: docx.document.Document) -> None:
        document.add_paragraph("Before")
        document.add_picture(io.BytesIO(picture("jane@brynglas.example")))

    data = word(write)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    members = {name: b"broken" if name.startswith("word/media/") else part for name, part in members.items()}
    redacted = redact_file(package(members), find_personal_data)
    assert ("picture", 1) in [(removed.kind, removed.count) for removed in redacted.removed]
    assert len(redacted.cautions) == 2


def workbook(book: xlsxwriter.Workbook) -> None:
    book.set_properties({"author": "A Clerk"})
    spend = book.add_worksheet("jane@brynglas.example")
    spend.write_row("B1", ["Name", "Phone", "NHS number", "Paid", "On"])
    spend.write_row("B2", ["Officer 1", 1632960123, 9434765919, 6000.5])
    spend.write_datetime("F2", dt.datetime(2019, 12, 1), book.add_format({"num_format": "dd/mm/yyyy"}))
    spend.write_row("B3", ["call 01632 960123 first", "07700 900123", "", 3])
    spend.write_row("B4", ["PC Example"])
    spend.set_row(3, None, None, {"hidden": True})
    spend.write("H1", "PC Example")
    spend.set_column("H:H", None, None, {"hidden": True})
    spend.write_formula("E5", '=HYPERLINK("mailto:jane@brynglas.example")', None, "Total")
    spend.write_comment("B2", "PC Example", {"author": "A Clerk"})
    book.add_worksheet("PC Example").hide()
    book.define_name("PC_Example", "=Sheet1!$A$1")


def test_a_workbook_keeps_its_shown_values_and_nothing_else() -> None:
    redacted = redact_file(sheets(workbook), find_personal_data, filename="spend.xlsx")
    assert (redacted.kind, redacted.filename) == ("xlsx", "spend.xlsx")
    assert holds_no_secret(redacted.data)
    assert b"9434765919" not in unpacked(redacted.data)
    new = openpyxl.load_workbook(io.BytesIO(redacted.data))
    assert new.sheetnames == ["Sheet 1"]
    assert [row for row in new.active.iter_rows(min_col=2, values_only=True) if any(row)] == [
        ("Name", "Phone", "NHS number", "Paid", "On"),
        ("Officer 1", "[phone number]", "[NHS number]", 6000.5, dt.datetime(2019, 12, 1)),
        ("call [phone number] first", "[phone number]", None, 3, None),
        (None, None, None, "Total", None),
    ]
    assert find_hidden_data(redacted.data) == ()
    kinds = {removed.kind for removed in redacted.removed}
    assert kinds >= {
        "email",
        "phone",
        "nhs_number",
        "hidden_sheet",
        "hidden_rows",
        "hidden_columns",
        "comment",
    }


def test_an_opendocument_sheet_becomes_a_workbook() -> None:
    cell = "<table:table-cell office:value-type='string'><text:p>{}</text:p></table:table-cell>"
    data = opendocument(
        "<office:spreadsheet><table:table table:name='Spend'><table:table-column/>"
        f"<table:table-row>{cell.format('jane@brynglas.example')}{cell.format('Cost')}</table:table-row>"
        f"<table:table-row table:visibility='collapse'>{cell.format('PC Example')}</table:table-row>"
        "</table:table></office:spreadsheet>",
        kind="spreadsheet",
    )
    redacted = redact_file(data, find_personal_data, filename="spend.ods")
    assert redacted.filename == "spend.xlsx"
    assert read_document(redacted.data).text == "[e-mail address]\tCost"


def test_a_table_of_text_stays_one() -> None:
    data = b'Name;Tel\nJane;"01632 960123; home"\nBob;07700900123\n'
    redacted = redact_file(data, find_personal_data, filename="people.csv")
    assert redacted.data.decode() == 'Name;Tel\nJane;"[phone number]; home"\nBob;[phone number]\n'


def test_a_web_page_is_made_anew_of_its_words() -> None:
    data = (
        b"<html><title>Reply</title><p>Mail ja<b>ne</b>@brynglas.example<p style='display:none'>PC Example"
        b"<a href='mailto:jane@brynglas.example'>us</a></p><table><tr><td>Cost<td>1 &lt; 2</table><!-- A Clerk -->"
        b"<img src='http://brynglas.example/jane.gif' alt='PC Example'><script>PC Example</script>"
    )
    redacted = redact_file(data, find_personal_data, filename="a.html")
    assert holds_no_secret(redacted.data)
    document = read_document(redacted.data)
    assert (document.title, document.text.split("\n")) == (
        "Reply",
        ["Mail [e-mail address]", "", "Cost\t1 < 2"],
    )


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"Mail jane@brynglas.example now", "a.txt"),
        (rb"{\rtf1 {\*\author A Clerk}Mail jane@brynglas.example now}", "a.rtf"),
        (slides("<p:sp><a:p><a:r><a:t>Mail jane@brynglas.example now</a:t></a:r></a:p></p:sp>"), "a.pptx"),
        (opendocument("<office:text><text:p>Mail jane@brynglas.example now</text:p></office:text>"), "a.odt"),
    ],
)
def test_other_kinds_become_text(data: bytes, name: str) -> None:
    redacted = redact_file(data, find_personal_data, filename=name)
    assert (redacted.filename, redacted.data) == ("a.txt", b"Mail [e-mail address] now\n")
    assert bool(redacted.cautions) == (name != "a.txt")


def test_a_text_that_looks_like_a_mail_or_a_page_stays_a_text() -> None:
    slide = "<p:sp><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:sp>"
    lines = (
        "&lt;html&gt; is how pages begin",
        "Received: by us",
        "Message-ID: one",
        "MIME-Version: 1.0",
        "Or else",
    )
    for first in (0, 1):
        redacted = redact_file(
            slides("".join(slide.format(line) for line in lines[first:])), find_personal_data
        )
        assert redacted.data.decode().count("\n") == len(lines) - first


def test_what_a_person_marked_goes_wherever_it_stands() -> None:
    data = pdf(["The officer was PC", "Example of Anytown."], ["PC Example signed. An exemplary reply."])
    text = read_document(data).pages[0].text
    start = text.index("PC")
    marked = PersonalData("name", start, text.index(" of Anytown"), "[officer]")
    redacted = redact_file(data, spans_by_page={1: [marked]})
    assert {removed.page for removed in redacted.removed} == {1, 2}
    words = read_document(redacted.data, limits=Limits(ocr=False)).text.split()
    assert words == ["The", "officer", "was", "of", "Anytown.", "signed.", "An", "exemplary", "reply."]


@pytest.mark.parametrize(
    "text",
    ["oﬃce@brynglas.example", "０７７００ ９００１２３", "0 7 7 0 0 9 0 0 1 2 3", "07700\u00ad 900\u200b123"],
)
def test_text_is_searched_as_it_is_seen(text: str) -> None:
    (span,) = {(span.start, span.end) for span in as_seen(find_personal_data)(f"Or {text} – now")}
    assert span == (3, 3 + len(text))


def test_names_in_ligatures_are_found() -> None:
    def griffiths(text: str) -> Iterable[PersonalData]:
        return [PersonalData("name", m.start(), m.end(), "") for m in re.finditer("Griffiths", text)]

    assert [(span.start, span.end) for span in as_seen(griffiths)("Mr Griﬃths said")] == [(3, 10)]


@pytest.mark.parametrize(
    "made",
    [
        RedactedFile(b"Call 01632 960123", (), kind="txt", filename="a.txt"),
        RedactedFile(
            word_of("<w:p/>", comments=f"<w:comment {WORD_NAMES} w:id='01632960123'/>"), (), kind="docx"
        ),
        RedactedFile(b"<p>Yes</p><!-- 01632 960123 -->", (), kind="html"),
    ],
)
def test_a_file_that_still_holds_what_was_to_go_is_not_given_out(made: RedactedFile) -> None:
    with pytest.raises(RedactionFailed, match="still in the redacted file"):
        check_redacted(made, find_personal_data, ["01632 960123"], Limits())


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"%PDF-1.4 broken", "a.pdf", "cannot be redacted"),
        (package({"_rels/.rels": "<x/>", "word/a.xml": "<x"}), "a.docx", "No text part"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "a.xlsx",
            "password",
        ),
        (package({"a.txt": "Yes"}), "a.zip", "archive"),
        (b"", "a.txt", "empty"),
        (bytes(range(256)), "a.bin", "of no kind"),
    ],
)
def test_what_cannot_be_redacted_is_refused(data: bytes, name: str, why: str) -> None:
    with pytest.raises(RedactionFailed, match=why):
        redact_file(data, find_personal_data, filename=name)


def test_a_redaction_that_hangs_is_ended() -> None:
    with pytest.raises(RedactionFailed, match="time"):
        redact_file(pdf(["Yes"]), find_personal_data, limits=Limits(timeout_s=0.0001, memory_bytes=10**10))


def test_a_redaction_that_eats_memory_is_ended() -> None:
    with pytest.raises(RedactionFailed, match="broke down"):
        redact_file(pdf(["Yes"]), find_personal_data, limits=Limits(memory_bytes=10_000_000))


def test_an_old_workbook_becomes_a_new_one_without_what_it_hides() -> None:
    rows = [
        ["Year", "Officer", "Mail"],
        ["2019", "PC Example", "jane@brynglas.example"],
        ["PC Example", "", ""],
    ]
    data = old_workbook("Spend", rows, hidden_rows=[2], hidden_columns=[1])
    redacted = redact_file(data, find_personal_data, filename="spend.xls")
    assert redacted.filename == "spend.xlsx"
    assert holds_no_secret(redacted.data)
    assert read_document(redacted.data).text == "Year\t\tMail\n2019\t\t[e-mail address]"
