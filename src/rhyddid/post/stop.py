"""Stopping in order: a worker that is told to stop ends what it has in hand, but does not wait for ever."""

from __future__ import annotations

import threading
import time


class Stop:
    """Shared by all loops of a process."""

    def __init__(self, *, grace_seconds: float = 5.0) -> None:
        self._asked = threading.Event()
        self._grace_seconds = grace_seconds
        self._asked_at = 0.0

    def ask(self) -> None:
        """Begin to stop."""
        if not self._asked.is_set():
            self._asked_at = time.monotonic()
            self._asked.set()

    def asked(self) -> bool:
        """Whether new work may no longer be begun."""
        return self._asked.is_set()

    def impatient(self) -> bool:
        """Whether the time to end what was in hand is over."""
        return self._asked.is_set() and time.monotonic() - self._asked_at > self._grace_seconds

    def wait(self, seconds: float) -> bool:
        """Pause, unless asked to stop meanwhile; True where asked."""
        return self._asked.wait(seconds)
