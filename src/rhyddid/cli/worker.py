"""`rhyddid worker`."""

from __future__ import annotations

import click

from rhyddid.cli import with_database


@click.command()
@click.option("--until-idle", is_flag=True, help="Stop when nothing is due any more.")
@click.option(
    "--lines",
    default=1,
    show_default=True,
    type=click.IntRange(1, 16),
    help="Connections to the SMTP server at the same time.",
)
@click.option("--no-jobs", is_flag=True, help="Only the post: jobs run elsewhere.")
def worker(until_idle: bool, lines: int, no_jobs: bool) -> None:
    """Send what is queued, take in what the spool holds, run the jobs, and index what changed.

    Kill it whenever you like: each recipient gets each letter once.
    """
    from rhyddid.site.start import start_django  # slow import

    if until_idle:
        with_database.start()
    else:  # one that stays waits for a database that is away
        start_django()
    from rhyddid.post.smtp_place import DeliveryRefused
    from rhyddid.post.work import work
    from rhyddid.search.index import index_all_changed, index_forever

    loops, steps = ([], []) if no_jobs else ([index_forever], [index_all_changed])
    try:
        work(until_idle=until_idle, lines=lines, jobs=not no_jobs, also=loops, also_now=steps)
    except DeliveryRefused as error:
        raise click.ClickException(str(error)) from error
