"""The process that redacts one file for another process: `python -m rhyddid.redaction.redacting_process`.

It takes a header and a file on standard input. What is to go is not decided here: for every text that it comes upon
it asks the other process, which answers with spans. At the end it gives the new file and what was removed.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from dataclasses import asdict
from typing import IO

from rhyddid.documents.apart_process import read_frame, write_frame
from rhyddid.documents.document import Limits
from rhyddid.redaction.apply import MaskedSpan
from rhyddid.redaction.redact_here import redact_here
from rhyddid.redaction.redacted_file import Find, RedactionFailed
from rhyddid.redaction.seen_text import FoundSpan


def _asking(questions: IO[bytes], answers: IO[bytes]) -> Find:
    known: dict[str, list[FoundSpan]] = {}

    def find(text: str) -> Iterable[MaskedSpan]:
        if not text.strip():
            return ()
        if text not in known:
            write_frame(questions, b"?" + text.encode("utf-8", "surrogatepass"))
            answer = read_frame(answers, max_bytes=1 << 30)
            if answer is None:
                sys.exit(1)
            spans = [FoundSpan(*each) for each in json.loads(answer)]
            if len(known) > 1000:
                known.clear()
            known[text] = spans
        return known[text]

    return find


def main() -> None:
    """Redact one file."""
    # what a parser prints must not get between the frames
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    header = read_frame(sys.stdin.buffer, max_bytes=1 << 26)
    data = read_frame(sys.stdin.buffer, max_bytes=1 << 40)
    if header is None or data is None:
        return
    asked = json.loads(header)
    find = _asking(answers, sys.stdin.buffer)
    boxes = {int(page): [tuple(box) for box in each] for page, each in asked["boxes"].items()}
    try:
        made = redact_here(
            asked["kind"],
            data,
            find,
            boxes=boxes,
            content_type=asked["content_type"],
            limits=Limits(**asked["limits"]),
        )
    except RedactionFailed as error:
        write_frame(answers, b"x" + str(error).encode())
        return
    told = asdict(made)
    del told["data"]
    write_frame(answers, b"=" + json.dumps(told).encode())
    write_frame(answers, made.data)


if __name__ == "__main__":
    main()
