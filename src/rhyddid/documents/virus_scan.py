"""A file's bytes to clamd, ClamAV's own server, over a socket; what it says comes back. Nothing is kept.

Only the command INSTREAM is spoken: `zINSTREAM\\0`, pieces with their length before them, an empty piece, one answer.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import Literal

_PIECE = 1 << 18
_MAX_ANSWER = 4096


class ScannerAway(Exception):
    """clamd cannot be reached, or did not answer: the file is still to be scanned."""


@dataclass(frozen=True)
class ScannerPlace:
    """Where clamd listens: a host and port, or a socket's path."""

    host: str = ""
    port: int = 0
    path: str = ""


@dataclass(frozen=True)
class VirusScan:
    """`name` is the signature that matched."""

    outcome: Literal["clean", "found", "too_large"]
    name: str = ""


def scanner_place(value: str) -> ScannerPlace | None:
    """`host:port` or `/path/of/socket`; None for nothing. Raises ValueError for anything else."""
    if not value:
        return None
    if value.startswith("/"):
        return ScannerPlace(path=value)
    host, colon, port = value.rpartition(":")
    if not colon or not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError(f"{value}: use host:port, such as 127.0.0.1:3310, or the path of a socket.")
    return ScannerPlace(host=host.strip("[]"), port=int(port))


def scan_for_viruses(data: bytes, place: ScannerPlace, *, timeout_s: float = 60.0) -> VirusScan:
    """What clamd says of `data`. Raises ScannerAway."""
    try:
        with _connected(place, min(timeout_s, 5.0)) as connection:
            connection.settimeout(timeout_s)
            answer = _asked(connection, data)
    except OSError as error:
        raise ScannerAway(str(error)) from error
    said = answer.split(b"\0")[0].decode("utf-8", "replace").strip()
    told = said.partition(":")[2].strip()
    if told == "OK":
        return VirusScan("clean")
    if told.endswith(" FOUND"):
        return VirusScan("found", told.removesuffix(" FOUND")[:200])
    if "size limit exceeded" in said:
        return VirusScan("too_large")
    raise ScannerAway(said or "clamd closed the connection without an answer")


def _connected(place: ScannerPlace, timeout_s: float) -> socket.socket:
    if not place.path:
        return socket.create_connection((place.host, place.port), timeout=timeout_s)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(timeout_s)
        connection.connect(place.path)
    except OSError:
        connection.close()
        raise
    return connection


def _asked(connection: socket.socket, data: bytes) -> bytes:
    try:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), _PIECE):
            piece = memoryview(data)[start : start + _PIECE]
            connection.sendall(len(piece).to_bytes(4, "big"))
            connection.sendall(piece)
        connection.sendall(bytes(4))
    except (BrokenPipeError, ConnectionResetError):
        pass  # it says why it takes no more, for example that the file is too large
    answer = b""
    while len(answer) < _MAX_ANSWER and not answer.endswith(b"\0"):
        more = connection.recv(_MAX_ANSWER)
        if not more:
            break
        answer += more
    return answer
