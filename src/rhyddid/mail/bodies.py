"""A tree of parts made into one text, its HTML, and the files that came along.

Decides which parts are the letter and which are files; opens what wraps them (nested messages, winmail.dat, .msg,
signed wrappers, zip archives, uuencode), all against one budget of parts, bytes and time for the whole message.
"""

from __future__ import annotations

import hashlib
import re
import time
from dataclasses import dataclass, field
from html import escape

from rhyddid.mail import archives, defects, parameters, signed, tnef
from rhyddid.mail.archives import OpeningBudget
from rhyddid.mail.charsets import decode_text
from rhyddid.mail.defects import Defects
from rhyddid.mail.file_types import file_type
from rhyddid.mail.flowed import unflow
from rhyddid.mail.headers import decode_value
from rhyddid.mail.html_text import html_to_text
from rhyddid.mail.limits import Limits
from rhyddid.mail.mail import MailAttachment
from rhyddid.mail.outlook_item import OutlookItem
from rhyddid.mail.outlook_msg import is_outlook_msg, read_outlook_msg
from rhyddid.mail.transfer import decode_transfer
from rhyddid.mail.tree import Part, PartBudget, parse_tree
from rhyddid.mail.uuencode import cut_out_uuencoded

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.+-]{2,40})", re.IGNORECASE)
_TAGS = re.compile(r"<[^<>]{0,80}>")
_REPORTS = frozenset(
    {"message/delivery-status", "message/global-delivery-status", "message/disposition-notification"}
)
_RETURNED_HEADERS = frozenset({"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"})
_SIGNED_TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_BODY_TYPES = frozenset({"text/plain", "text/html", "text/enriched", "text/richtext"})
# a plain alternative this short beside HTML this long is a stand-in ("please use an HTML reader")
_STAND_IN_CHARACTERS = 300
_STAND_IN_FACTOR = 3
_STAND_IN_SLACK = 100


@dataclass(slots=True)
class Piece:
    """One stretch of the letter, in the forms it came in; a `spare` one counts only where there is no other."""

    plain: str | None = None
    html: str | None = None
    raw: bytes = b""
    spare: bool = False


@dataclass(slots=True)
class Contents:
    """What a message holds. `reports` are delivery reports' texts, `returned` the headers a bounce brought back."""

    text: str = ""
    html: str | None = None
    attachments: list[MailAttachment] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    returned: list[list[tuple[str, bytes]]] = field(default_factory=list)


def read_contents(
    root: Part, limits: Limits, found: Defects, budget: PartBudget, deadline: float
) -> Contents:
    """The contents of a parsed message."""
    reader = _Reader(limits, found, budget, deadline)
    return reader.message(root)


def read_outlook_contents(
    item: OutlookItem, limits: Limits, found: Defects, budget: PartBudget, deadline: float
) -> Contents:
    """The contents of a message that came as a .msg or winmail.dat file."""
    reader = _Reader(limits, found, budget, deadline)
    piece = reader.outlook(item, inside=None, depth=1)
    contents = reader.contents
    contents.text, contents.html = reader.letter([piece] if piece else [])
    return contents


