"""The order of a PDF's lines, its cells and paragraphs."""

from __future__ import annotations

import io
from collections.abc import Callable

from reportlab.pdfgen import canvas

from document_files import pdf
from rhyddid.documents.pdf_lines import Line, in_reading_order
from rhyddid.documents.read_document import read_document


def drawn(draw: Callable[[canvas.Canvas], object]) -> str:
    file = io.BytesIO()
    drawing = canvas.Canvas(file)
    draw(drawing)
    drawing.save()
    return read_document(file.getvalue()).text


def test_lines_drawn_out_of_order_are_read_from_top_to_bottom() -> None:
    def draw(drawing: canvas.Canvas) -> None:
        for height, text in [(60, "Foot"), (700, "Dear Ms Example"), (620, "third"), (660, "second")]:
            drawing.drawString(72, height, text)

    assert drawn(draw).split() == ["Dear", "Ms", "Example", "second", "third", "Foot"]


def test_columns_drawn_one_after_the_other_stay_whole() -> None:
    def draw(drawing: canvas.Canvas) -> None:
        for left, name in [(72, "left"), (320, "right")]:
            for number in range(4):
                drawing.drawString(left, 700 - 14 * number, f"{name} {number}")

    assert drawn(draw).split("\n") == [*(f"left {n}" for n in range(4)), *(f"right {n}" for n in range(4))]


def test_columns_are_sorted_as_columns() -> None:
    lines = [
        Line(f"{name} {number}", left, 700 - 14 * number, left + 100, 710 - 14 * number)
        for number in range(4)
        for name, left in [("left", 72), ("right", 320)]
    ]
    head = Line("head", 72, 760, 420, 772)
    assert [line.text for line in in_reading_order([*reversed(lines), head])] == [
        "head",
        *(f"left {n}" for n in range(4)),
        *(f"right {n}" for n in range(4)),
    ]


def test_cells_on_a_line_are_parted_by_tabs_and_words_by_blanks() -> None:
    def draw(drawing: canvas.Canvas) -> None:
        left = 72.0
        for word in ["Cost", "of", "it"]:
            drawing.drawString(left, 700, word)
            left += drawing.stringWidth(word) + 3
        drawing.drawString(300, 700, "£6,000")

    assert drawn(draw) == "Cost of it\t£6,000"


def test_paragraphs_are_parted_by_an_empty_line() -> None:
    def draw(drawing: canvas.Canvas) -> None:
        for height, text in [(700, "one"), (686, "goes on"), (672, "and on"), (644, "two"), (630, "goes on")]:
            drawing.drawString(72, height, text)

    assert drawn(draw) == "one\ngoes on\nand on\n\ntwo\ngoes on"


def test_text_of_a_rotated_page_is_read() -> None:
    def draw(drawing: canvas.Canvas) -> None:
        drawing.setPageRotation(90)
        drawing.drawString(72, 700, "Dear Ms Example")

    assert drawn(draw) == "Dear Ms Example"


def test_values_of_form_fields_are_read() -> None:
    def draw(drawing: canvas.Canvas) -> None:
        drawing.drawString(72, 700, "Reference:")
        drawing.acroForm.textfield(value="FOI 12", x=150, y=690, width=100, height=20, name="reference")

    assert drawn(draw).split() == ["Reference:", "FOI", "12"]


def test_typed_notes_on_a_page_are_read() -> None:
    def draw(drawing: canvas.Canvas) -> None:
        drawing.drawString(72, 700, "Dear Ms Example")
        drawing.freeTextAnnotation("Received 27 July", "/Helv 12 Tf 0 g", (72, 600, 300, 640))

    assert "Dear Ms Example" in drawn(draw)


def test_hyphens_at_a_lines_end_stay_and_lines_with_them() -> None:
    assert (
        read_document(pdf(["the infor-", "mation is self-", "evident"])).text
        == "the infor-\nmation is self-\nevident"
    )
