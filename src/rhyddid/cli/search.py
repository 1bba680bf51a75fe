"""`rhyddid search`: find in the record as the public does, or make the index anew."""

from __future__ import annotations

import json

import click

from rhyddid.cli import with_database


@click.group()
def search() -> None:
    """Search the record, and make its index anew."""


@search.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--relevance", is_flag=True, help="The most relevant first, not the newest.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def find(words: tuple[str, ...], relevance: bool, as_json: bool) -> None:
    """Find what everybody may see. WORDS take the operators of the search page, such as status:late filetype:pdf."""
    with_database.start()
    from rhyddid.search.find import search as search_for  # slow import
    from rhyddid.search.query_language import query_read
    from rhyddid.search.snippets import snippet

    query = query_read(" ".join(words))
    found = search_for(None, query, order="relevance" if relevance else "newest")
    for note in query.notes:
        click.echo(note.render(), err=True)
    hits = [
        {
            "request": hit.entry.request.slug,
            "authority": hit.entry.authority.name,
            "kind": hit.entry.kind,
            "day": hit.entry.at.date().isoformat(),
            "title": hit.entry.title,
            "snippet": "".join(run.text for run in snippet(hit.entry.text, query)).strip(),
            "more": hit.more,
        }
        for hit in found.hits
    ]
    if as_json:
        click.echo(json.dumps({"count": found.count, "capped": found.is_capped, "hits": hits}, indent=1))
        return
    click.echo(f"{found.count}{' or more' if found.is_capped else ''} found")
    for hit in hits:
        click.echo(f"\n{hit['day']}  {hit['title']}  ({hit['authority']}, {hit['kind']})\n  {hit['snippet']}")


@search.command()
@click.option("--all", "everything", is_flag=True, help="Everything, not only what changed.")
def index(everything: bool) -> None:
    """Index what changed, now; with --all make the whole index anew. Workers do this by themselves."""
    with_database.start()

    from rhyddid.requests.models import RequestVersion
    from rhyddid.requests.versions import changes_count
    from rhyddid.search.index import index_changed, mark_all

    if everything:
        mark_all()
    changes_count()
    left = RequestVersion.objects.filter(unindexed=True).count()
    last = done = 0
    with click.progressbar(length=left, label="requests indexed") as bar:
        while lot := index_changed(after=last):
            last = lot[-1]
            done += len(lot)
            bar.update(len(lot))
    click.echo(f"{done} requests indexed")
