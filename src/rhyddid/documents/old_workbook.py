"""The hidden rows and columns of an old Excel file (.xls, from Excel 97 on): its bytes in, numbers (from 0) out.

The file is a small file system of its own with one stream of records in it ([MS-CFB], [MS-XLS]).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from rhyddid.documents.hidden_rows import LAST_COLUMN, HiddenLines
from rhyddid.documents.package_members import BROKEN_PACKAGE, PackageError

_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_SECTOR = 0xFFFFFFFA
_STREAM_NAMES = ("Workbook", "Book")
_BEGIN, _SHEET, _ROW, _COLUMNS = 0x0809, 0x0085, 0x0208, 0x007D
_EXTENT = 0x0200
_MANY_CELLS = frozenset((0x00BD, 0x00BE))
_CELLS = _MANY_CELLS | {0x0006, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x0207, 0x027E}
_ROW_IS_HIDDEN, _COLUMN_IS_HIDDEN = 0x20, 0x01
_LAST_OLD_COLUMN = 255
_MOST_SHEETS = 1_000


def old_hidden_lines(data: bytes) -> dict[str, HiddenLines]:
    """The hidden rows and columns of every sheet, by its name; empty where the file is no such file.

    Raises `PackageError`.
    """
    stream = _workbook_stream(data)
    sheets: dict[str, HiddenLines] = {}
    for name, start in _sheets(stream):
        rows: set[int] = set()
        columns: set[int] = set()
        depth = 0
        for kind, record in _records(stream, start):
            if kind == _BEGIN:
                depth += 1
                if depth > 1:
                    break  # the next sheet
            elif kind == _ROW and len(record) >= 14:
                if struct.unpack_from("<H", record, 12)[0] & _ROW_IS_HIDDEN:
                    rows.add(struct.unpack_from("<H", record)[0])
            elif kind == _COLUMNS and len(record) >= 10:
                first, last, width, _, marks = struct.unpack_from("<5H", record)
                if (marks & _COLUMN_IS_HIDDEN or width == 0) and last < _LAST_OLD_COLUMN:
                    columns.update(range(first, min(last, LAST_COLUMN) + 1))
        sheets[name] = HiddenLines(frozenset(rows), frozenset(columns))
    return sheets


def old_cells(data: bytes) -> int:
    """How many cells the widest-spanning sheet covers, empty ones too, by the places that its records state."""
    stream = _workbook_stream(data)
    most = tallest = widest = 0
    for kind, record in _records(stream, 0):
        if kind == _BEGIN:
            tallest = widest = 0
        elif kind in _CELLS and len(record) >= 4:
            row, column = struct.unpack_from("<2H", record)
            last = struct.unpack_from("<H", record, len(record) - 2)[0] if kind in _MANY_CELLS else column
            tallest, widest = max(tallest, row + 1), max(widest, column + 1, last + 1)
        elif kind == _EXTENT and len(record) >= 12:
            tallest = max(tallest, struct.unpack_from("<I", record, 4)[0])
            widest = max(widest, struct.unpack_from("<H", record, 10)[0])
        most = max(most, tallest * widest)
    return most


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    found = 0
    for kind, record in _records(stream, 0):
        if kind == _SHEET and len(record) > 8:
            found += 1
            length, is_wide = record[6], record[7] & 1
            text = record[8 : 8 + length * (2 if is_wide else 1)]
            yield (
                text.decode("utf-16-le" if is_wide else "latin-1", "replace"),
                struct.unpack_from("<I", record)[0],
            )
        if kind == 0x000A or found >= _MOST_SHEETS:  # the end of what is said of the whole workbook
            return


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<2H", stream, place)
        yield kind, stream[place + 4 : place + 4 + length]
        place += 4 + length


def _workbook_stream(data: bytes) -> bytes:
    if not data.startswith(_MAGIC) or len(data) < 512:
        return b""
    sector_shift, small_shift = struct.unpack_from("<2H", data, 30)
    if sector_shift not in (9, 12) or small_shift != 6:
        return b""
    size = 1 << sector_shift
    first_directory, _, smallest, first_small, _, first_table, _ = struct.unpack_from("<I4s5I", data, 48)

    def sector(number: int) -> bytes:
        return data[(number + 1) * size : (number + 2) * size]

    tables = [number for number in struct.unpack_from("<109I", data, 76) if number < _LAST_SECTOR]
    seen: set[int] = set()
    while first_table < _LAST_SECTOR and first_table not in seen and len(sector(first_table)) == size:
        seen.add(first_table)
        more = struct.unpack(f"<{size // 4}I", sector(first_table))
        tables += [number for number in more[:-1] if number < _LAST_SECTOR]
        first_table = more[-1]
    after = [
        number
        for table in tables[: len(data) // size + 1]
        if len(sector(table)) == size
        for number in struct.unpack(f"<{size // 4}I", sector(table))
    ]
    directory = b"".join(sector(number) for number in _chain(first_directory, after))
    entries = [directory[place : place + 128] for place in range(0, len(directory) - 127, 128)]
    for wanted in _STREAM_NAMES:
        for entry in entries:
            if (
                entry[: max(struct.unpack_from("<H", entry, 64)[0] - 2, 0)].decode("utf-16-le", "replace")
                != wanted
            ):
                continue
            start, length = struct.unpack_from("<2I", entry, 116)
            if length >= smallest:
                return b"".join(sector(number) for number in _chain(start, after))[:length]
            root = b"".join(
                sector(number) for number in _chain(struct.unpack_from("<I", entries[0], 116)[0], after)
            )
            small_table = b"".join(sector(number) for number in _chain(first_small, after))
            small_after = list(
                struct.unpack(f"<{len(small_table) // 4}I", small_table[: len(small_table) // 4 * 4])
            )
            return b"".join(root[number * 64 : number * 64 + 64] for number in _chain(start, small_after))[
                :length
            ]
    return b""


def _chain(number: int, after: list[int]) -> Iterator[int]:
    """The sectors of a stream, in order. Raises `PackageError` where they go round in a circle, as readers then do."""
    seen: set[int] = set()
    while number < len(after):
        if number in seen:
            raise PackageError(BROKEN_PACKAGE)
        seen.add(number)
        yield number
        number = after[number]
