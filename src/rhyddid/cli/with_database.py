"""Starting Django for a command that needs the database, with one clear line where that cannot work."""

from __future__ import annotations

import click


def start() -> None:
    """After this, models can be imported and queried. Raises ClickException where there is no usable database."""
    from rhyddid.site.options import BadOption
    from rhyddid.site.start import start_django  # slow import

    try:
        start_django()
    except BadOption as error:
        raise click.ClickException(str(error)) from error
    from django.db import OperationalError, connection

    try:
        tables = connection.introspection.table_names()
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        raise click.ClickException(
            f"The database does not answer ({reason}). Look at DATABASE_URL."
        ) from error
    if "batches_batch" not in tables:
        raise click.ClickException("The database has no tables yet: run  rhyddid migrate  first.")
