"""`rhyddid demo`: an invented campaign, rehearsed once with 86 simulated authorities, and the site to look at it."""

from __future__ import annotations

import sys

import click

from rhyddid.cli.serve import PORT


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=PORT, help="Port to listen on.")
@click.option("--no-serve", is_flag=True, help="Rehearse only.")
def demo(host: str, port: int, no_serve: bool) -> None:
    """Rehearse a batch of 86 simulated authorities and serve the site."""
    from rhyddid.site.start import start_django  # slow import

    start_django()
    from django.conf import settings
    from django.core.management import call_command

    if settings.DELIVERY == "live":
        raise click.ClickException(
            "This installation writes to real authorities (RHYDDID_DELIVERY=live): the demo does not mix with it. "
            "Set RHYDDID_DATA to another folder and leave RHYDDID_DELIVERY unset."
        )
    call_command("migrate", verbosity=0, interactive=False)
    from rhyddid.batches.models import Batch
    from rhyddid.cli.rehearse import rehearse_with_bar
    from rhyddid.cli.serve import check_port_is_free, serve_all
    from rhyddid.rehearsal.demo_campaign import CHECKER_EMAIL, OWNER_EMAIL, PASSWORD, START, demo_campaign
    from rhyddid.rehearsal.rehearse import is_played, rehearsal_create, rehearsal_delete

    if not no_serve:
        check_port_is_free(host, port, "--port")
    campaign = demo_campaign()
    rehearsal = Batch.objects.filter(rehearsal_of=campaign.batch).order_by("pk").first()
    if rehearsal is not None and not is_played(rehearsal):
        rehearsal_delete(rehearsal=rehearsal)  # a demo that was stopped half-way is played anew
        rehearsal = None
    if rehearsal is None:
        rehearsal = rehearsal_create(batch=campaign.batch, by=campaign.owner, start=START)
        played = rehearse_with_bar(rehearsal, seed=1)
        click.echo(f"{played.letters_sent} letters went out, {played.replies_received} replies came in.")
    click.echo(f"Board: http://{host}:{port}/batches/{rehearsal.slug}/")
    click.echo(f"Sign in as {OWNER_EMAIL} or {CHECKER_EMAIL}, password {PASSWORD}")
    if not no_serve:
        sys.exit(serve_all(host, port, 1, web_only=False))
