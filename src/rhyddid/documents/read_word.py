"""A Word file (.docx) as text: body, tables row by row, headers, footers and footnotes.

Paragraphs are lines, with the numbers that Word shows before them. Comments, deletions and hidden text stand
apart.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from rhyddid.documents.document import Aside, Findings, Limits, Page
from rhyddid.documents.office_xml import attribute, local_name, xml_part
from rhyddid.documents.package_members import Package, opened_package
from rhyddid.documents.word_numbering import Numbering
from rhyddid.wording import gettext_noop

NO_MAIN_PART = gettext_noop("No text part was found in the file.")

_SIGNS = {"cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
_DELETED = frozenset(("del", "moveFrom"))
# Fallback repeats what Choice holds; the others hold settings and field codes, no text.
_NO_TEXT = frozenset(
    ("Fallback", "pPr", "tblPr", "tcPr", "trPr", "sectPr", "instrText", "fldData", "delText")
)
_OFF = frozenset(("0", "false", "off", "none"))
_PAGE_BREAK = "\x0c"


def read_word(data: bytes, limits: Limits, found: Findings) -> None:
    """Read `data` into `found`: a new page at every hard page break. Raises `PackageError`."""
    with opened_package(data, limits) as package:
        main = main_part(package)
        root = xml_part(package, main) if main else None
        if root is None:
            found.defect(NO_MAIN_PART)
            return
        folder = main.rpartition("/")[0]
        numbering = Numbering(
            xml_part(package, f"{folder}/numbering.xml"), xml_part(package, f"{folder}/styles.xml")
        )
        walk = _Walk(numbering)
        body = walk.text(root)
        headers = _once(walk.text(part) for part in _parts(package, folder, "header"))
        footers = _once(walk.text(part) for part in _parts(package, folder, "footer"))
        notes = [
            walk.text(note)
            for stem in ("footnotes", "endnotes")
            for part in _parts(package, folder, stem)
            for note in part
            if attribute(note, "type") is None  # the others are the lines that separate notes
        ]
        pages = [page.strip("\n") for page in body.split(_PAGE_BREAK)]
        pages[0] = "\n".join([*headers, pages[0]])
        pages[-1] = "\n".join([pages[-1], *filter(str.strip, notes), *footers])
        found.pages += [Page(number, page) for number, page in enumerate(pages, 1)]
        for part in _parts(package, folder, "comments"):
            for comment in part:
                if words := walk.text(comment).strip():
                    found.asides.append(Aside("comment", words, author=attribute(comment, "author")))
        if walk.deleted:
            found.asides.append(Aside("deleted", "\n".join(walk.deleted)))
        if walk.hidden:
            found.asides.append(Aside("hidden_text", "\n".join(walk.hidden)))
        found.title = core_title(package)


def core_title(package: Package) -> str | None:
    """The title in a package's own properties."""
    properties = xml_part(package, "docProps/core.xml")
    if properties is None:
        return None
    titles = (element.text for element in properties if local_name(element) == "title")
    return next((title.strip() for title in titles if title and title.strip()), None)


class _Walk:
    """Walks parts of one document in order; gathers on its way what the document does not show."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self.deleted: list[str] = []
        self.hidden: list[str] = []

    def text(self, element: etree._Element) -> str:
        lines: list[str] = []
        self._blocks(element, lines)
        return "\n".join(lines)

    def _blocks(self, element: etree._Element, lines: list[str]) -> None:
        for child in element:
            name = local_name(child)
            if name == "p":
                self._paragraph(child, lines)
            elif name == "tbl":
                lines += self._rows(child)
            elif name in _DELETED:
                self._delete(child)
            elif name not in _NO_TEXT:
                self._blocks(child, lines)

    def _rows(self, table: etree._Element) -> list[str]:
        rows = []
        for row in table.iterchildren("{*}tr", "{*}sdt", "{*}ins"):
            cells = row.iter("{*}tc") if local_name(row) != "tr" else _cells(row)
            # a cell that goes on from the one above repeats nothing
            rows.append("\t".join(self.text(cell).strip("\n") for cell in cells).rstrip("\t"))
        return [row for row in rows if row.strip()]

    def _paragraph(self, paragraph: etree._Element, lines: list[str]) -> None:
        words: list[str] = []
        boxes: list[str] = []
        self._inline(paragraph, words, boxes)
        line = "".join(words)
        label = self._numbering.label(paragraph) if line.strip() else ""
        lines.append(label + line)
        lines += boxes

    def _inline(self, element: etree._Element, words: list[str], boxes: list[str]) -> None:
        for child in element:
            name = local_name(child)
            if name == "t":
                words.append(child.text or "")
            elif name in _SIGNS:
                words.append(_SIGNS[name])
            elif name == "br":
                words.append(_PAGE_BREAK if attribute(child, "type") == "page" else "\n")
            elif name == "r" and _is_hidden(child):
                self.hidden.append("".join(text.text or "" for text in child.iter("{*}t")))
            elif name in _DELETED:
                self._delete(child)
            elif name == "txbxContent":
                self._blocks(child, boxes)
            elif name not in _NO_TEXT and name != "rPr":
                self._inline(child, words, boxes)

    def _delete(self, element: etree._Element) -> None:
        words = "".join(text.text or "" for text in element.iter("{*}delText", "{*}t"))
        if words.strip():
            self.deleted.append(words)


def _cells(row: etree._Element) -> Iterable[etree._Element]:
    for child in row:
        name = local_name(child)
        if name == "tc":
            yield child
        elif name in ("sdt", "sdtContent", "ins", "customXml", "smartTag"):
            yield from _cells(child)


def _is_hidden(run: etree._Element) -> bool:
    properties = run.find("{*}rPr")
    vanish = properties.find("{*}vanish") if properties is not None else None
    return vanish is not None and (attribute(vanish, "val") or "true") not in _OFF


def main_part(package: Package) -> str:
    """The name of the part that holds the text; empty where there is none. Raises `PackageError`."""
    relations = xml_part(package, "_rels/.rels")
    for relation in relations if relations is not None else ():
        if (relation.get("Type") or "").endswith("/officeDocument"):
            target = (relation.get("Target") or "").lstrip("/")
            if target in package.names:
                return target
    return "word/document.xml" if "word/document.xml" in package.names else ""


def _parts(package: Package, folder: str, stem: str) -> list[etree._Element]:
    start = len(folder) + 1 + len(stem)
    names = package.matching(f"{folder}/{stem}", ".xml")
    numbered = [name for name in names if not name[start:-4] or name[start:-4].isdigit()]
    return [root for name in numbered if (root := xml_part(package, name)) is not None]


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text.strip("\n") for text in texts if text.strip()))
