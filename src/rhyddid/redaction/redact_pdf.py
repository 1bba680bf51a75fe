"""True redaction of a PDF: it is built anew, so that nothing of the old file but what is shown can be left in it.

A page with something to mask becomes a picture with black boxes, over an invisible layer of the words that survive; a
page without is carried over as it is drawn. Metadata, notes, scripts, attached files and earlier versions stay
behind. The result is read again, and is given out only where nothing that was to go is found in it.
"""

from __future__ import annotations

import ctypes
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence

import pypdfium2
import pypdfium2.raw as pdfium

from rhyddid.documents.document import DEFAULT_LIMITS, Limits
from rhyddid.documents.inspect_pdf import unseen_runs
from rhyddid.documents.limited_process import ToolFailed
from rhyddid.documents.pdf_picture import PagePicture, page_picture
from rhyddid.documents.pdfium_lock import PDFIUM_LOCK
from rhyddid.documents.read_pdf import is_scan
from rhyddid.documents.recognise import can_recognise, grey_picture, recognise_words
from rhyddid.redaction.placed_text import PlacedText, around, black_out, found_boxes, words_text
from rhyddid.redaction.redacted_file import Box, Find, RedactedFile, RedactionFailed, Removed
from rhyddid.wording import gettext_noop

_DPI = 200
_JPEG_QUALITY = 80
_MARGIN = 1.5
_WORD = re.compile(r"\S+")


def redact_pdf(
    data: bytes,
    find: Find,
    *,
    boxes: Mapping[int, Sequence[Box]] | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> RedactedFile:
    """`data` without what `find` finds in its pages' text, and without what lies in `boxes`.

    `boxes` are by page number, in points from the upper left corner of the page as it is shown. Text that the page
    hides (under a dark box, in the paper's colour) goes too. Raises `RedactionFailed`.
    """
    with PDFIUM_LOCK:
        try:
            source = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise RedactionFailed(
                gettext_noop("The PDF is damaged or protected and cannot be redacted.")
            ) from error
        target = pypdfium2.PdfDocument.new()
        try:
            source.init_forms()
            if len(source) > limits.max_pages:
                raise RedactionFailed(gettext_noop("The PDF has more pages than are redacted here."))
            removed: list[Removed] = []
            pictured: list[int] = []
            for index in range(len(source)):
                found = _redact_page(source, index, target, find, (boxes or {}).get(index + 1, ()), limits)
                if found is not None:
                    pictured.append(index + 1)
                    removed += found
            output = io.BytesIO()
            target.save(output)
        except pypdfium2.PdfiumError as error:
            raise RedactionFailed(
                gettext_noop("A page of the PDF is damaged and cannot be redacted.")
            ) from error
        finally:
            target.close()
            source.close()
        _check(output.getvalue(), find)
    return RedactedFile(output.getvalue(), tuple(removed), tuple(pictured))


def _redact_page(
    source: pypdfium2.PdfDocument,
    index: int,
    target: pypdfium2.PdfDocument,
    find: Find,
    boxes: Sequence[Box],
    limits: Limits,
) -> list[Removed] | None:
    """Add the page to `target`; None where it was carried over as it is, otherwise what was removed."""
    page = source[index]
    try:
        pdfium.FPDFPage_Flatten(
            page, pdfium.FLAT_NORMALDISPLAY
        )  # what fields and notes show becomes part of it
        page.close()
        page = source[index]
        picture = page_picture(page, scale=_DPI / 72, grey=False)
        text = _page_text(page, picture, limits)
        removed = [Removed(index + 1, _points(box, picture), shown) for box, shown in found_boxes(text, find)]
        removed += [Removed(index + 1, box, "") for box in boxes]
        if not removed and not any(unseen_runs(page)):
            target.import_pages(source, [index])
            _drop_annotations(target[len(target) - 1])
            return None
        _add_picture_page(target, page.get_size(), picture, removed, text)
        return removed
    finally:
        page.close()


def _page_text(page: pypdfium2.PdfPage, picture: PagePicture, limits: Limits) -> PlacedText:
    textpage = page.get_textpage()
    try:
        raw: str = textpage.get_text_range()
        if len(raw.strip()) >= 20 or not is_scan(page) or not (limits.ocr and can_recognise()):
            # a line's end stays as long as it was, so that places in the text stay places in the page
            text = raw.replace("\r\n", " \n").replace("\ufffe", "\n").replace("\x02", "\n")
            return PlacedText(text, [_character_box(textpage, place, picture) for place in range(len(text))])
    finally:
        textpage.close()
    grey = picture.image.convert("L")
    try:
        words = recognise_words(grey_picture(grey.tobytes(), grey.width, grey.height), limits)
    except ToolFailed as error:
        raise RedactionFailed(
            gettext_noop("The text in a picture of a page could not be recognised.")
        ) from error
    return words_text(words)


def _character_box(textpage: pypdfium2.PdfTextPage, place: int, picture: PagePicture) -> Box | None:
    index = pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, place)
    box = pdfium.FS_RECTF()
    if index < 0 or not pdfium.FPDFText_GetLooseCharBox(textpage, index, ctypes.byref(box)):
        return None
    if box.right <= box.left or box.top <= box.bottom:
        return None
    return picture.pixels(box.left, box.bottom, box.right, box.top)


