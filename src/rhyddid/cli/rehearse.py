"""`rhyddid rehearse BATCH`: send a batch to simulated authorities before it goes to real ones."""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rhyddid.batches.models import Batch
    from rhyddid.rehearsal.rehearse import Rehearsed


@click.command()
@click.argument("batch")
@click.option("--count", default=86, show_default=True, help="How many simulated authorities.")
@click.option("--start", default="", help="The simulated day of sending, YYYY-MM-DD. Default: today.")
@click.option("--seed", default=1, show_default=True, help="Another number, other replies.")
@click.option("--delete", is_flag=True, help="Delete the rehearsal BATCH names, with all its letters.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def rehearse(batch: str, count: int, start: str, seed: int, delete: bool, as_json: bool) -> None:
    """Rehearse BATCH (its slug): a clone of it goes by real SMTP to simulated authorities on this machine, and their
    replies come back."""
    from rhyddid.site.start import start_django  # slow import

    start_django()
    from rhyddid.batches.models import Batch
    from rhyddid.rehearsal.directory import RealNameTaken
    from rhyddid.rehearsal.rehearse import AlreadyPlaying, rehearsal_create, rehearsal_delete

    original = Batch.objects.filter(slug=batch).first()
    if original is None:
        raise click.ClickException(f"There is no batch {batch}. See them with: rhyddid batch list")
    if delete:
        if original.rehearsal_of_id is None:
            raise click.ClickException(f"{batch} is not a rehearsal: only rehearsals are deleted this way.")
        gone = rehearsal_delete(rehearsal=original)
        click.echo(f"Deleted the rehearsal {batch} and its {gone} requests.")
        return
    if original.rehearsal_of_id is not None:
        raise click.ClickException(f"{batch} is itself a rehearsal. Rehearse the batch it was made from.")
    if not 1 <= count <= 3000:
        raise click.ClickException(f"--count {count}: between 1 and 3000 authorities can be simulated.")
    try:
        day = dt.date.fromisoformat(start) if start else dt.date.today()
    except ValueError as error:
        raise click.ClickException(f"--start {start}: write a day as YYYY-MM-DD.") from error
    if not 2000 <= day.year <= 2100:
        raise click.ClickException(f"--start {start}: choose a day between 2000 and 2100.")
    try:
        rehearsal = rehearsal_create(batch=original, by=original.created_by, count=count, start=day)
    except RealNameTaken as error:
        raise click.ClickException(str(error)) from error
    try:
        played = rehearse_with_bar(rehearsal, seed=seed, quiet=as_json)
    except AlreadyPlaying as error:
        rehearsal_delete(rehearsal=rehearsal)
        raise click.ClickException(str(error)) from error
    summary = {
        "rehearsal": rehearsal.slug,
        "letters_sent": played.letters_sent,
        "replies_received": played.replies_received,
        "day": str(played.batch.rehearsal_day),
    }
    if as_json:
        click.echo(json.dumps(summary))
    else:
        click.echo(
            f"{played.letters_sent} letters went out and {played.replies_received} replies came in by "
            f"{played.batch.rehearsal_day}: /batches/{rehearsal.slug}/"
        )


def rehearse_with_bar(rehearsal: Batch, *, seed: int, quiet: bool = False) -> Rehearsed:
    """Play a rehearsal with a progress bar on standard error."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from rhyddid.rehearsal.rehearse import Progress as Step
    from rhyddid.rehearsal.rehearse import rehearse as play

    console = Console(stderr=True, quiet=quiet or not sys.stderr.isatty())
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("Sending the letters", total=None)

        def show(step: Step) -> None:
            bar.update(task, description=f"Replies, {step.day}", completed=step.done, total=step.total)

        return play(rehearsal=rehearsal, by=rehearsal.created_by, seed=seed, on_progress=show)
