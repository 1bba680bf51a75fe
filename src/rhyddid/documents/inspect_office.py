"""What an Office file (Microsoft's or OpenDocument) holds and does not show, part by part."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from rhyddid.documents.document import Aside, Document, Kind, Limits
from rhyddid.documents.hidden_find import HiddenFind, HiddenKind, sample_of
from rhyddid.documents.hidden_rows import HiddenLines, hidden_lines
from rhyddid.documents.inspect_picture import inspect_picture
from rhyddid.documents.inspect_unseen_text import unseen_in_word, unseen_in_workbook
from rhyddid.documents.kind_of import kind_of
from rhyddid.documents.office_xml import attribute, local_name, xml_part
from rhyddid.documents.old_workbook import old_hidden_lines
from rhyddid.documents.package_members import Package, PackageError, opened_package
from rhyddid.documents.read_here import read_here

_ASIDES: dict[str, HiddenKind] = {
    "comment": "comment",
    "deleted": "deleted_text",
    "hidden_text": "hidden_text",
    "speaker_notes": "speaker_notes",
}
_FILE_LINK = re.compile(rb"""Target=["'](?:file:|\\\\|[A-Za-z]:[\\/])""")
_LINK = re.compile(
    rb"""(?:Target=["'](?=file:|\\\\|[A-Za-z]:[\\/])|connection=["']|\burl=["'])([^"']{1,400})"""
)
_PHOTOGRAPHS = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp")
_MOST_PICTURES = 200
_TRUE = frozenset(("1", "true"))


def inspect_office(kind: Kind, data: bytes, document: Document, limits: Limits) -> Iterator[HiddenFind]:
    """The finds of a file that has been read as `document`. Raises `PackageError`."""
    yield from _of_document(kind, document)
    if not data.startswith(b"PK"):
        # of the old binary kinds, what their reader saw is nearly all that is seen
        yield from _of_lines(old_hidden_lines(data) if kind == "xls" else {})
        return
    with opened_package(data, limits) as package:
        yield from _of_package(package, limits)
        yield from _of_pictures(package)
        if kind == "xlsx":
            yield from _of_workbook(package)
            yield from unseen_in_workbook(package)
        elif kind == "docx":
            for name in (
                "word/document.xml",
                *package.matching("word/header"),
                *package.matching("word/footer"),
            ):
                part = xml_part(package, name)
                if part is not None:
                    yield from unseen_in_word(part)
        elif kind in ("ods", "odt"):
            yield from _of_lines(hidden_lines(package))


def _of_document(kind: Kind, document: Document) -> Iterator[HiddenFind]:
    sheet = kind in ("xlsx", "xls", "ods")
    for page in document.hidden_pages:
        yield HiddenFind(
            "hidden_sheet" if sheet else "hidden_slide",
            page.name or str(page.number),
            page.text.count("\n") + 1 if page.text else 0,
            sample_of(page.text),
        )
    groups: dict[HiddenKind, list[Aside]] = {}
    for aside in document.asides:
        groups.setdefault(_ASIDES[aside.kind], []).append(aside)
    for hidden, asides in groups.items():
        pages = sorted({aside.page for aside in asides if aside.page is not None})
        yield HiddenFind(hidden, ", ".join(map(str, pages)), len(asides), sample_of(asides[0].text))


def _of_package(package: Package, limits: Limits) -> Iterator[HiddenFind]:
    for name in sorted(package.names):
        folder, _, file = name.rpartition("/")
        lowered = file.lower()
        if folder.endswith("/embeddings"):
            yield HiddenFind("embedded_file", name, 1, _words_of(package.read(name) or b"", limits))
        elif folder.startswith("Object ") and file == "content.xml":
            yield HiddenFind("embedded_file", name)
        elif name.startswith("xl/model/"):
            yield HiddenFind("pivot_cache", name)  # a whole database that tables are drawn from
        elif name == "xl/connections.xml" or _is_file_link(package, name):
            # where a Word file's template lay is in most of them, and only tells a folder's name
            kind: HiddenKind = "custom_data" if "settings.xml" in name else "external_link"
            yield HiddenFind(kind, name, 1, _links(package, name))
        elif name.startswith("docProps/thumbnail.") or name.startswith("Thumbnails/"):
            yield HiddenFind("thumbnail", name)
        elif folder == "customXml" and lowered.startswith("item") and "props" not in lowered:
            if words := _text_of(package, name):
                yield HiddenFind("custom_data", name, 1, words)
        elif lowered.startswith("vbaproject") or folder.startswith(("Basic/", "Scripts/")):
            yield HiddenFind("macro", name)
    people = Counter(_people(package))
    if people:
        yield HiddenFind("author", "", len(people), sample_of(", ".join(people)))


