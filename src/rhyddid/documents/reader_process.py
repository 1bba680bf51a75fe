"""The process that reads documents for another one: `python -m rhyddid.documents.reader_process`.

It takes a header and a file on standard input and gives a document, or the hidden finds in it, on standard output, as
often as it is asked, and ends when its input does. A file that crashes it harms nothing else.
"""

from __future__ import annotations

import json
import os
import sys
from typing import IO, Any

from rhyddid.documents.document import Limits, document_to_json
from rhyddid.documents.inspect_here import inspect_here
from rhyddid.documents.read_here import read_here

LENGTH_BYTES = 8


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


def _answer(asked: dict[str, Any], data: bytes) -> Any:
    kind, content_type, limits = asked["kind"], asked["content_type"], Limits(**asked["limits"])
    if asked["task"] == "inspect":
        finds = inspect_here(kind, data, content_type=content_type, limits=limits)
        return [find.to_json() for find in finds]
    return document_to_json(read_here(kind, data, content_type=content_type, limits=limits))


def main() -> None:
    """Read documents until the input ends."""
    # what a parser prints must not get between the frames
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while True:
        header = read_frame(sys.stdin.buffer, max_bytes=1 << 20)
        data = read_frame(sys.stdin.buffer, max_bytes=1 << 40) if header is not None else None
        if header is None or data is None:
            return
        asked = json.loads(header)
        write_frame(answers, json.dumps(_answer(asked, data), ensure_ascii=True).encode())


if __name__ == "__main__":
    main()
