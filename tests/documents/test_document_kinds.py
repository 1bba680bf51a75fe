"""The kind of a file is what its bytes say, whatever its name says."""

from __future__ import annotations

import pytest

from document_files import opendocument, package, pdf, sheets, slides, word
from rhyddid.documents.kind_of import kind_of

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"Dear Ms Example\n\nWe hold this information.\n", "txt"),
        ("Annwyl Ms Enghraifft, tŷ a môr".encode("utf-16"), "txt"),
        ("Annwyl Ms Enghraifft, diolch i chi am eich cais".encode("utf-16-le"), "txt"),
        (b"\xef\xbb\xbfDear Ms Example", "txt"),
        (b"<!DOCTYPE html><html><body>Yes</body></html>", "html"),
        (b"<?xml version='1.0'?>\n<html xmlns='http://www.w3.org/1999/xhtml'><p>Yes</p></html>", "html"),
        (b"<!-- saved -->\n<div>Yes</div>", "html"),
        (b"Is 3 < 5 and <b>bold</b>?", "txt"),
        (pdf(["Yes"]), "pdf"),
        (b"\r\n\r\n" + pdf(["Yes"]), "pdf"),
        (word(lambda document: document.add_paragraph("Yes")), "docx"),
        (sheets(lambda workbook: workbook.add_worksheet()), "xlsx"),
        (slides(""), "pptx"),
        (opendocument("<office:text/>"), "odt"),
        (opendocument("<office:spreadsheet/>", kind="spreadsheet"), "ods"),
        (opendocument("<office:presentation/>", kind="presentation"), "odp"),
        (package({"letter.txt": "Yes"}), "zip"),
        (OLE + "WordDocument".encode("utf-16-le"), "doc"),
        (OLE + "Workbook".encode("utf-16-le"), "xls"),
        (OLE + "PowerPoint Document".encode("utf-16-le"), "ppt"),
        (OLE + "__properties_version1.0".encode("utf-16-le"), "mail"),
        (OLE, "unknown"),
        (rb"{\rtf1\ansi Yes}", "rtf"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "picture"),
        (b"Received: from mail.brynglas.example\r\nMessage-ID: <1@brynglas.example>\r\n\r\nYes", "mail"),
        (b"From: Foi Team\nSent: Monday\nTo: Ms Example\nSubject: Your request\n\nYes", "txt"),
        (b"", "empty"),
        (b" \r\n\x00\t", "empty"),
        (bytes(range(256)) * 4, "unknown"),
    ],
)
def test_kind_is_told_by_content(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind


@pytest.mark.parametrize("name", ["letter.docx", "letter.txt", "letter.eml.pdf", None])
def test_name_does_not_outweigh_content(name: str | None) -> None:
    assert kind_of(pdf(["Yes"]), filename=name) == "pdf"


def test_name_and_declared_type_break_ties() -> None:
    assert kind_of(b"a,b\n1,2\n") == "txt"
    assert kind_of(b"a,b\n1,2\n", filename="spend.CSV") == "csv"
    assert kind_of(b"a,b\n1,2\n", content_type="text/csv; charset=utf-8") == "csv"
    assert kind_of(b"Yes", filename="reply.eml") == "mail"
    assert kind_of(b"Yes, see <br> below", content_type="text/html") == "html"


def test_password_protected_office_file_keeps_the_kind_of_its_name() -> None:
    data = OLE + "EncryptedPackage".encode("utf-16-le")
    assert kind_of(data, filename="figures.xlsx") == "xlsx"
    assert kind_of(data) == "docx"


def test_archive_with_an_endless_directory_is_not_opened() -> None:
    end = b"PK\x05\x06" + bytes(8) + (2**31).to_bytes(4, "little") + bytes(6)
    assert kind_of(b"PK\x03\x04" + bytes(100) + end) == "zip"
