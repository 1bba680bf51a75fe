"""`rhyddid migrate`."""

from __future__ import annotations

import click


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; exit 1 where the schema is behind.")
def migrate(check: bool) -> None:
    """Bring the database's schema up to date."""
    from rhyddid.site.start import start_django  # slow import

    start_django()
    from django.core.management import call_command

    call_command("migrate", check_unapplied=check, verbosity=1 if check else 0, interactive=False)
    click.echo("The database's schema is up to date.")
