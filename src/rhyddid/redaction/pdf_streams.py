"""The packed streams of a PDF's bytes, unpacked: what a search of the bytes alone would miss."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator

STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)


def unpacked_streams(data: bytes, *, max_bytes: int) -> Iterator[bytes]:
    """Every stream of `data`, unpacked where it is deflated (also under ASCII85), otherwise as it is."""
    for stream in STREAM.finditer(data):
        content = _inflated(stream[1], max_bytes)
        if content is None and stream[1].rstrip().endswith(b"~>"):
            try:
                content = base64.a85decode(stream[1].strip().removeprefix(b"<~").removesuffix(b"~>"))
            except ValueError:
                content = stream[1]
            content = _inflated(content, max_bytes) or content
        yield stream[1] if content is None else content


def _inflated(data: bytes, max_bytes: int) -> bytes | None:
    try:
        return zlib.decompressobj().decompress(data, max_bytes)
    except zlib.error:
        return None
