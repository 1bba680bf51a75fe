"""True redaction of a PDF: it is built anew, so that nothing of the old file but what is shown can be left in it.

A page with something to mask, or with anything but text on it, becomes a picture with black boxes, over an invisible
layer of the words that survive; a page of mere text is carried over as it is drawn. Metadata, notes, scripts, attached
files and earlier versions stay behind. The result is read again, and is given out only where nothing that was to go is
found in it.
"""

from __future__ import annotations

import ctypes
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pypdfium2
import pypdfium2.raw as pdfium

from rhyddid.documents.document import DEFAULT_LIMITS, Limits
from rhyddid.documents.inspect_pdf import unseen_runs
from rhyddid.documents.limited_process import ToolFailed
from rhyddid.documents.pdf_picture import PagePicture, page_picture
from rhyddid.documents.pdfium_lock import PDFIUM_LOCK
from rhyddid.documents.read_pdf import is_scan
from rhyddid.documents.recognise import NO_OCR, OCR_LEFT_OUT, can_recognise, grey_picture, recognise_words
from rhyddid.redaction.pdf_content import holds_text_alone, may_show_more
from rhyddid.redaction.placed_text import PlacedText, around, black_out, found_boxes, words_text
from rhyddid.redaction.redact_picture import FEW_WORDS, LITTLE_READ
from rhyddid.redaction.redacted_file import Box, Find, RedactedFile, RedactionFailed, Removed
from rhyddid.wording import gettext_noop

_DPI = 200
_JPEG_QUALITY = 80
_ROUNDS = 3
_MARGIN = 1.5
_WORD = re.compile(r"\S+")
_NOTES = frozenset((
    pdfium.FPDF_ANNOT_TEXT, pdfium.FPDF_ANNOT_POPUP, pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_FILEATTACHMENT,
    pdfium.FPDF_ANNOT_SOUND, pdfium.FPDF_ANNOT_MOVIE, pdfium.FPDF_ANNOT_SCREEN, pdfium.FPDF_ANNOT_CARET,
))  # fmt: skip
# A page with fewer shows most of what it says by other means.
_FEW_CHARACTERS = 20
UNREAD_PICTURES = gettext_noop(
    "Small pictures in the file could not be searched: look at them before the file is published."
)


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
    removed: list[Removed] = []
    pictured: set[int] = set()
    cautions: dict[str, None] = {}
    with PDFIUM_LOCK:
        for _ in range(_ROUNDS):
            data, work = _redacted(data, find, boxes or {}, limits)
            removed += work.removed
            pictured.update(work.pictured)
            cautions |= work.cautions
            if _is_clean(data, find):
                return RedactedFile(
                    data, tuple(removed), tuple(sorted(pictured)), kind="pdf", cautions=tuple(cautions)
                )
            boxes = {}  # what was taken out may bring words together that make a new find
    raise RedactionFailed(gettext_noop("Something that was to be removed is still in the redacted PDF."))


def _redacted(
    data: bytes, find: Find, boxes: Mapping[int, Sequence[Box]], limits: Limits
) -> tuple[bytes, _Work]:
    try:
        source = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise RedactionFailed(
            gettext_noop("The PDF is damaged or protected and cannot be redacted.")
        ) from error
    target = pypdfium2.PdfDocument.new()
    work = _Work(source, target, find, limits)
    try:
        source.init_forms()
        if len(source) > limits.max_pages:
            raise RedactionFailed(gettext_noop("The PDF has more pages than are redacted here."))
        for index in range(len(source)):
            _redact_page(work, index, boxes.get(index + 1, ()))
        output = io.BytesIO()
        target.save(output)
    except pypdfium2.PdfiumError as error:
        raise RedactionFailed(gettext_noop("A page of the PDF is damaged and cannot be redacted.")) from error
    finally:
        target.close()
        source.close()
    return output.getvalue(), work


@dataclass
class _Work:
    """The file that is read, the one that is written, and what was noted on the way."""

    source: pypdfium2.PdfDocument
    target: pypdfium2.PdfDocument
    find: Find
    limits: Limits
    removed: list[Removed] = field(default_factory=list)
    pictured: list[int] = field(default_factory=list)
    cautions: dict[str, None] = field(default_factory=dict)
    recognised: int = 0


