"""Fetching mail from a mailbox: IMAP, which is left as it is, and POP, where a mail is deleted once it is safe here.

In: a URL. Out: mails in the spool, each synced before the mailbox's position moves on. Fetching twice is harmless: the
same mail is one message.
"""

from __future__ import annotations

import base64
import datetime as dt
import imaplib
import logging
import poplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.conf import settings

from rhyddid.post.models import MailboxPosition
from rhyddid.post.smtp_place import is_loopback
from rhyddid.post.spool import envelope_now, spool_put

log = logging.getLogger(__name__)

_SECONDS = 60
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
# real mail has longer lines than poplib reads
_LONGEST_LINE = 4 * 1024 * 1024
_PORTS = {"imap": 143, "imaps": 993, "pop": 110, "pops": 995}


_LINE_BROKE = (ConnectionError, TimeoutError, ssl.SSLError, EOFError)


class MailboxError(Exception):
    """The mailbox cannot be read: says why."""


@dataclass(frozen=True)
class Mailbox:
    """A mailbox on a mail server. `folder` is for IMAP."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"

    @property
    def name(self) -> str:
        """Without its password: what a position is kept under."""
        return f"{self.scheme.removesuffix('s')}://{self.user}@{self.host}:{self.port}/{self.folder}"


def mailbox_at(url: str, password: str = "") -> Mailbox:
    """`imaps://user:password@host/FOLDER`, `pops://…`; without the s only on this machine. Raises MailboxError."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname or not parts.username:
        raise MailboxError("Use imaps://user@host/FOLDER or pops://user@host.")
    try:
        port = parts.port or _PORTS[parts.scheme]
    except ValueError as error:
        raise MailboxError(str(error)) from error
    if not parts.scheme.endswith("s") and not _is_here(parts.hostname):
        raise MailboxError(f"{parts.scheme}:// would send the password in the clear: use {parts.scheme}s://.")
    return Mailbox(
        parts.scheme,
        parts.hostname,
        port,
        unquote(parts.username),
        password or unquote(parts.password or ""),
        unquote(parts.path.strip("/")) or "INBOX",
    )


def mailbox_fetch(mailbox: Mailbox) -> int:
    """Put what is new in the mailbox into the spool; returns how many. Raises MailboxError, OSError where a mail cannot
    be kept, and DatabaseError where the database is away.
    """
    return _imap_fetch(mailbox) if mailbox.scheme.startswith("imap") else _pop_fetch(mailbox)


def _imap_fetch(mailbox: Mailbox) -> int:
    with _imap(mailbox) as imap:
        validity = _uid_validity(imap, mailbox)
        position, _ = MailboxPosition.objects.get_or_create(
            mailbox=mailbox.name, defaults={"uid_validity": validity}
        )
        if position.uid_validity != validity:
            position.uid_validity, position.last_uid = validity, 0
        fetched = 0
        for uid in _uids_after(imap, position.last_uid):
            fetched += _imap_fetch_one(imap, mailbox, uid)
            position.last_uid = uid
            position.save()
        return fetched


@contextmanager
def _imap(mailbox: Mailbox) -> Iterator[imaplib.IMAP4]:
    try:
        if mailbox.scheme == "imaps":
            imap: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                mailbox.host, mailbox.port, ssl_context=ssl.create_default_context(), timeout=_SECONDS
            )
        else:
            imap = imaplib.IMAP4(mailbox.host, mailbox.port, timeout=_SECONDS)
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxError(f"{mailbox.host}:{mailbox.port} does not answer: {error}") from error
    try:
        imap.login(mailbox.user, mailbox.password)
        yield imap
    except (imaplib.IMAP4.error, *_LINE_BROKE) as error:
        raise MailboxError(f"{mailbox.name}: {_said(error)}") from error
    finally:
        imap.shutdown()


def _uid_validity(imap: imaplib.IMAP4, mailbox: Mailbox) -> int:
    quoted = _folder_name(mailbox.folder).replace("\\", "\\\\").replace('"', '\\"')
    answer, told = imap.select(f'"{quoted}"', readonly=True)
    if answer != "OK":
        said = (told[0] or b"").decode("utf-8", "replace")
        raise MailboxError(f"{mailbox.name}: the folder cannot be opened: {said}")
    _, values = imap.response("UIDVALIDITY")
    return int(values[0] or 0) if values else 0


