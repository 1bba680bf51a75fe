"""What an Office file (Microsoft's or OpenDocument) holds and does not show, part by part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rhyddid.documents.document import Aside, Document, Kind, Limits
from rhyddid.documents.hidden_find import HiddenFind, HiddenKind, sample_of
from rhyddid.documents.hidden_rows import hidden_lines
from rhyddid.documents.office_xml import attribute, local_name, xml_part
from rhyddid.documents.package_members import Package, opened_package

_ASIDES: dict[str, HiddenKind] = {
    "comment": "comment",
    "deleted": "deleted_text",
    "hidden_text": "hidden_text",
    "speaker_notes": "speaker_notes",
}
_TRUE = frozenset(("1", "true"))


def inspect_office(kind: Kind, data: bytes, document: Document, limits: Limits) -> Iterator[HiddenFind]:
    """The finds of a file that has been read as `document`. Raises `PackageError`."""
    yield from _of_document(kind, document)
    if not data.startswith(b"PK"):
        return  # the old binary kinds: what their reader saw is all that is seen of them
    with opened_package(data, limits) as package:
        yield from _of_package(package)
        if kind == "xlsx":
            yield from _of_workbook(package)
        elif kind in ("ods", "odt"):
            yield from _of_lines(package)


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


def _of_package(package: Package) -> Iterator[HiddenFind]:
    for name in sorted(package.names):
        folder, _, file = name.rpartition("/")
        lowered = file.lower()
        if folder.endswith("/embeddings") or (folder.startswith("Object ") and file == "content.xml"):
            yield HiddenFind("embedded_file", name)
        elif lowered.startswith("vbaproject") or folder.startswith(("Basic/", "Scripts/")):
            yield HiddenFind("macro", name)
    people = Counter(_people(package))
    if people:
        yield HiddenFind("author", "", len(people), sample_of(", ".join(people)))


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
    yield from _of_lines(package)
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


def _of_lines(package: Package) -> Iterator[HiddenFind]:
    for where, lines in hidden_lines(package).items():
        if lines.rows:
            yield HiddenFind("hidden_rows", where, len(lines.rows))
        if lines.columns:
            yield HiddenFind("hidden_columns", where, len(lines.columns))
