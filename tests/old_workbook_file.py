"""An old Excel file (.xls), written by hand for the tests: records in a stream, and the stream in a compound file."""

from __future__ import annotations

import struct
from collections.abc import Sequence

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def record(kind: int, content: bytes = b"") -> bytes:
    """One record."""
    return struct.pack("<2H", kind, len(content)) + content


def old_workbook(
    name: str,
    rows: Sequence[Sequence[str]],
    *,
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
) -> bytes:
    """A workbook of one sheet."""
    begin = record(0x0809, struct.pack("<4H2I", 0x0600, 0x0005, 0, 0, 0, 0x0006))
    sheet = record(0x0809, struct.pack("<4H2I", 0x0600, 0x0010, 0, 0, 0, 0x0006))
    for column in hidden_columns:
        sheet += record(0x007D, struct.pack("<6H", column, column, 2560, 15, 1, 0))
    width = max(map(len, rows))
    sheet += record(0x0200, struct.pack("<2I3H", 0, len(rows), 0, width, 0))
    for number, row in enumerate(rows):
        mark = 0x20 if number in hidden_rows else 0
        sheet += record(0x0208, struct.pack("<6HI", number, 0, len(row), 255, 0, 0, 0x100 | mark))
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            content = struct.pack("<4HB", number, column, 15, len(text), 0) + text.encode("latin-1")
            sheet += record(0x0204, content)
    sheet += record(0x000A)
    title = bytes((len(name), 0)) + name.encode("latin-1")
    start = len(begin) + 4 + 6 + len(title) + 4
    stream = begin + record(0x0085, struct.pack("<IH", start, 0) + title) + record(0x000A) + sheet
    return compound_file("Workbook", stream.ljust(4096, b"\0"))


def compound_file(name: str, stream: bytes) -> bytes:
    """A compound file that holds one stream of at least 4,096 bytes."""
    sectors = -(-len(stream) // 512)
    after = [_FAT, _END, *range(3, sectors + 2), _END]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(6) + struct.pack("<9I", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    table = struct.pack("<128I", *after, *[_FREE] * (128 - len(after)))
    directory = _entry("Root Entry", 5, _END, 0, child=1) + _entry(name, 2, 2, len(stream))
    return header + table + directory.ljust(512, b"\0") + stream.ljust(sectors * 512, b"\0")


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    out = encoded.ljust(64, b"\0") + struct.pack("<HBB3I", len(encoded), kind, 1, _FREE, _FREE, child)
    return out + bytes(36) + struct.pack("<2I", start, size) + bytes(4)
