"""A batch's answer sheet in a form that somebody asked for by name: the one door for the command and the page."""

from __future__ import annotations

from typing import BinaryIO, Literal, get_args

from django.conf import settings
from django.utils import timezone

from rhyddid.batches.answer_sheet import sheet_rows
from rhyddid.batches.citation import sheet_citation
from rhyddid.batches.export.csv_file import csv_write
from rhyddid.batches.export.data_package import data_package_write
from rhyddid.batches.export.parquet_file import parquet_write
from rhyddid.batches.export.xlsx_file import xlsx_write
from rhyddid.batches.models import Batch
from rhyddid.batches.shown_cells import word_for
from rhyddid.requests.visibility import Viewer

Form = Literal["csv", "xlsx", "parquet", "datapackage"]
FORMS: tuple[Form, ...] = get_args(Form)
CONTENT_TYPES: dict[Form, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "datapackage": "application/zip",
}
_SUFFIXES: dict[Form, str] = {"csv": ".csv", "xlsx": ".xlsx", "parquet": ".parquet", "datapackage": ".zip"}


def export_name(batch: Batch, form: Form) -> str:
    """The file's name; a rehearsal's says that it is one."""
    rehearsal = "-REHEARSAL" if batch.rehearsal_of_id is not None else ""
    return f"{batch.slug}{rehearsal}-answers{_SUFFIXES[form]}"


def sheet_export(batch: Batch, form: Form, stream: BinaryIO, *, viewer: Viewer) -> int:
    """Write the sheet as `viewer` may see it; returns how many rows there were. Raises ParquetMissing."""
    rows = sheet_rows(batch, viewer=viewer)
    title = export_title(batch, viewer)
    if form == "csv":
        return csv_write(rows, stream)
    if form == "xlsx":
        return xlsx_write(rows, stream, title=title)
    if form == "parquet":
        return parquet_write(rows, stream, title=title)
    return data_package_write(
        rows,
        stream,
        name=batch.slug,
        title=title,
        homepage=f"{settings.SITE_URL}/batches/{batch.slug}/sheet/",
        made_at=timezone.now(),
        rehearsal=batch.rehearsal_of_id is not None,
        citation=sheet_citation(batch) if batch.published_at else "",
    )


def export_title(batch: Batch, viewer: Viewer) -> str:
    """The sheet's title as `viewer` may read it; a rehearsal's says that it is one, whatever becomes of the file's name."""
    title = f"{word_for(viewer, batch)(batch.subject)} ({timezone.localdate().isoformat()})"
    return f"REHEARSAL with simulated authorities: {title}" if batch.rehearsal_of_id is not None else title
