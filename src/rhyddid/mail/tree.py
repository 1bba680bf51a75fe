"""A message's bytes as a tree of parts: headers and where each body lies, nothing decoded yet.

Written for mail as it is (no final boundary, boundaries that are never used, garbage between headers) and within
limits: the work grows with the size of the message, whatever its shape. The standard library's parser reads line
by line and nests its generators; it is the oracle of the tests instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rhyddid.mail import defects, parameters
from rhyddid.mail.defects import Defects
from rhyddid.mail.limits import Limits

_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:[ \t]*((?:[^\n]*)(?:\n[ \t]+[^\r\n \t][^\n]*)*)\n?")
_BLANK = re.compile(rb"[ \t]*\r*(?:\n|\Z)")
_ENVELOPE = re.compile(rb">?From [^\n]*\n")
_DASHES = re.compile(rb"(?:\A|\n)--([^\r\n]{1,200}?)[ \t]*\r?\n(?=[Cc]ontent-[A-Za-z-]+[ \t]*:)")
_HEADER_AHEAD = re.compile(
    rb"(?:From|To|Cc|Subject|Date|Message-ID|MIME-Version|Content-[A-Za-z-]+|Received|Return-Path|Reply-To|"
    rb"References|In-Reply-To|X-[A-Za-z0-9-]+|DKIM-Signature|Sender)[ \t]*:",
    re.IGNORECASE,
)
_LINES_LOOKED_AHEAD = 5


@dataclass(slots=True)
class Part:
    """One part. Its body is `buffer[start:end]`; `children` are the parts of a multipart."""

    buffer: bytes
    headers: list[tuple[str, bytes]]
    start: int
    end: int
    content_type: str = "text/plain"
    parameters: dict[str, str] = field(default_factory=dict)
    disposition: str = ""
    disposition_parameters: dict[str, str] = field(default_factory=dict)
    encoding: str = ""
    has_type: bool = False
    children: list[Part] = field(default_factory=list)
    _by_name: dict[str, list[bytes]] | None = None

    def header(self, name: str) -> bytes | None:
        """The first header of that lower-case name."""
        values = self.header_all(name)
        return values[0] if values else None

    def header_all(self, name: str) -> list[bytes]:
        """Every header of that lower-case name."""
        if self._by_name is None:
            self._by_name = {}
            for key, value in self.headers:
                self._by_name.setdefault(key.lower(), []).append(value)
        return self._by_name.get(name, [])

    def raw_body(self) -> bytes:
        """The body as it was sent."""
        return self.buffer[self.start : self.end]


class PartBudget:
    """How many parts may still be read, over the whole message with everything opened in it."""

    __slots__ = ("left",)

    def __init__(self, parts: int) -> None:
        self.left = parts

    def take(self) -> bool:
        """One more part; False when there is none left."""
        self.left -= 1
        return self.left >= 0


def parse_tree(raw: bytes, limits: Limits, found: Defects, budget: PartBudget, *, depth: int = 0) -> Part:
    """The whole message as a tree."""
    if b"\n" not in raw and b"\r" in raw:
        raw = raw.replace(b"\r", b"\n")
    budget.take()
    return _part(raw, 0, len(raw), limits, found, budget, depth=depth, default="text/plain", root=True)


def _part(
    raw: bytes,
    start: int,
    end: int,
    limits: Limits,
    found: Defects,
    budget: PartBudget,
    *,
    depth: int,
    default: str,
    root: bool = False,
) -> Part:
    headers, body = _headers(raw, start, end, limits, found, root=root)
    part = Part(raw, headers, body, end, content_type=default)
    _describe(part, found)
    if part.content_type.startswith("multipart/"):
        _split(part, limits, found, budget, depth=depth)
    return part


def _describe(part: Part, found: Defects) -> None:
    """What the content headers say."""
    for name, value in part.headers:
        key = name.lower()
        if not key.startswith("content-"):
            continue
        if key == "content-type" and not part.has_type:
            declared, part.parameters = parameters.parse_parametrised(value, found)
            known = parameters.content_type(declared)
            if known is None and value.strip():
                found.add(defects.BAD_CONTENT_TYPE)
            part.content_type = known or ("application/octet-stream" if declared else part.content_type)
            part.has_type = known is not None
        elif key == "content-disposition" and not part.disposition:
            part.disposition, part.disposition_parameters = parameters.parse_parametrised(value, found)
        elif key == "content-transfer-encoding" and not part.encoding:
            part.encoding = (
                value.split(b";")[0].split(b"(")[0].strip().strip(b"\"'").lower().decode("ascii", "replace")
            )


def _headers(
    raw: bytes, start: int, end: int, limits: Limits, found: Defects, *, root: bool
) -> tuple[list[tuple[str, bytes]], int]:
    """The header fields, and where the body begins."""
    headers: list[tuple[str, bytes]] = []
    position = start
    stop = min(end, start + limits.header_block_bytes)
    if root:
        envelope = _ENVELOPE.match(raw, position, stop)
        position = envelope.end() if envelope else position
        while raw[position : position + 1] in (b"\n", b"\r") and position < stop:
            position += 1
    while position < end:
        blank = _BLANK.match(raw, position, end)
        if blank is not None:
            following = _FIELD.match(raw, blank.end(), stop)
            # a line of blanks between two headers is a folding gone wrong, not the end of the headers
            only_blanks = blank.group().strip(b"\r\n") != b""
            if only_blanks and following is not None and _HEADER_AHEAD.match(raw, blank.end(), stop):
                position = blank.end()
                continue
            return headers, blank.end()
        if position >= stop or len(headers) >= limits.headers:
            found.add(defects.HEADERS_TOO_LONG)
            return headers, _after_blank_line(raw, position, end)
        match = _FIELD.match(raw, position, stop)
        if match is not None:
            value = match.group(2).rstrip(b" \t\r\n")
            if len(value) > limits.header_value_bytes:
                found.add(defects.HEADER_TOO_LONG)
                value = value[: limits.header_value_bytes]
            headers.append((match.group(1).decode("ascii"), value))
            position = match.end()
            continue
        envelope = _ENVELOPE.match(raw, position, stop)
        if envelope is not None:
            position = envelope.end()
            continue
        line_end = raw.find(b"\n", position, end)
        line_end = end if line_end < 0 else line_end + 1
        if headers and _header_soon(raw, line_end, stop):
            # a folded line that lost its blank, or garbage between headers
            found.add(defects.BROKEN_HEADER_LINE)
            name, value = headers[-1]
            if len(value) < limits.header_value_bytes:
                headers[-1] = (name, value.rstrip(b"\r\n") + b" " + raw[position:line_end].strip())
            position = line_end
            continue
        if headers:
            found.add(defects.NO_BLANK_LINE)
        return headers, position
    return headers, end


def _header_soon(raw: bytes, position: int, stop: int) -> bool:
    """Whether a header that everybody knows stands within the next few lines, before any blank one."""
    for _ in range(_LINES_LOOKED_AHEAD):
        if position >= stop or _BLANK.match(raw, position, stop):
            return False
        if _HEADER_AHEAD.match(raw, position, stop):
            return True
        line_end = raw.find(b"\n", position, stop)
        if line_end < 0:
            return False
        position = line_end + 1
    return False


def _after_blank_line(raw: bytes, position: int, end: int) -> int:
    for blank in (b"\n\r\n", b"\n\n"):
        found_at = raw.find(blank, position, end)
        if found_at >= 0:
            return found_at + len(blank)
    return end


def _split(part: Part, limits: Limits, found: Defects, budget: PartBudget, *, depth: int) -> None:
    """The children of a multipart."""
    if depth >= limits.depth:
        found.add(defects.TOO_DEEP)
        return
    raw = part.buffer
    boundary = part.parameters.get("boundary", "").encode("utf-8", "replace").rstrip()
    marks = list(_boundaries(raw, part.start, part.end, boundary, budget.left)) if boundary else []
    if not any(not closing for _, _, closing in marks):
        found.add(defects.NO_BOUNDARY)
        guessed = _DASHES.search(raw, max(part.start - 1, 0), part.end)
        if guessed is None:
            return
        marks = list(_boundaries(raw, part.start, part.end, guessed.group(1), budget.left))
    default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
    if not marks[-1][2]:
        found.add(defects.NO_FINAL_BOUNDARY)
    if raw[part.start : marks[0][0]].strip() and not _usual_preamble(raw[part.start : marks[0][0]]):
        found.add(defects.TEXT_AROUND_PARTS)
    for number, (_, body_start, closing) in enumerate(marks):
        last = number + 1 == len(marks)
        body_end = part.end if last else marks[number + 1][0]
        if closing:
            if not last:
                found.add(defects.PREMATURE_END)
            elif raw[body_start:body_end].strip():
                found.add(defects.TEXT_AROUND_PARTS)
            continue
        if last and not raw[body_start:body_end].strip():
            continue
        if not budget.take():
            found.add(defects.TOO_MANY_PARTS)
            return
        part.children.append(
            _part(
                raw,
                body_start,
                max(body_start, body_end),
                limits,
                found,
                budget,
                depth=depth + 1,
                default=default,
            )
        )


def _boundaries(
    raw: bytes, start: int, end: int, boundary: bytes, most: int
) -> Iterator[tuple[int, int, bool]]:
    """(where the part before ends, where the next begins, whether this closes the multipart) of each mark."""
    mark = b"--" + boundary
    position = start
    yielded = 0
    while yielded <= most + 1:
        at = raw.find(mark, position, end)
        if at < 0:
            return
        position = at + len(mark)
        if at > start and raw[at - 1] != 0x0A:
            continue
        closing = raw.startswith(b"--", position)
        after = position + 2 if closing else position
        line_end = raw.find(b"\n", after, end)
        line_end = end if line_end < 0 else line_end
        rest = raw[after:line_end].strip(b" \t\r")
        # a longer boundary that begins like this one
        if rest and (not closing or rest[:1].isalnum()):
            continue
        before = at - 1 if at > start else at
        if before > start and raw[before - 1] == 0x0D:
            before -= 1
        yield max(before, start), min(line_end + 1, end), closing
        yielded += 1
        position = min(line_end, end)


def _usual_preamble(text: bytes) -> bool:
    """What mail software writes for readers without MIME."""
    lowered = text.strip().lower()
    return len(lowered) < 300 and (b"mime" in lowered or b"multi-part" in lowered or b"multipart" in lowered)
