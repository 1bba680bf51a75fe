"""`rhyddid generate`: an invented site of any size."""

from __future__ import annotations

import click

from rhyddid.cli import with_database


@click.command()
@click.option("--requests", default=1_000, show_default=True, type=click.IntRange(1, 10_000_000))
@click.option("--messages", default=4_000, show_default=True, type=click.IntRange(1, 100_000_000))
@click.option("--authorities", default=400, show_default=True, type=click.IntRange(1, 3_000))
@click.option("--seed", default=1, show_default=True, type=int, help="The same seed gives the same site.")
@click.option("--index/--no-index", "indexed", default=True, help="Make the search index too.")
def generate(requests: int, messages: int, authorities: int, seed: int, indexed: bool) -> None:
    """Fill a site with invented authorities, requests and letters. Nothing is sent; real requests are never mixed with them.

    Use a folder of its own: RHYDDID_DATA=/somewhere rhyddid generate.
    """
    if messages < 2 * requests:
        raise click.ClickException(
            f"--messages {messages}: a request has at least two letters, so give at least {2 * requests}."
        )
    with_database.start()
    from rhyddid.rehearsal.generated_site import SiteIsInUse, site_generate  # slow import
    from rhyddid.requests.models import RequestVersion
    from rhyddid.requests.versions import changes_count
    from rhyddid.search.index import index_all_changed

    with click.progressbar(length=requests, label="requests written") as bar:
        try:
            made = site_generate(
                requests=requests, messages=messages, authorities=authorities, seed=seed, progress=bar.update
            )
        except SiteIsInUse as error:
            raise click.ClickException(
                "This site has requests that were not generated: use an empty one (RHYDDID_DATA, DATABASE_URL)."
            ) from error
    if indexed:
        changes_count()
        changed = RequestVersion.objects.filter(unindexed=True).count()
        with click.progressbar(length=changed, label="requests indexed") as bar:
            index_all_changed(progress=bar.update)
    click.echo(f"{made.requests:,} requests with {made.messages:,} letters")
