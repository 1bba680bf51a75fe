"""The worker's end of a carrier: starts the process, gives it letters, waits for what became of them."""

from __future__ import annotations

import json
import os
import secrets
import select
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rhyddid.post.smtp_place import SmtpPlace

_POLL_SECONDS = 0.25


class CarrierLost(Exception):
    """The carrier ended, or may not be waited for any longer: its journal says what became of its letters."""


class LineDown(Exception):
    """The SMTP server takes no letters now: says why. No letter was begun."""


@dataclass(frozen=True)
class Sent:
    """What became of one attempt: see `rhyddid.post.carrier` for the outcomes."""

    outcome: str
    answer: str


class Carrier:
    """One carrier process. `name` is unique for ever: host, process number and a random part.

    `give_up` is asked while waiting: where it says yes, CarrierLost is raised and the carrier finishes alone.
    """

    def __init__(self, place: SmtpPlace, journal_folder: Path, give_up: Callable[[], bool]) -> None:
        self._give_up = give_up
        self._unread = b""
        # a session of its own: what stops the worker (Ctrl-C, a killed group) does not stop it within a letter
        self._process = subprocess.Popen(
            [sys.executable, "-m", "rhyddid.post.carrier"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.name = f"{socket.gethostname()[:60]}:{self._process.pid}:{secrets.token_hex(4)}"
        self.letters = 0
        start = {"name": self.name, "journal_folder": str(journal_folder), "place": asdict(place)}
        answer = self._asked(start)
        if not answer.get("ready"):
            self.close()
            raise CarrierLost(f"the carrier cannot keep its journal: {answer.get('why')}")

    def open(self) -> None:
        """Make sure that the server answers. Raises LineDown."""
        answer = self._asked({"do": "open"})
        if not answer.get("open"):
            raise LineDown(answer["answer"])

    def send(self, *, delivery: int, attempt: int, sender: str, recipient: str, data: bytes) -> Sent:
        """Hand one letter over. Raises LineDown (it was not begun) or CarrierLost (the journal knows)."""
        self.letters += 1
        answer = self._asked(
            {
                "do": "send",
                "delivery": delivery,
                "attempt": attempt,
                "sender": sender,
                "recipient": recipient,
                "size": len(data),
            },
            data,
        )
        if answer["outcome"] == "line_down":
            raise LineDown(answer["answer"])
        return Sent(answer["outcome"], answer["answer"])

    def close(self) -> None:
        """Let it finish, and wait until it has, unless asked to give up: then it finishes alone."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None
        with suppress(BrokenPipeError):  # it ended before
            stdin.close()
        stdout.close()
        while not self._give_up():
            try:
                self._process.wait(timeout=_POLL_SECONDS)
                return
            except subprocess.TimeoutExpired:
                continue
        self._process.returncode = self._process.poll() or 0  # not ours to wait for any more

    def _asked(self, order: dict[str, Any], data: bytes = b"") -> dict[str, Any]:
        stdin = self._process.stdin
        assert stdin is not None
        try:
            stdin.write(json.dumps(order).encode() + b"\n" + data)
            stdin.flush()
        except BrokenPipeError as error:
            raise CarrierLost("the carrier has ended") from error
        answer: dict[str, Any] = json.loads(self._line())
        return answer

    def _line(self) -> bytes:
        stdout = self._process.stdout
        assert stdout is not None
        while b"\n" not in self._unread:
            ready, _, _ = select.select([stdout], [], [], _POLL_SECONDS)
            if ready:
                piece = os.read(stdout.fileno(), 65536)
                if not piece:
                    raise CarrierLost("the carrier has ended")
                self._unread += piece
            elif self._give_up():
                raise CarrierLost("the worker stops before the server has answered")
        line, _, self._unread = self._unread.partition(b"\n")
        return line
