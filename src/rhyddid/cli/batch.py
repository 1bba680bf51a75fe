"""`rhyddid batch`: make a batch from a file, look at it, send it, take it back, see where it stands, export its sheet."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rhyddid.cli.stated_moment import stated_moment
from rhyddid.cli.with_database import start
from rhyddid.wording import LANGUAGES

if TYPE_CHECKING:
    from rhyddid.batches.models import Batch
    from rhyddid.batches.preview import BatchPreview
    from rhyddid.batches.send import SendReport

_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
_by = click.option(
    "--by", metavar="EMAIL", default="", help="Who acts. Default: the batch's author, or the team's owner."
)
_team = click.option("--team", metavar="SLUG", default="", help="The team. Default: the only one.")
_language = click.option(
    "--language", type=click.Choice(LANGUAGES), default="en", help="The language of the messages."
)
_LOT_WORTH_A_BAR = 200
_ROW_STATES = ("waiting_for_approval", "held", "draft")  # of recipients without a request
FORMATS = ("csv", "xlsx", "parquet", "datapackage")


@click.group()
def batch() -> None:
    """One set of questions to many authorities."""


@batch.command("create")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_team
@_by
@click.option("--dry-run", is_flag=True, help="Check the file and its recipients; make nothing.")
@_language
@_json
def create(file: Path, team: str, by: str, dry_run: bool, language: str, as_json: bool) -> None:
    """Make a draft from the TOML in FILE; nothing is sent.

    FILE has subject, letter (with {authority}, {law}, {questions}, {sender}), [[question]] with number, text, type and
    choices, and recipients: saved lists, tags, authorities' names, or a CSV beside FILE.
    """
    start()
    from django.db import transaction

    from rhyddid.batches.acting_person import acting
    from rhyddid.batches.batch_file import BatchFileError, batch_file_read
    from rhyddid.batches.recipient_names import recipients_named
    from rhyddid.batches.services import batch_create

    # whatever is refused, and a dry run, leaves nothing behind, not even the first team
    with _clear_errors(), transaction.atomic():
        try:
            draft = batch_file_read(_bytes(file))
            who = acting(team=team, by=by, name=draft.sender)
            files = {name: _bytes(file.parent / name) for name in draft.recipients.csv}
            authorities = recipients_named(names=draft.recipients, team=who.team, csv_files=files)
        except BatchFileError as error:
            if as_json:
                problems = [
                    {"field": problem.field, "text": problem.text.render(language)}
                    for problem in error.problems
                ]
                _print({"problems": problems})
            raise click.ClickException(f"{file}: no batch was made.\n{error.render(language)}") from error
        made = batch_create(team=who.team, by=who.person, draft=draft, authorities=authorities)
        transaction.set_rollback(dry_run)
    if dry_run:
        if as_json:
            names = [authority.name for authority in authorities]
            _print({"dry_run": True, "questions": len(draft.questions), "recipients": names})
        else:
            click.echo(
                f"{file} is in order: {len(draft.questions)} questions, {len(authorities)} recipients."
            )
        return
    if who.made and not as_json:
        click.echo(f"There was no team yet: made “{who.team.name}” with the owner {who.person.email}.")
    summary = _summary(made) | {"recipients": len(authorities), "questions": len(draft.questions)}
    if as_json:
        _print(summary)
        return
    click.echo(
        f"Made the batch {made.slug}: {len(draft.questions)} questions, {len(authorities)} recipients."
    )
    click.echo(f"See what it will send:  rhyddid batch preview {made.slug}")


@batch.command("preview")
@click.argument("slug", metavar="BATCH")
@click.option("--limit", type=click.IntRange(0), default=3, show_default=True, help="Print so many letters.")
@click.option("--start", type=click.IntRange(0), default=0, help="Pass over so many recipients, by name.")
@click.option("--warned", is_flag=True, help="Only recipients with a warning.")
@_by
@_language
@_json
def preview(slug: str, limit: int, start: int, warned: bool, by: str, language: str, as_json: bool) -> None:
    """What BATCH will send to whom, and what will go wrong."""
    found = _batch(slug)
    from rhyddid.batches.preview import batch_preview

    with _clear_errors():
        seen = batch_preview(found, by=_person(found, by), start=start, limit=limit, only_warned=warned)
    if as_json:
        _print(_preview_json(found, seen, language))
        return
    for letter in seen.recipients:
        click.echo(f"To: {letter.recipient.authority.name} <{letter.to_address or 'no address'}>")
        click.echo(f"Subject: {letter.letter.subject}\n\n{letter.letter.text}\n")
        for warning in letter.warnings:
            click.echo(f"  {warning.level}: {warning.text.render(language)}")
        click.echo("-" * 60)
    _echo_warnings(seen, language)


@batch.command("send")
@click.argument("slug", metavar="BATCH")
@click.option(
    "--sent-at",
    metavar="ISO",
    help="BATCH went out elsewhere on this day or at this time: record it, mail nothing.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be sent; send nothing.")
@_by
@_language
@_json
def send(slug: str, sent_at: str | None, dry_run: bool, by: str, language: str, as_json: bool) -> None:
    """Send BATCH: its letters leave when the delay window ends. Stopped half-way, it goes on when called again."""
    found = _batch(slug)
    from django.conf import settings

    from rhyddid.batches.preview import batch_preview
    from rhyddid.batches.send import batch_send

    stated = stated_moment("--sent-at", sent_at) if sent_at else None
    with _clear_errors():
        person = _person(found, by)
        if dry_run:
            seen = batch_preview(found, by=person, limit=0)
            if as_json:
                _print(_preview_json(found, seen, language) | {"dry_run": True})
            else:
                click.echo(f"{seen.ready} letters would be sent.")
                _echo_warnings(seen, language)
            return
        with _bar("Writing the letters", quiet=as_json) as told:
            report = batch_send(batch=found, by=person, sent_at=stated, on_progress=told)
    if as_json:
        _print(_summary(found) | _report_json(report))
        return
    _echo_report(found, report)
    if stated is None and settings.DELIVERY != "live" and found.rehearsal_of_id is None:
        click.echo(
            "Delivery is loopback-only: nothing leaves this machine until RHYDDID_DELIVERY=live is set."
        )


@batch.command("approve")
@click.argument("slug", metavar="BATCH")
@click.option(
    "--recipient", "names", multiple=True, metavar="NAME", help="Only this authority (again: and this one)."
)
@_by
@_json
def approve(slug: str, names: tuple[str, ...], by: str, as_json: bool) -> None:
    """Let a batch that waits for an operator's approval go out, whole or in part."""
    found = _batch(slug)
    from rhyddid.batches.send import batch_approve, batch_lots

    with _clear_errors():
        operator = _operator(by)
        chosen = _recipients(found, names) if names else None
        count = batch_approve(batch=found, by=operator, recipients=chosen)
        with _bar("Writing the letters", quiet=as_json) as told:
            report = batch_lots(batch=found, by=found.created_by or operator, on_progress=told)
    if as_json:
        _print(_summary(found) | _report_json(report) | {"approved": count})
        return
    click.echo(f"Approved {count} recipients.")
    _echo_report(found, report)


