"""A process of our own beside this one that handles hostile files: it may hang, crash or eat memory.

It is spoken to in length-prefixed frames over its standard input and output, within limits of time and memory.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

from rhyddid.documents.limited_process import limit_process

LENGTH_BYTES = 8
_MAX_WRITTEN_BYTES = 1_000_000_000


def read_frame(stream: IO[bytes], *, max_bytes: int) -> bytes | None:
    """One length-prefixed frame; None at the stream's end, or where the frame is cut short or too long."""
    head = stream.read(LENGTH_BYTES)
    if len(head) < LENGTH_BYTES:
        return None
    length = int.from_bytes(head, "big")
    if length > max_bytes:
        return None
    frame = stream.read(length)
    return frame if len(frame) == length else None


def write_frame(stream: IO[bytes], frame: bytes) -> None:
    """Send one frame."""
    stream.write(len(frame).to_bytes(LENGTH_BYTES, "big"))
    stream.write(frame)
    stream.flush()


class ApartProcess:
    """A started `python -m MODULE` and the pipes to it. Once it was too slow or is gone, it answers no more."""

    def __init__(self, module: str, *, memory_bytes: int) -> None:
        self.was_too_slow = False
        self.memory_bytes = memory_bytes
        self._process = subprocess.Popen(
            [sys.executable, "-m", module],
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
        limit_process(self._process.pid, memory_bytes=memory_bytes, max_output_bytes=_MAX_WRITTEN_BYTES)

    def send(self, *frames: bytes) -> bool:
        """Whether the frames reached it."""
        if self._process.stdin is None:
            return False
        try:
            for frame in frames:
                write_frame(self._process.stdin, frame)
        except OSError:  # the process is gone
            return False
        return True

    def receive(self, *, max_bytes: int) -> bytes | None:
        """Its next frame; None where it broke down or had to be ended."""
        if self._process.stdout is None:
            return None
        try:
            return read_frame(self._process.stdout, max_bytes=max_bytes)
        except OSError:
            return None

    @contextmanager
    def within(self, timeout_s: float) -> Iterator[None]:
        """End it where what is done inside takes longer."""
        watch = threading.Timer(timeout_s, self._end_slow)
        watch.daemon = True
        watch.start()
        try:
            yield
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
