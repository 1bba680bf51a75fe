"""What an RTF file holds and does not show: comments, deleted and hidden text, files inside, its author."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rhyddid.documents.hidden_find import HiddenFind, HiddenKind, sample_of

_SIGNS: tuple[tuple[HiddenKind, re.Pattern[bytes]], ...] = (
    ("comment", re.compile(rb"\\annotation\b([^{}]{0,400})")),
    ("deleted_text", re.compile(rb"\\deleted\b(?!0)([^{}]{0,400})")),
    ("hidden_text", re.compile(rb"\\v(?![a-z0])(?:1\b)?([^{}]{0,400})")),
    ("embedded_file", re.compile(rb"\\objdata\b()")),
    ("author", re.compile(rb"\\(?:author|operator|manager)\s+([^{}]{1,200})")),
)
_CONTROL = re.compile(rb"\\[a-z]{1,32}-?\d{0,10} ?|\\'[0-9a-f]{2}|\\[^a-z]")


def inspect_rtf(data: bytes) -> Iterator[HiddenFind]:
    """The finds of an RTF file."""
    for kind, sign in _SIGNS:
        found = [_CONTROL.sub(b"", each[1]).decode("latin-1").strip() for each in sign.finditer(data)]
        if found and (kind == "embedded_file" or any(found)):
            yield HiddenFind(kind, "", len(found), sample_of(" / ".join(filter(None, found[:40]))))
