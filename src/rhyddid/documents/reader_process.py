"""The process that reads documents for another one: `python -m rhyddid.documents.reader_process`.

It takes a header and a file on standard input and gives a document, the hidden finds in it, or a preview of it, on
standard output, as often as it is asked, and ends when its input does. A file that crashes it harms nothing else.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from rhyddid.documents.apart_process import read_frame, write_frame
from rhyddid.documents.document import Limits, document_to_json
from rhyddid.documents.inspect_here import inspect_here
from rhyddid.documents.preview_here import preview_page_here, preview_picture_here, preview_sheets_here
from rhyddid.documents.read_here import read_here


def _answer(asked: dict[str, Any], data: bytes) -> bytes:
    kind, limits = asked["kind"], Limits(**asked["limits"])
    content_type = asked.get("content_type")
    match asked["task"]:
        case "inspect":
            return _json(
                [
                    find.to_json()
                    for find in inspect_here(kind, data, content_type=content_type, limits=limits)
                ]
            )
        case "page":
            return preview_page_here(data, asked["page"], width=asked["width"], limits=limits)
        case "picture":
            return preview_picture_here(data, width=asked["width"])
        case "sheets":
            return _json(
                preview_sheets_here(kind, data, content_type, asked["rows"], asked["columns"], limits)
            )
        case _:
            return _json(document_to_json(read_here(kind, data, content_type=content_type, limits=limits)))


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=True).encode()


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
        write_frame(answers, _answer(json.loads(header), data))


if __name__ == "__main__":
    main()
