"""What a PDF page is made of: whether pictures may show more words than its text, and whether it is text alone.

A page brings along whatever its lists of resources name, drawn or not: another page's pictures, layers that are
switched off, notes on who made it. So only pages that bring along nothing but fonts are carried over as they are.
"""

from __future__ import annotations

import io
import re

import pypdfium2
import pypdfium2.raw as pdfium

from rhyddid.redaction.pdf_streams import STREAM, unpacked_streams

_SMALLEST_PICTURE = 0.006  # of the page; smaller ones are lines and ornaments
_MANY_PATHS = 150  # letters may be drawn as shapes
# Parts of a page that may hold what is not seen on it.
_MORE_THAN_TEXT = re.compile(
    rb"/(?:Image|Form|Pattern|Shading|Metadata|PieceInfo|Thumb|OCGs?|OCMD|Properties|JS|JavaScript|AA|OpenAction|"
    rb"EmbeddedFiles?|Annots?|ActualText|Alt|StructTreeRoot|Type3|PS|B)(?![A-Za-z0-9])"
)
_IN_CONTENT = re.compile(rb"/ActualText|/Alt\b|/OC\b|\bBI\b")
_FONT_FILES = (b"\x00\x01", b"OTTO", b"true", b"%!", b"\x01\x00")
_MAX_STREAM_BYTES = 50_000_000


def may_show_more(page: pypdfium2.PdfPage) -> bool:
    """Whether pictures or drawn shapes may show words that are not in the page's text."""
    width, height = page.get_size()
    paths = 0
    for shape in page.get_objects(max_depth=6):
        if shape.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = shape.get_bounds()
            if (right - left) * (top - bottom) > _SMALLEST_PICTURE * width * height:
                return True
        paths += shape.type == pdfium.FPDF_PAGEOBJ_PATH
        if paths > _MANY_PATHS:
            return True
    return False


def holds_text_alone(pdf: pypdfium2.PdfDocument, index: int) -> bool:
    """Whether a page brings nothing along but text, lines and fonts."""
    alone = pypdfium2.PdfDocument.new()
    try:
        alone.import_pages(pdf, [index])
        page = alone[0]
        while pdfium.FPDFPage_GetAnnotCount(page) > 0:
            if not pdfium.FPDFPage_RemoveAnnot(page, 0):
                return False
        page.close()
        file = io.BytesIO()
        alone.save(file)
    finally:
        alone.close()
    data = file.getvalue()
    for content in unpacked_streams(data, max_bytes=_MAX_STREAM_BYTES):
        if not content.startswith(_FONT_FILES) and _IN_CONTENT.search(content):
            return False
    return not _MORE_THAN_TEXT.search(STREAM.sub(b"", data).replace(b"/Annots[]", b""))
