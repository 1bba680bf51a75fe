"""True redaction of a Word file: a new one of the shown text, with the plainest of its form.

Paragraphs, headings, tables, lists' numbers, headers, footers and notes are carried over by what they show. Tracked
changes are taken as accepted; comments, hidden text, fields' codes, links' targets, alternative texts, properties,
custom data, files and objects inside have no way into the new file. Pictures are read, masked and made anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from rhyddid.documents.document import DEFAULT_LIMITS, Limits
from rhyddid.documents.inspect_here import inspect_here
from rhyddid.documents.office_xml import attribute, local_name, xml_part
from rhyddid.documents.package_members import Package, opened_package
from rhyddid.documents.read_slides import targets_by_id
from rhyddid.documents.read_word import NO_MAIN_PART, main_part
from rhyddid.documents.word_numbering import Numbering
from rhyddid.redaction.apply import apply
from rhyddid.redaction.redact_picture import redact_picture
from rhyddid.redaction.redact_plain import distinct
from rhyddid.redaction.redacted_file import Find, RedactedFile, RedactionFailed, Removed, kind_of_span
from rhyddid.redaction.word_package import NewPicture, WordPackage
from rhyddid.redaction.word_text import UNSHOWN, ShownText, is_hidden_run
from rhyddid.wording import gettext_noop

PLAIN_WORD = gettext_noop(
    "The Word file was made anew of its shown text and pictures, with the plainest of its form."
)
PICTURES_OUT = gettext_noop("Pictures that could not be read and searched were left out.")
# Marks of a run or paragraph that are carried over, and the values that they may have.
_RUN_MARKS = frozenset(
    ("b", "i", "u", "strike", "vertAlign", "sz", "color", "highlight", "caps", "smallCaps", "rtl")
)
_PARAGRAPH_MARKS = frozenset(("jc", "keepNext", "bidi"))
_VALUE = re.compile(r"[A-Za-z]{1,12}|[0-9]{1,4}|[0-9A-F]{6}")
_HEADING = re.compile(r"heading ([1-6])", re.IGNORECASE)
_PARTS = (("header", "hdr"), ("footer", "ftr"))
_NOTES = ("footnotes", "endnotes")
_MOST_PICTURES = 60
_MOST_DEPTH = 200
_EMU_IN_PIXEL = 9_525
_WIDEST_EMU = 5_700_000


def redact_word(data: bytes, find: Find, *, limits: Limits = DEFAULT_LIMITS) -> RedactedFile:
    """A .docx of what `data` shows, without what `find` finds. Raises `RedactionFailed` and `PackageError`."""
    with opened_package(data, limits) as package:
        made = _Redaction(package, find, limits)
        new = made.file()
    for hidden in inspect_here("docx", data, content_type=None, limits=limits):
        if hidden.kind != "not_inspected":
            made.removed.append(Removed(0, None, "", hidden.kind, hidden.count))
    if made.pictures_out:
        made.removed.append(Removed(0, None, "", "picture", made.pictures_out))
    cautions = (PLAIN_WORD, PICTURES_OUT) if made.pictures_out else (PLAIN_WORD,)
    return RedactedFile(new, tuple(made.removed), kind="docx", cautions=cautions)


class _Redaction:
    """One file's redaction; gathers what was removed on its way."""

    def __init__(self, package: Package, find: Find, limits: Limits) -> None:
        self._package = package
        self._find = find
        self._limits = limits
        self.removed: list[Removed] = []
        self.pictures_out = 0
        self._pictures: dict[str, NewPicture | None] = {}
        self._new = WordPackage()
        self._main = main_part(package)
        folder = self._main.rpartition("/")[0]
        self._styles = _heading_styles(xml_part(package, f"{folder}/styles.xml"))
        self._numbering = Numbering(
            xml_part(package, f"{folder}/numbering.xml"), xml_part(package, f"{folder}/styles.xml")
        )

    def file(self) -> bytes:
        root = xml_part(self._package, self._main) if self._main else None
        body = next(root.iterchildren("{*}body"), None) if root is not None else None
        if root is None or body is None:
            raise RedactionFailed(NO_MAIN_PART)
        self._mask(root, 1)
        self._new.body = self._blocks(body, self._main, 0)
        targets = targets_by_id(self._package, self._main)
        seen: set[str] = set()
        for stem, _ in _PARTS:
            for name in targets.values():
                part = (
                    xml_part(self._package, name) if f"/{stem}" in f"/{name}" and name not in seen else None
                )
                if part is None or local_name(part) not in ("hdr", "ftr"):
                    continue
                seen.add(name)
                self._mask(part, 0)
                blocks = self._blocks(part, name, 0)
                if "".join(blocks).strip():
                    (self._new.headers if stem == "header" else self._new.footers).append("".join(blocks))
        for stem in _NOTES:
            for name in targets.values():
                part = xml_part(self._package, name) if name.endswith(f"/{stem}.xml") else None
                for note in part if part is not None else ():
                    if attribute(note, "type") is None:  # the others are the lines that separate notes
                        self._mask(note, 0)
                        self._new.notes += self._blocks(note, name, 0)
        return self._new.packed()

    def _mask(self, root: etree._Element, page: int) -> None:
        shown = ShownText(root)
        spans = list(self._find(shown.text))
        self.removed += [Removed(page, None, span.shown_as, kind_of_span(span)) for span in distinct(spans)]
        shown.replace(spans)

    def _blocks(self, parent: etree._Element, part: str, depth: int) -> list[str]:
        if depth > _MOST_DEPTH:
            raise RedactionFailed(gettext_noop("The file is nested too deeply to be redacted here."))
        blocks: list[str] = []
        for child in parent:
            name = local_name(child)
            if name == "p":
                blocks += self._paragraph(child, part, depth)
            elif name == "tbl":
                blocks += self._table(child, part, depth)
            elif name and name not in UNSHOWN:
                blocks += self._blocks(child, part, depth + 1)
        return blocks

    def _table(self, table: etree._Element, part: str, depth: int) -> list[str]:
        rows = []
        for row in table.iter("{*}tr"):
            if next(row.iterancestors("{*}tbl")) is not table or any(
                local_name(above) in UNSHOWN for above in row.iterancestors()
            ):
                continue
            if _is_deleted_row(row):
                continue
            cells = []
            for cell in row.iter("{*}tc"):
                if next(cell.iterancestors("{*}tr")) is row:
                    blocks = self._blocks(cell, part, depth + 1)
                    if not blocks or blocks[-1].endswith("</w:tbl>"):
                        blocks.append("<w:p/>")
                    cells.append(f"<w:tc><w:tcPr>{_cell_marks(cell)}</w:tcPr>{''.join(blocks)}</w:tc>")
            if cells:
                rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
        if not rows:
            return []
        columns = max(row.count("<w:tc>") for row in rows)
        grid = "<w:gridCol/>" * min(columns, 60)
        marks = '<w:tblStyle w:val="Grid"/><w:tblW w:w="0" w:type="auto"/>'
        return [f"<w:tbl><w:tblPr>{marks}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"]

    def _paragraph(self, paragraph: etree._Element, part: str, depth: int) -> list[str]:
        runs: list[str] = []
        boxes: list[str] = []
        self._runs(paragraph, part, runs, boxes, "", depth)
        label = self._numbering.label(paragraph) if any("<w:t " in run for run in runs) else ""
        if label:
            shown = apply(label, self._find(label))
            runs.insert(0, _run("", f'<w:t xml:space="preserve">{_escaped(shown)}</w:t>'))
        return [f"<w:p><w:pPr>{self._paragraph_marks(paragraph)}</w:pPr>{''.join(runs)}</w:p>", *boxes]

    def _runs(
        self, parent: etree._Element, part: str, runs: list[str], boxes: list[str], marks: str, depth: int
    ) -> None:
        if depth > _MOST_DEPTH:
            raise RedactionFailed(gettext_noop("The file is nested too deeply to be redacted here."))
        for child in parent:
            name = local_name(child)
            if not name or name in UNSHOWN or (name == "r" and is_hidden_run(child)):
                continue
            if name == "t":
                if child.text:
                    runs.append(_run(marks, f'<w:t xml:space="preserve">{_escaped(child.text)}</w:t>'))
            elif name in ("tab", "ptab"):
                runs.append(_run(marks, "<w:tab/>"))
            elif name in ("br", "cr"):
                page = ' w:type="page"' if attribute(child, "type") == "page" else ""
                runs.append(_run(marks, f"<w:br{page}/>"))
            elif name == "noBreakHyphen":
                runs.append(_run(marks, "<w:noBreakHyphen/>"))
            elif name == "txbxContent":
                boxes += self._blocks(child, part, depth + 1)
            elif name in ("blip", "imagedata"):
                runs.append(self._picture(child, part))
            elif name == "r":
                self._runs(child, part, runs, boxes, _marks(child.find("{*}rPr"), _RUN_MARKS), depth + 1)
            else:
                self._runs(child, part, runs, boxes, marks, depth + 1)

    def _picture(self, blip: etree._Element, part: str) -> str:
        relation = attribute(blip, "embed") or attribute(blip, "id") or ""
        target = targets_by_id(self._package, part).get(relation, "")
        if target not in self._pictures:
            self._pictures[target] = self._redacted_picture(target)
        picture = self._pictures[target]
        if picture is None:
            self.pictures_out += 1
            return ""
        extent = next(
            (each for above in blip.iterancestors() for each in above.iterchildren("{*}extent")), None
        )
        return _run("", self._new.drawing(picture, _extent(extent, picture)))

    def _redacted_picture(self, target: str) -> NewPicture | None:
        if target not in self._package.names or len(self._pictures) >= _MOST_PICTURES:
            return None
        try:
            made = redact_picture(self._package.read(target) or b"", self._find, limits=self._limits)
        except RedactionFailed:
            return None
        self.removed += [Removed(1, None, each.shown_as, each.kind) for each in made.removed]
        return self._new.add_picture(made.data)

    def _paragraph_marks(self, paragraph: etree._Element) -> str:
        properties = paragraph.find("{*}pPr")
        if properties is None:
            return ""
        style = properties.find("{*}pStyle")
        heading = self._styles.get(attribute(style, "val") or "") if style is not None else None
        return (f'<w:pStyle w:val="{heading}"/>' if heading else "") + _marks(properties, _PARAGRAPH_MARKS)


