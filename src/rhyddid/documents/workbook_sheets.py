"""The sheets of a workbook (.xlsx, .xlsb, .xls, .ods) as rows of values, with what the workbook hides of them."""

from __future__ import annotations

import datetime as dt
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from rhyddid.documents.document import Limits
from rhyddid.documents.hidden_rows import HiddenLines, hidden_lines
from rhyddid.documents.old_workbook import old_cells, old_hidden_lines
from rhyddid.documents.package_members import (
    BROKEN_PACKAGE,
    ENCRYPTED,
    TOO_LARGE_UNPACKED,
    PackageError,
    opened_package,
)
from rhyddid.wording import gettext_noop

TOO_MANY_CELLS = gettext_noop("A sheet spans more cells than are read here, so its text was left out.")

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta
_CELL_PLACE = re.compile(rb"""\br=["']([A-Za-z]{0,3})(\d{1,7})["']""")
_BREAK_IN_CELL = re.compile(r"\s*[\r\n\t]+\s*")
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Sheet:
    """One sheet; `rows` begin with the sheet's first row, and each with the column `first_column` (from 0).

    `rows` is None where the sheet could not be read.
    """

    number: int
    name: str
    is_hidden: bool
    lines: HiddenLines
    first_column: int
    rows: Iterable[list[Cell]] | None


def workbook_sheets(data: bytes, limits: Limits) -> Iterator[Sheet]:
    """The sheets of `data` in their order, hidden ones too. Raises `PackageError`, also while rows are read."""
    lines: dict[str, HiddenLines] = {}
    if data.startswith(b"PK"):
        _check_package(data, limits)
        with opened_package(data, limits) as package:
            lines = hidden_lines(package)
    elif b"E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e" in data:
        raise PackageError(ENCRYPTED)
    else:
        if old_cells(data) > limits.max_cells:
            raise PackageError(TOO_MANY_CELLS)
        lines = old_hidden_lines(data)
    with _calamine_errors():
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = workbook.sheets_metadata
    for number, sheet in enumerate(sheets, 1):
        hidden = sheet.visible != SheetVisibleEnum.Visible
        first_column, rows = 0, None
        with _calamine_errors():
            try:
                content = workbook.get_sheet_by_index(number - 1)
                first_column = content.start[1] if content.start else 0
                rows = _rows(content.iter_rows())
            except CalamineError:
                pass
        yield Sheet(number, sheet.name, hidden, lines.get(sheet.name, HiddenLines()), first_column, rows)


def cell_text(value: Cell) -> str:
    """A cell's value as one line of text."""
    if isinstance(value, str):
        return _BREAK_IN_CELL.sub(" ", value).strip() if value else ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")
    if isinstance(value, dt.datetime):
        return value.isoformat(" ") if value.time() != dt.time() else value.date().isoformat()
    return str(value)


def _rows(rows: Iterable[list[Cell]]) -> Iterator[list[Cell]]:
    with _calamine_errors():
        yield from rows


@contextmanager
def _calamine_errors() -> Iterator[None]:
    try:
        yield
    except PasswordError as error:
        raise PackageError(ENCRYPTED) from error
    except CalamineError as error:
        raise PackageError(BROKEN_PACKAGE) from error
    except BaseException as error:
        # a panic of the Rust reader is no Exception: to let it pass would end the whole program
        if type(error).__name__ == "PanicException":
            raise PackageError(BROKEN_PACKAGE) from error
        raise


def _check_package(data: bytes, limits: Limits) -> None:
    """The reader makes room for the sizes and places that a file states: see first that they are true."""
    with opened_package(data, limits) as package:
        for member in package.members:
            if member.flag_bits & 1:
                raise PackageError(ENCRYPTED)
        unpacked = 0
        for member in package.members:
            sheet = member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml")
            # of an OpenDocument whose elements are not all closed, the reader would read on for ever
            elements = ParserCreate() if member.filename == "content.xml" else None
            widest = tallest = 0
            rest = b""
            for chunk in _inflated(data, member.header_offset, member.compress_size, member.compress_type):
                unpacked += len(chunk)
                if unpacked > limits.max_unpacked_bytes:
                    raise PackageError(TOO_LARGE_UNPACKED)
                if elements is not None:
                    _parse_on(elements, chunk, is_last=False)
                if sheet:
                    for column, row in set(_CELL_PLACE.findall(rest + chunk)):
                        widest = max(widest, _column(column))
                        tallest = max(tallest, int(row))
                    rest = chunk[-32:]
            if elements is not None:
                _parse_on(elements, b"", is_last=True)
            if widest * tallest > limits.max_cells:
                raise PackageError(TOO_MANY_CELLS)


def _parse_on(elements: XMLParserType, chunk: bytes, *, is_last: bool) -> None:
    try:
        elements.Parse(chunk, is_last)
    except ExpatError as error:
        raise PackageError(BROKEN_PACKAGE) from error


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