def _points(box: Box, picture: PagePicture) -> Box:
    left, upper, right, lower = (value / picture.scale for value in box)
    return left - _MARGIN, upper - _MARGIN, right + _MARGIN, lower + _MARGIN


def _add_picture_page(
    target: pypdfium2.PdfDocument,
    size: tuple[float, float],
    picture: PagePicture,
    removed: Sequence[Removed],
    text: PlacedText,
) -> None:
    width, height = size
    image = picture.image.copy()
    black_out(image, [tuple(value * picture.scale for value in each.box) for each in removed])  # type: ignore[misc]
    jpeg = io.BytesIO()
    image.save(jpeg, "JPEG", quality=_JPEG_QUALITY)
    jpeg.seek(0)
    page = target.new_page(width, height)
    shape = pypdfium2.PdfImage.new(target)
    shape.load_jpeg(jpeg, inline=True)
    shape.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
    page.insert_obj(shape)
    for word in _WORD.finditer(text.text):
        boxes = [box for box in text.boxes[word.start() : word.end()] if box is not None]
        if not boxes:
            continue
        left, upper, right, lower = (value / picture.scale for value in around(boxes))
        seen = _shows(picture, around(boxes)) or text.is_recognised
        if seen and not any(_overlap((left, upper, right, lower), each.box) for each in removed):
            _add_invisible_word(target, page, word[0], left, height - lower, right - left, lower - upper)
    page.gen_content()
    page.close()


def _shows(picture: PagePicture, box: Box) -> bool:
    """Whether anything but one shade is seen in a box of the picture, in pixels."""
    inside = (
        max(int(box[0]), 0),
        max(int(box[1]), 0),
        min(int(box[2]) + 1, picture.image.width),
        min(int(box[3]) + 1, picture.image.height),
    )
    if inside[0] >= inside[2] or inside[1] >= inside[3]:
        return False
    darkest, lightest = picture.image.crop(inside).convert("L").getextrema()
    return int(lightest) - int(darkest) > 24  # type: ignore[arg-type]


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _add_invisible_word(
    target: pypdfium2.PdfDocument,
    page: pypdfium2.PdfPage,
    word: str,
    left: float,
    bottom: float,
    width: float,
    height: float,
) -> None:
    shape = pdfium.FPDFPageObj_NewTextObj(target, b"Helvetica", max(height * 0.8, 1.0))
    words = (_in_standard_font(word) + " ").encode("utf-16-le") + b"\x00\x00"
    buffer = (ctypes.c_ushort * (len(words) // 2)).from_buffer_copy(words)
    pdfium.FPDFText_SetText(shape, buffer)
    pdfium.FPDFTextObj_SetTextRenderMode(shape, pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)
    edges = [ctypes.c_float() for _ in range(4)]  # left, bottom, right, top
    pdfium.FPDFPageObj_GetBounds(shape, *map(ctypes.byref, edges))
    own_width = edges[2].value - edges[0].value
    stretch = width / own_width if own_width > 0 else 1.0
    pdfium.FPDFPageObj_Transform(shape, stretch, 0, 0, 1, left, bottom + height * 0.2)
    pdfium.FPDFPage_InsertObject(page, shape)


def _in_standard_font(word: str) -> str:
    # the fonts that every reader has know no ŵ; for searching, w finds it as well
    return "".join(
        sign if ord(sign) < 256 else unicodedata.normalize("NFKD", sign)[0]
        for sign in word
        if sign.isprintable()
    )


def _drop_annotations(page: pypdfium2.PdfPage) -> None:
    while pdfium.FPDFPage_GetAnnotCount(page) > 0:
        if not pdfium.FPDFPage_RemoveAnnot(page, 0):
            raise RedactionFailed(gettext_noop("A page of the PDF is damaged and cannot be redacted."))
    page.close()


def _check(data: bytes, find: Find) -> None:
    """Read the new file as anyone could, and refuse it where something that was to go is still there."""
    pdf = pypdfium2.PdfDocument(data)
    try:
        for index in range(len(pdf)):
            page = pdf[index]
            textpage = page.get_textpage()
            text = textpage.get_text_range().replace("\r\n", " \n").replace("\ufffe", "\n")
            textpage.close()
            page.close()
            if any(True for _ in find(text)):
                raise RedactionFailed(
                    gettext_noop("Something that was to be removed is still in the redacted PDF.")
                )
    finally:
        pdf.close()