class _Reader:
    """The state of reading one message, with everything opened in it."""

    def __init__(self, limits: Limits, found: Defects, budget: PartBudget, deadline: float) -> None:
        self.limits = limits
        self.found = found
        self.budget = budget
        self.deadline = deadline
        self.opening = OpeningBudget(limits.archive_members, limits.opened_bytes)
        self.contents = Contents()
        self._named_texts: list[tuple[int, Piece]] = []

    def message(self, root: Part) -> Contents:
        """The message itself: its letter, and the files in `contents`."""
        pieces = self._walk(root, inside=None, depth=0)
        if not any((piece.plain or piece.html or "").strip() for piece in pieces) and self._named_texts:
            # the only text has a file name: it is the letter
            position, piece = self._named_texts[0]
            del self.contents.attachments[position]
            pieces = [piece]
        self.contents.text, self.contents.html = self.letter(pieces)
        return self.contents

    def letter(self, pieces: list[Piece]) -> tuple[str, str | None]:
        """The text and the HTML of the pieces together."""
        first = [piece for piece in pieces if not piece.spare and (piece.html or piece.plain or "").strip()]
        pieces = first or [piece for piece in pieces if piece.spare][:1]
        texts = [text for piece in pieces if (text := self._text_of(piece)).strip()]
        text = "\n\n".join(one.rstrip() for one in texts) if len(texts) > 1 else "".join(texts)
        text = text.strip("\n").rstrip()
        if len(text) > self.limits.body_characters:
            self.found.add(defects.BODY_TOO_LONG)
            text = text[: self.limits.body_characters]
        shown = [piece for piece in pieces if (piece.html or piece.plain or "").strip()]
        if not any(piece.html for piece in shown):
            return text, None
        html = "<hr>".join(piece.html or f"<pre>{escape(piece.plain or '')}</pre>" for piece in shown)
        return text, html

    def outlook(self, item: OutlookItem, *, inside: str | None, depth: int) -> Piece | None:
        """The letter of an Outlook message; its files become attachments."""
        for file in item.files:
            if not self.budget.take():
                self.found.add(defects.TOO_MANY_PARTS)
                break
            name = self._filename(file.filename)
            if file.item is not None:
                self._attach(name, "application/vnd.ms-outlook", file.data, inside)
                within = file.item.subject or name or "message"
                piece = self.outlook(file.item, inside=within, depth=depth + 1)
                self._attach_letter([piece] if piece else [], within)
                continue
            self._file(name, file.content_type.lower(), file.data, inside, depth, content_id=file.content_id)
        if not item.text.strip() and not item.html.strip():
            return None
        return Piece(plain=item.text or None, html=self._bounded_html(item.html) or None)

    def _walk(self, part: Part, *, inside: str | None, depth: int) -> list[Piece]:
        """The pieces of the letter in this part; everything else becomes an attachment."""
        kind = part.content_type
        if not kind.startswith("multipart/"):
            return self._leaf(part, inside=inside, depth=depth)
        if not part.children:
            # no boundary: the whole of it is shown as text
            data, tail = self._decoded(part)
            return [Piece(plain=decode_text(data + tail, part.parameters.get("charset"), self.found))]
        if kind == "multipart/alternative":
            return self._alternative(part, inside=inside, depth=depth)
        if kind == "multipart/related":
            return self._related(part, inside=inside, depth=depth)
        if kind == "multipart/encrypted":
            self.found.add(defects.ENCRYPTED)
        pieces: list[Piece] = []
        for child in part.children:
            pieces += self._walk(child, inside=inside, depth=depth)
        return pieces

    def _alternative(self, part: Part, *, inside: str | None, depth: int) -> list[Piece]:
        """One piece: its plain text from the first alternative that has some, its HTML from the last."""
        plain = html = None
        raw = b""
        for child in part.children:
            if child.content_type.startswith("text/") and child.content_type not in _BODY_TYPES:
                if self._part_filename(child):
                    self._attach_part(child, inside)
                continue
            for piece in self._walk(child, inside=inside, depth=depth):
                if piece.html and piece.html.strip():
                    html = (
                        piece.html
                        if html is None or child.content_type == "text/html"
                        else f"{html}<hr>{piece.html}"
                    )
                if piece.plain and piece.plain.strip() and plain is None:
                    plain, raw = piece.plain, piece.raw
        return [Piece(plain=plain, html=html, raw=raw)] if plain or html else []

    def _related(self, part: Part, *, inside: str | None, depth: int) -> list[Piece]:
        """The root is the letter, the rest are its pictures."""
        start = part.parameters.get("start", "").strip("<> ")
        root = part.children[0]
        for child in part.children:
            if start and _content_id(child) == start:
                root = child
        pieces = self._walk(root, inside=inside, depth=depth)
        for child in part.children:
            if child is root:
                continue
            if child.content_type in _BODY_TYPES and not pieces:
                pieces = self._walk(child, inside=inside, depth=depth)
            elif child.content_type.startswith(("multipart/", "message/")):
                pieces += self._walk(child, inside=inside, depth=depth)
            else:
                pieces += self._attach_part(child, inside, depth=depth)
        return pieces

    def _leaf(self, part: Part, *, inside: str | None, depth: int) -> list[Piece]:
        kind = part.content_type
        if self._late():
            self._attach_part(part, inside, closed=True)
            return []
        attached = part.disposition.startswith("attachment")
        if kind in _BODY_TYPES and not attached:
            filename = self._part_filename(part)
            if filename is None:
                return self._text_leaf(part, inside=inside)
            if inside is None:
                self._named_texts.append((len(self.contents.attachments), self._text_piece(part)[0]))
            self._attach_part(part, inside)
            return []
        if kind in ("message/rfc822", "message/global"):
            self._nested(part, inside, depth)
            return []
        if kind in _SIGNED_TYPES:
            return self._signed(part, inside, depth)
        if kind in _REPORTS or kind in _RETURNED_HEADERS:
            data, tail = self._decoded(part)
            if inside is not None:
                pass
            elif kind in _REPORTS:
                self.contents.reports.append(decode_text(data, None, Defects()))
            else:
                self.contents.returned.append(parse_tree(data, self.limits, Defects(), PartBudget(1)).headers)
            self._attach(self._part_filename(part), kind, data + tail, inside)
            return []
        return self._attach_part(part, inside, depth=depth)

    def _text_leaf(self, part: Part, *, inside: str | None) -> list[Piece]:
        piece, files = self._text_piece(part)
        for name, data in files:
            self._file(self._filename(name), "application/octet-stream", data, inside, depth=1)
        return [piece]

    def _text_piece(self, part: Part) -> tuple[Piece, list[tuple[str, bytes]]]:
        data, tail = self._decoded(part)
        label = part.parameters.get("charset")
        if part.content_type == "text/html":
            if not label:
                meta = _META_CHARSET.search(data[:4_000])
                label = meta.group(1).decode("ascii") if meta else None
            html = decode_text(data, label, self.found)
            if tail:
                html += f"<pre>{escape(decode_text(tail, label, self.found))}</pre>"
            return Piece(html=self._bounded_html(html), raw=data), []
        text = decode_text(data, label, self.found)
        if tail:
            text += "\n\n" + decode_text(tail, label, self.found)
        if part.content_type in ("text/enriched", "text/richtext"):
            text = _TAGS.sub("", text)
        text, files = cut_out_uuencoded(text, self.found)
        if len(text) > self.limits.body_characters:
            self.found.add(defects.BODY_TOO_LONG)
            text = text[: self.limits.body_characters]
        if part.parameters.get("format", "").lower() == "flowed":
            text = unflow(text, delete_space=part.parameters.get("delsp", "").lower() == "yes")
        return Piece(plain=text, raw=data if not files else b""), files

    def _bounded_html(self, html: str) -> str:
        if len(html) > self.limits.html_bytes:
            self.found.add(defects.BAD_HTML)
            return html[: self.limits.html_bytes]
        return html

    def _text_of(self, piece: Piece) -> str:
        plain = piece.plain or ""
        if not piece.html:
            return plain
        if not plain.strip():
            return html_to_text(piece.html)
        short = len(plain.strip()) < _STAND_IN_CHARACTERS
        if short and len(piece.html) > _STAND_IN_FACTOR * len(plain):
            from_html = html_to_text(piece.html)
            if len(from_html.strip()) > _STAND_IN_FACTOR * len(plain.strip()) + _STAND_IN_SLACK:
                return from_html
        return plain

    def _nested(self, part: Part, inside: str | None, depth: int) -> None:
        """A message inside: itself a row, then what it holds."""
        data, tail = self._decoded(part)
        data += tail
        filename = self._part_filename(part)
        self._attach(filename, "message/rfc822", data, inside)
        self._open_message(data, filename, depth, returned=inside is None)

    def _open_message(self, data: bytes, filename: str | None, depth: int, *, returned: bool = False) -> None:
        if depth + 1 >= self.limits.depth:
            self.found.add(defects.TOO_DEEP)
            return
        root = parse_tree(data, self.limits, self.found, self.budget, depth=depth + 1)
        if all(name.lower().startswith("content-") for name, _ in root.headers):
            # a stray blank line has parted the headers of the part: the message's own follow
            begun = parse_tree(root.raw_body(), self.limits, Defects(), self.budget, depth=depth + 1)
            root = begun if begun.header("from") or begun.header("subject") else root
        if returned:
            self.contents.returned.append(root.headers)
        subject = root.header("subject")
        within = (decode_value(subject, self.found) if subject else "") or filename or "message"
        pieces = self._walk(root, inside=within, depth=depth + 1)
        self._attach_letter(pieces, within)

    def _attach_letter(self, pieces: list[Piece], within: str) -> None:
        """The letter of a message inside, as a row of text."""
        text, _ = self.letter(pieces)
        if not text.strip():
            return
        raw = pieces[0].raw if len(pieces) == 1 and pieces[0].plain else b""
        data = raw if raw and _is_utf8(raw) else text.encode("utf-8")
        self._attach(None, "text/plain", data, within)

    def _signed(self, part: Part, inside: str | None, depth: int) -> list[Piece]:
        data, _ = self._decoded(part)
        if signed.is_encrypted(data):
            self.found.add(defects.ENCRYPTED)
            return self._attach_part(part, inside, closed=True)
        inner = signed.signed_content(data)
        if inner is None or depth + 1 >= self.limits.depth:
            self.found.add(defects.BAD_SIGNED)
            return self._attach_part(part, inside, closed=True)
        root = parse_tree(inner, self.limits, self.found, self.budget, depth=depth + 1)
        return self._walk(root, inside=inside, depth=depth + 1)

    def _attach_part(
        self, part: Part, inside: str | None, *, depth: int = 1, closed: bool = False
    ) -> list[Piece]:
        """A part as a file; winmail.dat gives the letter's pieces."""
        data, tail = self._decoded(part)
        name = self._part_filename(part)
        if tail and part.content_type.startswith("text/"):
            data += tail
        if closed:
            self._attach(name, part.content_type, data, inside, content_id=_content_id(part))
            return []
        return self._file(name, part.content_type, data, inside, depth, content_id=_content_id(part))

    def _file(
        self,
        name: str | None,
        declared: str,
        data: bytes,
        inside: str | None,
        depth: int,
        *,
        content_id: str = "",
    ) -> list[Piece]:
        """One file as a row, and what it holds as rows of their own."""
        kind = file_type(declared, name, data)
        lowered = (name or "").lower()
        self._attach(name, kind, data, inside, content_id=content_id)
        if self._late() or depth >= self.limits.depth:
            return []
        if kind == "application/ms-tnef" or lowered == "winmail.dat":
            item = tnef.read_tnef(data, self.found)
            piece = self.outlook(item, inside=name or "winmail.dat", depth=depth + 1) if item else None
            if piece:
                piece.spare = True
            return [piece] if piece else []
        if kind == "application/vnd.ms-outlook" and is_outlook_msg(data):
            opened = read_outlook_msg(data, self.found)
            if opened is not None:
                within = opened.subject or name or "message"
                piece = self.outlook(opened, inside=within, depth=depth + 1)
                self._attach_letter([piece] if piece else [], within)
        elif kind == "message/rfc822":
            self._open_message(data, name, depth)
        elif kind == "application/zip":
            self._zip(data, name or "archive.zip", depth, level=1)
        return []

    def _zip(self, data: bytes, within: str, depth: int, *, level: int) -> None:
        for path, content in archives.zip_files(data, self.found, self.opening):
            if self._late():
                return
            name = self._filename(path)
            kind = file_type("", name, content)
            self._attach(name, kind, content, within)
            if kind == "application/zip":
                if level < self.limits.archive_depth:
                    self._zip(content, name or "archive.zip", depth, level=level + 1)
                else:
                    self.found.add(defects.TOO_DEEP)
            elif kind == "message/rfc822":
                self._open_message(content, name, depth + 1)

    def _attach(
        self, filename: str | None, kind: str, data: bytes, inside: str | None, *, content_id: str = ""
    ) -> None:
        self.contents.attachments.append(
            MailAttachment(
                filename=filename,
                content_type=kind,
                data=data,
                sha256=hashlib.sha256(data).hexdigest(),
                inside=inside,
                content_id=content_id or None,
            )
        )

    def _part_filename(self, part: Part) -> str | None:
        name = part.disposition_parameters.get("filename") or part.parameters.get("name")
        return self._filename(name) if name else None

    def _filename(self, name: str) -> str | None:
        if not name:
            return None
        safe, changed = parameters.safe_filename(name)
        if changed:
            self.found.add(defects.UNSAFE_FILENAME)
        return safe

    def _decoded(self, part: Part) -> tuple[bytes, bytes]:
        decoded = decode_transfer(part.raw_body(), part.encoding, self.found)
        return decoded.data, decoded.tail

    def _late(self) -> bool:
        if time.monotonic() > self.deadline:
            self.found.add(defects.TOO_SLOW)
            return True
        return False


def _content_id(part: Part) -> str:
    value = part.header("content-id")
    return value.decode("ascii", "replace").strip().strip("<>") if value else ""


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
