"""A small PDF 1.4 writer for simulated letters: one typeface, wrapped lines, several pages, text that can be read out.

Comes in: blocks and a line for every page's foot. Goes out: the file's bytes, the same for the same letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from rhyddid.rehearsal.simulated.letter_blocks import Block, Table

_SIZE, _LEADING, _LEFT, _TOP, _FOOT, _WIDE = 10.5, 14.5, 64.0, 780.0, 60.0, 468.0
# Helvetica's advance widths of the characters 32-126, in thousandths (Adobe's metrics for the base fonts)
_WIDTHS = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
)  # fmt: skip
# WinAnsi lacks two letters that Welsh needs, and substitutes for the typeface seldom have them: they are drawn
# without their roof, at places that text never uses, and read out with it (the /ToUnicode map)
_WELSH = {"ŵ": 1, "ŷ": 2, "Ŵ": 3, "Ŷ": 4}
_TO_UNICODE = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /W def /CMapType 2 def\n"
    b"1 begincodespacerange <00> <FF> endcodespacerange\n"
    b"4 beginbfchar <01> <0175> <02> <0177> <03> <0174> <04> <0176> endbfchar\n"
    b"endcmap CMapName currentdict /CMap defineresource pop end end"
)


def write_pdf(blocks: Sequence[Block], *, foot: str, title: str) -> bytes:
    """The letter as PDF. Characters that the typeface lacks become question marks."""
    pages = list(_pages(blocks))
    kids = " ".join(f"{6 + 2 * number} 0 R" for number in range(len(pages)))
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode("ascii"),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 5 0 R /Encoding << /Type /Encoding"
        b" /BaseEncoding /WinAnsiEncoding"
        b" /Differences [1 /w /y /W /Y] >> >>",
        b"<< /Title (" + _string(title) + b") /Producer (simulated) >>",
        _stream(_TO_UNICODE),
    ]
    for number, page in enumerate(pages):
        drawn = [*page, (_LEFT, 36.0, foot)]
        content = b"".join(
            f"BT /F1 {_SIZE} Tf {x:.1f} {y:.1f} Td (".encode("ascii") + _string(text) + b") Tj ET\n"
            for x, y, text in drawn
        )
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
            b" /Contents %d 0 R >>" % (7 + 2 * number)
        )
        objects.append(_stream(content))
    return _file(objects)


def _pages(blocks: Sequence[Block]) -> Iterator[list[tuple[float, float, str]]]:
    page: list[tuple[float, float, str]] = []
    y = _TOP
    for block in blocks:
        for line in _lines(block):
            if y < _FOOT:
                yield page
                page, y = [], _TOP
            page += [(_LEFT + x, y, text) for x, text in line if text]
            y -= _LEADING
        y -= _LEADING / 2
    yield page


def _lines(block: Block) -> Iterator[list[tuple[float, str]]]:
    """Each line as pieces of text with their place from the left margin."""
    if not isinstance(block, Table):
        for line in block.text.split("\n"):
            for part in _wrapped(line, _WIDE):
                yield [(0.0, part)]
        return
    # a first column of numbers is narrow, the others share what is left
    narrow = 36.0 if all(len(row[0]) < 6 for row in block.rows) else _WIDE / len(block.rows[0])
    width = (_WIDE - narrow) / (len(block.rows[0]) - 1)
    places = [0.0, *(narrow + width * number for number in range(len(block.rows[0]) - 1))]
    for row in block.rows:
        cells = [[part for line in cell.split("\n") for part in _wrapped(line, width - 10)] for cell in row]
        for number in range(max(len(cell) for cell in cells)):
            yield [
                (place, cell[number]) for place, cell in zip(places, cells, strict=True) if number < len(cell)
            ]


def _wrapped(line: str, width: float) -> Iterator[str]:
    room = width * 1000 / _SIZE
    current, filled = "", 0
    for word in line.split(" "):
        advance = _advance(word)
        if current and filled + _WIDTHS[0] + advance > room:
            yield current
            current, filled = word, advance
        else:
            filled += advance + (_WIDTHS[0] if current else 0)
            current = f"{current} {word}" if current else word
    yield current


@lru_cache(maxsize=4096)
def _advance(text: str) -> int:
    return sum(_WIDTHS[ord(char) - 32] if 32 <= ord(char) < 127 else 556 for char in text)


def _string(text: str) -> bytes:
    raw = b"".join(
        bytes([_WELSH[char]]) if char in _WELSH else char.encode("cp1252", "replace") for char in text
    )
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream"


def _file(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    return bytes(out)