@batch.command("recall")
@click.argument("slug", metavar="BATCH")
@click.option("--reopen", is_flag=True, help="Make a draft of it again, to mend and send.")
@_by
@_json
def recall(slug: str, reopen: bool, by: str, as_json: bool) -> None:
    """Take back every letter of BATCH that has not left."""
    found = _batch(slug)
    from rhyddid.batches.send import batch_recall, batch_reopen

    with _clear_errors():
        person = _person(found, by)
        report = batch_recall(batch=found, by=person)
        if reopen:
            batch_reopen(batch=found, by=person)
    if as_json:
        _print(_summary(found) | {"recalled": report.recalled, "on_their_way": report.on_their_way})
        return
    click.echo(f"Took back {report.recalled} letters.")
    if report.on_their_way:
        click.echo(f"{report.on_their_way} were on their way already and cannot be taken back.")


@batch.command("publish")
@click.argument("slug", metavar="BATCH")
@click.option(
    "--shows-unconfirmed", is_flag=True, help="Also show answers that nobody has checked, marked so."
)
@click.option("--undo", is_flag=True, help="Take board, sheet and requests back from the public.")
@_by
@_json
def publish(slug: str, shows_unconfirmed: bool, undo: bool, by: str, as_json: bool) -> None:
    """Make the board, the sheet and the requests of BATCH public."""
    found = _batch(slug)
    from rhyddid.batches.services import batch_publish, batch_unpublish

    with _clear_errors():
        person = _person(found, by)
        if undo:
            count = batch_unpublish(batch=found, by=person)
        else:
            count = batch_publish(batch=found, by=person, shows_unconfirmed=shows_unconfirmed)
    if as_json:
        _print(_summary(found) | {"requests": count})
        return
    click.echo(f"{count} requests are {'no longer' if undo else 'now'} public.")


