"""Bytes to text: by byte-order mark, declared charset, UTF-8, UTF-16, and windows-1252 for the rest."""

from __future__ import annotations

import codecs
import re

from rhyddid.wording import gettext_noop

UNDECODED = gettext_noop(
    "Some characters could not be read: the text is in no character set that was recognised."
)

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Software that says one of these means the other.
_MEANT = {"iso8859-1": "cp1252", "ascii": "utf-8", "gb2312": "gb18030", "gbk": "gb18030"}
_LINE_ENDS = re.compile(r"\r\n?|\x0b|\x85|\u2028|\u2029")


def decode_text(data: bytes, *, charset: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The text with `\\n` line ends, and what was wrong with it."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], name)
    candidates = [_python_charset(charset)] if charset else []
    candidates += ["utf-8", _utf16_without_mark(data)]
    for name in filter(None, candidates):
        try:
            return _line_ends(data.decode(name)), ()
        except (UnicodeDecodeError, LookupError):
            continue
    return _decoded(data, "cp1252")


def _python_charset(charset: str) -> str | None:
    try:
        name = codecs.lookup(charset.strip("\"' ")).name
        b"".decode(name)  # codecs such as base64 are no character sets
    except (LookupError, ValueError):
        return None
    return _MEANT.get(name, name)


def _decoded(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    try:
        return _line_ends(data.decode(name)), ()
    except UnicodeDecodeError:
        return _line_ends(data.decode(name, "replace")), (UNDECODED,)


def _utf16_without_mark(data: bytes) -> str | None:
    sample = data[:2000]
    if len(sample) < 4:
        return None
    half = len(sample) // 2
    if sample[1::2].count(0) > 0.7 * half and sample[::2].count(0) == 0:
        return "utf-16-le"
    if sample[::2].count(0) > 0.7 * half and sample[1::2].count(0) == 0:
        return "utf-16-be"
    return None


def _line_ends(text: str) -> str:
    return _LINE_ENDS.sub("\n", text)
