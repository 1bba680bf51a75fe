"""`rhyddid erase`: a letter, a file or a person, for good; and the legal hold that forbids it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from rhyddid.cli.with_database import start

if TYPE_CHECKING:
    from rhyddid.accounts.models import Person
    from rhyddid.requests.erasure import Erasure

_WHY = click.option("--why", required=True, help="The reason, for the tombstone.")
_BY = click.option("--by", "by_email", default="", help="Who erases: the e-mail address of a person here.")
_DRY = click.option("--dry-run", is_flag=True, help="Only say what would go.")
_EVERYWHERE = click.option("--everywhere", is_flag=True, help="In every letter with the same bytes.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.group()
def erase() -> None:
    """Erase for good: raw bytes and everything made from them. A tombstone with the hash stays."""


@erase.command()
@click.argument("message_id", type=int)
@_WHY
@_BY
@_EVERYWHERE
@_DRY
@_JSON
def message(message_id: int, why: str, by_email: str, everywhere: bool, dry_run: bool, as_json: bool) -> None:
    """Erase a letter with its files. MESSAGE_ID is the number in its address on the page."""
    start()
    from rhyddid.requests.erasure import message_erase
    from rhyddid.requests.models import Message

    found = Message.objects.filter(pk=message_id).first()
    if found is None or found.erased_at is not None:
        raise click.ClickException(f"There is no letter {message_id}, or it was erased.")
    _do(
        message_erase,
        dry_run,
        as_json,
        message=found,
        reason=why,
        by=_person(by_email),
        everywhere=everywhere,
    )


@erase.command()
@click.argument("which")
@_WHY
@_BY
@_EVERYWHERE
@_DRY
@_JSON
def file(which: str, why: str, by_email: str, everywhere: bool, dry_run: bool, as_json: bool) -> None:
    """Erase a file. WHICH is its number, or the SHA-256 of its bytes (then --everywhere is meant)."""
    start()
    from rhyddid.requests.erasure import attachment_erase
    from rhyddid.requests.models import Attachment

    files = Attachment.objects.filter(erased_at=None)
    by_hash = len(which) == 64
    if not by_hash and not which.isdigit():
        raise click.ClickException(f"{which} is neither the number of a file nor a SHA-256.")
    found = files.filter(sha256=which.lower()).first() if by_hash else files.filter(pk=int(which)).first()
    if found is None:
        raise click.ClickException(f"There is no file {which}, or it was erased.")
    _do(
        attachment_erase,
        dry_run,
        as_json,
        attachment=found,
        reason=why,
        by=_person(by_email),
        everywhere=everywhere or by_hash,
    )


@erase.command()
@click.argument("email")
@_WHY
@_BY
@click.option("--letters", is_flag=True, help="Also every letter that they wrote or recorded.")
@_DRY
@_JSON
def person(email: str, why: str, by_email: str, letters: bool, dry_run: bool, as_json: bool) -> None:
    """Erase a person's account: name, address, sign-in and the access log's entries."""
    start()
    from rhyddid.requests.erasure import person_erase

    found = _person(email)
    assert found is not None
    _do(
        person_erase,
        dry_run,
        as_json,
        person=found,
        reason=why,
        by=_person(by_email),
        letters=letters,
    )


@erase.command()
@click.argument("slug")
@click.option("--why", default="", help="Why nothing may be erased; empty lifts the hold.")
@_BY
def hold(slug: str, why: str, by_email: str) -> None:
    """Put the request at SLUG on legal hold, or lift it."""
    start()
    from rhyddid.requests.erasure import legal_hold_set
    from rhyddid.requests.models import Request

    request = Request.objects.filter(slug=slug).first()
    if request is None:
        raise click.ClickException(f"There is no request at {slug}.")
    legal_hold_set(request=request, why=why, by=_person(by_email))
    click.echo("Nothing of it is erased from now on." if why.strip() else "The hold is lifted.")


def _person(email: str) -> Person | None:
    if not email:
        return None
    from rhyddid.accounts.models import Person

    found = Person.objects.filter(email__iexact=email).first()
    if found is None:
        raise click.ClickException(f"There is no person with the address {email}.")
    return found


def _do(service: Any, dry_run: bool, as_json: bool, **arguments: object) -> None:
    from rhyddid.requests.erasure import ErasureRefused

    try:
        done: Erasure = service(dry_run=dry_run, **arguments)
    except ErasureRefused as refused:
        raise click.ClickException(str(refused)) from refused
    counts = {
        "letters": len(done.messages),
        "files": len(done.attachments),
        "pages": done.pages,
        "readings": done.readings,
        "judgements": done.judgements,
        "derived": done.derived,
        "blobs": len(done.blobs),
        "shared": len(done.shared),
    }
    if as_json:
        click.echo(json.dumps({"dry_run": dry_run, **counts}))
        return
    click.echo("This would go:" if dry_run else "Erased:")
    for name, count in counts.items():
        if name != "shared":
            click.echo(f"  {name}: {count}")
    if done.shared:
        click.echo(
            f"{len(done.shared)} files stay: another letter has them too. --everywhere erases them there."
        )
