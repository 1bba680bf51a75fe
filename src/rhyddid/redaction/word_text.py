"""The shown text of a part of a Word file, and the way from places in it back to the elements that hold it.

A word may be split over many elements; it is found in the text that they make together.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from lxml import etree

from rhyddid.documents.office_xml import attribute, local_name
from rhyddid.redaction.apply import MaskedSpan, apply
from rhyddid.redaction.seen_text import FoundSpan

# What is not shown: deletions, field codes, and the older form of what another element holds already.
UNSHOWN = frozenset((
    "del", "moveFrom", "delText", "delInstrText", "instrText", "fldData", "Fallback", "pPr", "rPr", "tblPr", "tcPr",
    "trPr", "sectPr", "sdtPr", "sdtEndPr", "docPr", "cNvPr", "annotationRef",
))  # fmt: skip
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_OFF = frozenset(("0", "false", "off", "none"))


class ShownText:
    """`text` is what `root` shows; `replace` takes spans of it out of the elements."""

    def __init__(self, root: etree._Element) -> None:
        self._elements: list[etree._Element] = []
        self._starts: list[int] = []
        self._length = 0
        pieces: list[str] = []
        for element, text in _shown(root):
            if element is not None:
                self._elements.append(element)
                self._starts.append(self._length)
            pieces.append(text)
            self._length += len(text)
        self.text = "".join(pieces)

    def replace(self, spans: Iterable[MaskedSpan]) -> None:
        """Take `spans` out; what is shown instead stands in the first element of each."""
        cuts: dict[int, list[MaskedSpan]] = {}
        for span in spans:
            place = max(bisect_right(self._starts, span.start) - 1, 0)
            shown_as = span.shown_as
            while place < len(self._elements) and self._starts[place] < span.end:
                start = self._starts[place]
                length = len(self._elements[place].text or "")
                own = (max(span.start - start, 0), min(span.end - start, length))
                if own[0] < own[1]:
                    cuts.setdefault(place, []).append(FoundSpan("", own[0], own[1], shown_as))
                    shown_as = ""
                place += 1
        for place, own_spans in cuts.items():
            element = self._elements[place]
            element.text = apply(element.text or "", own_spans)


def is_hidden_run(run: etree._Element) -> bool:
    """Whether a run is one that Word does not show."""
    properties = run.find("{*}rPr")
    if properties is None:
        return False
    for name in ("vanish", "webHidden"):
        mark = properties.find(f"{{*}}{name}")
        if mark is not None and (attribute(mark, "val") or "true") not in _OFF:
            return True
    return False


def _shown(root: etree._Element) -> Iterator[tuple[etree._Element | None, str]]:
    # a stack instead of recursion: a file may nest deeper than Python; a text is what closes the element before it
    stack: list[etree._Element | str] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            yield None, node
            continue
        name = local_name(node)
        if not name or name in UNSHOWN or (name == "r" and is_hidden_run(node)):
            continue
        if name == "t":
            yield node, node.text or ""
            continue
        if name in _SIGNS:
            yield None, _SIGNS[name]
            continue
        if name == "p":
            stack.append("\t" if _ends_in_a_cell(node) else "\n")
        stack.extend(reversed(list(node)))


def _ends_in_a_cell(paragraph: etree._Element) -> bool:
    """Whether the row goes on with another cell after this paragraph."""
    parent = paragraph.getparent()
    if parent is None or local_name(parent) != "tc" or paragraph.getnext() is not None:
        return False
    after = parent.getnext()
    return after is not None and local_name(after) == "tc"
