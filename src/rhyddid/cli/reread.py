"""`rhyddid reread`: parse and read stored letters again with the software of today."""

from __future__ import annotations

import datetime as dt
import json
import sys

import click

from rhyddid.cli.with_database import start

_SAID = {
    "read": "read anew",
    "text": "with another text",
    "files": "with other pages in their files",
    "outcome": "with another kind or outcome",
    "answers": "with other answers",
    "events": "with another event, which may move dates",
    "failed": "that could not be read (see the log)",
}


@click.command()
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), help="Only letters received on or after this day."
)
@click.option("--request", "slug", default="", help="Only the letters of this request (its address).")
@click.option("--background", is_flag=True, help="Leave the work to the worker; the pass shows on its page.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def reread(since: dt.datetime | None, slug: str, background: bool, as_json: bool) -> None:
    """Parse and read the received letters again from their raw bytes.

    People's judgements stay. Killed at any point, the same command goes on where it stopped; the readings before are
    kept beside the new ones.
    """
    start()
    from rhyddid.requests.models import Request, RereadRun
    from rhyddid.requests.reread import reread_continue, reread_start

    request = Request.objects.filter(slug=slug).first() if slug else None
    if slug and request is None:
        raise click.ClickException(f"There is no request at {slug}.")
    day = since.date() if since is not None else None
    run = reread_start(since=day, request=request, in_background=background)
    if background:
        click.echo(f"{run.total} letters will be read again by the worker.")
        return
    with click.progressbar(length=max(run.total, 1), label="Letters", file=sys.stderr) as bar:
        bar.update(run.done)

        def told(now: RereadRun) -> None:
            bar.update(now.done - bar.pos)

        run = reread_continue(run, told=told)
    if run.finished_at is None:
        raise click.ClickException("Another process is working on this pass; ask again later.")
    if as_json:
        click.echo(json.dumps({"letters": run.done, "changed": run.changed}))
        return
    click.echo(f"{run.done} letters looked at.")
    for name, said in _SAID.items():
        if run.changed.get(name):
            click.echo(f"{run.changed[name]} {said}.")
