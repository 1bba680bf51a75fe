"""An HTML file's visible text: blocks as lines, table rows as tab-separated lines; nothing is loaded."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from rhyddid.documents.document import Aside, Findings, Limits, Page
from rhyddid.documents.plain_text import decode_text

_BLOCKS = frozenset((
    "address", "article", "aside", "body", "caption", "center", "dd", "details", "dialog", "div", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html", "legend", "li",
    "main", "nav", "section", "summary", "tbody", "td", "tfoot", "th", "thead", "title", "tr"
))  # fmt: skip
_SPACED_BLOCKS = frozenset(
    ("p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "dl", "blockquote", "pre")
)
_SKIPPED = frozenset((
    "head", "script", "style", "template", "noscript", "svg", "math", "object", "iframe", "select",
    "option", "textarea", "button"
))  # fmt: skip
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")


def read_html(data: bytes, limits: Limits, found: Findings, *, charset: str | None = None) -> None:
    """Read `data` into `found` as one page."""
    declared = _META_CHARSET.search(data[:4096])
    text, defects = decode_text(data, charset=charset or (declared[1].decode("ascii") if declared else None))
    for sentence in defects:
        found.defect(sentence)
    tree = LexborHTMLParser(text[: limits.max_characters])
    title = tree.css_first("title")
    if title is not None:
        found.title = _BLANKS.sub(" ", title.text()).strip() or None
    if tree.root is not None:
        shown, hidden = visible_text(tree.root)
        found.pages.append(Page(1, shown))
        if hidden:
            found.asides.append(Aside("hidden_text", hidden, page=1))


def visible_text(root: LexborNode) -> tuple[str, str]:
    """The text below `root` as it is shown, and the text that it hides."""
    lines = _Lines()
    hidden: list[str] = []
    # A stack instead of recursion: a page may nest deeper than Python. None closes the element named.
    stack: list[tuple[LexborNode | None, str]] = [(root, root.tag or "")]
    pre_depth = 0
    while stack:
        node, tag = stack.pop()
        if node is None:
            lines.close(tag)
            pre_depth -= tag == "pre"
            continue
        if tag == "-text":
            lines.write(node.text_content or "", as_it_is=pre_depth > 0)
            continue
        if tag in _SKIPPED or tag.startswith(("-", "_", "!")):
            continue
        if _is_hidden(node):
            hidden.append(_BLANKS.sub(" ", node.text()).strip())
            continue
        lines.open(tag)
        pre_depth += tag == "pre"
        stack.append((None, tag))
        children: list[tuple[LexborNode | None, str]] = []
        child = node.child
        while child is not None:
            children.append((child, child.tag or ""))
            child = child.next
        stack.extend(reversed(children))
    return lines.text(), "\n".join(filter(None, hidden))


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN_STYLE.search(attributes.get("style") or ""))


class _Lines:
    """Text as a browser breaks it into lines; what parts two pieces is decided when the second comes."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._gap = ""  # "", " ", newlines or tabs
        self._cells_in_row: list[int] = []
        self._row_starts: list[int] = []

    def open(self, tag: str) -> None:
        if tag == "br":
            self._gap = (self._gap if self._gap.startswith("\n") else "") + "\n"
        elif tag == "tr":
            self._edge(1)
            self._cells_in_row.append(0)
            self._row_starts.append(len(self._pieces))
        elif tag in ("td", "th") and self._cells_in_row:
            if self._cells_in_row[-1]:
                row_is_empty = len(self._pieces) == self._row_starts[-1]
                self._gap = (self._gap if row_is_empty else self._gap.lstrip(" \n")) + "\t"
            self._cells_in_row[-1] += 1
        else:
            self.close(tag)

    def close(self, tag: str) -> None:
        if tag == "tr" and self._cells_in_row:
            self._cells_in_row.pop()
            self._row_starts.pop()
            self._gap = "\n"
        elif tag in _SPACED_BLOCKS:
            self._edge(1 if self._cells_in_row else 2)
        elif tag in _BLOCKS:
            self._edge(1)

    def write(self, text: str, *, as_it_is: bool) -> None:
        text = text.replace("\xa0", " ")
        if not as_it_is:
            text = _BLANKS.sub(" ", text)
            if text.startswith(" "):
                self._gap = self._gap or " "
                text = text[1:]
        if not text:
            return
        if self._pieces:
            self._pieces.append(self._gap if len(self._gap) < 3 or "\t" in self._gap else "\n\n")
        self._gap = ""
        if text.endswith(" ") and not as_it_is:
            self._gap, text = " ", text[:-1]
        self._pieces.append(text)

    def text(self) -> str:
        return "".join(self._pieces).strip()

    def _edge(self, breaks: int) -> None:
        if "\t" not in self._gap and len(self._gap.strip(" ")) < breaks:
            self._gap = "\n" * breaks
