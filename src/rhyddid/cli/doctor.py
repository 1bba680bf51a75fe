"""`rhyddid doctor`: what this installation is, and what is wrong with it."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

_MARKS = {"ok": "✓", "note": "·", "warning": "!", "error": "✗"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def doctor(as_json: bool) -> None:
    """Look at delivery, database, outbox, disk and tools. Exits 1 where something is broken."""
    from rhyddid.site.start import start_django

    start_django()
    from django.conf import settings

    from rhyddid.site.doctor import examine

    found = examine()
    if as_json:
        click.echo(json.dumps({"delivery": settings.DELIVERY, "symptoms": [asdict(each) for each in found]}))
    else:
        for each in found:
            click.echo(f"{_MARKS[each.level]} {each.name}: {each.finding}")
            if each.advice:
                click.echo(f"    {each.advice}")
    sys.exit(1 if any(each.level == "error" for each in found) else 0)
