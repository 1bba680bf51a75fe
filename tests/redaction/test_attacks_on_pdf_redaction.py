"""PDFs made to smuggle an address past the redaction: turned, split, drawn, layered, in fields, forms and pictures."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable

import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from rhyddid.documents.document import DEFAULT_LIMITS, Limits
from rhyddid.documents.read_document import read_document
from rhyddid.redaction.pdf_streams import unpacked_streams
from rhyddid.redaction.personal_data import find_personal_data
from rhyddid.redaction.redact_here import redact_here
from rhyddid.redaction.redacted_file import RedactedFile, RedactionFailed

ADDRESS = "jane@brynglas.example"
Draw = Callable[[canvas.Canvas], object]


def drawn(draw: Draw, **options: object) -> bytes:
    file = io.BytesIO()
    drawing = canvas.Canvas(file, **options)
    draw(drawing)
    drawing.save()
    return file.getvalue()


def redacted(data: bytes, limits: Limits = DEFAULT_LIMITS) -> RedactedFile:
    """What is made of `data` in this process, so that the tests are quick."""
    return redact_here("pdf", data, find_personal_data, boxes={}, content_type=None, limits=limits)


def lightest_shade(data: bytes, box: tuple[float, float, float, float]) -> int:
    """The lightest shade in a box of the first page: black is 0, and a JPEG's black a little more."""
    pdf = pypdfium2.PdfDocument(data)
    image = pdf[0].render(scale=2).to_pil().convert("L")
    pdf.close()
    left, upper, right, lower = (value * 2 for value in box)
    _, lightest = image.crop((int(left) + 2, int(upper) + 2, int(right) - 2, int(lower) - 2)).getextrema()
    return int(lightest)


def turned(angle: int) -> Draw:
    def draw(drawing: canvas.Canvas) -> None:
        drawing.translate(300, 400)
        drawing.rotate(angle)
        drawing.drawString(0, 0, f"Write to {ADDRESS} today")

    return draw


def one_below_the_other(drawing: canvas.Canvas) -> None:
    for number, sign in enumerate("01632 960123"):
        drawing.drawString(300, 700 - 14 * number, sign)


def letter_by_letter(drawing: canvas.Canvas) -> None:
    for number, sign in enumerate("01632960123"):
        drawing.drawString(72 + 16 * number, 700, sign)


def set_wide(drawing: canvas.Canvas) -> None:
    text = drawing.beginText(72, 700)
    text.setCharSpace(6)
    text.textLine(ADDRESS)
    drawing.drawText(text)


def in_outline(drawing: canvas.Canvas) -> None:
    text = drawing.beginText(72, 600)
    text.setTextRenderMode(1)
    text.textLine(ADDRESS)
    drawing.drawText(text)


def in_a_field(drawing: canvas.Canvas) -> None:
    drawing.drawString(72, 700, "The address to write to")
    drawing.acroForm.textfield(name="a", value=ADDRESS, x=72, y=600, width=300, height=20)


def in_a_form(drawing: canvas.Canvas) -> None:
    drawing.beginForm("stamp")
    drawing.drawString(0, 0, f"{ADDRESS} in a form")
    drawing.endForm()
    drawing.translate(100, 300)
    drawing.doForm("stamp")


def over_two_lines(drawing: canvas.Canvas) -> None:
    drawing.drawString(72, 700, "Call the officer on 01632")
    drawing.drawString(72, 684, "960123 today or tomorrow")


@pytest.mark.parametrize(
    "draw",
    [
        *map(turned, (0, 30, 45, 90, 180, 270)),
        one_below_the_other,
        letter_by_letter,
        set_wide,
        in_outline,
        in_a_field,
        in_a_form,
        over_two_lines,
    ],
)
def test_the_address_is_found_and_black(draw: Draw) -> None:
    made = redacted(drawn(draw))
    boxes = [removed.box for removed in made.removed if removed.box is not None]
    assert boxes
    assert max(lightest_shade(made.data, box) for box in boxes) < 30
    assert ADDRESS not in read_document(made.data, limits=Limits(ocr=False)).text
    assert not any(
        b"960123" in stream or b"brynglas" in stream
        for stream in unpacked_streams(made.data, max_bytes=10**8)
    )


