"""What kind of file some bytes are, told by their content; the name and the declared type only break ties."""

from __future__ import annotations

import re

from rhyddid.documents.document import Kind
from rhyddid.documents.package_members import member_names, stored_mimetype

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"II*\x00",
    b"MM\x00*",
    b"BM",
)
# Streams of an OLE file, as their names stand in its directory.
_OLE_STREAMS: tuple[tuple[str, Kind], ...] = (
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("PowerPoint Document", "ppt"),
    ("__properties_version1.0", "mail"),
)
# A password-protected Office file is an OLE file that holds the package; only its name tells what it is.
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_PROTECTED: dict[str, Kind] = {"docx": "docx", "xlsx": "xlsx", "pptx": "pptx"}
_PACKAGE_PARTS: tuple[tuple[str, Kind], ...] = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"))
_OPEN_DOCUMENTS: tuple[tuple[bytes, Kind], ...] = (
    (b"application/vnd.oasis.opendocument.text", "odt"),
    (b"application/vnd.oasis.opendocument.spreadsheet", "ods"),
    (b"application/vnd.oasis.opendocument.presentation", "odp"),
)
_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*){0,5}"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|style|table|div|p|font|span|h[1-6])\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_TAG = re.compile(rb"<(?:html|body|div|p|br|table|span)\b[^<>]{0,500}>", re.IGNORECASE)
_MAIL_HEADERS = re.compile(
    rb"(?:>?From [^\r\n]{1,300}\r?\n)?"
    rb"(?:[A-Za-z][A-Za-z0-9-]{0,60}:[^\r\n]{0,2000}\r?\n(?:[ \t][^\r\n]{0,2000}\r?\n){0,100}){2,200}"
)
_MAIL_PROOF = re.compile(
    rb"^(?:Received|Message-ID|MIME-Version|Return-Path|DKIM-Signature|Delivered-To|X-[A-Za-z-]{1,60}):",
    re.IGNORECASE | re.MULTILINE,
)
_TEXT_CONTROL = bytes(range(9)) + bytes(range(14, 27)) + bytes(range(28, 32))


def kind_of(data: bytes, *, filename: str | None = None, content_type: str | None = None) -> Kind:
    """The kind of `data`; "unknown" where it is no kind that can be read."""
    if not data.strip(b"\x00\t\n\r "):
        return "empty"
    head = data[:4096]
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _kind_of_package(data)
    if head.startswith(_OLE):
        return _kind_of_ole(data, filename)
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(_PICTURES) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
        return "picture"
    return _kind_of_text(data, filename, content_type)


def _kind_of_package(data: bytes) -> Kind:
    names = member_names(data)
    mimetype = stored_mimetype(data)
    for prefix, kind in _OPEN_DOCUMENTS:
        if mimetype.startswith(prefix):
            return kind
    if "[Content_Types].xml" in names or "_rels/.rels" in names:
        for part, kind in _PACKAGE_PARTS:
            if any(name.startswith(part) for name in names):
                return kind
    return "zip"


def _kind_of_ole(data: bytes, filename: str | None) -> Kind:
    if _ENCRYPTED_PACKAGE in data:
        extension = (filename or "").lower().rpartition(".")[2]
        return _PROTECTED.get(extension, "docx")
    for name, kind in _OLE_STREAMS:
        if name.encode("utf-16-le") in data:
            return kind
    if "Book".encode("utf-16-le") in data:  # Excel 5
        return "xls"
    return "unknown"


def _kind_of_text(data: bytes, filename: str | None, content_type: str | None) -> Kind:
    name = (filename or "").lower()
    declared = (content_type or "").lower()
    if declared.startswith("message/rfc822") or name.endswith(".eml") or _is_mail(data):
        return "mail"
    sample = data[:65536]
    if _looks_binary(sample):
        return "unknown"
    plain = sample.replace(b"\x00", b"") if b"\x00" in sample else sample
    plain = plain.lstrip(b"\xef\xbb\xbf\xff\xfe")
    if _HTML_START.match(plain):
        return "html"
    told_html = declared.startswith(("text/html", "application/xhtml")) or name.endswith((".html", ".htm"))
    if told_html and _HTML_TAG.search(plain):
        return "html"
    if declared.startswith("text/csv") or name.endswith((".csv", ".tsv")):
        return "csv"
    return "txt"


def _is_mail(data: bytes) -> bool:
    headers = _MAIL_HEADERS.match(data[:65536])
    return headers is not None and len(_MAIL_PROOF.findall(headers[0])) >= 2


def _looks_binary(sample: bytes) -> bool:
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    zeros = sample.count(0)
    if zeros:
        # UTF-16 without a mark has its zeros in one half of every pair
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        return not (min(even, odd) == 0 and max(even, odd) > 0.35 * len(sample))
    controls = len(sample) - len(sample.translate(None, _TEXT_CONTROL))
    return controls > 0.02 * len(sample)
