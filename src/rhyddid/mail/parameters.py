"""Content-Type and Content-Disposition: the value and its parameters, by RFC 2045 and 2231 and as really sent."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from rhyddid.mail import charsets, headers
from rhyddid.mail.defects import Defects

_PARAMETER = re.compile(r';\s*([^\s=;"]{1,80})\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))', re.DOTALL)
_ESCAPED = re.compile(r"\\([\"\\])")
_FOLDED = re.compile(r"[\r\n]+[\t ]*")
_SECTION = re.compile(r"(.+?)\*(\d{1,3})?(\*)?\Z")
_PERCENT = re.compile(r"(?:[^%]|%[0-9A-Fa-f]{2})*\Z")
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,127}\Z")
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_MOST_NAME = 240


def parse_parametrised(raw: bytes, found: Defects) -> tuple[str, dict[str, str]]:
    """The value in lower case, and the parameters with their values decoded."""
    if raw.isascii() and len(raw) < 200:
        value, parameters = _plain(raw)
        if parameters is not None:
            return value, parameters
    text = _FOLDED.sub(" ", charsets.decode_header_bytes(raw))
    value, _, rest = text.partition(";")
    plain: dict[str, str] = {}
    sections: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, quoted, bare in _PARAMETER.findall(f";{rest}"):
        content = _ESCAPED.sub(r"\1", quoted) if quoted else bare.strip().strip('"')
        key = name.lower()
        section = _SECTION.match(key)
        if section is None:
            plain.setdefault(key, content)
        else:
            number = int(section.group(2)) if section.group(2) else -1
            extended = bool(section.group(3)) or number == -1
            sections.setdefault(section.group(1), {}).setdefault(number, (content, extended))
    parameters = {key: _encoded_words(content, found) for key, content in plain.items()}
    for key, pieces in sections.items():
        parameters[key] = _continued(pieces)
    return value.strip().lower(), parameters


def content_type(value: str) -> str | None:
    """The type if it is well formed, without a comment behind it; None if it is not."""
    bare = value.partition("(")[0].strip()
    if _TYPE.match(bare):
        return bare
    # `text`, `text/` and `html` are what broken software sends for text
    return {"text": "text/plain", "text/": "text/plain", "html": "text/html", "text/htm": "text/html"}.get(
        bare
    )


def safe_filename(name: str) -> tuple[str | None, bool]:
    """A name without path and invisible characters, and whether that changed it; None where nothing is left."""
    # only a name that decodes to text beyond ASCII, or that shows a coded blank, was meant as coded
    if "%" in name and " " not in name and _PERCENT.match(name):
        raw = unquote_to_bytes(name)
        if not raw.isascii() or b" " in raw:
            name = charsets.decode_header_bytes(raw)
    visible = _INVISIBLE.sub("", name)
    base = visible.replace("\\", "/").rstrip("/").rpartition("/")[2].strip().strip(".") or None
    if base and visible.strip().startswith(".") and not base.startswith("."):
        base = base.strip()
    if base is not None and len(base.encode("utf-8")) > _MOST_NAME:
        stem, dot, suffix = base.rpartition(".")
        keep = suffix if dot and len(suffix) <= 10 else ""
        short = (
            (stem if keep else base).encode("utf-8")[: _MOST_NAME - len(keep) - 1].decode("utf-8", "ignore")
        )
        base = f"{short}.{keep}" if keep else short
    return base, base != name.strip()


@lru_cache(maxsize=512)
def _cached(raw: bytes) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    text = raw.decode("ascii").strip()
    if "*" in text or "=?" in text or "\\" in text or "\n" in text.rstrip() or "\r" in text.rstrip():
        return None
    value, *rest = text.split(";")
    pairs = []
    for piece in rest:
        name, equals, content = piece.partition("=")
        content = content.strip()
        if content.startswith('"'):
            if len(content) < 2 or not content.endswith('"') or content.count('"') != 2:
                return None
            content = content[1:-1]
        if not equals or not name.strip() or '"' in content or " " in name.strip():
            return None
        pairs.append((name.strip().lower(), content))
    return value.strip().lower(), tuple(pairs)


def _plain(raw: bytes) -> tuple[str, dict[str, str] | None]:
    """The quick way for the usual well-formed value; None for the parameters where it is not that."""
    known = _cached(raw)
    if known is None:
        return "", None
    parameters: dict[str, str] = {}
    for name, content in known[1]:
        parameters.setdefault(name, content)
    return known[0], parameters


def _encoded_words(content: str, found: Defects) -> str:
    """RFC 2047 words in a parameter are forbidden, and what Outlook and webmail write."""
    if "=?" not in content:
        return content
    return headers.decode_value(content.encode("utf-8", "replace"), found)


def _continued(pieces: dict[int, tuple[str, bool]]) -> str:
    """RFC 2231: `name*`, or `name*0*`, `name*1` … joined, percent-decoded in the charset named first."""
    label = ""
    raw = b""
    for position, number in enumerate(sorted(pieces)):
        content, extended = pieces[number]
        if position == 0 and extended and content.count("'") >= 2:
            label, _, content = content.split("'", 2)
        raw += unquote_to_bytes(content) if extended else content.encode("utf-8", "replace")
    text = charsets.decode_labelled(raw, label) if label else None
    return text if text is not None else charsets.decode_header_bytes(raw)
