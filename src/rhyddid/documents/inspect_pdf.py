"""What a PDF holds and does not show: text under boxes or in the paper's colour, notes, files, scripts, old versions.

Whether text is seen is asked of the picture of its page: characters that stand in the text and leave no trace in the
picture are hidden, however that was done.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from rhyddid.documents.document import Limits
from rhyddid.documents.hidden_find import HiddenFind, HiddenKind, sample_of
from rhyddid.documents.inspect_picture import inspect_picture
from rhyddid.documents.pdf_picture import PagePicture, page_picture
from rhyddid.documents.pdfium_lock import PDFIUM_LOCK

_SCALE = 2.0
_SAME_SHADE = 24
_DARK = 110
_FEWEST_HIDDEN = 3
_MAX_CHARACTERS = 200_000
_WORD = re.compile(r"[^\W_]+")
_PHOTOGRAPH = re.compile(rb"stream\r?\n(\xff\xd8\xff)")
_HEAD_BYTES = 200_000
_MOST_PHOTOGRAPHS = 100
_NOTES = {
    pdfium.FPDF_ANNOT_TEXT,
    pdfium.FPDF_ANNOT_HIGHLIGHT,
    pdfium.FPDF_ANNOT_POPUP,
    pdfium.FPDF_ANNOT_CARET,
}


def inspect_pdf(data: bytes, limits: Limits) -> Iterator[HiddenFind]:
    """The finds of a PDF. Raises `pypdfium2.PdfiumError` where it cannot be opened."""
    with PDFIUM_LOCK:
        pdf = pypdfium2.PdfDocument(data)
        try:
            pdf.init_forms()
            yield from _of_file(pdf, data)
            for index in range(min(len(pdf), limits.max_pages)):
                page = pdf[index]
                try:
                    yield from _of_page(page, str(index + 1))
                finally:
                    page.close()
        finally:
            pdf.close()


def _of_file(pdf: pypdfium2.PdfDocument, data: bytes) -> Iterator[HiddenFind]:
    count = pdf.count_attachments()
    if count > 0:
        names = [pdf.get_attachment(index).get_name() for index in range(min(count, 20))]
        yield HiddenFind("embedded_file", "", count, sample_of(", ".join(names)))
    scripts = pdfium.FPDFDoc_GetJavaScriptActionCount(pdf)
    if scripts > 0:
        yield HiddenFind("script", "", scripts)
    author = pdf.get_metadata_value("Author").strip()
    if author:
        yield HiddenFind("author", "", 1, sample_of(author))
    yield from _of_photographs(data)
    # each time it is saved anew, a PDF may keep all that it was before; a linearised one ends twice from the start
    ends = data.count(b"%%EOF") - (b"/Linearized" in data[:2048])
    if ends > 1:
        yield HiddenFind("earlier_version", "", ends - 1)


def _of_photographs(data: bytes) -> Iterator[HiddenFind]:
    """What photographs in the file say of where and by whom they were taken."""
    for number, photograph in enumerate(_PHOTOGRAPH.finditer(data)):
        if number >= _MOST_PHOTOGRAPHS:
            return
        head = data[photograph.start(1) : photograph.start(1) + _HEAD_BYTES]
        try:
            yield from inspect_picture(head, "")
        except Exception:  # noqa: BLE001 -- Pillow's readers raise anything at all on hostile bytes
            continue


def _of_page(page: pypdfium2.PdfPage, where: str) -> Iterator[HiddenFind]:
    notes = list(_notes(page))
    if notes:
        yield HiddenFind("comment", where, len(notes), sample_of(notes[0]))
    unseen: dict[HiddenKind, list[str]] = {}
    for kind, words in unseen_runs(page):
        unseen.setdefault(kind, []).append(words)
    for kind, runs in unseen.items():
        yield HiddenFind(kind, where, len(runs), sample_of(" / ".join(runs)))


def _notes(page: pypdfium2.PdfPage) -> Iterator[str]:
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), 1000)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            if pdfium.FPDFAnnot_GetSubtype(annotation) in _NOTES:
                words = _annotation_text(annotation, b"Contents")
                if words.strip():
                    yield words
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)


def _annotation_text(annotation: object, key: bytes) -> str:
    length = pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if not 2 < length < 1_000_000:
        return ""
    buffer = (ctypes.c_ushort * (length // 2 + 1))()
    pdfium.FPDFAnnot_GetStringValue(annotation, key, buffer, length)
    return bytes(buffer)[: length - 2].decode("utf-16-le", "replace")


def unseen_runs(page: pypdfium2.PdfPage) -> Iterator[tuple[HiddenKind, str]]:
    """The runs of words that leave no trace in the page's picture, line by line, and how each is hidden."""
    textpage = page.get_textpage()
    try:
        text: str = textpage.get_text_range()[:_MAX_CHARACTERS]
        if not _WORD.search(text):
            return
        picture = page_picture(page, scale=_SCALE)
        run: tuple[HiddenKind, int, int] | None = None
        for word in _WORD.finditer(text):
            how = _word_hidden_how(textpage, word, picture)
            if run and (how != run[0] or "\n" in text[run[2] : word.start()]):
                yield from _run(run, text)
                run = None
            if how is not None:
                run = (how, run[1] if run else word.start(), word.end())
        if run:
            yield from _run(run, text)
    finally:
        textpage.close()


def _run(run: tuple[HiddenKind, int, int], text: str) -> Iterator[tuple[HiddenKind, str]]:
    kind, start, end = run
    if sum(map(str.isalnum, text[start:end])) >= _FEWEST_HIDDEN:
        yield kind, text[start:end]


def _word_hidden_how(
    textpage: pypdfium2.PdfTextPage, word: re.Match[str], picture: PagePicture
) -> HiddenKind | None:
    # one letter tells of most words that they are seen; of a hidden one, a second must agree
    how: HiddenKind | None = None
    for place in ((word.start() + word.end()) // 2, word.start()):
        index = max(pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, place), 0)
        how = _hidden_how(textpage, index, picture)
        if how is None:
            return None
    return how


def _hidden_how(textpage: pypdfium2.PdfTextPage, index: int, picture: PagePicture) -> HiddenKind | None:
    """How a character is hidden; None where it is seen."""
    loose = pdfium.FS_RECTF()
    tight = [ctypes.c_double() for _ in range(4)]  # left, right, bottom, top
    if not pdfium.FPDFText_GetLooseCharBox(
        textpage, index, ctypes.byref(loose)
    ) or not pdfium.FPDFText_GetCharBox(textpage, index, *map(ctypes.byref, tight)):
        return None
    bottom, top = tight[2].value, tight[3].value
    # as wide as the letter and the room about it, so that no letter fills its own box; as tall as the letter only,
    # for boxes are often drawn no taller than that
    wide = 0.15 * (loose.right - loose.left)
    edge = 0.1 * (top - bottom)
    if top - bottom < 1.0 or loose.right - loose.left < 0.5:
        return None
    shades = picture.shades(loose.left - wide, bottom + edge, loose.right + wide, top - edge)
    if shades is None:
        return "hidden_text"
    if shades[1] - shades[0] > _SAME_SHADE:
        return None
    return "text_under_box" if shades[1] < _DARK else "hidden_text"
