"""Reading a file in another process, which may hang, crash or eat memory without harming this one.

A process is kept for the next file, so that only the first one pays for its start.
"""

from __future__ import annotations

import atexit
import json
import os
import threading
from dataclasses import asdict
from typing import Any

from rhyddid.documents.apart_process import ApartProcess
from rhyddid.documents.document import Document, Kind, Limits, document_from_json
from rhyddid.documents.hidden_find import HiddenFind
from rhyddid.wording import gettext_noop

CRASHED = gettext_noop("The file could not be read: the program that reads such files broke down over it.")
TOO_SLOW = gettext_noop("The file could not be read in the time that is allowed for one file.")

_READER = "rhyddid.documents.reader_process"
_MAX_ANSWER_BYTES = 400_000_000
_MAX_IDLE = 2
_MAX_FILES = 500  # then a fresh process takes over, whatever the libraries may have leaked


def read_apart(kind: Kind, data: bytes, *, content_type: str | None, limits: Limits) -> Document:
    """`data`, whose kind is known, read by a process of its own."""
    answer, trouble = answered_apart("read", kind, data, limits, content_type=content_type)
    return Document(kind, defects=(trouble,)) if answer is None else document_from_json(json.loads(answer))


def inspect_apart(
    kind: Kind, data: bytes, *, content_type: str | None, limits: Limits
) -> tuple[HiddenFind, ...]:
    """`data`, whose kind is known, inspected for hidden data by a process of its own."""
    answer, _ = answered_apart("inspect", kind, data, limits, content_type=content_type)
    if answer is None:
        return (HiddenFind("not_inspected"),)
    return tuple(HiddenFind(**find) for find in json.loads(answer))


def answered_apart(
    task: str, kind: Kind, data: bytes, limits: Limits, **options: Any
) -> tuple[bytes | None, str]:
    """What the reading process answers; None, and a sentence of the catalogue that says why, where it does not."""
    header = {"task": task, "kind": kind, "limits": asdict(limits), **options}
    answer, reader = _asked(_take(limits), header, data, limits)
    if answer is None and reader.files > 1 and not reader.was_too_slow:
        # it may have died of an earlier file, or of the machine's want of memory: ask a fresh one
        answer, reader = _asked(_Reader(limits), header, data, limits)
    if answer is None:
        return None, TOO_SLOW if reader.was_too_slow else CRASHED
    return answer, ""


def _asked(
    reader: _Reader, header: dict[str, Any], data: bytes, limits: Limits
) -> tuple[bytes | None, _Reader]:
    answer = None
    try:
        answer = reader.ask(header, data, limits.timeout_s)
    finally:
        if answer is None or reader.files >= _MAX_FILES:
            reader.end()
        else:
            _give_back(reader)
    return answer, reader


class _Reader(ApartProcess):
    """One reading process, and how many files it was given."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(_READER, memory_bytes=limits.memory_bytes)
        self.files = 0

    def ask(self, header: dict[str, Any], data: bytes, timeout_s: float) -> bytes | None:
        """The answer; None where the process broke down or had to be ended."""
        self.files += 1
        with self.within(timeout_s):
            if not self.send(json.dumps(header).encode(), data):
                return None
            return self.receive(max_bytes=_MAX_ANSWER_BYTES)


_idle: list[_Reader] = []
_idle_lock = threading.Lock()


def _take(limits: Limits) -> _Reader:
    with _idle_lock:
        for place, reader in enumerate(_idle):
            if reader.memory_bytes == limits.memory_bytes:
                return _idle.pop(place)
    return _Reader(limits)


def _give_back(reader: _Reader) -> None:
    with _idle_lock:
        if len(_idle) < _MAX_IDLE:
            _idle.append(reader)
            return
    reader.end()


def _end_idle() -> None:
    while _idle:
        _idle.pop().end()


def _forget_idle() -> None:
    # after a fork they are the parent's; two processes on one pipe would read each other's answers
    global _idle, _idle_lock
    _idle, _idle_lock = [], threading.Lock()


atexit.register(_end_idle)
os.register_at_fork(after_in_child=_forget_idle)
