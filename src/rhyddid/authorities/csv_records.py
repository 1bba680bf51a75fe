"""CSV as people's programs write it: bytes in (UTF-8 with or without BOM, UTF-16, Windows-1252; commas or tabs), records
with their line numbers out, or one clear fault.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from rhyddid.authorities.authority_row import AuthorityImportError, RowProblem
from rhyddid.wording import Wording, gettext_noop

MAX_BYTES = 64 * 1024 * 1024


def names_in_csv(data: bytes) -> list[tuple[int, str]]:
    """Line and name of every row: the column `name`. Raises AuthorityImportError."""
    records = csv_records(data)
    _, header = next(records, (1, []))
    columns = [cell.strip().lower() for cell in header]
    if "name" not in columns:
        raise refused(1, gettext_noop("There is no column “name”: the first line must name the columns."))
    place = columns.index("name")
    return [
        (line, " ".join(cells[place].split()))
        for line, cells in records
        if len(cells) > place and cells[place].strip()
    ]


def refused(line: int, message: str, **parameters: object) -> AuthorityImportError:
    """The error for a file with one fault; line 0 is the file as a whole."""
    return AuthorityImportError((RowProblem(line, "", Wording(message, parameters)),))


def _decoded(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise refused(
            0, gettext_noop("The file is larger than {limit} MiB: divide it."), limit=MAX_BYTES // 1024**2
        )
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refused(
        0, gettext_noop("The file's characters cannot be read: save it as “CSV UTF-8” and import that.")
    )


def csv_records(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it begins on. Raises AuthorityImportError where the CSV itself is broken."""
    text = _decoded(data)
    first = text.split("\n", 1)[0]
    delimiter = "\t" if "\t" in first and "," not in first else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise refused(
                line,
                gettext_noop(
                    "This row is not valid CSV ({reason}): put a cell with commas, quotes or line breaks in double "
                    "quotes, and write a quote inside it twice."
                ),
                reason=str(error),
            ) from error
        yield line, cells
