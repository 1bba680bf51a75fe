"""The outbox's journal: what one carrier did with each letter, in a file that outlives a killed process.

Pure: files in, values out. One file per carrier, appended by single writes (the page cache survives kill -9) and held
under a lock for as long as the carrier lives; a lock that can be taken says that the carrier is gone and its journal
is final. The line `handing` stands immediately before the final dot is sent, so that a letter of which only `handing`
is known was, as far as anybody can know, handed over.
"""

from __future__ import annotations

import datetime as dt
import errno
import fcntl
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Line(StrEnum):
    """The kinds of line, in the order in which they can come for one attempt."""

    ABOUT = "about"  # the letter's body is on its way; without its dot the server drops it
    HANDING = "handing"  # the dot follows at once
    ANSWER = "answer"  # what the server said, or that the connection broke


class Ending(StrEnum):
    """What a journal says about one attempt."""

    NOT_HANDED_OVER = "not_handed_over"
    HANDED_OVER = "handed_over"
    ANSWERED = "answered"


@dataclass(frozen=True)
class Entry:
    """The end of one attempt. `result` is the carrier's (see `rhyddid.post.carrier`), None where it wrote none."""

    ending: Ending
    at: dt.datetime | None = None
    result: Mapping[str, Any] | None = None


def journal_path(folder: Path, name: str) -> Path:
    """The file of the carrier called `name`."""
    return folder / (re.sub(r"[^A-Za-z0-9_.-]", "_", name) + ".journal")


def boot_id() -> str:
    """Changes when the machine starts; empty where the system does not tell."""
    try:
        return _BOOT_ID.read_text().strip()
    except OSError:
        return ""


class Journal:
    """The writing end. Raises FileExistsError where another carrier has the name."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        path = journal_path(folder, name)
        # locked before it has its name: nobody ever sees it unlocked while its carrier lives
        unnamed = path.with_suffix(".starting")
        self._file = os.open(
            unnamed, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600
        )
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self._write({"what": "start", "boot": boot_id()})
        os.fsync(self._file)
        unnamed.rename(path)
        directory = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)

    def about(self, delivery: int, attempt: int) -> None:
        """Before the body is sent; on disk when this returns."""
        self._write({"what": Line.ABOUT, "delivery": delivery, "attempt": attempt, "at": _now()})
        os.fdatasync(self._file)

    def handing_line(self, delivery: int, attempt: int) -> bytes:
        """Made beforehand, so that nothing but one write stands between deciding and the dot."""
        return _line({"what": Line.HANDING, "delivery": delivery, "attempt": attempt, "at": _now()})

    def handing(self, line: bytes) -> None:
        """Immediately before the final dot."""
        self._write_line(line)

    def answer(self, delivery: int, attempt: int, result: Mapping[str, Any]) -> None:
        """What became of the attempt."""
        self._write(
            {"what": Line.ANSWER, "delivery": delivery, "attempt": attempt, "at": _now(), "result": result}
        )

    def close(self) -> None:
        os.close(self._file)

    def _write(self, entry: Mapping[str, Any]) -> None:
        self._write_line(_line(entry))

    def _write_line(self, line: bytes) -> None:
        if os.write(self._file, line) != len(line):
            raise OSError(errno.ENOSPC, "The outbox's journal is cut short: the disk is full")


@dataclass(frozen=True)
class EndedJournal:
    """The journal of a carrier that is gone."""

    path: Path
    entries: Mapping[tuple[int, int], Entry]

    def entry(self, delivery: int, attempt: int) -> Entry:
        """The end of an attempt; an attempt without any line was not begun."""
        return self.entries.get((delivery, attempt), Entry(Ending.NOT_HANDED_OVER))


class CarrierLives(Exception):
    """The journal is still being written."""


def read_ended_journal(folder: Path, name: str) -> EndedJournal | None:
    """The journal of `name`; None where this machine has none. Raises CarrierLives while its carrier lives."""
    path = journal_path(folder, name)
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    with os.fdopen(file, "rb") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CarrierLives(name) from error
        return _ended(path, stream.read())


def _ended(path: Path, data: bytes) -> EndedJournal:
    lines = [
        json.loads(line) for line in data.split(b"\n")[:-1]
    ]  # a last line without its end was not written
    boot = next((line["boot"] for line in lines if line["what"] == "start"), "")
    machine_went_down = boot != boot_id()
    return EndedJournal(path, dict(_entries(lines, machine_went_down=machine_went_down)))


def _entries(
    lines: Iterable[Mapping[str, Any]], *, machine_went_down: bool
) -> Iterable[tuple[tuple[int, int], Entry]]:
    """Later lines of an attempt replace earlier ones."""
    for line in lines:
        if line["what"] == "start":
            continue
        key = (line["delivery"], line["attempt"])
        at = dt.datetime.fromisoformat(line["at"])
        if line["what"] == Line.ANSWER:
            yield key, Entry(Ending.ANSWERED, at, line["result"])
        elif line["what"] == Line.HANDING or machine_went_down:
            # after a power cut the line `handing` may be missing though the dot was sent
            yield key, Entry(Ending.HANDED_OVER, at)
        else:
            yield key, Entry(Ending.NOT_HANDED_OVER, at)


def _parsed(line: bytes) -> dict[str, Any] | None:
    """None for a line that was not written whole (a full disk, a power cut): it stands for nothing."""
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) and "what" in entry else None


def _line(entry: Mapping[str, Any]) -> bytes:
    return json.dumps(entry, separators=(",", ":")).encode() + b"\n"


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat()