def _of_pictures(package: Package) -> Iterator[HiddenFind]:
    pictures = [name for name in sorted(package.names) if name.lower().endswith(_PHOTOGRAPHS)]
    for name in pictures[:_MOST_PICTURES]:
        try:
            yield from inspect_picture(package.read(name) or b"", name)
        except PackageError:
            raise
        except Exception:  # noqa: BLE001 -- Pillow's many readers raise anything at all on hostile bytes
            continue


def _words_of(data: bytes, limits: Limits) -> str:
    """The beginning of the text of a file inside; empty where it is of no kind that can be read."""
    kind = kind_of(data)
    if kind not in ("xlsx", "docx", "pptx", "ods", "odt", "xls"):
        return ""
    document = read_here(kind, data, content_type=None, limits=replace(limits, max_characters=20_000))
    return sample_of(document.text)


def _text_of(package: Package, name: str) -> str:
    root = xml_part(package, name)
    return sample_of(" ".join(map(str, root.itertext()))) if root is not None else ""


def _is_file_link(package: Package, name: str) -> bool:
    """Whether a list of relations points to a file on somebody's disk or network."""
    return name.endswith(".rels") and _FILE_LINK.search(package.read(name) or b"") is not None


def _links(package: Package, name: str) -> str:
    return sample_of(
        " ".join(each.decode("utf-8", "replace") for each in _LINK.findall(package.read(name) or b""))
    )


def _people(package: Package) -> Iterator[str]:
    for part, names in (
        ("docProps/core.xml", ("creator", "lastModifiedBy")),
        ("docProps/app.xml", ("Manager",)),
        ("meta.xml", ("creator", "initial-creator", "printed-by")),
    ):
        root = xml_part(package, part)
        for element in root.iter() if root is not None else ():
            if local_name(element) in names and element.text and element.text.strip():
                yield element.text.strip()


def _of_workbook(package: Package) -> Iterator[HiddenFind]:
    yield from _of_lines(hidden_lines(package))
    for name in package.matching("xl/pivotCache/pivotCacheDefinition", ".xml"):
        records = xml_part(package, name.replace("Definition", "Records"))
        root = xml_part(package, name)
        fields = [
            attribute(each, "name") or "" for each in (root.iter("{*}cacheField") if root is not None else ())
        ]
        count = len(records) if records is not None else 0
        yield HiddenFind("pivot_cache", name.rpartition("/")[2], count, sample_of(", ".join(fields)))
    for name in package.matching("xl/externalLinks/externalLink", ".xml"):
        root = xml_part(package, name)
        values = [each.text or "" for each in (root.iter("{*}v") if root is not None else ())]
        yield HiddenFind(
            "external_link", name.rpartition("/")[2], len(values), sample_of(", ".join(values[:50]))
        )
    for comments in (*package.matching("xl/comments"), *package.matching("xl/threadedComments/")):
        root = xml_part(package, comments)
        said = [
            " ".join(map(str, each.itertext())) for each in (root.iter("{*}text") if root is not None else ())
        ]
        if said:
            yield HiddenFind("comment", comments.rpartition("/")[2], len(said), sample_of(said[0]))
    workbook = xml_part(package, "xl/workbook.xml")
    for defined in workbook.iter("{*}definedName") if workbook is not None else ():
        name = defined.get("name") or ""
        if defined.get("hidden") in _TRUE and not name.startswith("_xlnm."):
            yield HiddenFind("hidden_name", name, 1, sample_of(defined.text or ""))


def _of_lines(sheets: dict[str, HiddenLines]) -> Iterator[HiddenFind]:
    for where, lines in sheets.items():
        if lines.rows:
            yield HiddenFind("hidden_rows", where, len(lines.rows))
        if lines.columns:
            yield HiddenFind("hidden_columns", where, len(lines.columns))
