"""A PowerPoint file (.pptx) as text: one page a slide, hidden ones flagged; notes and comments apart."""

from __future__ import annotations

from lxml import etree

from rhyddid.documents.document import Aside, Findings, Limits, Page
from rhyddid.documents.office_xml import local_name, xml_part
from rhyddid.documents.package_members import Package, opened_package
from rhyddid.documents.read_word import core_title
from rhyddid.wording import gettext_noop

HIDDEN_SLIDE = gettext_noop("The file has hidden slides.")


def read_slides(data: bytes, limits: Limits, found: Findings) -> None:
    """Read `data` into `found`. Raises `PackageError`."""
    with opened_package(data, limits) as package:
        for number, name in enumerate(_slides_in_order(package), 1):
            slide = xml_part(package, name)
            if slide is None:
                continue
            lines: list[str] = []
            _lines(slide, lines)
            if slide.get("show") in ("0", "false"):
                found.hidden_pages.append(Page(number, "\n".join(lines)))
                found.defect(HIDDEN_SLIDE)
            else:
                found.pages.append(Page(number, "\n".join(lines)))
            for target in _targets(package, name, "/notesSlide"):
                notes = xml_part(package, target)
                said: list[str] = []
                if notes is not None:
                    _lines(notes, said)
                if words := "\n".join(line for line in said if line != str(number)).strip():
                    found.asides.append(Aside("speaker_notes", words, page=number))
            for target in _targets(package, name, "/comments"):
                comments = xml_part(package, target)
                for comment in comments if comments is not None else ():
                    if words := _words(comment):
                        found.asides.append(Aside("comment", words, page=number))
        found.title = core_title(package)


def _slides_in_order(package: Package) -> list[str]:
    presentation = xml_part(package, "ppt/presentation.xml")
    targets = targets_by_id(package, "ppt/presentation.xml")
    slides = []
    for slide in presentation.iter("{*}sldId") if presentation is not None else ():
        names = (targets.get(str(value), "") for value in slide.attrib.values())
        slides += [name for name in names if name in package.names]
    return slides or package.matching("ppt/slides/slide", ".xml")


def targets_by_id(package: Package, part: str, kind: str = "") -> dict[str, str]:
    """The parts that a part points to, by the names it has for them. Raises `PackageError`."""
    folder, _, name = part.rpartition("/")
    relations = xml_part(package, f"{folder}/_rels/{name}.rels")
    found = {}
    for relation in relations if relations is not None else ():
        if (relation.get("Type") or "").endswith(kind):
            found[relation.get("Id") or ""] = _resolved(folder, relation.get("Target") or "")
    return found


def _targets(package: Package, part: str, kind: str) -> list[str]:
    return list(targets_by_id(package, part, kind).values())


def _resolved(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    steps = folder.split("/")
    for step in target.split("/"):
        if step == "..":
            del steps[-1:]
        elif step != ".":
            steps.append(step)
    return "/".join(steps)


def _lines(element: etree._Element, lines: list[str]) -> None:
    for child in element:
        name = local_name(child)
        if name == "p":
            lines.append(_paragraph(child))
        elif name == "tbl":
            for row in child.iterchildren("{*}tr"):
                cells = (" ".join(map(_paragraph, cell.iter("{*}p"))) for cell in row.iterchildren("{*}tc"))
                lines.append("\t".join(cells).rstrip("\t"))
        elif name != "Fallback":
            _lines(child, lines)


def _paragraph(paragraph: etree._Element) -> str:
    words = []
    for element in paragraph.iter("{*}t", "{*}br"):
        words.append("\n" if local_name(element) == "br" else element.text or "")
    return "".join(words)


def _words(comment: etree._Element) -> str:
    return " ".join(" ".join(element.text or "" for element in comment.iter("{*}text", "{*}t")).split())
