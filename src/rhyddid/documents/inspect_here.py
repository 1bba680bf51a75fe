"""Inspecting a file for hidden data in this very process: what `find_hidden_data` lets another process do."""

from __future__ import annotations

from collections.abc import Iterator

from rhyddid.documents.document import Kind, Limits
from rhyddid.documents.hidden_find import HiddenFind
from rhyddid.documents.read_here import read_here

_PLAIN: frozenset[Kind] = frozenset(("txt", "csv", "empty"))
_OFFICE: frozenset[Kind] = frozenset(("docx", "pptx", "xlsx", "xls", "odt", "odp", "ods"))


def inspect_here(
    kind: Kind, data: bytes, *, content_type: str | None, limits: Limits
) -> tuple[HiddenFind, ...]:
    """The finds of `data`, whose kind is known; one that says so where it could not be inspected."""
    finds: list[HiddenFind] = []
    try:
        for find in _finds(kind, data, content_type, limits):
            finds.append(find)  # one by one: what was found before a breakdown counts
    except Exception:  # noqa: BLE001 -- other people's parsers raise anything at all on hostile bytes
        finds.append(HiddenFind("not_inspected"))
    return tuple(finds)


def _finds(kind: Kind, data: bytes, content_type: str | None, limits: Limits) -> Iterator[HiddenFind]:
    # the inspectors bring their own libraries, which are slow imports
    if kind in _PLAIN:
        return
    if kind == "pdf":
        from rhyddid.documents.inspect_pdf import inspect_pdf

        yield from inspect_pdf(data, limits)
    elif kind in _OFFICE:
        from rhyddid.documents.inspect_office import inspect_office

        document = read_here(kind, data, content_type=content_type, limits=limits)
        if not document.pages and not document.hidden_pages:
            yield HiddenFind("not_inspected")
        yield from inspect_office(kind, data, document, limits)
    elif kind == "picture":
        from rhyddid.documents.inspect_picture import inspect_picture

        yield from inspect_picture(data)
    elif kind == "rtf":
        from rhyddid.documents.inspect_rtf import inspect_rtf

        yield from inspect_rtf(data)
    elif kind == "html":
        for aside in read_here(kind, data, content_type=content_type, limits=limits).asides:
            yield HiddenFind("hidden_text", "", 1, aside.text[:200])
    else:
        yield HiddenFind("not_inspected")
