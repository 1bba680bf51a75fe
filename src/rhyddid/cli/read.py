"""`rhyddid read`: what a letter says, question by question, each with the words it says it in."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import click

from rhyddid.reading.read import read as read_letter
from rhyddid.reading.reading import Reading, ValueType
from rhyddid.reading.values import coded_values

_NOT_LETTERS = ("labels.json",)
_VALUE_TYPES = ("yes_no", "number", "money", "date")


@click.command()
@click.argument("letter", required=False, type=click.Path(path_type=Path))
@click.option(
    "--request",
    "request_file",
    type=click.Path(path_type=Path),
    help="The request's text, with its questions.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--jsonl", "as_jsonl", is_flag=True, help="Print one JSON object a line.")
@click.option(
    "--values", "value_type", type=click.Choice(_VALUE_TYPES), help="Code raw answers from standard input."
)
@click.option(
    "--language", type=click.Choice(["en", "cy"]), default="en", help="The language of what is explained."
)
def read(
    letter: Path | None,
    request_file: Path | None,
    as_json: bool,
    as_jsonl: bool,
    value_type: str | None,
    language: str,
) -> None:
    """What LETTER says; or, for a folder, every letter in it (--jsonl)."""
    if value_type:
        _code_values(cast(ValueType, value_type))
        return
    if letter is None:
        raise click.ClickException("no letter given: name a file or a folder, or use --values TYPE --jsonl")
    if letter.is_dir():
        for row in _folder(letter, language):
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    request = _text_of(request_file) if request_file else None
    reading = _read_file(letter, request)
    if as_json or as_jsonl:
        click.echo(
            json.dumps(
                reading.to_json(letter.name, language), ensure_ascii=False, indent=None if as_jsonl else 1
            )
        )
    else:
        click.echo(_for_people(reading, language))


def _read_file(path: Path, request: str | None) -> Reading:
    from rhyddid.letters.open_letter import UnreadableLetter, open_letter  # slow import

    try:
        data = path.read_bytes()
    except OSError as error:
        raise click.ClickException(f"{path}: cannot be read ({error.strerror}); check the name") from error
    try:
        return read_letter(open_letter(data, filename=path.name), request)
    except UnreadableLetter as error:
        raise click.ClickException(f"{path}: {error}") from error


def _text_of(path: Path) -> str:
    from rhyddid.letters.open_letter import UnreadableLetter, open_letter  # slow import

    try:
        return open_letter(path.read_bytes(), filename=path.name).text
    except OSError as error:
        raise click.ClickException(f"{path}: cannot be read ({error.strerror}); check the name") from error
    except UnreadableLetter as error:
        raise click.ClickException(f"{path}: {error}") from error


def _folder(folder: Path, language: str) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.rglob("*")):
        name = path.name
        if (
            not path.is_file()
            or name in _NOT_LETTERS
            or name.startswith(("README", "."))
            or ".request." in name
        ):
            continue
        file = path.relative_to(folder).as_posix()
        beside = path.with_suffix("").with_name(f"{path.with_suffix('').name}.request.txt")
        try:
            request = _text_of(beside) if beside.is_file() else None
            yield _read_file(path, request).to_json(file, language)
        except click.ClickException as error:
            yield {"file": file, "error": error.format_message()}


def _code_values(value_type: ValueType) -> None:
    for number, line in enumerate(sys.stdin, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            text, question = str(row["text"]), str(row.get("question", ""))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise click.ClickException(
                f"line {number} of standard input is no object with a text: {error}"
            ) from error
        values, sure = coded_values(text, value_type, question)
        shown = {"id": row.get("id"), "values": [value.to_json() for value in values], "confidence": sure}
        click.echo(json.dumps(shown, ensure_ascii=False))


def _for_people(reading: Reading, language: str) -> str:
    """A short plain sheet of what was read."""
    lines = [
        f"{reading.kind.replace('_', ' ')}"
        + (f": {reading.outcome.replace('_', ' ')}" if reading.outcome else "")
    ]
    for label, each in (
        ("received", reading.received_on),
        ("dated", reading.decided_on),
        ("deadline", reading.deadline_stated),
    ):
        if each:
            lines.append(f"{label:<10} {each.value}   “{each.evidence.quote}”")
    for reference in reading.references:
        lines.append(f"reference  {reference.value}")
    relied = [f"{p.provision} ({p.law})" for p in reading.provisions if p.role == "relied_on"]
    if relied:
        lines.append("relies on  " + ", ".join(relied))
    if reading.neither_confirm_nor_deny:
        lines.append("neither confirms nor denies, for all or for a part")
    for answer in reading.answers:
        quote = " ".join(answer.text.split())
        lines.append(
            f"{answer.question:>4}  {answer.decision.replace('_', ' '):<18} {answer.confidence:.2f}  {quote[:160]}"
        )
        for value in answer.values:
            shown = f"{value.value} {value.currency}" if value.currency else value.value
            lines.append(
                f"        {value.type.replace('_', ' ')}: {shown}"
                + (f" ({value.year})" if value.year else "")
            )
    for check in reading.notice:
        lines.append(f"{check.rule:>9}  {'met' if check.met else 'MISSING'}  {check.why.render(language)}")
    return "\n".join(lines)
