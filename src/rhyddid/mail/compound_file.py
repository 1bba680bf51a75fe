"""Compound files (MS-CFB), the container of .msg files: storages like folders, streams like files.

An own reader: the library follows chains of sectors round in circles until memory is gone. Here no more is ever read
than twice the bytes that are there; a damaged file gives the streams that can be reached.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_HEADER = 512
_IN_HEADER = 109
_LAST_SECTOR = 0xFFFFFFFA
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_ENTRY = 128
_MOST_ENTRIES = 20_000
_MOST_DEPTH = 20
_SLACK = 1_000_000


@dataclass(slots=True)
class Storage:
    """One storage, with its streams by name and the storages in it."""

    name: str
    streams: dict[str, bytes] = field(default_factory=dict)
    storages: list[Storage] = field(default_factory=list)


@dataclass(slots=True)
class _Entry:
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class _File:
    """The bytes, and how many more may be read out of them."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.left = 2 * len(raw) + _SLACK
        shift = int.from_bytes(raw[30:32], "little")
        self.sector = 1 << shift if shift in (9, 12) else 512
        self.small_sector = 64
        self.cutoff = int.from_bytes(raw[56:60], "little")
        self.fat = self._fat()
        self.entries = self._entries()
        self.mini_fat = _numbers(self._chain(int.from_bytes(raw[60:64], "little"), len(raw)))
        root = self.entries[0] if self.entries else None
        self.mini_stream = self._chain(root.start, min(root.size, len(raw))) if root else b""

    def stream(self, entry: _Entry) -> bytes:
        """A stream's bytes, as far as they are there."""
        if entry.size < self.cutoff:
            return self._small_chain(entry.start, entry.size)
        return self._chain(entry.start, entry.size)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.sector
        return self.raw[start : start + self.sector]

    def _fat(self) -> list[int]:
        """Which sector follows which."""
        # no more than describes every sector that is there
        needed = len(self.raw) // self.sector // (self.sector // 4) + 1
        sectors = [number for number in _numbers(self.raw[76:_HEADER])[:_IN_HEADER] if number < _LAST_SECTOR]
        further = int.from_bytes(self.raw[68:72], "little")
        seen: set[int] = set()
        while further < _LAST_SECTOR and further not in seen and len(sectors) < needed:
            seen.add(further)
            *more, further = _numbers(self._sector(further)) or [_LAST_SECTOR]
            sectors += [number for number in more if number < _LAST_SECTOR]
        fat: list[int] = []
        for number in sectors[:needed]:
            fat += _numbers(self._sector(number))
        return fat

    def _chain(self, number: int, size: int) -> bytes:
        pieces: list[bytes] = []
        got = 0
        while got < size and number < len(self.fat) and self.left > 0:
            piece = self._sector(number)
            if not piece:
                break
            pieces.append(piece)
            got += len(piece)
            self.left -= len(piece)
            number = self.fat[number]
        return b"".join(pieces)[:size]

    def _small_chain(self, number: int, size: int) -> bytes:
        pieces: list[bytes] = []
        got = 0
        while got < size and number < len(self.mini_fat) and self.left > 0:
            start = number * self.small_sector
            piece = self.mini_stream[start : start + self.small_sector]
            if not piece:
                break
            pieces.append(piece)
            got += len(piece)
            self.left -= len(piece)
            number = self.mini_fat[number]
        return b"".join(pieces)[:size]

    def _entries(self) -> list[_Entry]:
        directory = self._chain(int.from_bytes(self.raw[48:52], "little"), _MOST_ENTRIES * _ENTRY)
        entries = []
        for start in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            raw = directory[start : start + _ENTRY]
            name_bytes = min(int.from_bytes(raw[64:66], "little"), 64)
            left, right, child = struct.unpack_from("<III", raw, 68)
            begin, size = struct.unpack_from("<IQ", raw, 116)
            # version 3 files may hold garbage in the upper half
            size = size & 0xFFFFFFFF if self.sector == 512 else size
            name = raw[: max(name_bytes - 2, 0)].decode("utf-16-le", "replace")
            entries.append(_Entry(name, raw[66], left, right, child, begin, size))
        return entries


def read_compound_file(raw: bytes) -> Storage | None:
    """The root storage; None where the file is no compound file or has no directory."""
    if not raw.startswith(SIGNATURE) or len(raw) < _HEADER:
        return None
    file = _File(raw)
    if not file.entries or file.entries[0].kind != _ROOT:
        return None
    root = Storage("")
    seen = {0}
    waiting = [(root, file.entries[0].child, 0)]
    while waiting:
        storage, number, depth = waiting.pop()
        for child in _siblings(file.entries, number, seen):
            entry = file.entries[child]
            if entry.kind == _STREAM:
                storage.streams.setdefault(entry.name, file.stream(entry))
            elif entry.kind == _STORAGE and depth < _MOST_DEPTH:
                inner = Storage(entry.name)
                storage.storages.append(inner)
                waiting.append((inner, entry.child, depth + 1))
    _sort(root)
    return root


def _siblings(entries: list[_Entry], number: int, seen: set[int]) -> list[int]:
    """Every entry of one storage: they form a binary tree, or what is left of one."""
    found: list[int] = []
    waiting = [number]
    while waiting:
        here = waiting.pop()
        if here >= len(entries) or here in seen:
            continue
        seen.add(here)
        found.append(here)
        waiting += [entries[here].left, entries[here].right]
    return found


def _sort(root: Storage) -> None:
    waiting = [root]
    while waiting:
        storage = waiting.pop()
        storage.storages.sort(key=lambda inner: inner.name)
        waiting += storage.storages


def _numbers(raw: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4]))
