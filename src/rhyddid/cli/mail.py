"""`rhyddid mail`: parse and fold need no database; the doors that mail comes in by are loaded when they are called."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import click

# name -> its attribute in `mail_doors`, and its line of help, so that --help loads none of them
_DOORS = {
    "fetch": ("fetch", "Fetch from an IMAP or POP mailbox."),
    "import": ("import_", "Bring in a maildir, an mbox or a folder of .eml files."),
    "receive": ("receive", "Take one message from standard input."),
    "serve": ("serve", "Take mail over SMTP or LMTP."),
}


class MailGroup(click.Group):
    """The doors live in `mail_doors` and load Django: they are imported only when one of them is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_DOORS])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _DOORS:
            return super().get_command(ctx, cmd_name)
        module = import_module("rhyddid.cli.mail_doors")
        command: click.Command = getattr(module, _DOORS[cmd_name][0])
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = []
        for name in self.list_commands(ctx):
            command = None if name in _DOORS else super().get_command(ctx, name)
            rows.append((name, command.get_short_help_str(80) if command else _DOORS[name][1]))
        with formatter.section("Commands"):
            formatter.write_dl(rows)


@click.group(cls=MailGroup)
def mail() -> None:
    """Serve, receive, fetch, import, parse and fold mail."""


@mail.command("parse")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--jsonl", "as_jsonl", is_flag=True, help="One JSON object a line, for every file of a folder.")
def parse_command(path: Path, as_json: bool, as_jsonl: bool) -> None:
    """What a mail holds: headers, text, folds, files, and what is odd about it."""
    from rhyddid.mail.parse import parse  # slow import

    if as_json and as_jsonl:
        raise click.ClickException("Give --json or --jsonl, not both.")
    if path.is_dir():
        _parse_folder(path, as_json=as_json, as_jsonl=as_jsonl)
        return
    found = parse(_read(path))
    if as_json or as_jsonl:
        click.echo(json.dumps(found.to_json(path.name), ensure_ascii=False, indent=None if as_jsonl else 2))
        return
    sender = f"{found.sender.name} <{found.sender.address}>".strip() if found.sender else "-"
    click.echo(f"From: {sender}\nSubject: {found.subject}\nDate: {found.date or '-'}\nKind: {found.kind}\n")
    click.echo(found.body.shown.strip())
    for attachment in found.attachments:
        within = f" (in {attachment.inside})" if attachment.inside else ""
        click.echo(
            f"\n+ {attachment.filename or '-'}, {attachment.content_type}, {attachment.size} bytes{within}",
            nl=False,
        )
    for defect in found.defects:
        click.echo(f"\n! {defect}", nl=False)
    click.echo("")


@mail.command("fold")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Text, what is shown of it, and the folded spans.")
def fold_command(path: Path, as_json: bool) -> None:
    """What of a letter's text is quoted, boilerplate or signature."""
    from rhyddid.mail.fold import fold  # slow import
    from rhyddid.mail.mail import Body

    text = _text(path)
    body = Body(text, None, fold(text))
    click.echo(json.dumps(body.to_json(), ensure_ascii=False, indent=2) if as_json else body.shown)


def _parse_folder(folder: Path, *, as_json: bool, as_jsonl: bool) -> None:
    """Every file of a folder and the folders in it; one that cannot be read is said, and the run goes on."""
    from rhyddid.mail.parse import parse  # slow import

    rows: list[dict[str, object]] = []
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = file.relative_to(folder).as_posix()
        try:
            found = parse(file.read_bytes())
        except OSError as error:
            row: dict[str, object] = {"file": name, "error": error.strerror or str(error)}
            line = f"{name}: {row['error']}"
        else:
            row, line = found.to_json(name), f"{name}: {found.kind}: {found.subject}"
        if as_json:
            rows.append(row)
        else:
            click.echo(json.dumps(row, ensure_ascii=False) if as_jsonl else line)
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read: {error.strerror or error}.") from error


def _text(path: Path) -> str:
    raw = _read(path)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(
            f"{path} is not UTF-8 text (byte {error.start}): save it as UTF-8."
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")
