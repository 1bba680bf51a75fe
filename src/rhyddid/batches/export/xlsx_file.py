"""An answer sheet as a workbook: rows in, XLSX out, written row by row in constant memory."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, BinaryIO

from rhyddid.batches.answer_sheet import SheetRow
from rhyddid.batches.export.columns import COLUMNS, guarded, row_values

# a cell of a workbook holds no more
MAX_CELL = 32_767
# what XML 1.0 cannot hold
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WIDE = {
    "authority": 32,
    "question_text": 44,
    "quote": 60,
    "answer": 60,
    "message_url": 30,
    "evidence_url": 30,
}


def xlsx_write(rows: Iterable[SheetRow], stream: BinaryIO, *, title: str) -> int:
    """Write the rows under a header that stays in view; returns how many there were."""
    import xlsxwriter  # slow import

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(stream, options) as workbook:
        workbook.set_properties({"title": title[:255]})
        sheet = workbook.add_worksheet("answers")
        sheet.freeze_panes(1, 1)
        bold = workbook.add_format({"bold": True})
        for place, column in enumerate(COLUMNS):
            sheet.set_column(place, place, _WIDE.get(column.name, 14))
            sheet.write_string(0, place, column.name, bold)
        count = 0
        for count, row in enumerate(rows, start=1):  # the last number is how many there were
            for place, value in enumerate(row_values(row)):
                _write(sheet, count, place, value)
        sheet.autofilter(0, 0, count, len(COLUMNS) - 1)
    return count


def _write(sheet: Any, row: int, column: int, value: str | float | bool | None) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, str):
        if value:
            sheet.write_string(
                row, column, guarded(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", value))[:MAX_CELL]
            )
    elif value is not None:
        sheet.write_number(row, column, value)
