"""How far a mail is read. Past a limit parsing stops there, says so in `defects`, and keeps what it has."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one message; the defaults let every honest letter through."""

    message_bytes: int = 150_000_000
    header_block_bytes: int = 512_000
    header_value_bytes: int = 64_000
    headers: int = 1_000
    addresses: int = 1_000
    parts: int = 1_000
    depth: int = 20
    body_characters: int = 2_000_000
    html_bytes: int = 8_000_000
    archive_members: int = 1_000
    archive_depth: int = 2
    opened_bytes: int = 300_000_000
    seconds: float = 20.0
