"""A spreadsheet (.xlsx, .xlsb, .xls, .ods) or CSV as text: one page a sheet, rows as tab-separated lines."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zlib
from collections.abc import Iterable

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from rhyddid.documents.document import Findings, Limits, Page
from rhyddid.documents.package_members import (
    BROKEN_PACKAGE,
    ENCRYPTED,
    TOO_LARGE_UNPACKED,
    PackageError,
    opened_package,
)
from rhyddid.documents.plain_text import decode_text
from rhyddid.wording import gettext_noop

HIDDEN_SHEET = gettext_noop("The file has hidden sheets.")
SHEET_UNREADABLE = gettext_noop("A sheet of the file could not be read.")
TOO_MANY_CELLS = gettext_noop("A sheet spans more cells than are read here, so its text was left out.")

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta
_CELL_PLACE = re.compile(rb"""\br=["']([A-Za-z]{0,3})(\d{1,7})["']""")
_BREAK_IN_CELL = re.compile(r"\s*[\r\n\t]+\s*")
_CHUNK = 1 << 20


def read_workbook(data: bytes, limits: Limits, found: Findings) -> None:
    """Read `data` into `found`; hidden sheets are read too, and flagged. Raises `PackageError`."""
    if data.startswith(b"PK"):
        _check_package(data, limits)
    elif b"E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e" in data:
        raise PackageError(ENCRYPTED)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for number, sheet in enumerate(workbook.sheets_metadata, 1):
            hidden = sheet.visible != SheetVisibleEnum.Visible
            if hidden:
                found.defect(HIDDEN_SHEET)
            try:
                rows = workbook.get_sheet_by_index(number - 1).iter_rows()
                text = _lines(rows, limits.max_characters)
            except CalamineError:
                found.defect(SHEET_UNREADABLE)
                continue
            (found.hidden_pages if hidden else found.pages).append(Page(number, text, name=sheet.name))
    except PasswordError as error:
        raise PackageError(ENCRYPTED) from error
    except CalamineError as error:
        raise PackageError(BROKEN_PACKAGE) from error
    except BaseException as error:
        # a panic of the Rust reader is no Exception: to let it pass would end the whole program
        if type(error).__name__ == "PanicException":
            raise PackageError(BROKEN_PACKAGE) from error
        raise


def read_csv(data: bytes, limits: Limits, found: Findings, *, charset: str | None = None) -> None:
    """Read `data` into `found` as one page."""
    text, defects = decode_text(data, charset=charset)
    for sentence in defects:
        found.defect(sentence)
    text = text[: limits.max_characters].replace("\x00", "")
    sample = text[:20_000]
    delimiter = max(",;\t|", key=sample.count)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        found.pages.append(Page(1, _lines(rows, limits.max_characters)))
    except csv.Error:  # a field beyond the reader's bound, mostly an unclosed quotation mark
        found.pages.append(Page(1, text))


def _lines(rows: Iterable[Iterable[Cell]], max_characters: int) -> str:
    lines: list[str] = []
    left = max_characters
    for row in rows:
        line = "\t".join(map(_cell_text, row)).rstrip("\t")
        left -= len(line) + 1
        if left < 0:
            break
        lines.append(line)
    return "\n".join(lines).strip("\n")


def _cell_text(value: Cell) -> str:
    if isinstance(value, str):
        return _BREAK_IN_CELL.sub(" ", value).strip() if value else ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")
    if isinstance(value, dt.datetime):
        return value.isoformat(" ") if value.time() != dt.time() else value.date().isoformat()
    return str(value)


def _check_package(data: bytes, limits: Limits) -> None:
    """The reader makes room for the sizes and places that a file states: see first that they are true."""
    with opened_package(data, limits) as package:
        for member in package.members:
            if member.flag_bits & 1:
                raise PackageError(ENCRYPTED)
        unpacked = 0
        for member in package.members:
            sheet = member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml")
            widest = tallest = 0
            rest = b""
            for chunk in _inflated(data, member.header_offset, member.compress_size, member.compress_type):
                unpacked += len(chunk)
                if unpacked > limits.max_unpacked_bytes:
                    raise PackageError(TOO_LARGE_UNPACKED)
                if sheet:
                    for column, row in set(_CELL_PLACE.findall(rest + chunk)):
                        widest = max(widest, _column(column))
                        tallest = max(tallest, int(row))
                    rest = chunk[-32:]
            if widest * tallest > limits.max_cells:
                raise PackageError(TOO_MANY_CELLS)


def _inflated(data: bytes, header: int, size: int, method: int) -> Iterable[bytes]:
    start = header + 30 + int.from_bytes(data[header + 26 : header + 28], "little")
    start += int.from_bytes(data[header + 28 : header + 30], "little")
    packed = data[start : start + size]
    if method != 8:
        yield packed
        return
    inflate = zlib.decompressobj(-15)
    try:
        while packed and not inflate.eof:
            yield inflate.decompress(packed, _CHUNK)
            packed = inflate.unconsumed_tail
    except zlib.error as error:
        raise PackageError(BROKEN_PACKAGE) from error


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
