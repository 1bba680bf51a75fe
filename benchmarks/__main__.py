"""`make bench`: prints the table. `python -m benchmarks --only reading,mail` for a part of it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from benchmarks.measure import Row


def _rows(parts: list[str], folder: Path) -> list[Row]:
    rows: list[Row] = []
    if "reading" in parts:
        from benchmarks.reading import reading_rows

        rows += reading_rows()
    if "mail" in parts:
        from benchmarks.mail import mail_rows

        rows += mail_rows()
    if "files" in parts:
        from benchmarks.files import file_rows

        rows += file_rows()
    if "door" in parts:
        from benchmarks.door import door_rows

        rows += door_rows(folder)
    if "site" in parts:
        os.environ["RHYDDID_DATA"] = str(folder)
        from benchmarks.site import site_rows

        rows += site_rows()
    if "country" in parts:
        from benchmarks.country import country_rows

        rows += country_rows(folder)
    return rows


@click.command()
@click.option(
    "--only", default="reading,mail,files,door,site", show_default=True, help="Parts, with commas between."
)
def bench(only: str) -> None:
    """Print a table of speeds."""
    with tempfile.TemporaryDirectory(prefix="rhyddid-bench-") as folder:
        rows = _rows(only.split(","), Path(folder))
    table = Table("what", "measured", "against, in the same run", "ratio")
    for row in rows:
        table.add_row(row.what, row.measured, row.against, row.ratio)
    Console(width=130).print(table)


bench()