def _redact_page(work: _Work, index: int, boxes: Sequence[Box]) -> None:
    """Add the page to the target: as it is drawn where nothing goes from it, otherwise as a picture."""
    page = work.source[index]
    try:
        _drop_notes(page)
        # what fields, stamps and typed notes show becomes part of the page
        pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
        page.close()
        page = work.source[index]
        picture = page_picture(page, scale=_DPI / 72, grey=False)
        texts = _page_texts(page, picture, work)
        removed = [
            Removed(index + 1, _points(each.box, picture), each.shown_as, each.kind)
            for text in texts
            for each in found_boxes(text, work.find)
        ]
        removed += [Removed(index + 1, box, "", "box") for box in boxes]
        unseen = [kind for kind, _ in unseen_runs(page)]
        if not removed and not unseen and holds_text_alone(work.source, index):
            work.target.import_pages(work.source, [index])
            _drop_annotations(work.target[len(work.target) - 1])
            return
        _add_picture_page(work.target, page.get_size(), picture, removed, texts[0])
        work.pictured.append(index + 1)
        work.removed += removed
        work.removed += [Removed(index + 1, None, "", kind, count) for kind, count in Counter(unseen).items()]
    finally:
        page.close()


def _page_texts(page: pypdfium2.PdfPage, picture: PagePicture, work: _Work) -> list[PlacedText]:
    """The page's own text, and the one that is recognised in its picture where pictures may hold more of it."""
    textpage = page.get_textpage()
    try:
        raw: str = textpage.get_text_range()
        # a line's end stays as long as it was, so that places in the text stay places in the page
        text = raw.replace("\r\n", " \n").replace("\ufffe", "\n").replace("\x02", "\n")
        own = PlacedText(text, [_character_box(textpage, place, picture) for place in range(len(text))])
        is_bare = len(raw.strip()) < _FEW_CHARACTERS
        unmapped = sum(
            pdfium.FPDFText_HasUnicodeMapError(textpage, place) == 1 for place in range(min(len(raw), 2_000))
        )
    finally:
        textpage.close()
    if not (may_show_more(page) or unmapped > 2 or (is_bare and _is_drawn_on(picture))):
        return [own]
    if not (work.limits.ocr and can_recognise()):
        if is_bare or is_scan(page):
            raise RedactionFailed(NO_OCR)
        work.cautions[UNREAD_PICTURES] = None
        return [own]
    work.recognised += 1
    if work.recognised > work.limits.max_ocr_pages:
        raise RedactionFailed(OCR_LEFT_OUT)
    grey = picture.image.convert("L")
    try:
        words = recognise_words(grey_picture(grey.tobytes(), grey.width, grey.height), work.limits)
    except ToolFailed as error:
        raise RedactionFailed(
            gettext_noop("The text in a picture of a page could not be recognised.")
        ) from error
    recognised = words_text(words)
    if is_bare and len(words) < FEW_WORDS:
        work.cautions[LITTLE_READ] = None
    return [recognised, own] if is_bare else [own, recognised]


def _is_drawn_on(picture: PagePicture) -> bool:
    darkest, lightest = picture.image.convert("L").getextrema()
    return int(lightest) - int(darkest) > 24  # type: ignore[arg-type]


def _character_box(textpage: pypdfium2.PdfTextPage, place: int, picture: PagePicture) -> Box | None:
    index = pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, place)
    box = pdfium.FS_RECTF()
    if index < 0 or not pdfium.FPDFText_GetLooseCharBox(textpage, index, ctypes.byref(box)):
        return None
    if box.right <= box.left or box.top <= box.bottom:
        return None
    return picture.pixels(box.left, box.bottom, box.right, box.top)


def _scaled(box: Box, scale: float) -> Box:
    return box[0] * scale, box[1] * scale, box[2] * scale, box[3] * scale


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
    gone = [each.box for each in removed if each.box is not None]
    black_out(image, [_scaled(box, picture.scale) for box in gone])
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
        if seen and not any(_overlap((left, upper, right, lower), box) for box in gone):
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


def _drop_notes(page: pypdfium2.PdfPage) -> None:
    """Take away the notes that open from a small sign, links and files: they are no part of what a page shows."""
    for index in reversed(range(pdfium.FPDFPage_GetAnnotCount(page))):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        subtype = pdfium.FPDFAnnot_GetSubtype(annotation) if annotation else 0
        if annotation:
            pdfium.FPDFPage_CloseAnnot(annotation)
        if subtype in _NOTES:
            pdfium.FPDFPage_RemoveAnnot(page, index)


def _drop_annotations(page: pypdfium2.PdfPage) -> None:
    while pdfium.FPDFPage_GetAnnotCount(page) > 0:
        if not pdfium.FPDFPage_RemoveAnnot(page, 0):
            raise RedactionFailed(gettext_noop("A page of the PDF is damaged and cannot be redacted."))
    page.close()


def _is_clean(data: bytes, find: Find) -> bool:
    """Whether nothing that was to go is found in the new file, read as anyone could read it."""
    pdf = pypdfium2.PdfDocument(data)
    try:
        for index in range(len(pdf)):
            page = pdf[index]
            textpage = page.get_textpage()
            text = textpage.get_text_range().replace("\r\n", " \n").replace("\ufffe", "\n")
            textpage.close()
            page.close()
            if any(True for _ in find(text)):
                return False
    finally:
        pdf.close()
    return True
