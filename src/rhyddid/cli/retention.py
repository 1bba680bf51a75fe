"""`rhyddid retention`: throw away what is over its time."""

from __future__ import annotations

import json

import click

from rhyddid.cli.with_database import start


@click.command()
@click.option("--dry-run", is_flag=True, help="Only count.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per kind.")
def retention(dry_run: bool, as_json: bool) -> None:
    """Throw away what is over its time (RHYDDID_KEEP_DAYS). The worker does this every night."""
    start()
    from rhyddid.post.retention import retention_run

    for kept in retention_run(dry_run=dry_run):
        if as_json:
            click.echo(json.dumps({"kind": kept.kind, "days": kept.days, "over": kept.over}))
            continue
        how_long = f"kept for {kept.days} days" if kept.days else "kept for ever"
        done = "would be" if dry_run else "were"
        click.echo(f"{kept.label} ({how_long}): {kept.over} {done} thrown away.")