def test_a_picture_on_a_page_of_text_is_read_and_brings_itself_to_no_other_page() -> None:
    image = Image.new("RGB", (600, 60), "white")
    ImageDraw.Draw(image).text((5, 5), ADDRESS, fill=0, font=ImageFont.load_default(40))

    def draw(drawing: canvas.Canvas) -> None:
        drawing.drawString(72, 700, "A page with enough text of its own.")
        drawing.drawImage(ImageReader(image), 72, 500, 300, 30)
        drawing.showPage()
        drawing.drawString(72, 700, "A page of text.")

    made = redacted(drawn(draw))
    assert [(removed.page, removed.kind) for removed in made.removed] == [(1, "email")]
    assert made.pictured_pages == (1,)
    pixels = zlib.compress(image.tobytes())
    assert pixels[:200] not in made.data
    assert made.data.count(b"/Subtype/Image") == 1


def test_a_page_that_names_another_pages_picture_is_not_carried_over() -> None:
    def stream(number: int, content: bytes, head: bytes = b"") -> bytes:
        return b"%d 0 obj <<%s/Length %d>> stream\n%s\nendstream endobj\n" % (
            number,
            head,
            len(content),
            content,
        )

    head = b"/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray"
    data = (
        b"%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n"
        b"2 0 obj <</Type/Pages/Count 1/Kids[3 0 R]>> endobj\n"
        b"3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>/XObject<</Secret 6 0 R>>>>>> endobj\n"
        + stream(4, b"BT /F 12 Tf 20 200 Td (We hold none.) Tj ET")
        + b"5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj\n"
        + stream(6, b"PC Example", head)
        + b"trailer <</Root 1 0 R>>\n%%EOF"
    )
    made = redacted(data)
    assert made.pictured_pages == (1,)
    assert b"PC Example" not in made.data
    assert read_document(made.data, limits=Limits(ocr=False)).text == "We hold none."


def test_text_beside_the_shown_part_of_a_page_is_gone() -> None:
    def draw(drawing: canvas.Canvas) -> None:
        drawing.setCropBox((0, 0, 300, 300))
        drawing.drawString(72, 200, "We hold none.")
        drawing.drawString(400, 700, "PC Example")

    made = redacted(drawn(draw))
    assert [removed.kind for removed in made.removed] == ["hidden_text"]
    assert read_document(made.data, limits=Limits(ocr=False)).text == "We hold none."


def test_a_page_as_large_as_a_wall_is_redacted_within_bounds() -> None:
    made = redacted(
        drawn(lambda drawing: drawing.drawString(5000, 5000, f"{ADDRESS} here"), pagesize=(14_000, 14_000))
    )
    assert [removed.kind for removed in made.removed] == ["email"]


def test_a_pdf_that_forbids_changes_is_redacted_and_one_with_a_password_refused() -> None:
    locked = drawn(turned(0), encrypt=StandardEncryption("", ownerPassword="owner"))
    assert [removed.kind for removed in redacted(locked).removed] == ["email"]
    with pytest.raises(RedactionFailed, match="protected"):
        redacted(drawn(turned(0), encrypt="password"))


def test_a_scan_that_nothing_here_can_read_is_refused() -> None:
    image = Image.new("RGB", (1240, 1754), "white")
    ImageDraw.Draw(image).text((5, 5), ADDRESS, fill=0, font=ImageFont.load_default(40))
    file = io.BytesIO()
    image.save(file, "PDF", resolution=150)
    with pytest.raises(RedactionFailed, match="no program that recognises text"):
        redacted(file.getvalue(), Limits(ocr=False))
