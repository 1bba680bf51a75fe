"""A PDF as text: one page a page, lines as they are set; pages that are pictures are recognised by OCR."""

from __future__ import annotations

import pypdfium2
import pypdfium2.raw as pdfium

from rhyddid.documents.document import Findings, Limits, Page
from rhyddid.documents.package_members import ENCRYPTED
from rhyddid.documents.pdf_lines import page_text
from rhyddid.documents.pdf_picture import page_picture
from rhyddid.documents.pdfium_lock import PDFIUM_LOCK
from rhyddid.documents.recognise import grey_picture, read_scan
from rhyddid.wording import gettext_noop

DAMAGED_PDF = gettext_noop("The PDF is damaged and could not be opened.")
DAMAGED_PAGE = gettext_noop("A page of the PDF is damaged and could not be read.")
TOO_MANY_PAGES = gettext_noop("The file has more pages than are read here; the rest was left out.")

_SCAN_DPI = 300
# A page with fewer characters is a scan where a picture covers half of it: its few are a stamp or a footer.
_FEW_CHARACTERS = 120
_COVERED = 0.5


def read_pdf(data: bytes, limits: Limits, found: Findings) -> None:
    """Read `data` into `found`."""
    with PDFIUM_LOCK:
        try:
            pdf = pypdfium2.PdfDocument(data)
            pdf.init_forms()
        except pypdfium2.PdfiumError as error:
            found.defect(ENCRYPTED if "password" in str(error).lower() else DAMAGED_PDF)
            return
        found.title = pdf.get_metadata_value("Title").strip() or None
        count = len(pdf)
    try:
        if count > limits.max_pages:
            found.defect(TOO_MANY_PAGES)
        left = limits.max_characters
        for index in range(min(count, limits.max_pages)):
            left -= _read_page(pdf, index, left, limits, found)
    finally:
        with PDFIUM_LOCK:
            pdf.close()


def _read_page(pdf: pypdfium2.PdfDocument, index: int, left: int, limits: Limits, found: Findings) -> int:
    picture = None
    try:
        with PDFIUM_LOCK:
            page = pdf[index]
            try:
                if _has_filled_fields(page):
                    pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
                    page.close()
                    page = pdf[index]
                text = page_text(page)[: max(left, 0)]
                if len(text) < _FEW_CHARACTERS and is_scan(page):
                    picture = _drawn(page)
            finally:
                page.close()
    except pypdfium2.PdfiumError:
        found.defect(DAMAGED_PAGE)
        return 0
    pages_before = len(found.pages)
    if picture is not None:
        read_scan(index + 1, picture, limits, found)
    if len(found.pages) == pages_before or len(found.pages[-1].text) < len(text):
        del found.pages[pages_before:]
        found.pages.append(Page(index + 1, text))
    return len(text)


def _has_filled_fields(page: pypdfium2.PdfPage) -> bool:
    """Whether form fields or typed notes show text on the page, which is no part of the page's own text."""
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), 500)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        subtype = pdfium.FPDFAnnot_GetSubtype(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        if subtype in (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT):
            return True
    return False


def is_scan(page: pypdfium2.PdfPage) -> bool:
    """Whether pictures cover most of the page."""
    width, height = page.get_size()
    covered = 0.0
    for shape in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        left, bottom, right, top = shape.get_bounds()
        covered += max(min(right, width) - max(left, 0), 0) * max(min(top, height) - max(bottom, 0), 0)
    return bool(covered > _COVERED * width * height > 0)


def _drawn(page: pypdfium2.PdfPage) -> bytes:
    picture = page_picture(page, scale=_SCAN_DPI / 72).image
    return grey_picture(picture.tobytes(), picture.width, picture.height)
