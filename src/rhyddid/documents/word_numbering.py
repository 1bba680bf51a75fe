"""The numbers that Word shows before paragraphs and keeps out of their text: "1.", "(a)", "•"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from rhyddid.documents.office_xml import attribute, local_name

_PLACE = re.compile(r"%([1-9])")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_MAX_LEVEL = 8


@dataclass(frozen=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = "%1."


class Numbering:
    """Counts through a document's lists. `label` must be asked once for every paragraph, in order."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract_of: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._styles: dict[str, etree._Element] = {}
        self._of_style: dict[str, tuple[str | None, int]] = {}
        if numbering is not None:
            self._read_numbering(numbering)
        if styles is not None and self._levels:
            # the style's own namespace: its attributes bear it too
            space = styles.tag.partition("}")[0] + "}" if isinstance(styles.tag, str) else ""
            self._styles = {
                style.get(space + "styleId", ""): style for style in styles.iterchildren("{*}style")
            }

    def label(self, paragraph: etree._Element) -> str:
        """What stands before `paragraph`, with a blank after it; empty where nothing does."""
        list_id, level = self._place(paragraph)
        if list_id is None or list_id == "0":
            return ""
        abstract = self._abstract_of.get(list_id)
        levels = self._levels.get(list_id)
        if abstract is None or levels is None:
            return ""
        here = levels.get(level, _Level())
        if here.form == "bullet":
            return "• "
        counts = self._counts.setdefault(abstract, {})
        counts[level] = counts.get(level, here.start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        if here.form == "none":
            return ""

        def number(place: re.Match[str]) -> str:
            other = int(place[1]) - 1
            shape = levels.get(other, _Level())
            return _written(counts.get(other, shape.start), shape.form)

        label = _PLACE.sub(number, here.text).strip()
        return f"{label} " if label else ""

    def _place(self, paragraph: etree._Element) -> tuple[str | None, int]:
        properties = paragraph.find("{*}pPr") if self._levels else None
        if properties is None:
            return None, 0
        list_id, level = _list_place(properties)
        style = _child(properties, "pStyle")
        if list_id is None and style is not None:
            list_id, level = self._place_in_style(attribute(style, "val") or "")
        return list_id, min(max(level, 0), _MAX_LEVEL)

    def _place_in_style(self, name: str) -> tuple[str | None, int]:
        if name not in self._of_style:
            self._of_style[name] = (None, 0)  # which also ends a circle of styles based on each other
            style = self._styles.get(name)
            properties = _child(style, "pPr") if style is not None else None
            place = _list_place(properties) if properties is not None else (None, 0)
            if place[0] is None and style is not None:
                based_on = _child(style, "basedOn")
                if based_on is not None:
                    place = self._place_in_style(attribute(based_on, "val") or "")
            self._of_style[name] = place
        return self._of_style[name]

    def _read_numbering(self, numbering: etree._Element) -> None:
        abstracts: dict[str, dict[int, _Level]] = {}
        for element in numbering:
            if local_name(element) == "abstractNum":
                abstracts[attribute(element, "abstractNumId") or ""] = dict(_levels(element))
        for element in numbering:
            if local_name(element) != "num":
                continue
            list_id, abstract = attribute(element, "numId"), _child(element, "abstractNumId")
            if list_id is None or abstract is None:
                continue
            abstract_id = attribute(abstract, "val") or ""
            levels = dict(abstracts.get(abstract_id, {}))
            overridden = False
            for override in element:
                if local_name(override) == "lvlOverride":
                    level = _whole(attribute(override, "ilvl"))
                    start = _child(override, "startOverride")
                    if start is not None:
                        old = levels.get(level, _Level())
                        levels[level] = _Level(_whole(attribute(start, "val"), 1), old.form, old.text)
                        overridden = True
                    levels.update(_levels(override))
            self._levels[list_id] = levels
            # a list that starts anew counts for itself; others of one shape go on from each other
            self._abstract_of[list_id] = f"{abstract_id}/{list_id}" if overridden else abstract_id


def _list_place(properties: etree._Element) -> tuple[str | None, int]:
    place = _child(properties, "numPr")
    if place is None:
        return None, 0
    level, list_id = _child(place, "ilvl"), _child(place, "numId")
    return (
        attribute(list_id, "val") if list_id is not None else None,
        _whole(attribute(level, "val")) if level is not None else 0,
    )


def _levels(parent: etree._Element) -> list[tuple[int, _Level]]:
    found = []
    for element in parent:
        if local_name(element) == "lvl":
            start, form, text = (_child(element, name) for name in ("start", "numFmt", "lvlText"))
            level = _Level(
                start=_whole(attribute(start, "val"), 1) if start is not None else 1,
                form=(attribute(form, "val") or "decimal") if form is not None else "decimal",
                text=(attribute(text, "val") or "") if text is not None else "",
            )
            found.append((_whole(attribute(element, "ilvl")), level))
    return found


def _child(parent: etree._Element, name: str) -> etree._Element | None:
    return parent.find(f"{{*}}{name}")


def _whole(value: str | None, otherwise: int = 0) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 7 else otherwise


def _written(number: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 20)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        roman = ""
        for value, digits in _ROMAN:
            roman += digits * (number // value)
            number %= value
        return roman.upper() if form == "upperRoman" else roman
    if form == "decimalZero":
        return f"{number:02d}"
    return str(number)
