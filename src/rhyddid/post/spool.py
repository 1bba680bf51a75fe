"""The spool: mail that we have answered for and not yet taken in. One synced file each; replaying it twice is harmless.

Everything that comes by SMTP goes through here, so that a database that is away, or a process that is killed, is no
special case. A mail that breaks the software is set aside, not lost, and tried again when a worker starts.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import json
import logging
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from django.utils import timezone

from rhyddid.post.domain_names import DnsResolver, Resolver
from rhyddid.post.notice_bounces import came_back_take
from rhyddid.post.receive import Received, receive
from rhyddid.post.stop import Stop

log = logging.getLogger(__name__)

# nothing is wrong with the mail: the database is away, or not migrated yet
DATABASE_AWAY = (OperationalError, InterfaceError, ProgrammingError)
_LONGEST_PAUSE = 30.0
_POLL_SECONDS = 1.0


@dataclass(frozen=True)
class Envelope:
    """What the door knows of a mail beside its bytes. `peer` and `helo` are the machine that brought it."""

    received_at: str
    sender: str = ""
    recipients: Sequence[str] = ()
    peer: str = ""
    helo: str = ""


def envelope_now(
    *,
    sender: str = "",
    recipients: Sequence[str] = (),
    peer: str = "",
    helo: str = "",
    received_at: dt.datetime | None = None,
) -> Envelope:
    """The envelope of a mail that comes in at this moment, or came to a mailbox before."""
    return Envelope((received_at or timezone.now()).isoformat(), sender, tuple(recipients), peer, helo)


def site_resolver() -> Resolver | None:
    """The DNS, for a site that is open to the world; one that keeps to itself asks nobody."""
    return DnsResolver() if settings.DELIVERY == "live" else None


def spool_folder() -> Path:
    return Path(settings.SPOOL)


def spool_put(raw: bytes, envelope: Envelope) -> Path:
    """Keep a mail; it is on disk when this returns. Raises OSError where it cannot be kept: then it is not ours."""
    folder = spool_folder()
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{time.time_ns():020d}-{hashlib.sha256(raw).hexdigest()[:12]}"
    partial, path = folder / f"{name}.part", folder / f"{name}.mail"
    try:
        with partial.open("xb") as stream:
            stream.write(json.dumps(asdict(envelope)).encode() + b"\n")
            stream.write(raw)
            stream.flush()
            os.fsync(stream.fileno())
        partial.rename(path)
        _sync_folder(folder)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
    return path


def spool_waiting() -> int:
    """How many mails wait in the spool."""
    return sum(1 for _ in spool_folder().glob("*.mail"))


def spool_replay(*, stop: Stop | None = None) -> int:
    """Take in what waits, oldest first; returns how many. Raises one of DATABASE_AWAY, or OSError where the blob
    store is full: what waits goes on waiting.
    """
    taken_in = 0
    for path in sorted(spool_folder().glob("*.mail")):
        if stop is not None and stop.asked():
            break
        with _held_alone(path) as stream:
            if stream is not None:
                _take_in(path, stream)
                taken_in += 1
    return taken_in


def spool_replay_forever(stop: Stop, arrived: threading.Event | None = None) -> None:
    """Replay whenever something comes, until told to stop. `arrived` is set by a door of this process."""
    set_aside_retry()
    pause = _POLL_SECONDS
    while not stop.asked():
        waited = spool_waiting()
        try:
            spool_replay(stop=stop)
            pause = _POLL_SECONDS
        except (*DATABASE_AWAY, OSError) as error:
            connection.close()
            waiting = spool_waiting()
            pause = _POLL_SECONDS if waiting < waited else min(pause * 2, _LONGEST_PAUSE)
            log.warning(
                "%d mails wait in the spool: %s; trying again in %.0f s", waiting, str(error).strip(), pause
            )
            stop.wait(pause)
            continue
        if arrived is None:
            stop.wait(pause)
        elif arrived.wait(pause):
            arrived.clear()


def set_aside_retry() -> int:
    """Put back what an earlier version of the software could not take in."""
    aside = list((spool_folder() / "set-aside").glob("*.mail"))
    for path in aside:
        path.rename(spool_folder() / path.name)
    return len(aside)


@contextmanager
def _held_alone(path: Path) -> Iterator[IO[bytes] | None]:
    """The open file, or None where another process has it or has taken it in."""
    try:
        stream = path.open("rb")
    except FileNotFoundError:
        yield None
        return
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        yield stream if os.fstat(stream.fileno()).st_nlink else None


def _take_in(path: Path, stream: IO[bytes]) -> Received | None:
    try:
        envelope = Envelope(**json.loads(stream.readline()))
        raw = stream.read()
        if came_back_take(raw, recipients=envelope.recipients, sender=envelope.sender):
            path.unlink()
            return None
        received = receive(
            raw,
            received_at=dt.datetime.fromisoformat(envelope.received_at),
            envelope_recipients=envelope.recipients,
            came_by={"peer": envelope.peer, "helo": envelope.helo, "envelope_sender": envelope.sender},
            resolver=site_resolver(),
        )
    except (*DATABASE_AWAY, OSError):
        raise
    except Exception:
        # one mail that breaks the software, or a file that was torn, must not keep back those behind it
        log.exception("the mail %s cannot be taken in and is set aside", path.name)
        aside = path.parent / "set-aside"
        aside.mkdir(exist_ok=True)
        path.rename(aside / path.name)
        return None
    path.unlink()
    return received


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
