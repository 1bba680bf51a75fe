"""A plain letter as accessible HTML: real paragraphs, real links, the language stated, nothing to load."""

from __future__ import annotations

import re
from html import escape

_LINK = re.compile(r"https?://[^\s<>\"]+|(?<![\w.+-])[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_TRAILING = ".,;:!?)]}'\""
_STYLE = "font-family:sans-serif;font-size:1rem;line-height:1.5;max-width:42rem"
_QUOTE_STYLE = "margin:0 0 0 0.5rem;padding-left:0.75rem;border-left:3px solid #767676"


def html_from_text(text: str, *, title: str, language: str) -> str:
    """The HTML alternative of a letter's `text`; lines starting with `>` become a block quote."""
    blocks = []
    for paragraph in re.split(r"\n[ \t]*\n+", text.replace("\r\n", "\n").strip("\n")):
        for quoted, lines in _runs(paragraph.split("\n")):
            body = "<br>\n".join(_linked(line) for line in lines)
            if not body.strip():
                continue
            if quoted:
                blocks.append(f'<blockquote style="{_QUOTE_STYLE}"><p>{body}</p></blockquote>')
            else:
                blocks.append(f"<p>{body}</p>")
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n</head>\n"
        f'<body style="{_STYLE}">\n' + "\n".join(blocks) + "\n</body>\n</html>\n"
    )


def _runs(lines: list[str]) -> list[tuple[bool, list[str]]]:
    """Lines grouped by whether they are quoted; the quote mark itself is dropped."""
    runs: list[tuple[bool, list[str]]] = []
    for line in lines:
        quoted = line.startswith(">")
        shown = line[1:].removeprefix(" ") if quoted else line
        if runs and runs[-1][0] == quoted:
            runs[-1][1].append(shown)
        else:
            runs.append((quoted, [shown]))
    return runs


def _linked(line: str) -> str:
    parts, position = [], 0
    for match in _LINK.finditer(line):
        target = match.group().rstrip(_TRAILING)
        if not target:
            continue
        parts.append(_spaced(line[position : match.start()]))
        href = target if target.startswith("http") else f"mailto:{target}"
        parts.append(f'<a href="{escape(href)}">{escape(target)}</a>')
        position = match.start() + len(target)
    parts.append(_spaced(line[position:]))
    return "".join(parts)


def _spaced(text: str) -> str:
    """Escaped; the blanks that indent or align stay visible."""
    return escape(text).replace("\t", "&nbsp; ").replace("  ", "&nbsp; ")
