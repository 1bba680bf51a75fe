"""`rhyddid redact`: find and mask personal data in a text."""

from __future__ import annotations

import json
import sys

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
