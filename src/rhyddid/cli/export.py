"""`rhyddid export`: the public record as tables."""

from __future__ import annotations

from pathlib import Path

import click

from rhyddid.cli import with_database


@click.group()
def export() -> None:
    """The public record as tables to download."""


@export.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def public(folder: Path) -> None:
    """Write what everybody may read into FOLDER: CSV, Parquet, datapackage.json. Meant to be run every night.

    Requests, events, authorities and the answers that a person has checked; masked as on the pages.
    """
    with_database.start()
    from rhyddid.batches.export.public_dump import public_dump  # slow import

    try:
        public_dump(folder, progress=lambda name, rows: click.echo(f"{name}: {rows:,} rows"))
    except OSError as error:
        raise click.ClickException(
            f"{error.filename or folder} cannot be written: {error.strerror}."
        ) from error