@batch.command("status")
@click.argument("slug", metavar="BATCH")
@click.option(
    "--show",
    default="",
    metavar="WHAT",
    help="Only rows that are late, needs_look, refused, held …, or a state.",
)
@click.option("--search", default="", help="Only rows whose authority or reference holds these words.")
@click.option(
    "--sort",
    default="authority",
    show_default=True,
    help="authority, state, due, last_event or received; -due for the reverse.",
)
@_json
def status(slug: str, show: str, search: str, sort: str, as_json: bool) -> None:
    """Where BATCH stands: the board's counts and rows."""
    found = _batch(slug)
    from rhyddid.batches.board import SORTS, BoardCounts, BoardFilters, board
    from rhyddid.requests.models import State

    if sort.lstrip("-") not in SORTS:
        raise click.ClickException(
            f"--sort {sort}: use one of {', '.join(SORTS)}, with a - in front for the reverse."
        )
    shows = sorted(
        {*(each.name for each in fields(BoardCounts) if each.name != "total"), *State.values, *_ROW_STATES}
    )
    if show and show not in shows:
        raise click.ClickException(f"--show {show}: use one of {', '.join(shows)}.")
    viewer = _member(found)
    seen = board(
        found, viewer=viewer, filters=BoardFilters(show=show), sort=sort, search=search, page_size=1_000_000
    )
    if as_json:
        _print(
            _summary(found)
            | {"counts": asdict(seen.counts), "questions": [question.number for question in seen.questions]}
            | {"rows": [_row_json(row) for row in seen.rows]}
        )
        return
    for name, count in asdict(seen.counts).items():
        if count:
            click.echo(f"{name.replace('_', ' '):>20}  {count}")
    for row in seen.rows:
        left = "" if row.days_left is None else f"{row.days_left} days left"
        if row.is_late:
            left = f"{-(row.days_left or 0)} days late"
        last = f"{row.last_event} {row.last_event_on}" if row.last_event else row.held_reason
        click.echo(f"{row.authority}  [{row.state}]  {left}  {last}".rstrip())


@batch.command("export")
@click.argument("slug", metavar="BATCH")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="csv", show_default=True, help="The form."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The file; - for standard output. Default: a name from the batch's.",
)
@click.option("--public", is_flag=True, help="Only what the public sees of it.")
@_json
def export(slug: str, form: str, output: Path | None, public: bool, as_json: bool) -> None:
    """Write the answer sheet of BATCH: one row an authority and question, each with its evidence."""
    found = _batch(slug)
    from rhyddid.batches.export.parquet_file import ParquetMissing
    from rhyddid.batches.export.sheet_export import export_name, sheet_export

    target = output or Path(export_name(found, form))  # type: ignore[arg-type]
    if target.is_dir():
        raise click.ClickException(f"{target} is a folder: name a file to write.")
    viewer = None if public else _member(found)
    with _clear_errors():
        try:
            if str(target) == "-":
                sheet_export(found, form, sys.stdout.buffer, viewer=viewer)  # type: ignore[arg-type]
                return
            partial = target.with_name(f"{target.name}.part")
            with partial.open("wb") as stream:
                rows = sheet_export(found, form, stream, viewer=viewer)  # type: ignore[arg-type]
            partial.replace(target)
        except ParquetMissing as error:
            target.with_name(f"{target.name}.part").unlink(missing_ok=True)
            raise click.ClickException(str(error)) from error
        except OSError as error:
            raise click.ClickException(f"{target} cannot be written: {error.strerror}.") from error
    if as_json:
        _print(
            {
                "file": str(target),
                "format": form,
                "rows": rows,
                "rehearsal": found.rehearsal_of_id is not None,
            }
        )
        return
    click.echo(f"Wrote {rows} rows to {target}")


