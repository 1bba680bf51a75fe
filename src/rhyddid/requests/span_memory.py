"""A memory of what was found in texts, bounded by their length: the texts that were asked for longest ago go first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class SpanMemory(Generic[Key, Value]):
    """Keeps values for at most `most` characters of text; a thread may read while another writes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = 0
        self._entries: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> Value | None:
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            self._entries.move_to_end(key)
            return entry[0]

    def keep(self, key: Key, value: Value, size: int) -> Value:
        """Remember `value`, which was found in a text of `size` characters; returns it."""
        with self._lock:
            if key not in self._entries:
                self._entries[key] = (value, size)
                self._held += size
                while self._held > self._most and len(self._entries) > 1:
                    _, (_, gone) = self._entries.popitem(last=False)
                    self._held -= gone
        return value
