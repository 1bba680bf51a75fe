"""`rhyddid authorities`: import, list and search the directory."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rhyddid.cli.with_database import start
from rhyddid.wording import LANGUAGES

if TYPE_CHECKING:
    from rhyddid.authorities.models import Authority
    from rhyddid.authorities.services import ImportReport

_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")


@click.group()
def authorities() -> None:
    """The directory of public authorities."""


@authorities.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would be added and changed.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", help="The language of the messages.")
@_json
def import_(file: Path, dry_run: bool, language: str, as_json: bool) -> None:
    """Bring the directory up to date with the CSV in FILE: all of it, or nothing where anything is wrong.

    Columns: name, kind, nations, regimes, foi_email, website, tags, aliases, name_cy; lists are separated by
    semicolons. An empty cell keeps what the directory has, a cell with only a hyphen clears it.
    """
    start()
    from rhyddid.authorities.authority_row import AuthorityImportError
    from rhyddid.authorities.import_csv import authorities_import

    try:
        report = authorities_import(data=_bytes(file), dry_run=dry_run)
    except AuthorityImportError as error:
        if as_json:
            click.echo(json.dumps({"problems": _problems(error.problems, language)}, ensure_ascii=False))
        raise click.ClickException(f"{file}: nothing was imported.\n{error.render(language)}") from error
    if as_json:
        click.echo(json.dumps(_report_json(report, language), ensure_ascii=False))
        return
    for change in report.added:
        click.echo(f"added    {change.name}")
    for change in report.changed:
        click.echo(f"changed  {change.name}: {', '.join(change.fields)}")
    for note in report.notes:
        click.echo(f"note     line {note.line}: {note.text.render(language)}")
    done = "would be added" if dry_run else "added"
    click.echo(f"{len(report.added)} {done}, {len(report.changed)} changed, {report.unchanged} unchanged.")


@authorities.command("list")
@click.option(
    "--tag", "tags", multiple=True, help="Only those with this tag (again: with every one of them)."
)
@click.option("--nation", default="", help="Only those of a nation: ENG, WLS, SCT, NIR or a country's code.")
@click.option("--regime", default="", help="Only those under a regime, such as uk-foia.")
@click.option("--kind", default="", help="Only those of a kind, such as council.")
@_json
def list_(tags: tuple[str, ...], nation: str, regime: str, kind: str, as_json: bool) -> None:
    """The authorities in the directory, by name."""
    start()
    from rhyddid.authorities.nations import nation_codes, nations_named
    from rhyddid.authorities.queries import authorities_listed
    from rhyddid.law.regimes import regime_ids

    if nation and not nations_named(nation):
        raise click.ClickException(f"--nation {nation}: use one of {', '.join(nation_codes())}.")
    if regime and regime not in regime_ids():
        raise click.ClickException(f"--regime {regime}: use one of {', '.join(regime_ids())}.")
    found = authorities_listed(tags=tags, nation=nation, regime=regime, kind=kind)
    _show(found, as_json)


@authorities.command("search")
@click.argument("text")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="At most so many.")
@_json
def search(text: str, limit: int, as_json: bool) -> None:
    """Authorities whose name, Welsh name or alias is like TEXT, likest first."""
    start()
    from rhyddid.authorities.queries import authority_search

    _show(authority_search(text, limit=limit), as_json)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}.") from error


def _show(found: Iterable[Authority], as_json: bool) -> None:
    from django.db.models import prefetch_related_objects

    from rhyddid.authorities.queries import foi_addresses

    rows = list(found)
    prefetch_related_objects(rows, "other_names")
    addresses = foi_addresses(authority.pk for authority in rows)
    if as_json:
        shown = [
            {
                "slug": authority.slug,
                "name": authority.name,
                "name_cy": authority.name_cy,
                "kind": authority.kind,
                "nations": authority.nations,
                "regimes": authority.regimes,
                "foi_email": addresses[authority.pk].email if authority.pk in addresses else None,
                "address_health": addresses[authority.pk].health if authority.pk in addresses else None,
                "website": authority.website,
                "tags": authority.tags,
                "aliases": [other.name for other in authority.other_names.all()],
            }
            for authority in rows
        ]
        click.echo(json.dumps(shown, ensure_ascii=False))
        return
    for authority in rows:
        email = addresses[authority.pk].email if authority.pk in addresses else "no address"
        click.echo(f"{authority.name}  [{', '.join(authority.regimes)}]  {email}")
    if not rows:
        click.echo("No authorities found.", err=True)


def _report_json(report: ImportReport, language: str) -> dict[str, Any]:
    return {
        "dry_run": report.dry_run,
        "added": [{"name": each.name, "slug": each.slug, "line": each.line} for each in report.added],
        "changed": [
            {"name": each.name, "slug": each.slug, "line": each.line, "fields": list(each.fields)}
            for each in report.changed
        ],
        "unchanged": report.unchanged,
        "notes": _problems(report.notes, language),
    }


def _problems(problems: Iterable[Any], language: str) -> list[dict[str, Any]]:
    return [
        {"line": problem.line, "column": problem.column, "text": problem.text.render(language)}
        for problem in problems
    ]
