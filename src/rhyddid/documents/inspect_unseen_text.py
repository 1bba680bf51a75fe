"""Text of an Office file in the paper's own colour, or too small to be seen, or of a form that shows nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from rhyddid.documents.hidden_find import HiddenFind, sample_of
from rhyddid.documents.hidden_rows import sheet_titles
from rhyddid.documents.office_xml import attribute, local_name, xml_part
from rhyddid.documents.package_members import Package

_WHITE = re.compile(r"(?:FF)?F[A-F]F[A-F]F[A-F]", re.IGNORECASE)
_SMALLEST_HALF_POINTS = 5
_MAX_SAMPLES = 40
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_STYLE = re.compile(rb"""(?<![\w:])s=["'](\d{1,6})["']""")
_SHARED = re.compile(rb"""(?<![\w:])t=["']s["']""")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|t)\b[^>]*>([^<]*)<")
_SHOWS_NOTHING = re.compile(r";;;+")


def unseen_in_word(root: etree._Element) -> Iterator[HiddenFind]:
    """White or tiny runs of a part of a Word file that stand on no colour of their own."""
    words: list[str] = []
    for run in root.iter("{*}r"):
        properties = run.find("{*}rPr")
        if properties is None or not _is_unseen(properties) or _stands_on_colour(run):
            continue
        text = "".join(each.text or "" for each in run.iterchildren("{*}t")).strip()
        if text:
            words.append(text)
    if words:
        yield HiddenFind("hidden_text", "", len(words), sample_of(" / ".join(words[:_MAX_SAMPLES])))


def _is_unseen(properties: etree._Element) -> bool:
    color, size = properties.find("{*}color"), properties.find("{*}sz")
    if color is not None and _WHITE.fullmatch(attribute(color, "val") or ""):
        return True
    half_points = attribute(size, "val") if size is not None else None
    return half_points is not None and half_points.isdigit() and int(half_points) < _SMALLEST_HALF_POINTS


def _stands_on_colour(run: etree._Element) -> bool:
    """Whether the run, its paragraph, its cell or the shape it stands in has a ground of its own."""
    for element in (run, *run.iterancestors()):
        if local_name(element) in ("txbxContent", "tbl"):  # a shape or a table's style may have any colour
            return True
        for name in ("rPr", "pPr", "tcPr"):
            properties = element.find(f"{{*}}{name}")
            for ground in ("shd", "highlight"):
                mark = properties.find(f"{{*}}{ground}") if properties is not None else None
                fill = (attribute(mark, "fill") or attribute(mark, "val") or "") if mark is not None else ""
                if fill and fill not in ("auto", "none", "white", "clear") and not _WHITE.fullmatch(fill):
                    return True
    return False


def unseen_in_workbook(package: Package) -> Iterator[HiddenFind]:
    """Cells whose letters are white on no colour, or whose form shows nothing. Raises `PackageError`."""
    styles = xml_part(package, "xl/styles.xml")
    unseen = _unseen_styles(styles) if styles is not None else frozenset()
    if not unseen:
        return
    strings: list[str] | None = None
    titles = sheet_titles(package)
    for name in package.matching("xl/worksheets/", ".xml"):
        count, samples = 0, list[str]()
        for cell in _CELL.finditer(package.read(name) or b""):
            style, value = _STYLE.search(cell[1]), _VALUE.search(cell[2])
            if style is None or value is None or int(style[1]) not in unseen or not value[1].strip():
                continue
            count += 1
            if len(samples) < _MAX_SAMPLES:
                text = value[1].decode("utf-8", "replace")
                if _SHARED.search(cell[1]) and text.isdigit():
                    strings = _strings(package) if strings is None else strings
                    text = strings[int(text)] if int(text) < len(strings) else ""
                samples.append(text)
        if count:
            yield HiddenFind("hidden_text", titles.get(name, name), count, sample_of(" / ".join(samples)))


def _unseen_styles(styles: etree._Element) -> frozenset[int]:
    fonts = [_is_white(font.find("{*}color")) for font in _children(styles, "fonts")]
    fills = [_is_filled(fill) for fill in _children(styles, "fills")]
    empty = {
        attribute(form, "numFmtId")
        for form in _children(styles, "numFmts")
        if _SHOWS_NOTHING.fullmatch(attribute(form, "formatCode") or "")
    }
    unseen = set()
    for number, form in enumerate(_children(styles, "cellXfs")):
        white = _at(fonts, form.get("fontId")) and not _at(fills, form.get("fillId"))
        if white or form.get("numFmtId") in empty:
            unseen.add(number)
    return frozenset(unseen)


def _is_white(color: etree._Element | None) -> bool:
    if color is None:
        return False
    # the first colour of a theme is its paper
    return bool(_WHITE.fullmatch(color.get("rgb") or "")) or (
        color.get("theme") == "0" and not color.get("tint")
    )


def _is_filled(fill: etree._Element) -> bool:
    pattern = fill.find("{*}patternFill")
    if pattern is None:
        return len(fill) > 0  # a gradient
    ground = pattern.find("{*}fgColor")
    return pattern.get("patternType") not in (None, "none") and not _is_white(ground)


def _strings(package: Package) -> list[str]:
    root = xml_part(package, "xl/sharedStrings.xml")
    return [
        "".join(each.text or "" for each in item.iter("{*}t"))
        for item in (root.iterchildren("{*}si") if root is not None else ())
    ]


def _children(root: etree._Element, name: str) -> list[etree._Element]:
    parent = root.find(f"{{*}}{name}")
    return [child for child in parent if local_name(child)] if parent is not None else []


def _at(values: list[bool], place: str | None) -> bool:
    return bool(place and place.isdigit() and int(place) < len(values) and values[int(place)])
