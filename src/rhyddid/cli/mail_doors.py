"""`rhyddid mail serve`, `receive`, `import` and `fetch`: the doors that mail comes in by."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import click

from rhyddid.cli import with_database
from rhyddid.cli.stated_moment import stated_moment

if TYPE_CHECKING:
    from rhyddid.accounts.models import Team
    from rhyddid.authorities.models import Authority
    from rhyddid.post.receive import Received
    from rhyddid.requests.models import Request

EX_TEMPFAIL = 75  # sysexits.h: the mail server keeps the mail and tries again


@click.command()
@click.option("--listen", metavar="HOST:PORT", help="Where to listen; RHYDDID_MAIL_LISTEN by default.")
@click.option("--lmtp", is_flag=True, help="Speak LMTP, for a mail server in front.")
def serve(listen: str | None, lmtp: bool) -> None:
    """Take mail in by SMTP or LMTP. It says 250 only when the mail is on disk."""
    _start_django()
    from django.conf import settings

    from rhyddid.post.doors.smtp_door import host_and_port, serve_mail

    try:
        host, port = host_and_port(listen or settings.MAIL_LISTEN)
    except (ValueError, OSError) as error:
        raise click.ClickException(f"Cannot listen: {error}") from error

    def told(host: str, port: int) -> None:
        click.echo(
            f"Mail for {settings.MAIL_DOMAIN} is taken in at {host}:{port} ({'LMTP' if lmtp else 'SMTP'})."
        )
        sys.stdout.flush()

    try:
        serve_mail(host=host, port=port, lmtp=lmtp, told=told)
    except OSError as error:
        raise click.ClickException(
            f"Cannot listen on {host}:{port} ({error.strerror or error}). Stop what is there, or use --listen."
        ) from error


@click.command()
@click.option("--received-at", metavar="ISO", help="The day or time of arrival, as a person states it.")
@click.option("--sent-by-us", is_flag=True, help="The mail is ours: a letter that was sent by other means.")
@click.option("--request", "slug", metavar="SLUG", help="The request that the mail belongs to.")
@click.option(
    "--authority",
    metavar="SLUG",
    help="With --sent-by-us: the authority that a new thread is with, where its address does not tell.",
)
@click.option("--team", metavar="SLUG", help="With --sent-by-us: the team whose request it is.")
@click.option(
    "--paper",
    "papers",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="With --request: the files of a letter on paper or from a portal, instead of a mail; repeat it for each.",
)
@click.option(
    "--kind",
    type=click.Choice(["letter", "fee_notice", "fee_paid", "ours"]),
    default="letter",
    show_default=True,
    help="With --paper: what the letter is.",
)
@click.option(
    "--portal", is_flag=True, help="With --paper: it came through the authority's portal, not on paper."
)
@click.option("--recipient", "recipients", multiple=True, metavar="ADDRESS", help="An envelope recipient.")
@click.option("--json", "as_json", is_flag=True, help="Print what became of the mail as JSON.")
def receive(
    received_at: str | None,
    sent_by_us: bool,
    slug: str | None,
    authority: str | None,
    team: str | None,
    papers: tuple[Path, ...],
    kind: str,
    portal: bool,
    recipients: tuple[str, ...],
    as_json: bool,
) -> None:
    """Take in one mail from standard input, or a letter on paper by --paper.

    Exit 0: the mail is safe here. Exit 75: it could not be stored; the mail server keeps it and tries again.
    """
    if (authority or team) and not sent_by_us:
        raise click.ClickException("--authority and --team say whose thread begins: give --sent-by-us too.")
    if slug and (authority or team):
        raise click.ClickException("--request and --authority: the mail belongs to one or begins another.")
    if papers:
        _paper_received(papers, slug, received_at, kind, portal, as_json)
        return
    raw = sys.stdin.buffer.read()
    if not raw.strip():
        raise click.ClickException("There is no mail on standard input: rhyddid mail receive < FILE.")
    stated = stated_moment("--received-at", received_at) if received_at else None
    _start_django()
    from rhyddid.post.spool import DATABASE_AWAY

    needs_database = bool(sent_by_us or slug or stated)
    try:
        if sent_by_us and not slug:
            received = _sent_by_us(raw, authority, team, stated)
        else:
            received = _received(raw, slug, stated, sent_by_us, recipients)
    except DATABASE_AWAY as error:
        if needs_database:
            _try_again_later(f"the database is away: {str(error).strip()}")
        _spooled(raw, recipients, as_json)
        return
    except OSError as error:
        _try_again_later(f"the mail cannot be stored: {error}")
    _print(received, as_json)


@click.command(name="import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Store nothing; say where each mail would go.")
@click.option(
    "--received-at-from-date",
    is_flag=True,
    help="Each mail arrived when its own Date says; kept as a stated date.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def import_(path: Path, dry_run: bool, received_at_from_date: bool, as_json: bool) -> None:
    """Take in a maildir, an mbox or a folder of .eml files. Doing it again changes nothing."""
    with_database.start()
    from rhyddid.post.doors.mail_folder import NotAMailFolder, import_folder, mails_in

    try:
        found = mails_in(path)
    except NotAMailFolder as error:
        raise click.ClickException(str(error)) from error
    with click.progressbar(
        found, label="Mails", file=sys.stderr, hidden=as_json or not sys.stderr.isatty()
    ) as shown:
        outcome = import_folder(shown, dry_run=dry_run, received_at_from_date=received_at_from_date)
    for name, why in outcome.failed:
        click.echo(f"{name}: {why}", err=True)
    if as_json:
        click.echo(json.dumps({**outcome.to_json(), "dry_run": dry_run}))
    else:
        would = "would be " if dry_run else ""
        click.echo(
            f"{len(found)} mails: {outcome.filed} {would}filed, {outcome.held} {would}held for a look, "
            f"{outcome.known} known already, {len(outcome.failed)} failed."
        )
    if outcome.failed:
        raise click.ClickException(f"{len(outcome.failed)} of {len(found)} mails could not be taken in.")


@click.command()
@click.argument("url")
@click.option(
    "--password-file",
    type=click.File(),
    help="Where the password stands, so that it need not stand in the URL.",
)
def fetch(url: str, password_file: TextIO | None) -> None:
    """Fetch what is new in a mailbox: imaps://user@host/FOLDER, or pops://user@host (which deletes what is safe here)."""
    with_database.start()
    from rhyddid.post.doors.mailbox_door import MailboxError, mailbox_at, mailbox_fetch
    from rhyddid.post.spool import spool_replay

    try:
        mailbox = mailbox_at(url, password_file.read().strip() if password_file else "")
        fetched = mailbox_fetch(mailbox)
    except (MailboxError, OSError) as error:
        raise click.ClickException(str(error)) from error
    spool_replay()
    click.echo(f"{fetched} mails fetched from {mailbox.name}.")


