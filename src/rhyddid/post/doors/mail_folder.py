"""Importing mail that lies in files: a maildir, an mbox, a folder of .eml files, or one .eml file.

In: a path. Out: how many mails were filed, held, known or could not be taken in. Doing it again changes nothing.
"""

from __future__ import annotations

import datetime as dt
import mailbox
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from django.db import DataError, IntegrityError
from django.utils import timezone

from rhyddid.mail.mail import Mail
from rhyddid.mail.parse import parse
from rhyddid.post.matching import match
from rhyddid.post.receive import UnknownThread, receive
from rhyddid.requests.models import Direction, Message
from rhyddid.requests.reply_address import request_for_address


class NotAMailFolder(Exception):
    """There is no mail at the path."""


@dataclass(frozen=True)
class FoundMail:
    """One mail and how to read it; nothing is read before its turn."""

    name: str
    read: Callable[[], bytes]


@dataclass
class Imported:
    """The counts of an import; `failed` names each mail that could not be taken in, and why."""

    filed: int = 0
    held: int = 0
    known: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)

    def to_json(self) -> dict[str, object]:
        """As `rhyddid mail import --json` prints it."""
        return {
            "filed": self.filed,
            "held": self.held,
            "known": self.known,
            "failed": [{"name": name, "why": why} for name, why in self.failed],
        }


def mails_in(path: Path) -> Sequence[FoundMail]:
    """The mails at a path, in the order of their names. Raises NotAMailFolder."""
    found = list(_folder(path) if path.is_dir() else _file(path))
    if not found:
        raise NotAMailFolder(
            f"{path} holds no mail: give a maildir, an mbox file, or a folder of .eml files."
        )
    return found


def import_folder(found: Iterable[FoundMail], *, dry_run: bool, received_at_from_date: bool) -> Imported:
    """Take the mails in, or with `dry_run` say where they would go."""
    outcome = Imported()
    for each in found:
        try:
            raw = each.read()
            if dry_run:
                _tried(raw, outcome)
            else:
                _taken_in(raw, outcome, received_at_from_date=received_at_from_date)
        except (OSError, UnknownThread, DataError, IntegrityError) as error:
            outcome.failed.append((each.name, str(error).strip()))
    return outcome


def _taken_in(raw: bytes, outcome: Imported, *, received_at_from_date: bool) -> None:
    mail = parse(raw)
    stated = _date_of(mail) if received_at_from_date else None
    received = receive(
        raw,
        received_at=stated or timezone.now(),
        date_is_stated=stated is not None,
        sent_by_us=_is_ours(mail),
    )
    if not received.is_new:
        outcome.known += 1
    elif received.held:
        outcome.held += 1
    else:
        outcome.filed += 1


def _tried(raw: bytes, outcome: Imported) -> None:
    mail = parse(raw)
    ours = _is_ours(mail)
    direction = Direction.OUT if ours else Direction.IN
    if mail.message_id and Message.objects.filter(message_id=mail.message_id, direction=direction).exists():
        outcome.known += 1
    elif match(mail, sent_by_us=ours) is None:
        outcome.held += 1
    else:
        outcome.filed += 1


def _is_ours(mail: Mail) -> bool:
    """A copy of a letter that we sent bears a request's address as its sender."""
    return mail.sender is not None and request_for_address(mail.sender.address) is not None


def _date_of(mail: Mail) -> dt.datetime | None:
    if mail.date is None:
        return None
    return mail.date if mail.date.tzinfo else mail.date.replace(tzinfo=dt.UTC)


def _folder(folder: Path) -> Iterator[FoundMail]:
    """Every maildir and every .eml below the folder."""
    for path in sorted(folder.rglob("*")):
        in_maildir = path.parent.name in ("cur", "new") and not path.name.startswith(".")
        if path.is_file() and (in_maildir or path.suffix.lower() == ".eml"):
            yield FoundMail(str(path.relative_to(folder)), path.read_bytes)


def _file(path: Path) -> Iterator[FoundMail]:
    if path.suffix.lower() == ".eml":
        yield FoundMail(path.name, path.read_bytes)
        return
    with path.open("rb") as stream:
        if stream.read(5) != b"From ":
            return
    box = mailbox.mbox(path, create=False)
    for key in box.keys():  # noqa: SIM118 -- a mailbox is no mapping: iterating it parses every mail
        yield FoundMail(f"{path.name} #{key}", partial(box.get_bytes, key))
