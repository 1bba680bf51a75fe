"""True redaction of a workbook: a new one of the shown values alone, written cell by cell.

Formulas become their values. Hidden sheets, rows and columns, comments, pivot caches, names, links to other files,
charts, pictures, properties and scripts have no way into the new file.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from rhyddid.documents.document import DEFAULT_LIMITS, Kind, Limits
from rhyddid.documents.inspect_here import inspect_here
from rhyddid.documents.package_members import PackageError
from rhyddid.documents.workbook_sheets import Cell, Sheet, cell_text, workbook_sheets
from rhyddid.redaction.redact_cells import MaskedCells, masked_rows
from rhyddid.redaction.redacted_file import Find, RedactedFile, RedactionFailed, Removed, kind_of_span
from rhyddid.wording import gettext_noop

UNREADABLE_SHEET = gettext_noop("A sheet of the file could not be read.")
VALUES_ONLY = gettext_noop(
    "The workbook was made anew of its shown values: formulas, charts, pictures and formats were left out."
)
_LONGEST_CELL = 32_767
_LONGEST_NAME = 31
_NO_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$")
_MADE_ON = dt.datetime(2000, 1, 1)
# What a person sees in a cell with a time or a date.
_FORMATS = {dt.datetime: "yyyy-mm-dd hh:mm", dt.date: "yyyy-mm-dd", dt.time: "hh:mm", dt.timedelta: "[h]:mm"}


def redact_workbook(kind: Kind, data: bytes, find: Find, *, limits: Limits = DEFAULT_LIMITS) -> RedactedFile:
    """An .xlsx of what `data` shows, without what `find` finds. Raises `RedactionFailed`."""
    file = io.BytesIO()
    removed: list[Removed] = []
    try:
        with xlsxwriter.Workbook(
            file, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
        ) as book:
            book.set_properties({"created": _MADE_ON})
            formats = {each: book.add_format({"num_format": code}) for each, code in _FORMATS.items()}
            names: set[str] = set()
            for sheet in workbook_sheets(data, limits):
                if sheet.is_hidden:
                    continue  # reported with what else is hidden
                if sheet.rows is None:
                    raise RedactionFailed(UNREADABLE_SHEET)
                name = _name(sheet, find, names, removed)
                _write(book.add_worksheet(name), sheet, find, formats, removed)
            if not names:
                book.add_worksheet()
    except PackageError as error:
        raise RedactionFailed(str(error)) from error
    removed += _left_behind(kind, data, limits)
    return RedactedFile(file.getvalue(), tuple(removed), kind="xlsx", cautions=(VALUES_ONLY,))


def _write(
    worksheet: Worksheet, sheet: Sheet, find: Find, formats: dict[type, object], removed: list[Removed]
) -> None:
    shown = (
        (number, [(place + sheet.first_column, value) for place, value in enumerate(row)])
        for number, row in enumerate(sheet.rows or ())
        if number not in sheet.lines.rows
    )
    kept = ((number, [each for each in row if each[0] not in sheet.lines.columns]) for number, row in shown)
    for (number, row), masked in _with_masks(kept, find):
        gone: Counter[tuple[str, str]] = Counter((span.shown_as, kind_of_span(span)) for span in masked.spans)
        removed += [
            Removed(sheet.number, None, shown_as, kind, count, worksheet.get_name())
            for (shown_as, kind), count in gone.items()
        ]
        texts = [cell_text(value) for _, value in row]
        for place, ((column, value), text) in enumerate(zip(row, masked.shown(texts), strict=True)):
            _write_cell(worksheet, number, column, text if place in masked.by_cell else value, formats)


def _with_masks(
    rows: Iterator[tuple[int, list[tuple[int, Cell]]]], find: Find
) -> Iterator[tuple[tuple[int, list[tuple[int, Cell]]], MaskedCells]]:
    """The rows with their masks; a masked row runs at most a chunk behind the one that is read."""
    waiting: list[tuple[int, list[tuple[int, Cell]]]] = []

    def texts() -> Iterator[list[str]]:
        for row in rows:
            waiting.append(row)
            yield [cell_text(value) for _, value in row[1]]

    for _, masked in masked_rows(texts(), find):
        yield waiting.pop(0), masked


def _write_cell(
    worksheet: Worksheet, row: int, column: int, value: Cell, formats: dict[type, object]
) -> None:
    if value == "" and isinstance(value, str):
        return
    if isinstance(value, str):
        worksheet.write_string(row, column, value[:_LONGEST_CELL])
    elif isinstance(value, bool):
        worksheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        if abs(value) < 1e300:
            worksheet.write_number(row, column, value)
        else:
            worksheet.write_string(row, column, str(value))
    else:
        try:
            worksheet.write_datetime(row, column, value, formats[type(value)])
        except (ValueError, KeyError):  # before 1900
            worksheet.write_string(row, column, cell_text(value))


def _name(sheet: Sheet, find: Find, names: set[str], removed: list[Removed]) -> str:
    name = _NO_NAME.sub(" ", sheet.name)[:_LONGEST_NAME].strip()
    found = list(find(sheet.name))
    if found:
        removed += [Removed(sheet.number, None, span.shown_as, kind_of_span(span)) for span in found]
    if found or not name or name.lower() in names or name.lower() == "history":
        name = f"Sheet {sheet.number}"
    names.add(name.lower())
    return name


def _left_behind(kind: Kind, data: bytes, limits: Limits) -> Sequence[Removed]:
    finds = inspect_here(kind, data, content_type=None, limits=limits)
    return [Removed(0, None, "", find.kind, find.count) for find in finds if find.kind != "not_inspected"]