def _start_django() -> None:
    """Without asking whether the database answers: these doors carry on while it is away."""
    from rhyddid.site.options import BadOption
    from rhyddid.site.start import start_django  # slow import

    try:
        start_django()
    except BadOption as error:
        raise click.ClickException(str(error)) from error


def _received(
    raw: bytes, slug: str | None, stated: dt.datetime | None, sent_by_us: bool, recipients: tuple[str, ...]
) -> Received:
    from django.utils import timezone

    from rhyddid.post.receive import UnknownThread, receive
    from rhyddid.requests.models import Request

    request = None
    if slug:
        request = Request.objects.filter(slug=slug).first()
        if request is None:
            raise click.ClickException(f"--request {slug}: there is no such request.")
    try:
        return receive(
            raw,
            received_at=stated or timezone.now(),
            envelope_recipients=recipients,
            sent_by_us=sent_by_us,
            date_is_stated=stated is not None,
            request=request,
        )
    except UnknownThread as error:
        raise click.ClickException(str(error)) from error


def _paper_received(
    papers: tuple[Path, ...],
    slug: str | None,
    received_at: str | None,
    kind: str,
    portal: bool,
    as_json: bool,
) -> None:
    """A letter on paper: its scanned or typed files, on the day that a person states."""
    if not slug:
        raise click.ClickException("--paper: say which request the letter belongs to, with --request SLUG.")
    if not received_at:
        raise click.ClickException(
            "--paper: say which day the letter arrived, with --received-at YYYY-MM-DD."
        )
    moment = stated_moment("--received-at", received_at)
    with_database.start()
    import mimetypes

    from rhyddid.requests.clock import local_day
    from rhyddid.requests.message_receive import UploadedFile
    from rhyddid.requests.models import Channel, Request
    from rhyddid.requests.paper_letters import PaperKind, paper_record

    request = Request.objects.select_related("authority", "team").filter(slug=slug).first()
    if request is None:
        raise click.ClickException(f"--request {slug}: there is no such request.")
    try:
        files = [
            UploadedFile(
                path.name, mimetypes.guess_type(path.name)[0] or "application/octet-stream", path.read_bytes()
            )
            for path in papers
        ]
    except OSError as error:
        raise click.ClickException(f"--paper {error.filename} cannot be read: {error.strerror}.") from error
    message = paper_record(
        request=request,
        kind=PaperKind(kind),
        day=local_day(moment, request.authority),
        text="",
        files=files,
        channel=Channel.PORTAL if portal else Channel.PAPER,
        by=None,
    )
    shown = _request_shown(request)
    if as_json:
        number = message.pk if message is not None else None
        click.echo(json.dumps({"message": number, "kind": kind, "requests": [shown]}, ensure_ascii=False))
        return
    due = f", due {shown['due']}" if shown["due"] else ""
    click.echo(f"Taken in: {shown['url']} ({shown['state']}{due})")


