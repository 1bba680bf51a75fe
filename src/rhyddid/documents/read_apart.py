"""Reading a file in another process, which may hang, crash or eat memory without harming this one.

A process is kept for the next file, so that only the first one pays for its start.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from rhyddid.documents.document import Document, Kind, Limits, document_from_json
from rhyddid.documents.hidden_find import HiddenFind
from rhyddid.documents.limited_process import limit_process
from rhyddid.documents.reader_process import read_frame, write_frame
from rhyddid.wording import gettext_noop

CRASHED = gettext_noop("The file could not be read: the program that reads such files broke down over it.")
TOO_SLOW = gettext_noop("The file could not be read in the time that is allowed for one file.")

_MAX_ANSWER_BYTES = 400_000_000
_MAX_IDLE = 2
_MAX_FILES = 500  # then a fresh process takes over, whatever the libraries may have leaked
_MAX_WRITTEN_BYTES = 1_000_000_000


def read_apart(kind: Kind, data: bytes, *, content_type: str | None, limits: Limits) -> Document:
    """`data`, whose kind is known, read by a process of its own."""
    answer, trouble = _answered("read", kind, data, content_type, limits)
    return Document(kind, defects=(trouble,)) if answer is None else document_from_json(answer)


def inspect_apart(
    kind: Kind, data: bytes, *, content_type: str | None, limits: Limits
) -> tuple[HiddenFind, ...]:
    """`data`, whose kind is known, inspected for hidden data by a process of its own."""
    answer, _ = _answered("inspect", kind, data, content_type, limits)
    if answer is None:
        return (HiddenFind("not_inspected"),)
    return tuple(HiddenFind(**find) for find in answer)


def _answered(
    task: str, kind: Kind, data: bytes, content_type: str | None, limits: Limits
) -> tuple[Any, str]:
    """What the process answers; None, and why, where it does not."""
    header = {"task": task, "kind": kind, "content_type": content_type, "limits": asdict(limits)}
    answer, reader = _asked(_take(limits), header, data, limits)
    if answer is None and reader.files > 1 and not reader.was_too_slow:
        # it may have died of an earlier file, or of the machine's want of memory: ask a fresh one
        answer, reader = _asked(_Reader(limits), header, data, limits)
    if answer is None:
        return None, TOO_SLOW if reader.was_too_slow else CRASHED
    return json.loads(answer), ""


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


class _Reader:
    """One reading process and the pipes to it."""

    def __init__(self, limits: Limits) -> None:
        self.files = 0
        self.was_too_slow = False
        self.memory_bytes = limits.memory_bytes
        self._process = subprocess.Popen(
            [sys.executable, "-m", "rhyddid.documents.reader_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={
                "PATH": os.environ.get("PATH", os.defpath),
                "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                "LC_ALL": "C.UTF-8",
            },
            start_new_session=True,  # so that whatever it starts can be ended with it
        )
        limit_process(
            self._process.pid, memory_bytes=limits.memory_bytes, max_output_bytes=_MAX_WRITTEN_BYTES
        )

    def ask(self, header: dict[str, Any], data: bytes, timeout_s: float) -> bytes | None:
        """The answer; None where the process broke down or had to be ended."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            return None
        self.files += 1
        watch = threading.Timer(timeout_s, self._end_slow)
        watch.daemon = True
        watch.start()
        try:
            write_frame(stdin, json.dumps(header).encode())
            write_frame(stdin, data)
            return read_frame(stdout, max_bytes=_MAX_ANSWER_BYTES)
        except OSError:  # the process is gone
            return None
        finally:
            watch.cancel()

    def end(self) -> None:
        """End the process and all that it started."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was still to be written to a dead process
                    pipe.close()

    def _end_slow(self) -> None:
        self.was_too_slow = True
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)


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
