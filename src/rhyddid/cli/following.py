"""`rhyddid following`: make what is due now, and say what somebody follows."""

from __future__ import annotations

import json

import click

from rhyddid.cli.with_database import start


@click.group()
def following() -> None:
    """Digests that are due, and who follows what."""


@following.command()
def run() -> None:
    """Wake whom new events concern and queue the digests that are due. The worker does this every minute."""
    start()
    from rhyddid.following.run import following_run  # slow import

    click.echo(f"{following_run()} mails were put into the outbox.")


@following.command("list")
@click.argument("email")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_follows(email: str, as_json: bool) -> None:
    """What EMAIL follows, and how often."""
    start()
    from django.db.models import Q  # slow import

    from rhyddid.following.models import Follower
    from rhyddid.following.targets import target_of

    found = Follower.objects.filter(Q(email=email.lower()) | Q(person__email=email.lower())).first()
    if found is None:
        raise click.UsageError(f"Nobody with the address {email} follows anything here.")
    rows = [
        {
            "what": str(target_of(follow)),
            "often": follow.frequency,
            "since": follow.made_at.date().isoformat(),
            "paused": follow.paused_at is not None,
        }
        for follow in found.follows.filter(removed_at=None).select_related(
            "request__authority", "authority", "batch", "team"
        )
    ]
    if as_json:
        click.echo(json.dumps({"stopped": found.stop_reason, "follows": rows}, ensure_ascii=False, indent=1))
        return
    if found.stop_reason:
        click.echo(f"No mails: {found.get_stop_reason_display()}")
    for row in rows:
        click.echo(f"{row['often']:8} {row['what']}{' (paused)' if row['paused'] else ''}")
