"""A mail's HTML as text: paragraphs, lists, tables and links as a reader sees them, quotes marked with `>`.

What a reader does not see is left out: hidden elements, scripts, tracking pictures. One walk over the tree without
recursion, so that depth costs nothing.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from selectolax.lexbor import LexborHTMLParser

from rhyddid.mail import charsets

_SKIPPED = frozenset(
    {"head", "style", "script", "title", "template", "noframes", "object", "iframe", "select", "svg", "math"}
)
_BLOCKS = frozenset(
    {
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "center",
            "dd",
            "details",
            "dialog",
            "dir",
            "div",
        ),
        *(
            "dl",
            "dt",
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
        ),
        *(
            "header",
            "hr",
            "li",
            "main",
            "menu",
            "nav",
            "ol",
            "p",
            "pre",
            "section",
            "table",
            "tbody",
            "tfoot",
        ),
        *("thead", "tr", "ul", "caption", "summary"),
    }
)
_SPACED_BLOCKS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "pre", "blockquote", "table"}
)
_CELLS = frozenset({"td", "th"})
_BLANKS = re.compile("[ \t\r\n\f]+")
_MANY_NEWLINES = re.compile(r"\n{3,}")
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|(?<![\w-])font-size\s*:\s*0*[01]?(?:\.\d+)?(?:px"
    r"|pt|em|%)?\s*(?:;|!|$)"
    r"|(?<![\w-])opacity\s*:\s*0*(?:\.0*)?\s*(?:;|!|$)|(?<![\w-])max-height\s*:\s*0(?:px)?\s*(?:;|!|$)",
    re.IGNORECASE,
)
_QUOTE_CLASS = re.compile(
    r"gmail_quote|yahoo_quoted|moz-cite|protonmail_quote|zmail_extra|tutanota_quote", re.IGNORECASE
)
_QUOTE_STYLE = re.compile(
    r"border-left(?:-width)?\s*:(?!\s*(?:none|0))|border-width\s*:[^;]{0,80}\b1\.?5?p[tx]", re.IGNORECASE
)
_ATTRIBUTION_END = re.compile(
    r"(?:wrote|writes|said|ysgrifennodd|ysgrifennodd:.*|a ysgrifennodd|schrieb|écrit)\s*:\s*$", re.IGNORECASE
)
_COLOUR = re.compile(r"(?<![-\w])color\s*[:=]", re.IGNORECASE)
_COLOUR_STYLE = re.compile(r"(?<![-\w])color\s*:\s*([#\w]{3,20})", re.IGNORECASE)
_COLOUR_DIGITS = re.compile(r"#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})\Z")
_COLOUR_NAMES = frozenset(
    {
        "red",
        "blue",
        "green",
        "purple",
        "orange",
        "maroon",
        "teal",
        "crimson",
        "darkred",
        "fuchsia",
        "magenta",
        "olive",
    }
)
_REPLY_COLOURS = frozenset({"1f497d", "000080", "1f3864", "44546a", "2f5496"})
_COLOURFUL = 80
_PRE_STYLE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_TAG = re.compile(r"<[/!?a-zA-Z][^<>]*>")
_TAG_NAME = re.compile(r"<(/?)([a-zA-Z]+)")
_VOID = frozenset({"br", "img", "hr", "meta", "input", "link", "wbr", "col", "area", "base"})
_MOST_DEPTH = 10_000
_MOST_QUOTE_LEVELS = 20
_MOST_ROW = 20_000
_MOST_NODES = 1_000_000
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")  # fmt: skip


def html_to_text(html: str) -> str:
    """The text a reader sees."""
    return _walk(html).text()


def coloured_lines(html: str) -> tuple[str, ...]:
    """The lines with words in a colour of their own: what people answer in, between the lines of a quote."""
    if not _COLOUR.search(html):
        return ()
    return tuple(dict.fromkeys(_walk(html).coloured()))


def _walk(html: str) -> _Page:
    if html.count("<") > _MOST_DEPTH and _depth(html) > _MOST_DEPTH:
        # building the tree takes the square of its depth
        html = _TAG.sub("\n", html)
    page = _Page()
    root = LexborHTMLParser(html).root
    if root is None:
        return page
    opened: list[tuple[object, str]] = []
    node = root
    for _ in range(_MOST_NODES):
        tag = node.tag
        child = None
        if tag == "-text":
            page.write(node.text_content or "")
        elif tag is not None and not tag.startswith("-") and tag not in _SKIPPED:
            attributes = node.attributes if tag != "p" or node.attributes else {}
            if not _hidden(attributes):
                page.open(tag, attributes)
                child = node.child
                if child is None:
                    page.close(tag)
                else:
                    page.colour(_is_answer_colour(attributes))
                    opened.append((node, tag))
        elif tag == "-document":
            child = node.child
            if child is not None:
                page.colour(False)
                opened.append((node, tag))
        if child is not None:
            node = child
            continue
        following = node.next
        while following is None and opened:
            parent, closing = opened.pop()
            page.close(closing)
            page.uncolour()
            node = parent  # type: ignore[assignment]
            following = node.next
        if following is None:
            break
        node = following
    return page


def _is_answer_colour(attributes: dict[str, str | None]) -> bool:
    """A colour that a person chose: not black, grey or white, and not the navy that Outlook writes replies in."""
    if not attributes:
        return False
    value = attributes.get("color")
    if not value:
        found = _COLOUR_STYLE.search(attributes.get("style") or "")
        value = found.group(1) if found else ""
    if not value:
        return False
    value = value.strip().lower()
    if value in _COLOUR_NAMES:
        return True
    if len(value) == 4 and value[0] == "#":
        value = "#" + "".join(digit * 2 for digit in value[1:])
    digits = _COLOUR_DIGITS.match(value)
    if digits is None:
        return False
    red, green, blue = (int(part, 16) for part in digits.groups())
    return (
        max(red, green, blue) - min(red, green, blue) >= _COLOURFUL
        and value.lstrip("#") not in _REPLY_COLOURS
    )


def _depth(html: str) -> int:
    """How deep the elements may be nested, at most."""
    depth = deepest = 0
    for match in _TAG_NAME.finditer(html):
        if match.group(1):
            depth = max(0, depth - 1)
        elif match.group(2).lower() not in _VOID:
            depth += 1
            deepest = max(deepest, depth)
    return deepest


def _hidden(attributes: dict[str, str | None]) -> bool:
    if not attributes:
        return False
    style = attributes.get("style")
    return "hidden" in attributes or bool(style and _HIDDEN_STYLE.search(style))


class _Page:
    """The text so far: finished lines, and the one being written."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._pending_blank = False
        self._blank_line_due = False
        self._blank_line_level = 0
        self._pre = 0
        self._level = 0
        self._quotes: list[bool] = []
        self._lists: list[tuple[str, int]] = []
        self._links: list[tuple[str, int] | None] = []
        self._pre_stack: list[tuple[str, bool]] = []
        self._cells_due = 0
        self._cells: list[int] = []
        self._item_starts = False
        self._colours: list[bool] = []
        self._coloured_depth = 0
        self._line_coloured = False
        self._coloured_lines: list[str] = []

    def colour(self, own: bool) -> None:
        """The element just opened gives its text a colour of its own, or not."""
        self._colours.append(own)
        self._coloured_depth += own

    def uncolour(self) -> None:
        """The element just closed takes its colour with it."""
        if self._colours:
            self._coloured_depth -= self._colours.pop()

    def coloured(self) -> list[str]:
        """The lines with words in a colour of their own."""
        self.text()
        return self._coloured_lines

    def write(self, text: str) -> None:
        """Text as it stands in the document."""
        if self._pre:
            for number, line in enumerate(text.split("\n")):
                if number:
                    self._break()
                if line:
                    self._append(line)
            return
        flat = _BLANKS.sub(" ", text)
        if flat == " " or not flat:
            self._pending_blank = self._pending_blank or (bool(flat) and bool(self._line))
            return
        if flat[0] == " ":
            self._pending_blank = self._pending_blank or bool(self._line)
            flat = flat[1:]
        trailing = flat.endswith(" ")
        self._append(flat.rstrip(" ") if trailing else flat)
        self._pending_blank = trailing

    def open(self, tag: str, attributes: dict[str, str | None]) -> None:
        """An element begins."""
        if tag == "br":
            self._break()
            return
        if tag in _CELLS:
            if self._cells and self._cells[-1]:
                self._close_cell()
            if self._cells:
                self._cells[-1] += 1
            return
        if tag == "a":
            self._links.append((attributes.get("href") or "", self._size()))
            return
        if tag not in _BLOCKS:
            return
        style = attributes.get("style") or ""
        self._block(spaced=tag in _SPACED_BLOCKS and not self._tight(tag, attributes))
        if tag == "hr":
            self._line.append("_" * 32)
            self._break()
        elif tag == "blockquote":
            quoting = self._is_quote(attributes)
            self._quotes.append(quoting)
            self._level += quoting
        elif tag in ("ol", "ul", "menu", "dir"):
            start = attributes.get("start") or "1"
            number = int(start) if start.strip("-").isdigit() and len(start) < 7 else 1
            kind = (attributes.get("type") or "1") if tag == "ol" else "•"
            self._lists.append((kind, number))
        elif tag == "li":
            self._item(attributes)
        elif tag == "tr":
            self._cells.append(0)
        if tag == "pre" or (style and _PRE_STYLE.search(style)):
            self._pre += 1
            self._pre_stack.append((tag, True))
        elif self._pre_stack:
            self._pre_stack.append((tag, False))

    def close(self, tag: str) -> None:
        """An element ends."""
        if tag == "a":
            if self._links:
                self._close_link(self._links.pop())
            return
        if tag not in _BLOCKS or tag == "br":
            return
        self._item_starts = self._item_starts and tag != "li"
        self._block(spaced=False)
        if tag == "blockquote" and self._quotes:
            self._level -= self._quotes.pop()
            self._blank_line_due = True
            self._blank_line_level = self._level
        elif tag in ("ol", "ul", "menu", "dir") and self._lists:
            self._lists.pop()
        elif tag == "tr" and self._cells:
            self._cells.pop()
            self._cells_due = 0
        if self._pre_stack and self._pre_stack[-1][0] == tag:
            self._pre -= self._pre_stack.pop()[1]

    def text(self) -> str:
        """All of it."""
        if self._line:
            self._break()
        joined = "\n".join(self._lines).replace("\u00a0", " ")
        return charsets.clean(_MANY_NEWLINES.sub("\n\n", joined).strip("\n"))

    def _size(self) -> int:
        return len(self._lines) * 1_000_000 + len(self._line)

    def _append(self, text: str) -> None:
        if self._blank_line_due and not self._line:
            self._blank_line_due = False
            if self._lines and self._lines[-1].strip("> "):
                self._lines.append(">" * min(self._level, self._blank_line_level, _MOST_QUOTE_LEVELS))
        if self._cells_due:
            self._line.append("\t" * self._cells_due)
            self._cells_due = 0
            self._pending_blank = False
        if self._pending_blank and self._line:
            self._line.append(" ")
        self._pending_blank = False
        self._line.append(text)
        self._item_starts = False
        if self._coloured_depth and not self._links:
            self._line_coloured = True

    def _break(self) -> None:
        """End the line, also an empty one."""
        self._pending_blank = False
        prefix = ">" * min(self._level, _MOST_QUOTE_LEVELS)
        content = "".join(self._line).rstrip()
        if self._line_coloured:
            self._coloured_lines.append(content)
            self._line_coloured = False
        self._lines.append(f"{prefix} {content}".rstrip() if prefix else content)
        self._line = []

    def _block(self, *, spaced: bool) -> None:
        """A block begins or ends: a new line, and a blank one where paragraphs are set apart."""
        if self._item_starts or (self._cells and self._cells[-1] and self._cells_due):
            return
        if self._line:
            self._break()
        if spaced and not self._in_cell():
            self._blank_line_due = True
            self._blank_line_level = self._level
        self._pending_blank = False

    def _in_cell(self) -> bool:
        return bool(self._cells)

    def _close_cell(self) -> None:
        """The next cell goes on the same line, behind a tab, where the one before ended in one."""
        if (
            not self._line
            and self._lines
            and len(self._lines[-1]) < _MOST_ROW
            and self._lines[-1].strip("> ")
        ):
            last = self._lines.pop()
            prefix = ">" * min(self._level, _MOST_QUOTE_LEVELS)
            self._line = [last.removeprefix(prefix).removeprefix(" ") if prefix else last]
        self._cells_due += 1

    def _tight(self, tag: str, attributes: dict[str, str | None]) -> bool:
        """Paragraphs that Word and Outlook set without space between them, and lists inside lists."""
        if tag in ("ul", "ol"):
            return bool(self._lists)
        if tag == "table" or tag == "blockquote":
            return tag == "table" and self._in_cell()
        css = attributes.get("class") or ""
        style = (attributes.get("style") or "").replace(" ", "").lower()
        return "Mso" in css or "margin:0" in style or ("margin-top:0" in style and "margin-bottom:0" in style)

    def _is_quote(self, attributes: dict[str, str | None]) -> bool:
        """A quotation of mail, and not an indented passage."""
        if (attributes.get("type") or "").lower() == "cite" or "cite" in attributes:
            return True
        if _QUOTE_CLASS.search(attributes.get("class") or "") or _QUOTE_STYLE.search(
            attributes.get("style") or ""
        ):
            return True
        for line in reversed(self._lines[-3:]):
            if line.strip("> "):
                return bool(_ATTRIBUTION_END.search(line[-200:]))
        return False

    def _item(self, attributes: dict[str, str | None]) -> None:
        kind, number = self._lists[-1] if self._lists else ("•", 1)
        value = attributes.get("value") or ""
        if value.isdigit() and len(value) < 7:
            number = int(value)
        marker = "•" if kind == "•" else f"{_numeral(kind, number)}."
        if self._lists:
            self._lists[-1] = (kind, number + 1)
        self._append(f"{'  ' * min(len(self._lists) - 1, 5)}{marker}")
        self._pending_blank = True
        self._item_starts = True

    def _close_link(self, link: tuple[str, int] | None) -> None:
        if link is None:
            return
        href, start = link
        if start // 1_000_000 != len(self._lines):
            return
        shown = "".join(self._line[start % 1_000_000 :]).strip()
        target = _readable(href)
        if not shown or not target or _same(shown, target):
            return
        self._line.append(f" <{target}>")


def _numeral(kind: str, number: int) -> str:
    if kind in ("a", "A") and 1 <= number <= 26:
        return chr(ord(kind) + number - 1)
    if kind in ("i", "I") and 1 <= number <= len(_ROMAN):
        return _ROMAN[number - 1] if kind == "i" else _ROMAN[number - 1].upper()
    return str(number)


def _readable(href: str) -> str:
    """The link's own target, taken out of what mail filters wrap round it; nothing for links within the page."""
    href = _BLANKS.sub("", href)[:2_000]
    lowered = href.lower()
    if not lowered.startswith(("http://", "https://", "mailto:", "ftp://", "tel:")):
        return ""
    if "safelinks.protection.outlook.com" in lowered:
        try:
            wrapped = parse_qs(urlsplit(href).query).get("url")
        except ValueError:
            return href
        return wrapped[0] if wrapped else href
    return href


def _same(shown: str, target: str) -> bool:
    """The link's words already say where it leads."""

    def bare(text: str) -> str:
        for prefix in ("mailto:", "tel:", "https://", "http://"):
            text = text.removeprefix(prefix)
        return text.removeprefix("www.").rstrip("/").replace(" ", "")

    return bare(shown.lower()) == bare(target.lower().partition("?subject=")[0])