def _sent_by_us(raw: bytes, authority: str | None, team: str | None, stated: dt.datetime | None) -> Received:
    """A further letter of a thread that is known, or the first of one that began elsewhere."""
    from rhyddid.mail.parse import parse
    from rhyddid.post.receive import UnknownThread, receive
    from rhyddid.post.thread_elsewhere import (
        NoQuestions,
        NotTold,
        authority_meant,
        team_meant,
        thread_begin,
    )

    mail = parse(raw)
    sent_at = stated or _sent_at(mail.date)
    if not (authority or team):
        try:
            return receive(raw, received_at=sent_at, sent_by_us=True, date_is_stated=stated is not None)
        except UnknownThread as error:
            if mail.in_reply_to or mail.references:
                raise click.ClickException(str(error)) from error
    try:
        return thread_begin(
            raw,
            authority=_authority(authority) if authority else authority_meant(raw),
            team=_team(team) if team else team_meant(raw),
            sent_at=sent_at,
            date_is_stated=stated is not None,
        )
    except (NoQuestions, NotTold) as error:
        raise click.ClickException(str(error)) from error


def _sent_at(date: dt.datetime | None) -> dt.datetime:
    """The Date of a letter of ours is our own word; one without a date was sent now."""
    from django.utils import timezone

    if date is None:
        return timezone.now()
    return date if date.tzinfo else date.replace(tzinfo=dt.UTC)


def _authority(slug: str) -> Authority:
    from rhyddid.authorities.models import Authority

    found = Authority.objects.filter(slug=slug).first()
    if found is None:
        raise click.ClickException(
            f"--authority {slug}: the directory has no such authority. Add it with rhyddid authorities import."
        )
    return found


def _team(slug: str) -> Team:
    from rhyddid.accounts.models import Team

    found = Team.objects.filter(slug=slug).first()
    if found is None:
        raise click.ClickException(f"--team {slug}: there is no such team.")
    return found


def _spooled(raw: bytes, recipients: tuple[str, ...], as_json: bool) -> None:
    """Safe on disk; a worker or the mail door takes it in when the database is back."""
    from rhyddid.post.spool import envelope_now, spool_put

    try:
        # no envelope sender is known here: a placeholder keeps the mail from being read as one without a sender
        path = spool_put(raw, envelope_now(sender="unknown", recipients=recipients))
    except OSError as error:
        _try_again_later(f"the mail cannot be stored: {error}")
    if as_json:
        click.echo(json.dumps({"spooled": path.name}))
    else:
        click.echo(f"The database is away; the mail waits in the spool as {path.name}.")


def _try_again_later(why: str) -> NoReturn:
    click.echo(f"rhyddid: {why}", err=True)
    raise SystemExit(EX_TEMPFAIL)


def _print(received: Received, as_json: bool) -> None:
    requests = [_request_shown(request) for request in received.requests]
    if as_json:
        message = received.message
        guesses = message.held.guesses if received.held else []
        shown = {
            "message": message.pk,
            "message_id": message.message_id or None,
            "raw_sha256": message.raw_sha256,
            "new": received.is_new,
            "direction": message.direction,
            "kind": message.kind,
            "received_at": message.received_at.isoformat(),
            "date_is_stated": message.date_is_stated,
            "matched_by": received.matched_by or None,
            "requests": requests,
            "held": received.held,
            "guesses": guesses,
        }
        click.echo(json.dumps(shown, ensure_ascii=False))
        return
    what = "Taken in" if received.is_new else "Known already"
    if received.held:
        click.echo(f"{what}; it matches no request and waits in the holding pen.")
    for request in requests:
        due = f", due {request['due']}" if request["due"] else ""
        click.echo(f"{what}: {request['url']} ({request['state']}{due})")


def _request_shown(request: Request) -> Mapping[str, Any]:
    from django.conf import settings

    from rhyddid.requests.models import RequestState
    from rhyddid.requests.reply_address import reply_address_of

    state = RequestState.objects.get(request=request)
    return {
        "slug": request.slug,
        "url": f"{settings.SITE_URL}/requests/{request.slug}/",
        "reply_address": reply_address_of(request) if request.reply_token else None,
        "state": state.state,
        "received": state.received.isoformat() if state.received else None,
        "due": state.due.isoformat() if state.due else None,
    }
