"""An OpenDocument text or presentation (.odt, .odp) as text; spreadsheets are read with the other ones.

Paragraphs are lines, tables are read row by row, footnotes where they stand; comments and deletions apart.
"""

from __future__ import annotations

from lxml import etree

from rhyddid.documents.document import Aside, Findings, Limits, Page
from rhyddid.documents.office_xml import attribute, local_name, xml_part
from rhyddid.documents.package_members import ENCRYPTED, opened_package
from rhyddid.documents.read_word import NO_MAIN_PART

_SIGNS = {"line-break": "\n", "tab": "\t"}
_NO_TEXT = frozenset(("tracked-changes", "sequence-decls", "forms", "script", "settings", "desc", "title"))
_MAX_BLANKS = 100
_MAX_REPEATS = 50


def read_opendocument(data: bytes, limits: Limits, found: Findings) -> None:
    """Read `data` into `found`: one page for a text, one for each slide. Raises `PackageError`."""
    with opened_package(data, limits) as package:
        manifest = package.read("META-INF/manifest.xml")
        if manifest is not None and b"encryption-data" in manifest:
            found.defect(ENCRYPTED)
            return
        root = xml_part(package, "content.xml")
        body = root.find("{*}body") if root is not None else None
        if body is None:
            found.defect(NO_MAIN_PART)
            return
        walk = _Walk(found)
        slides = list(body.iter("{*}page"))
        if slides:
            for number, slide in enumerate(slides, 1):
                found.pages.append(Page(number, walk.text(slide)))
        else:
            styles = xml_part(package, "styles.xml")
            around = [
                {walk.text(part).strip(): None for part in (styles.iter(name) if styles is not None else ())}
                for name in ("{*}header", "{*}footer")
            ]
            lines = [*around[0], walk.text(body), *around[1]]
            found.pages.append(Page(1, "\n".join(filter(None, lines))))
        for deletion in body.iter("{*}deletion"):
            if words := walk.text(deletion).strip():
                found.asides.append(Aside("deleted", words))
        meta = xml_part(package, "meta.xml")
        titles = meta.iter("{*}title") if meta is not None else ()
        found.title = next(
            (title.text.strip() for title in titles if title.text and title.text.strip()), None
        )


class _Walk:
    def __init__(self, found: Findings) -> None:
        self._found = found

    def text(self, element: etree._Element) -> str:
        lines: list[str] = []
        self._blocks(element, lines)
        return "\n".join(lines)

    def _blocks(self, element: etree._Element, lines: list[str]) -> None:
        for child in element:
            name = local_name(child)
            if name in ("p", "h"):
                words: list[str] = []
                notes: list[str] = []
                self._inline(child, words, notes)
                lines.append("".join(words))
                lines += notes
            elif name == "table-row":
                cells = [
                    self.text(cell)
                    for cell in child.iterchildren("{*}table-cell")
                    for _ in range(min(_whole(attribute(cell, "number-columns-repeated"), 1), _MAX_REPEATS))
                ]
                if row := "\t".join(cells).rstrip("\t"):
                    lines.append(row)
            elif name == "notes" or name == "annotation":
                self._aside(child)
            elif name not in _NO_TEXT:
                self._blocks(child, lines)

    def _inline(self, element: etree._Element, words: list[str], notes: list[str]) -> None:
        words.append(element.text or "")
        for child in element:
            name = local_name(child)
            if name in _SIGNS:
                words.append(_SIGNS[name])
            elif name == "s":
                words.append(" " * min(_whole(attribute(child, "c"), 1), _MAX_BLANKS))
            elif name == "note":
                body = child.find("{*}note-body")
                if body is not None:
                    notes.append(self.text(body))
            elif name == "annotation":
                self._aside(child)
            elif name in ("frame", "custom-shape", "text-box"):
                self._blocks(child, notes)
            elif name not in _NO_TEXT:
                self._inline(child, words, notes)
            words.append(child.tail or "")

    def _aside(self, element: etree._Element) -> None:
        author = next((creator.text for creator in element.iter("{*}creator")), None)
        lines: list[str] = []
        for child in element:
            if local_name(child) in ("p", "list", "frame", "page-thumbnail"):
                lines.append(" ".join("".join(map(str, child.itertext())).split()))
        if words := "\n".join(filter(None, lines)):
            kind = "comment" if local_name(element) == "annotation" else "speaker_notes"
            self._found.asides.append(
                Aside("comment" if kind == "comment" else "speaker_notes", words, author=author)
            )


def _whole(value: str | None, otherwise: int) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 7 else otherwise
