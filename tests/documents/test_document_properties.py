"""Any bytes give a document, within the limits, and the same bytes the same one."""

from __future__ import annotations

import random

import docx.document
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from document_files import opendocument, package, pdf, sheets, slides, word
from rhyddid.documents.document import Document, Limits
from rhyddid.documents.kind_of import kind_of
from rhyddid.documents.read_document import read_document
from rhyddid.documents.read_here import read_here

LIMITS = Limits(ocr=False, max_characters=50_000, max_pages=50, timeout_s=20)
MAGIC = (
    b"",
    b"%PDF-1.4\n",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"{\\rtf1",
    b"<html>",
    b"\x89PNG\r\n\x1a\n",
    b"II*\x00",
)


def _word(document: docx.document.Document) -> None:
    document.add_paragraph("How many?", style="List Number")
    document.add_table(2, 2).cell(0, 0).text = "Year"


def _workbook(workbook: xlsxwriter.Workbook) -> None:
    workbook.add_worksheet().write_row(0, 0, ["Year", 6000, True])
    workbook.add_worksheet().hide()


FILES = {
    "pdf": pdf(["Dear Ms Example"], ["Annex"], title="Reply"),
    "docx": word(_word),
    "xlsx": sheets(_workbook),
    "odt": opendocument("<office:text><text:p>Yes</text:p></office:text>"),
    "ods": opendocument("<office:spreadsheet><table:table/></office:spreadsheet>", kind="spreadsheet"),
    "pptx": slides("<p:sp><a:p><a:r><a:t>Yes</a:t></a:r></a:p></p:sp>"),
    "zip": package({"a.txt": "Yes"}),
    "rtf": rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 Dear Ms Example\par\u8211? \'a36,000{\pict ffd8}\par}",
    "html": b"<html><body><p>Yes<table><tr><td>a<td>b</table><pre> c</pre>",
    "csv": b'a,"b,c"\n1,2\n',
}


def assert_sound(document: Document) -> None:
    assert all(defect.endswith(".") for defect in document.defects)
    assert sum(len(page.text) for page in document.pages) <= LIMITS.max_characters
    assert len(document.pages) <= LIMITS.max_pages
    numbers = [page.number for page in document.pages]
    assert numbers == sorted(set(numbers))
    if not document.pages and not document.hidden_pages:
        assert document.defects


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(magic=st.sampled_from(MAGIC), rest=st.binary(max_size=600), name=st.none() | st.text(max_size=12))
def test_any_bytes_give_a_document(magic: bytes, rest: bytes, name: str | None) -> None:
    document = read_document(magic + rest, filename=name, limits=LIMITS)
    assert_sound(document)


@pytest.mark.parametrize("kind", FILES)
def test_mutated_files_give_a_document(kind: str) -> None:
    chance = random.Random(kind)
    for _ in range(60):
        data = bytearray(FILES[kind])
        for _ in range(chance.choice((1, 3, 20))):
            place = chance.randrange(len(data))
            match chance.randrange(4):
                case 0:
                    data[place] = chance.randrange(256)
                case 1:
                    del data[place : place + chance.randrange(1, 60)]
                case 2:
                    data[place:place] = data[:place][-40:]
                case _:
                    data[place:] = data[place : place + chance.randrange(1, 200)]
            if not data:
                break
        assert_sound(read_document(bytes(data), filename=f"file.{kind}", limits=LIMITS))


@pytest.mark.parametrize("kind", FILES)
def test_both_ways_of_reading_give_the_same(kind: str) -> None:
    data, name = FILES[kind], f"file.{kind}"
    found = kind_of(data, filename=name)
    assert found == kind
    assert read_document(data, filename=name, limits=LIMITS) == read_here(
        found, data, content_type=None, limits=LIMITS
    )


@given(text=st.text(max_size=300))
def test_text_survives_utf_8(text: str) -> None:
    document = read_document(b"Dear Ms Example, " + text.encode("utf-8", "surrogatepass"), limits=LIMITS)
    assert_sound(document)