def _folder_name(name: str) -> str:
    """As IMAP writes it: what is not ASCII in a UTF-7 of its own (RFC 3501, section 5.1.3)."""
    pieces = []
    for plain, odd in re.findall("([\x20-\x7e]*)([^\x20-\x7e]*)", name):
        pieces.append(plain.replace("&", "&-"))
        if odd:
            packed = base64.b64encode(odd.encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
            pieces.append(f"&{packed}-")
    return "".join(pieces)


def _uids_after(imap: imaplib.IMAP4, last: int) -> list[int]:
    _, found = imap.uid("SEARCH", f"UID {last + 1}:*")
    # the star always means the last mail, also where that is an old one
    return sorted(uid for uid in map(int, (found[0] or b"").split()) if uid > last)


def _imap_fetch_one(imap: imaplib.IMAP4, mailbox: Mailbox, uid: int) -> int:
    _, told = imap.uid("FETCH", str(uid), "(RFC822.SIZE)")
    size = _SIZE.search(b" ".join(each for each in told if isinstance(each, bytes)))
    if size and int(size[1]) > settings.MAIL_MAX_BYTES:
        log.error(
            "mail %d in %s is too large (%s bytes) and is left there", uid, mailbox.name, size[1].decode()
        )
        return 0
    _, parts = imap.uid("FETCH", str(uid), "(INTERNALDATE BODY.PEEK[])")
    for part in parts:
        if isinstance(part, tuple):
            _keep(part[1], _arrived(part[0]))
            return 1
    return 0  # deleted since the search


def _arrived(told: bytes) -> dt.datetime | None:
    """When the mail came to its server: the server's own record."""
    moment = imaplib.Internaldate2tuple(told)
    return None if moment is None else dt.datetime(*moment[:6]).astimezone(dt.UTC)


def _pop_fetch(mailbox: Mailbox) -> int:
    try:
        if mailbox.scheme == "pops":
            pop: poplib.POP3 = poplib.POP3_SSL(
                mailbox.host, mailbox.port, context=ssl.create_default_context(), timeout=_SECONDS
            )
        else:
            pop = poplib.POP3(mailbox.host, mailbox.port, timeout=_SECONDS)
    except (OSError, poplib.error_proto) as error:
        raise MailboxError(f"{mailbox.host}:{mailbox.port} does not answer: {_said(error)}") from error
    try:
        pop.user(mailbox.user)
        pop.pass_(mailbox.password)
        return _pop_fetch_all(pop, mailbox)
    except (poplib.error_proto, *_LINE_BROKE) as error:
        raise MailboxError(f"{mailbox.name}: {_said(error)}") from error
    finally:
        pop.close()


def _pop_fetch_all(pop: poplib.POP3, mailbox: Mailbox) -> int:
    fetched = 0
    for line in pop.list()[1]:
        number, size = map(int, line.split()[:2])
        if size > settings.MAIL_MAX_BYTES:
            log.error("mail %d in %s is too large (%d bytes) and is left there", number, mailbox.name, size)
            continue
        try:
            raw = _pop_retrieve(pop, number)
        except poplib.error_proto as error:
            # those behind it must not wait; a broken line shows at the next command
            log.warning("mail %d in %s is not handed out: %s", number, mailbox.name, _said(error))
            continue
        _keep(raw, None)
        pop.dele(number)
        fetched += 1
    pop.quit()  # only now does the server delete
    return fetched


def _pop_retrieve(pop: poplib.POP3, number: int) -> bytes:
    """The mail byte by byte. poplib's own reading ends at lines of 2,048 bytes, and changes line ends."""
    pop._shortcmd(f"RETR {number}")  # type: ignore[attr-defined]
    lines: list[bytes] = []
    while (line := pop.file.readline(_LONGEST_LINE)) != b".\r\n":
        if not line:
            raise EOFError("the connection broke within a mail")
        begins = not lines or lines[-1].endswith(b"\n")
        lines.append(line[1:] if begins and line.startswith(b"..") else line)
    return b"".join(lines)


def _said(error: Exception) -> str:
    first = error.args[0] if len(error.args) == 1 else error
    return first.decode("utf-8", "replace") if isinstance(first, bytes) else str(first)


def _keep(raw: bytes, arrived: dt.datetime | None) -> None:
    # a mailbox does not tell the envelope's sender: a placeholder keeps the mail from being read as one without
    spool_put(raw, envelope_now(sender="unknown", received_at=arrived))


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or is_loopback(host)
    except ValueError:
        return False
