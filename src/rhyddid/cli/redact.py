"""`rhyddid redact`: find and mask personal data in a text or a file, and what a file hides."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from rhyddid.redaction.apply import apply
from rhyddid.redaction.personal_data import find_personal_data
from rhyddid.wording import LANGUAGES


@click.group()
def redact() -> None:
    """Find and mask personal data."""


@redact.command("text")
@click.option(
    "--json", "as_json", is_flag=True, help="Print the masked text and what was removed from where."
)
@click.option(
    "--keep", multiple=True, metavar="VALUE", help="An address, @domain, phone number or postcode to leave."
)
@click.option("--name", "names", multiple=True, metavar="NAME", help="A person's name to mask.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", help="The language of the masks.")
def text(as_json: bool, keep: tuple[str, ...], names: tuple[str, ...], language: str) -> None:
    """Mask personal data in the text on standard input.

    Spans are counted in the input: 0-based, end exclusive, in Unicode code points.
    """
    try:
        given = sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise click.ClickException(
            f"the text on standard input is not UTF-8: byte {error.start} cannot be read; convert it first, "
            "for example with iconv"
        ) from error
    found = find_personal_data(given, keep=keep, names=names, language=language)
    masked = apply(given, found)
    if not as_json:
        click.echo(masked, nl=False)
        return
    removed = [
        {"kind": span.kind, "start": span.start, "end": span.end, "shown_as": span.shown_as} for span in found
    ]
    click.echo(json.dumps({"text": masked, "removed": removed}, ensure_ascii=False))


@redact.command("file")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the new file; without it, beside the old one as NAME.redacted.ENDING.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was removed as JSON.")
@click.option(
    "--keep", multiple=True, metavar="VALUE", help="An address, @domain, phone number or postcode to leave."
)
@click.option("--name", "names", multiple=True, metavar="NAME", help="A person's name to mask.")
@click.option(
    "--mark", "marks", multiple=True, metavar="WORDS", help="Words to take out wherever they stand."
)
@click.option("--language", type=click.Choice(LANGUAGES), default="en", help="The language of the masks.")
def file(
    file: Path,
    output: Path | None,
    as_json: bool,
    keep: tuple[str, ...],
    names: tuple[str, ...],
    marks: tuple[str, ...],
    language: str,
) -> None:
    """Make a redacted copy of FILE (PDF, Word, Excel, OpenDocument, picture, CSV, web page, text, …).

    The copy is made anew of what FILE shows, then read again; where anything that was to go is still in it, nothing
    is written.
    """
    from rhyddid.redaction.find_marked import find_marked
    from rhyddid.redaction.redact_file import redact_file
    from rhyddid.redaction.redacted_file import RedactionFailed
    from rhyddid.wording import Wording

    find = find_marked(
        dict.fromkeys(marks, ""),
        lambda given: find_personal_data(given, keep=keep, names=names, language=language),
    )
    try:
        made = redact_file(file.read_bytes(), find, filename=file.name)
    except RedactionFailed as error:
        raise click.ClickException(f"{file}: {error.wording.render(language)}") from error
    ending = made.filename.rpartition(".")[2]
    target = output or file.with_name(f"{file.stem}.redacted.{ending}")
    target.write_bytes(made.data)
    cautions = [Wording(each).render(language) for each in made.cautions]
    removed = [
        {"kind": each.kind, "page": each.page, "shown_as": each.shown_as, "count": each.count}
        | ({"box": list(each.box)} if each.box else {})
        for each in made.removed
    ]
    if as_json:
        told = {"file": str(target), "kind": made.kind, "removed": removed, "cautions": cautions}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"{target}: {sum(each.count or 1 for each in made.removed)} removed")
    for sentence in cautions:
        click.echo(sentence)


@redact.command("hidden")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the finds as JSON.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", help="The language of the finds.")
def hidden(file: Path, as_json: bool, language: str) -> None:
    """What FILE holds and does not show: hidden sheets, deleted text, comments, text under boxes, and so on."""
    from rhyddid.documents.hidden_data import find_hidden_data

    finds = find_hidden_data(file.read_bytes(), filename=file.name)
    if as_json:
        told = [{**find.to_json(), "serious": find.is_serious} for find in finds]
        click.echo(json.dumps({"file": str(file), "hidden": told}, ensure_ascii=False))
        return
    for find in finds:
        where = f" ({find.where})" if find.where else ""
        click.echo(f"{find.wording.render(language)}{where}: {find.count}. {find.sample}".rstrip())
    if not finds:
        click.echo("Nothing hidden was found.")
