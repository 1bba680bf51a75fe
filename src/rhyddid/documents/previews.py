"""What a file looks like, safely: a page as a picture, sheets as rows, a picture without what it carries along.

A file's bytes in, values out that a page can show. Each is made by a process of its own, within limits; what cannot be
shown raises `PreviewFailed`, which says why.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from rhyddid.documents.document import DEFAULT_LIMITS, Kind, Limits
from rhyddid.documents.kind_of import kind_of
from rhyddid.documents.read_apart import answered_apart
from rhyddid.documents.read_document import TOO_LARGE
from rhyddid.wording import Wording, gettext_noop

NO_PREVIEW = gettext_noop("No preview of this file can be shown.")
MAX_WIDTH = 2_400
PreviewForm = Literal["pages", "sheets", "picture", "text", "none"]
_SHEETS: frozenset[Kind] = frozenset(("xlsx", "xls", "ods", "csv"))
_NONE: frozenset[Kind] = frozenset(("zip", "mail", "ppt", "empty", "unknown"))


class PreviewFailed(Exception):
    """A file has no preview; `wording` says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.wording = Wording(message)


@dataclass(frozen=True)
class PicturePreview:
    """A picture made anew: a PNG or JPEG of pixels alone. `page` of `pages` where it is a page of a document."""

    data: bytes
    content_type: Literal["image/png", "image/jpeg"]
    width: int
    height: int
    page: int = 1
    pages: int = 1


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row as it stands in the sheet: its number from 1, its cells as text, and whether the file hides it."""

    number: int
    cells: tuple[str, ...]
    is_hidden: bool = False


@dataclass(frozen=True)
class SheetPreview:
    """The first rows of a sheet. `is_cut` where there are more rows, columns or words than are shown here.

    `first_column` and `hidden_columns` count from 0 through the sheet: a row's first cell stands in `first_column`.
    """

    number: int
    name: str
    is_hidden: bool
    first_column: int
    hidden_columns: frozenset[int]
    rows: tuple[PreviewRow, ...]
    is_cut: bool


def preview_form(data: bytes, *, filename: str | None = None, content_type: str | None = None) -> PreviewForm:
    """How `data` can be shown: by which of the functions here; "text" by `read_document`."""
    kind = kind_of(data, filename=filename, content_type=content_type)
    if kind == "pdf":
        return "pages"
    if kind == "picture":
        return "picture"
    if kind in _SHEETS:
        return "sheets"
    return "none" if kind in _NONE else "text"


def preview_page(
    data: bytes, page: int = 1, *, width: int = 900, limits: Limits = DEFAULT_LIMITS
) -> PicturePreview:
    """A page of a PDF as a picture `width` pixels wide. Raises `PreviewFailed`, also where there is no such page."""
    return _picture("page", "pdf", data, limits, page=page, width=min(max(width, 16), MAX_WIDTH))


def preview_picture(data: bytes, *, width: int = 900, limits: Limits = DEFAULT_LIMITS) -> PicturePreview:
    """A picture no wider than `width`, turned as it is shown, without what it carries along. Raises `PreviewFailed`."""
    return _picture("picture", "picture", data, limits, width=min(max(width, 16), MAX_WIDTH))


def preview_sheets(
    data: bytes,
    *,
    filename: str | None = None,
    content_type: str | None = None,
    rows: int = 200,
    columns: int = 50,
    limits: Limits = DEFAULT_LIMITS,
) -> tuple[SheetPreview, ...]:
    """The first `rows` rows and `columns` columns of every sheet of a workbook or CSV, hidden ones flagged.

    Hidden sheets, rows and columns are given for people who may see the original; the public sees a file made without
    them (`rhyddid.redaction.redact_file`). Raises `PreviewFailed`.
    """
    kind = kind_of(data, filename=filename, content_type=content_type)
    if kind not in _SHEETS:
        raise PreviewFailed(NO_PREVIEW)
    answer = _answer("sheets", kind, data, limits, content_type=content_type, rows=rows, columns=columns)
    found = json.loads(answer)
    if isinstance(found, str):
        raise PreviewFailed(found)
    return tuple(
        SheetPreview(
            number=sheet["number"],
            name=sheet["name"],
            is_hidden=sheet["is_hidden"],
            first_column=sheet["first_column"],
            hidden_columns=frozenset(sheet["hidden_columns"]),
            rows=tuple(PreviewRow(number, tuple(cells), hidden) for number, cells, hidden in sheet["rows"]),
            is_cut=sheet["is_cut"],
        )
        for sheet in found
    )


def _picture(task: str, kind: Kind, data: bytes, limits: Limits, **options: int) -> PicturePreview:
    head, _, picture = _answer(task, kind, data, limits, **options).partition(b"\n")
    told = json.loads(head)
    if isinstance(told, str):
        raise PreviewFailed(told)
    content_type: Literal["image/png", "image/jpeg"] = (
        "image/png" if picture.startswith(b"\x89PNG") else "image/jpeg"
    )
    return PicturePreview(picture, content_type, **told)


def _answer(task: str, kind: Kind, data: bytes, limits: Limits, **options: object) -> bytes:
    if len(data) > limits.max_bytes:
        raise PreviewFailed(TOO_LARGE)
    answer, trouble = answered_apart(task, kind, data, limits, **options)
    if answer is None:
        raise PreviewFailed(trouble)
    return answer
