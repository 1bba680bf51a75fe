"""True redaction of a file of any kind: its bytes and a finder in, a new file without what was found out.

The new file is built anew by a process of its own, within limits. Then it is read again as anyone could read it, and
is given out only where nothing that was to go is found in it, neither in its text nor in its unpacked bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace

from rhyddid.documents.apart_process import ApartProcess
from rhyddid.documents.document import DEFAULT_LIMITS, Kind, Limits
from rhyddid.documents.kind_of import kind_of
from rhyddid.documents.read_apart import CRASHED, TOO_SLOW
from rhyddid.documents.read_document import TOO_LARGE, read_document
from rhyddid.redaction.apply import MaskedSpan, apply
from rhyddid.redaction.check_redacted import check_redacted
from rhyddid.redaction.find_marked import find_marked, find_nothing, marked_words
from rhyddid.redaction.redacted_file import Box, Find, RedactedFile, RedactionFailed, Removed, kind_of_span

_PROCESS = "rhyddid.redaction.redacting_process"
_MAX_FRAME_BYTES = 2_000_000_000
_ENDINGS: dict[Kind, str] = {
    "pdf": "pdf", "picture": "png", "docx": "docx", "xlsx": "xlsx", "csv": "csv", "html": "html", "txt": "txt",
}  # fmt: skip


def redact_file(
    data: bytes,
    find: Find | None = None,
    *,
    filename: str | None = None,
    content_type: str | None = None,
    spans_by_page: Mapping[int, Sequence[MaskedSpan]] | None = None,
    boxes: Mapping[int, Sequence[Box]] | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> RedactedFile:
    """`data` without what `find` finds, what `spans_by_page` mark, and what lies in `boxes`; built anew and checked.

    `spans_by_page` are places in the pages of `read_document(data)`; what they mark goes wherever the file says it.
    `boxes`, for PDFs and pictures, are by page, in points (pixels) from the shown page's upper left corner. What the
    file hides goes too, whatever the finder says. The new file's kind may be another one (a .doc becomes text): see
    `kind` and `filename`, in whose old name the finds are masked as well. Raises `RedactionFailed`: then the file
    must not be published.
    """
    if len(data) > limits.max_bytes:
        raise RedactionFailed(TOO_LARGE)
    kind = kind_of(data, filename=filename, content_type=content_type)
    finder = find or find_nothing
    if spans_by_page:
        document = read_document(data, filename=filename, content_type=content_type, limits=limits)
        finder = find_marked(marked_words(document, spans_by_page), find)
    told: list[str] = []
    made = _made_apart(kind, data, finder, boxes or {}, content_type, limits, told)
    made = replace(made, filename=_new_name(filename, made.kind, finder))
    check_redacted(made, finder, told, limits)
    return made


def _made_apart(
    kind: Kind,
    data: bytes,
    find: Find,
    boxes: Mapping[int, Sequence[Box]],
    content_type: str | None,
    limits: Limits,
    told: list[str],
) -> RedactedFile:
    """What the redacting process makes; what was found on the way is added to `told`."""
    header = {
        "kind": kind,
        "content_type": content_type,
        "boxes": {str(page): list(each) for page, each in boxes.items()},
        "limits": asdict(limits),
    }
    process = ApartProcess(_PROCESS, memory_bytes=limits.memory_bytes)
    try:
        with process.within(limits.timeout_s * 4):  # a file is redacted page by page as it is read, and drawn
            process.send(json.dumps(header).encode(), data)
            while True:
                frame = process.receive(max_bytes=_MAX_FRAME_BYTES)
                match frame[:1] if frame else b"":
                    case b"?" if frame:
                        text = frame[1:].decode("utf-8", "surrogatepass")
                        spans = list(find(text))
                        told += [text[span.start : span.end] for span in spans]
                        process.send(_spans_json(spans))
                    case b"=" if frame:
                        new = process.receive(max_bytes=_MAX_FRAME_BYTES)
                        if new is None:
                            raise RedactionFailed(TOO_SLOW if process.was_too_slow else CRASHED)
                        return _redacted(json.loads(frame[1:]), new)
                    case b"x" if frame:
                        raise RedactionFailed(frame[1:].decode())
                    case _:
                        raise RedactionFailed(TOO_SLOW if process.was_too_slow else CRASHED)
    finally:
        process.end()


def _spans_json(spans: Iterable[MaskedSpan]) -> bytes:
    return json.dumps([[kind_of_span(span), span.start, span.end, span.shown_as] for span in spans]).encode()


def _redacted(made: dict[str, object], data: bytes) -> RedactedFile:
    removed = tuple(
        Removed(**{**each, "box": tuple(each["box"]) if each["box"] else None})
        for each in made["removed"]  # type: ignore[attr-defined]
    )
    return RedactedFile(
        data,
        removed,
        tuple(made["pictured_pages"]),  # type: ignore[arg-type]
        kind=made["kind"],  # type: ignore[arg-type]
        cautions=tuple(made["cautions"]),  # type: ignore[arg-type]
    )


def _new_name(filename: str | None, kind: Kind, find: Find) -> str:
    """The old name, masked, with the new kind's ending."""
    name = (filename or "").replace("\\", "/").rpartition("/")[2]
    stem = name.rpartition(".")[0] or name
    # an address or a name in a file's name is written with other signs between its words
    masked = apply(stem, find(stem))
    if masked == stem and any(True for _ in find(stem.replace("_", " ").replace("-", " "))):
        masked = ""
    return f"{masked.strip() or 'redacted'}.{_ENDINGS.get(kind, 'bin')}"