@batch.command("labels")
@click.argument("slug", metavar="BATCH")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--masked", is_flag=True, help="Mask personal data and leave attachments out.")
@_json
def labels(slug: str, folder: Path, masked: bool, as_json: bool) -> None:
    """Write what people said of the answers of BATCH into FOLDER, as labelled letters for the evaluation.

    The letters are as they came and hold personal data: keep the folder to yourselves.
    """
    found = _batch(slug)
    from rhyddid.batches.labels_export import labels_export

    try:
        report = labels_export(found, folder, masked=masked)
    except OSError as error:
        raise click.ClickException(f"{folder} cannot be written: {error.strerror or error}.") from error
    if as_json:
        _print({"folder": str(folder), **asdict(report), "masked": masked})
        return
    click.echo(f"Wrote {report.letters} letters with {report.answers} checked answers to {folder}")
    if report.without_letter:
        click.echo(f"{report.without_letter} checked answers name no letter and were left out.")
    if not masked:
        click.echo("The letters hold personal data: see README.txt in the folder.")
    click.echo(f"Measure the reader with:  python -m rhyddid.reading.evaluate {folder}")


@batch.command("checks")
@click.argument("slug", metavar="BATCH")
@click.option(
    "--needed",
    type=click.IntRange(1, 2),
    help="Ask for one check of each answer, or for two by different people.",
)
@_by
@_json
def checks(slug: str, needed: int | None, by: str, as_json: bool) -> None:
    """How many people check each answer of BATCH, and how far two agree."""
    found = _batch(slug)
    from rhyddid.batches.agreement import batch_agreement, disputed_cells
    from rhyddid.batches.services import batch_checks_set

    with _clear_errors():
        if needed is not None:
            batch_checks_set(batch=found, by=_person(found, by), checks_needed=needed)
    rows, waiting = batch_agreement(found), disputed_cells(found)
    if as_json:
        agreement = [asdict(row) | {"share": row.share} for row in rows]
        _print(
            {"batch": found.slug, "checks_needed": found.checks_needed, "agreement": agreement}
            | {"disputed": [asdict(each) for each in waiting]}
        )
        return
    click.echo(f"Each answer is checked by {found.checks_needed}.")
    for row in rows:
        if row.n:
            kappa = "–" if row.kappa is None else f"{row.kappa:.2f}"
            click.echo(
                f"{row.number or 'all':>6}  n {row.n:>5}  agreed {100 * (row.share or 0):5.1f}%  kappa {kappa}"
            )
    for each in waiting:
        click.echo(f"waits for a third look: {each.authority}, question {each.number}")


@batch.command("list")
@_team
@click.option("--rehearsals", is_flag=True, help="Rehearsals too.")
@_json
def list_(team: str, rehearsals: bool, as_json: bool) -> None:
    """The batches, newest first."""
    start()
    from django.db.models import Count, Q

    from rhyddid.batches.models import Batch

    batches = Batch.objects.select_related("team").annotate(
        recipient_count=Count("recipients", filter=~Q(recipients__held_reason="dropped"))
    )
    if team:
        batches = batches.filter(team__slug=team)
    if not rehearsals:
        batches = batches.filter(rehearsal_of=None)
    rows = [_summary(each) | {"team": each.team.slug, "recipients": each.recipient_count} for each in batches]
    if as_json:
        _print(rows)
        return
    for row in rows:
        click.echo(f"{row['batch']}  [{row['state']}]  {row['recipients']} recipients  {row['subject']}")
    if not rows:
        click.echo("No batches yet. Make one:  rhyddid batch create FILE", err=True)


@contextmanager
def _clear_errors() -> Iterator[None]:
    from rhyddid.batches.acting_person import WhoActs
    from rhyddid.batches.services import BatchError

    try:
        yield
    except (BatchError, WhoActs) as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def _bar(title: str, *, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error, for batches that take longer than a moment."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True, quiet=quiet or not sys.stderr.isatty())
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(title, total=None, visible=False)

        def told(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, visible=total > _LOT_WORTH_A_BAR)

        yield told


def _batch(slug: str) -> Batch:
    start()
    from difflib import get_close_matches

    from rhyddid.batches.models import Batch

    found = Batch.objects.select_related("team", "created_by").filter(slug=slug).first()
    if found is not None:
        return found
    known = list(Batch.objects.values_list("slug", flat=True)[:1000])
    close = get_close_matches(slug, known, n=1, cutoff=0.4)
    hint = f" Did you mean {close[0]}?" if close else ""
    raise click.ClickException(f"There is no batch {slug}.{hint} See them with:  rhyddid batch list")


def _person(found: Batch, by: str) -> Any:
    from rhyddid.batches.acting_person import person_of

    return found.created_by if not by and found.created_by is not None else person_of(found.team, by)


def _member(found: Batch) -> Any:
    """Somebody of the batch's team, who sees all of it: the command is run by whoever holds the database."""
    membership = found.team.memberships.select_related("person").order_by("pk").first()
    if membership is None:
        raise click.ClickException(f"The team {found.team.slug} has no members: nobody sees {found.slug}.")
    return membership.person


def _operator(by: str) -> Any:
    from rhyddid.accounts.models import Person

    operators = Person.objects.filter(is_staff=True, is_active=True).order_by("pk")
    found = operators.filter(email=by.lower()).first() if by else operators.first()
    if found is None:
        raise click.ClickException(
            f"{by} is no operator of this site." if by else "This site has no operator: nobody can approve."
        )
    return found


def _recipients(found: Batch, names: tuple[str, ...]) -> list[Any]:
    from rhyddid.authorities.queries import authorities_named

    waiting = {recipient.authority_id: recipient for recipient in found.recipients.all()}
    chosen = []
    for name, holders in authorities_named(names).items():
        here = [waiting[authority.pk] for authority in holders if authority.pk in waiting]
        if len(here) != 1:
            raise click.ClickException(f"“{name}” is no recipient of {found.slug}.")
        chosen += here
    return chosen


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}.") from error


