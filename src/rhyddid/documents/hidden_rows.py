"""Which rows and columns of a workbook's sheets are hidden: an opened package in, numbers (from 0) out."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from rhyddid.documents.office_xml import attribute, xml_part
from rhyddid.documents.package_members import Package

_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_ROW_NUMBER = re.compile(rb"""(?<![\w:])r=["'](\d{1,7})["']""")
_HIDDEN = re.compile(rb"""(?<![\w:])hidden=["'](?:1|true)["']|(?<![\w:])(?:ht|width)=["']0(?:\.0+)?["']""")
_COLUMN_SPAN = re.compile(rb"""(?<![\w:])(min|max)=["'](\d{1,5})["']""")
_OPEN_PIECE = re.compile(
    rb"<table:table\s[^>]*?table:name=(?:\"([^\"]*)\"|'([^']*)')|<table:table-(row|column)\b([^>]*)>"
)
_COLLAPSED = re.compile(rb"""table:visibility=["'](?:collapse|filter)["']""")
_REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated=["'](\d{1,7})["']""")
# Everything to the right of a table or below it is often hidden, and empty.
LAST_COLUMN = 16_384
_MOST_REPEATED = 10_000
_COLUMN_PIECE_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class HiddenLines:
    """The hidden rows and columns of one sheet, counted from 0."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()


def hidden_lines(package: Package) -> dict[str, HiddenLines]:
    """The hidden rows and columns of every sheet of an .xlsx or .ods, by the sheet's name. Raises `PackageError`."""
    if "content.xml" in package.names:
        return _of_opendocument(package.read("content.xml") or b"")
    titles = sheet_titles(package)
    return {
        titles.get(name, name.rpartition("/")[2]): _of_sheet(package.read(name) or b"")
        for name in package.matching("xl/worksheets/", ".xml")
    }


def sheet_titles(package: Package) -> dict[str, str]:
    """The part of each sheet and the title that people see. Raises `PackageError`."""
    relations = xml_part(package, "xl/_rels/workbook.xml.rels")
    workbook = xml_part(package, "xl/workbook.xml")
    if relations is None or workbook is None:
        return {}
    targets = {each.get("Id"): (each.get("Target") or "").removeprefix("/xl/") for each in relations}
    return {
        f"xl/{targets.get(attribute(sheet, 'id'), '')}": sheet.get("name") or ""
        for sheet in workbook.iter("{*}sheet")
    }


def _of_sheet(data: bytes) -> HiddenLines:
    rows, number = set(), 0
    for row in _ROW.finditer(data):
        stated = _ROW_NUMBER.search(row[1])
        number = int(stated[1]) if stated else number + 1
        if _HIDDEN.search(row[1]):
            rows.add(number - 1)
    columns: set[int] = set()
    for column in _COLUMN.finditer(data, 0, _COLUMN_PIECE_BYTES):
        if _HIDDEN.search(column[1]):
            columns.update(_spanned(column[1]))
    return HiddenLines(frozenset(rows), frozenset(columns))


def _spanned(element: bytes) -> Iterator[int]:
    span = {name: int(value) for name, value in _COLUMN_SPAN.findall(element)}
    first, last = span.get(b"min", 1), span.get(b"max", 1)
    if last < LAST_COLUMN:
        yield from range(first - 1, max(last, first))


def _of_opendocument(data: bytes) -> dict[str, HiddenLines]:
    found: dict[str, tuple[set[int], set[int]]] = {}
    here: tuple[set[int], set[int]] = (set(), set())
    row = column = 0
    for piece in _OPEN_PIECE.finditer(data):
        if piece[3] is None:
            here, row, column = (set(), set()), 0, 0
            found[html.unescape((piece[1] or piece[2] or b"").decode("utf-8", "replace"))] = here
            continue
        repeated = _REPEATED.search(piece[4])
        number = int(repeated[1]) if repeated else 1
        start = row if piece[3] == b"row" else column
        if number < _MOST_REPEATED and _COLLAPSED.search(piece[4]):
            here[piece[3] == b"column"].update(range(start, start + number))
        if piece[3] == b"row":
            row += number
        else:
            column += number
    return {name: HiddenLines(frozenset(rows), frozenset(columns)) for name, (rows, columns) in found.items()}
