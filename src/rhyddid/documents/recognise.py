"""Text in pictures of pages, recognised by tesseract in English and Welsh, where it is installed."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache

from rhyddid.documents.document import Findings, Limits, Page
from rhyddid.documents.limited_process import ToolFailed, run_tool, tool_path
from rhyddid.wording import gettext_noop

READ_BY_OCR = gettext_noop("The text was recognised in a picture and may be misread.")
NO_OCR = gettext_noop(
    "A page is a picture, and no program that recognises text (tesseract) is installed here."
)
OCR_FAILED = gettext_noop("The text in a picture of a page could not be recognised.")
OCR_LEFT_OUT = gettext_noop(
    "The file has more pictures of pages than are recognised here; the rest was left out."
)
BROKEN_PICTURE = gettext_noop("The picture is damaged and could not be opened.")

_MAX_PIXELS = 40_000_000
_MAX_FRAMES = 40
# Smaller pictures are logos, signatures and icons.
_MIN_PAGE_SIDE, _MIN_PAGE_PIXELS = 400, 300_000
_LANGUAGES = ("eng", "cym")


def can_recognise() -> bool:
    """Whether tesseract is installed here."""
    return tool_path("tesseract") is not None


def recognise(picture: bytes, limits: Limits) -> str:
    """The text in a picture (PNG, JPEG, TIFF, PGM). Raises `ToolFailed`."""
    return _run(picture, limits).replace("\x0c", "").strip()


def _run(picture: bytes, limits: Limits, *form: str) -> str:
    tesseract = tool_path("tesseract")
    if tesseract is None:
        raise ToolFailed("tesseract is not installed")
    output = run_tool(
        [tesseract, "stdin", "stdout", "-l", _languages(), "--psm", "3", *form],
        picture,
        timeout_s=limits.ocr_page_timeout_s,
        memory_bytes=limits.tool_memory_bytes,
    )
    return output.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Word:
    """A recognised word and its box in pixels: left, upper, right, lower; `line` counts through the picture."""

    text: str
    line: int
    box: tuple[int, int, int, int]


def recognise_words(picture: bytes, limits: Limits) -> tuple[Word, ...]:
    """The words in a picture, in order, with their places. Raises `ToolFailed`."""
    words: list[Word] = []
    lines: dict[tuple[str, ...], int] = {}
    for row in _run(picture, limits, "tsv").splitlines()[1:]:
        # level, page, block, paragraph, line, word, left, top, width, height, confidence, text
        cells = row.split("\t")
        if len(cells) != 12 or cells[0] != "5" or not cells[11].strip():
            continue
        left, upper, width, height = map(int, cells[6:10])
        line = lines.setdefault(tuple(cells[1:5]), len(lines))
        words.append(Word(cells[11].strip(), line, (left, upper, left + width, upper + height)))
    return tuple(words)


def read_picture(data: bytes, limits: Limits, found: Findings) -> None:
    """Read a picture file into `found`: a page for each of its frames that may be a page of text."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as image:
            frames = min(getattr(image, "n_frames", 1), _MAX_FRAMES)
            for number in range(1, frames + 1):
                image.seek(number - 1)
                width, height = image.size
                if width * height > _MAX_PIXELS:
                    found.defect(OCR_LEFT_OUT)
                elif min(width, height) >= _MIN_PAGE_SIDE and width * height >= _MIN_PAGE_PIXELS:
                    grey = image.convert("L")
                    read_scan(number, grey_picture(grey.tobytes(), width, height), limits, found)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        found.defect(BROKEN_PICTURE)


def read_scan(number: int, picture: bytes, limits: Limits, found: Findings) -> None:
    """Recognise one picture of a page into `found`, or say why it was not."""
    if not limits.ocr or not can_recognise():
        found.defect(NO_OCR)
        return
    if sum(page.read_by_ocr for page in found.pages) >= limits.max_ocr_pages:
        found.defect(OCR_LEFT_OUT)
        return
    try:
        text = recognise(picture, limits)
    except ToolFailed:
        found.defect(OCR_FAILED)
        return
    if text:
        found.defect(READ_BY_OCR)
    found.pages.append(Page(number, text, read_by_ocr=True))


def grey_picture(pixels: bytes, width: int, height: int) -> bytes:
    """A PGM file of grey pixels, which needs no packing."""
    return b"P5\n%d %d\n255\n" % (width, height) + pixels


@cache
def _languages() -> str:
    tesseract = tool_path("tesseract") or "tesseract"
    try:
        listed = run_tool([tesseract, "--list-langs"], b"", timeout_s=10, memory_bytes=1_000_000_000).decode()
    except ToolFailed:
        return _LANGUAGES[0]
    return "+".join(language for language in _LANGUAGES if language in listed.split()) or _LANGUAGES[0]
