"""Redaction of files that are text, and of others as their text: built anew from what they show."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterable, Iterator

from rhyddid.documents.document import DEFAULT_LIMITS, Document, Findings, Kind, Limits
from rhyddid.documents.plain_text import decode_text
from rhyddid.documents.read_here import declared_charset, read_here
from rhyddid.redaction.apply import MaskedSpan, apply
from rhyddid.redaction.redact_cells import masked_rows
from rhyddid.redaction.redacted_file import Find, RedactedFile, RedactionFailed, Removed, kind_of_span
from rhyddid.wording import gettext_noop

NOTHING_READ = gettext_noop("The text of the file could not be read, so it cannot be redacted here.")
AS_TEXT = gettext_noop("The file was made into a text: its form, its pictures and its charts were left out.")
_CELL_SIGNS = 1_000_000


def redact_to_text(
    kind: Kind, data: bytes, find: Find, *, content_type: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> RedactedFile:
    """A plain text of what `data` shows, page by page, without what `find` finds. Raises `RedactionFailed`."""
    document = read_here(kind, data, content_type=content_type, limits=limits)
    if not document.pages or not any(page.text.strip() for page in document.pages):
        raise RedactionFailed(document.defects[0] if document.defects else NOTHING_READ)
    removed: list[Removed] = []
    texts = [_masked(page.text, find, page.number, removed) for page in document.pages]
    removed += _left_behind(document)
    made = "\x0c".join(texts).rstrip("\n") + "\n"
    return RedactedFile(
        made.encode("utf-8", "replace"),
        tuple(removed),
        kind="txt",
        cautions=() if kind == "txt" else (AS_TEXT,),
    )


def redact_csv(
    data: bytes, find: Find, *, content_type: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> RedactedFile:
    """The table in `data`, cell by cell, without what `find` finds; in UTF-8, with commas."""
    text, _ = decode_text(data, charset=declared_charset(content_type))
    text = text.replace("\x00", "")
    delimiter = max(",;\t|", key=text[:20_000].count)
    csv.field_size_limit(_CELL_SIGNS)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return redact_to_text("txt", data, find, content_type=content_type, limits=limits)
    removed: list[Removed] = []
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter if delimiter != "|" else ",", lineterminator="\n")
    for row, masked in masked_rows(rows, find):
        removed += [Removed(1, None, span.shown_as, kind_of_span(span)) for span in masked.spans]
        writer.writerow(masked.shown(row))
    return RedactedFile(file.getvalue().encode("utf-8", "replace"), tuple(removed), kind="csv")


def redact_html(
    data: bytes, find: Find, *, content_type: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> RedactedFile:
    """A plain page of what `data` shows, its tables as tables, without what `find` finds. Raises `RedactionFailed`."""
    from rhyddid.documents.read_html import read_html

    found = Findings()
    read_html(data, limits, found, charset=declared_charset(content_type))
    removed: list[Removed] = []
    title = _masked(found.title or "", find, 1, removed)
    text = "\n".join(_masked(page.text, find, 1, removed) for page in found.pages)
    if found.asides:
        removed.append(Removed(1, None, "", "hidden_text", len(found.asides)))
    page = (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{html.escape(title)}</title></head>\n<body>\n'
        + "\n".join(_blocks(text.split("\n")))
        + "\n</body></html>\n"
    )
    return RedactedFile(page.encode("utf-8", "replace"), tuple(removed), kind="html")


def _blocks(lines: Iterable[str]) -> Iterator[str]:
    rows: list[str] = []
    for line in [*lines, ""]:
        if "\t" in line:
            cells = "".join(f"<td>{html.escape(cell)}</td>" for cell in line.split("\t"))
            rows.append(f"<tr>{cells}</tr>")
            continue
        if rows:
            yield "<table>" + "\n".join(rows) + "</table>"
            rows = []
        if line.strip():
            yield f"<p>{html.escape(line)}</p>"


def _masked(text: str, find: Find, page: int, removed: list[Removed]) -> str:
    spans = list(find(text))
    removed += _removed(spans, page)
    return apply(text, spans)


def _removed(spans: Iterable[MaskedSpan], page: int) -> Iterator[Removed]:
    for span in distinct(spans):
        yield Removed(page, None, span.shown_as, kind_of_span(span))


def distinct(spans: Iterable[MaskedSpan]) -> list[MaskedSpan]:
    """The first of every group of spans that overlap."""
    kept: list[MaskedSpan] = []
    reached = -1
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start >= reached and span.end > span.start:
            kept.append(span)
        reached = max(reached, span.end)
    return kept


def _left_behind(document: Document) -> Iterator[Removed]:
    kinds = {"deleted": "deleted_text"}
    for aside in document.asides:
        yield Removed(aside.page or 0, None, "", kinds.get(aside.kind, aside.kind))
    for page in document.hidden_pages:
        yield Removed(page.number, None, "", "hidden_slide", where=page.name or "")