def _run(marks: str, content: str) -> str:
    return f"<w:r><w:rPr>{marks}</w:rPr>{content}</w:r>"


def _marks(properties: etree._Element | None, names: frozenset[str]) -> str:
    return "".join(_mark_xml(properties, names)) if properties is not None else ""


def _mark_xml(properties: etree._Element, names: frozenset[str]) -> Iterator[str]:
    for mark in properties:
        name = local_name(mark)
        if name in names:
            value = attribute(mark, "val")
            if value is None:
                yield f"<w:{name}/>"
            elif _VALUE.fullmatch(value):
                yield f'<w:{name} w:val="{value}"/>'


def _cell_marks(cell: etree._Element) -> str:
    properties = cell.find("{*}tcPr")
    return _marks(properties, frozenset(("gridSpan", "vMerge")))


def _is_deleted_row(row: etree._Element) -> bool:
    properties = row.find("{*}trPr")
    return properties is not None and any(local_name(mark) in ("del", "hidden") for mark in properties)


def _heading_styles(styles: etree._Element | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for style in styles.iterchildren("{*}style") if styles is not None else ():
        name = style.find("{*}name")
        heading = _HEADING.fullmatch(attribute(name, "val") or "") if name is not None else None
        if heading:
            found[attribute(style, "styleId") or ""] = f"Heading{heading[1]}"
    return found


def _extent(extent: etree._Element | None, picture: NewPicture) -> tuple[int, int]:
    across, down = (attribute(extent, "cx"), attribute(extent, "cy")) if extent is not None else (None, None)
    if across and down and across.isdigit() and down.isdigit() and 0 < int(across) < 10**8 > int(down) > 0:
        return int(across), int(down)
    width = min(picture.width * _EMU_IN_PIXEL, _WIDEST_EMU)
    return width, width * picture.height // max(picture.width, 1)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
