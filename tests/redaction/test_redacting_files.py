"""True redaction of PDFs and pictures: what is removed is gone, and what is left can be read."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.colors import black
from reportlab.pdfgen import canvas

from rhyddid.documents.document import Limits
from rhyddid.documents.hidden_data import find_hidden_data
from rhyddid.documents.read_document import read_document
from rhyddid.redaction.personal_data import PersonalData, find_personal_data
from rhyddid.redaction.redact_pdf import redact_pdf
from rhyddid.redaction.redact_picture import redact_picture
from rhyddid.redaction.redacted_file import RedactionFailed

NO_OCR = Limits(ocr=False)
LINES = ["Dear Ms Example", "Write to jane@brynglas.example or call 01632 960123 today.", "Yours sincerely"]


def nothing(text: str) -> Iterable[PersonalData]:
    return ()


def drawn(*pages: list[str], rotation: int = 0, under_box: str = "") -> bytes:
    file = io.BytesIO()
    drawing = canvas.Canvas(file)
    drawing.setAuthor("A Clerk")
    for lines in pages:
        drawing.setPageRotation(rotation)
        for number, line in enumerate(lines):
            drawing.drawString(72, 500 - 16 * number, line)
        if under_box:
            drawing.drawString(72, 300, under_box)
            drawing.setFillColor(black)
            drawing.rect(70, 297, 200, 14, fill=1)
        drawing.textAnnotation("Check this with Jane", (100, 100, 120, 120))
        drawing.showPage()
    drawing.save()
    return file.getvalue()


def picture(text: str, form: str, **options: object) -> bytes:
    image = Image.new("RGB", (1240, 600), (255, 255, 255))
    ImageDraw.Draw(image).text((80, 80), text, fill=(0, 0, 0), font=ImageFont.load_default(40))
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


@pytest.mark.parametrize("rotation", [0, 90])
def test_found_text_is_gone_from_the_pdf_and_the_rest_can_be_read(rotation: int) -> None:
    redacted = redact_pdf(drawn(LINES, ["Annex"], rotation=rotation), find_personal_data)
    assert [removed.shown_as for removed in redacted.removed] == ["[e-mail address]", "[phone number]"]
    assert redacted.pictured_pages == (1,)
    first, second = (page.text for page in read_document(redacted.data, limits=NO_OCR).pages)
    # on a page that is shown turned, words stay where they are, and their order with it
    left = ["Dear", "Ms", "Example", "Write", "to", "or", "call", "today.", "Yours", "sincerely"]
    assert sorted(first.split()) == sorted(left)
    assert second == "Annex"
    for secret in (b"jane", b"960123", b"A Clerk", b"Check this", "jane".encode("utf-16-be")):
        assert secret not in redacted.data


def test_nothing_hidden_is_left_in_the_pdf() -> None:
    data = drawn(["We hold none."], under_box="PC Example of Anytown")
    assert {find.kind for find in find_hidden_data(data)} >= {"author", "comment", "text_under_box"}
    redacted = redact_pdf(data, nothing)
    assert find_hidden_data(redacted.data) == ()
    assert read_document(redacted.data, limits=NO_OCR).text.split() == ["We", "hold", "none."]


def test_boxes_drawn_by_a_person_are_blacked_out() -> None:
    # the height of the shown page is 842 points: the line stands 342 points below its upper edge
    redacted = redact_pdf(drawn(["Officer Example attended"]), nothing, boxes={1: [(118, 325, 160, 345)]})
    assert read_document(redacted.data, limits=NO_OCR).text.split() == ["Officer", "attended"]


def test_pages_without_a_find_stay_text() -> None:
    data = drawn(["We hold none."])
    redacted = redact_pdf(data, find_personal_data)
    assert (redacted.removed, redacted.pictured_pages) == ((), ())
    assert read_document(redacted.data).pages == read_document(data).pages
    assert find_hidden_data(redacted.data) == ()


def test_a_result_that_still_holds_what_was_to_go_is_refused() -> None:
    calls = 0

    def forgetful(text: str) -> list[PersonalData]:
        nonlocal calls
        calls += 1
        # finds nothing when it is asked what is to go, as a rule would that depends on how the page was laid out
        spans = [PersonalData("name", m.start(), m.end(), "") for m in re.finditer("Ms", text)]
        return [] if calls % 2 else spans

    with pytest.raises(RedactionFailed, match="still in the redacted PDF"):
        redact_pdf(drawn(LINES), forgetful)


def test_what_is_found_only_in_the_result_goes_in_a_second_round() -> None:
    def close_together(text: str) -> list[PersonalData]:
        words = list(re.finditer("Ms Example", text.replace("Dear", "")))
        left = re.finditer(r"Write\s+to", text) if "Dear" not in text else []
        return [
            *(
                [PersonalData("name", m.start() + 5, m.end() + 5, "") for m in words]
                if "Dear" in text
                else []
            ),
            *(PersonalData("name", m.start(), m.end(), "") for m in re.finditer("Dear", text)),
            *(PersonalData("name", m.start(), m.end(), "") for m in left),
        ]

    redacted = redact_pdf(drawn(LINES), close_together)
    assert "Write" not in read_document(redacted.data, limits=NO_OCR).text
    assert {removed.page for removed in redacted.removed} == {1}


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4 broken", b"not a PDF"])
def test_a_damaged_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(RedactionFailed, match="cannot be redacted"):
        redact_pdf(data, find_personal_data)


def test_a_scan_in_a_pdf_is_redacted() -> None:
    image = Image.open(io.BytesIO(picture("\n".join(LINES), "PNG")))
    file = io.BytesIO()
    image.save(file, "PDF", resolution=150)
    redacted = redact_pdf(file.getvalue(), find_personal_data)
    assert [removed.shown_as for removed in redacted.removed] == ["[e-mail address]", "[phone number]"]
    text = read_document(redacted.data).text
    assert "Dear Ms Example" in text
    assert "jane" not in text
    assert "960123" not in text


def test_a_picture_is_redacted_and_loses_its_metadata() -> None:
    exif = Image.Exif()
    exif[0x010E] = "Taken at Jane's house"
    data = picture("\n".join(LINES), "JPEG", exif=exif)
    assert b"Jane's house" in data
    redacted = redact_picture(data, find_personal_data)
    assert len(redacted.removed) == 2
    assert b"Jane" not in redacted.data
    text = read_document(redacted.data).text
    assert "Dear Ms Example" in text
    assert "jane" not in text
    left, upper, right, lower = redacted.removed[0].box
    inside = (
        Image.open(io.BytesIO(redacted.data))
        .convert("L")
        .crop((int(left) + 1, int(upper) + 1, int(right), int(lower)))
    )
    assert inside.getextrema() == (0, 0)


def test_a_damaged_picture_is_refused() -> None:
    with pytest.raises(RedactionFailed, match="damaged"):
        redact_picture(b"\x89PNG\r\n\x1a\nbroken", find_personal_data)
