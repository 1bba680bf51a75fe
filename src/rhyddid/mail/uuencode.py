"""Uuencoded files in the middle of a text body: cut out of the text, also where their end is missing."""

from __future__ import annotations

import re

from rhyddid.mail import defects
from rhyddid.mail.defects import Defects
from rhyddid.mail.transfer import uudecode_lines

_BEGIN = re.compile(r"^begin(?:-base64)? [0-7]{3,4} (\S[^\n]*)\n(?=[!-`])", re.MULTILINE)
_FEWEST_LINES = 1
_LOOKED_AHEAD = 2_000
_UPPER_HALF = re.compile(r"[!-`][ -`]{0,61}\Z")


def cut_out_uuencoded(text: str, found: Defects) -> tuple[str, list[tuple[str, bytes]]]:
    """The text without its uuencoded blocks, and the files: (name, bytes)."""
    if "begin " not in text and "begin-base64 " not in text:
        return text, []
    kept: list[str] = []
    files: list[tuple[str, bytes]] = []
    position = 0
    for match in _BEGIN.finditer(text):
        if match.start() < position or match.group().startswith("begin-base64"):
            continue
        lines, end, complete = _block(text, match.end())
        if len(lines) < _FEWEST_LINES:
            continue
        if not complete:
            found.add(defects.BAD_UUENCODE)
        raw = [line.encode("latin-1", "replace") for line in lines]
        files.append((match.group(1).strip(), uudecode_lines(raw, found)))
        kept.append(text[position : match.start()])
        position = end
    kept.append(text[position:])
    return "".join(kept), files


def _block(text: str, position: int) -> tuple[list[str], int, bool]:
    """The encoded lines, where the block ends, and whether it says so itself."""
    lines: list[str] = []
    while position < len(text):
        line_end = text.find("\n", position)
        line_end = len(text) if line_end < 0 else line_end
        line = text[position:line_end]
        following = min(line_end + 1, len(text))
        if line.strip() == "end":
            return lines, following, True
        if line.strip(" `") == "":
            position = following
            continue
        if not _encoded(line) and not (line.startswith("M") and _goes_on(text, following)):
            return lines, position, False
        lines.append(line)
        position = following
    return lines, position, False


def _goes_on(text: str, position: int) -> bool:
    """Whether full lines or the end follow: the line before them only lost the blanks at its end."""
    for line in text[position : position + _LOOKED_AHEAD].split("\n"):
        if line.strip(" `") == "end" or (line.startswith("M") and len(line) >= 55 and _encoded(line)):
            return True
        if line.strip(" `") and not (_encoded(line) or _UPPER_HALF.match(line)):
            return False
    return False


def _encoded(line: str) -> bool:
    """A line whose first character tells the length that the rest has, give or take what software cuts off."""
    length = (ord(line[0]) - 32) & 63
    needed = (length * 4 + 2) // 3
    return (
        0 < length <= 45
        and all(" " <= c <= "`" for c in line)
        and needed * 0.7 <= len(line) - 1 <= needed + 4
    )
