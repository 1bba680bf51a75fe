"""An answer sheet as CSV: rows in, UTF-8 with a byte-order mark out (so that Excel reads it), cells guarded."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from rhyddid.batches.answer_sheet import SheetRow
from rhyddid.batches.export.columns import COLUMNS, guarded, row_values


def csv_lines(rows: Iterable[SheetRow]) -> Iterator[str]:
    """The header and each row as a line of CSV, without the byte-order mark: to stream a download."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([column.name for column in COLUMNS])
    for row in rows:
        yield _taken(buffer)
        writer.writerow([_cell(value) for value in row_values(row)])
    yield _taken(buffer)


def csv_write(rows: Iterable[SheetRow], stream: BinaryIO) -> int:
    """Write the rows; returns how many there were."""
    stream.write(b"\xef\xbb\xbf")
    count = -1
    for line in csv_lines(rows):
        stream.write(line.encode())
        count += 1
    return count


def _cell(value: str | float | bool | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return guarded(value) if isinstance(value, str) else format(value, "g")


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