def _print(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, default=str))


def _summary(found: Batch) -> dict[str, Any]:
    from django.conf import settings

    from rhyddid.batches.send import batch_state_now

    return {
        "batch": found.slug,
        "subject": found.subject,
        "state": batch_state_now(found),
        "send_after": found.send_after.isoformat() if found.send_after else None,
        "published": found.published_at is not None,
        "rehearsal": found.rehearsal_of_id is not None,
        "url": f"{settings.SITE_URL}/batches/{found.slug}/",
    }


def _report_json(report: SendReport) -> dict[str, Any]:
    return {
        "made": report.made,
        "already": report.already,
        "held": dict(report.held),
        "waiting_for_approval": report.waiting_for_approval,
    }


def _echo_report(found: Batch, report: SendReport) -> None:
    if report.state == "waiting":
        click.echo(f"{found.slug} is larger than you may send alone: it waits for an operator's approval.")
        click.echo(f"An operator lets it go with:  rhyddid batch approve {found.slug}")
        return
    click.echo(
        f"{report.made} letters written" + (f", {report.already} were before." if report.already else ".")
    )
    if report.state == "queued" and report.send_after:
        click.echo(
            f"They leave from {report.send_after:%Y-%m-%d %H:%M %Z} on. Until then:  rhyddid batch recall {found.slug}"
        )
    for reason, count in report.held.items():
        click.echo(f"{count} held: {reason.replace('_', ' ')}")
    if report.waiting_for_approval:
        click.echo(f"{report.waiting_for_approval} wait for approval.")


def _preview_json(found: Batch, seen: BatchPreview, language: str) -> dict[str, Any]:
    def shown(warnings: Any) -> list[dict[str, str]]:
        return [
            {"code": warning.code, "level": warning.level, "text": warning.text.render(language)}
            for warning in warnings
        ]

    return _summary(found) | {
        "total": seen.total,
        "ready": seen.ready,
        "warnings": shown(seen.warnings),
        "warned": dict(seen.counts),
        "recipients": [
            {
                "authority": letter.recipient.authority.name,
                "to": letter.to_address,
                "regime": letter.letter.regime,
                "subject": letter.letter.subject,
                "text": letter.letter.text,
                "warnings": shown(letter.warnings),
            }
            for letter in seen.recipients
        ],
    }


def _echo_warnings(seen: BatchPreview, language: str) -> None:
    for warning in seen.warnings:
        click.echo(f"{warning.level}: {warning.text.render(language)}")
    for code, count in sorted(seen.counts.items()):
        click.echo(f"{count} of {seen.total} recipients: {code.replace('_', ' ')}")


def _row_json(row: Any) -> dict[str, Any]:
    return {
        "authority": row.authority,
        "request": row.request_slug,
        "state": row.state,
        "held_reason": row.held_reason,
        "reference": row.reference,
        "received": row.received.isoformat() if row.received else None,
        "due": row.due.isoformat() if row.due else None,
        "days_left": row.days_left,
        "late": row.is_late,
        "last_event": row.last_event,
        "last_event_on": row.last_event_on.isoformat() if row.last_event_on else None,
        "needs_look": row.needs_look,
        "cells": [
            None
            if cell is None
            else {"decision": cell.decision, "values": cell.values, "status": cell.status}
            for cell in row.cells
        ],
    }
