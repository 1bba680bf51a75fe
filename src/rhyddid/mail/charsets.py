"""Bytes to text, whatever the charset label says: labels are wrong, unknown or missing in real mail.

Labels mean what mail software meant by them (iso-8859-1 is windows-1252, gb2312 is gb18030). Text that is valid
UTF-8 is UTF-8 whatever single-byte label it wears: by chance, other text is not. Never raises, never loses a byte
silently: what cannot be decoded becomes U+FFFD and a defect.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from rhyddid.mail import defects
from rhyddid.mail.defects import Defects

_MEANT = {
    "ascii": "ascii",
    "us-ascii": "ascii",
    "ansi_x3.4-1968": "ascii",
    "ansi_x3.110-1983": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "l1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-6-i": "iso8859-6",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
    "utf": "utf-8",
    "macintosh": "mac-roman",
    "x-mac-roman": "mac-roman",
    "unicode": "utf-16",
}
_UNNAMED = frozenset(
    {"", "x-unknown", "unknown-8bit", "unknown", "default", "default_charset", "x-user-defined"}
)
# codecs that are no charset, or that hostile input can make slow
_NEVER = frozenset(
    {
        "idna",
        "punycode",
        "unicode-escape",
        "raw-unicode-escape",
        "undefined",
        "mbcs",
        "oem",
        "unicode_internal",
    }
)
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_.:+-].*", re.DOTALL)
_HALF_SURROGATE = re.compile("[\ud800-\udfff]")
_NEWLINES = re.compile("\r\n?")
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_STRAY_HIGH_BYTE = re.compile(rb"[\x80-\xff]")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decode_text(raw: bytes, label: str | None, found: Defects) -> str:
    """`raw` as text with LF line ends, without NUL bytes; `label` is the charset as the mail names it."""
    return clean(_decode(raw, label, found))


def decode_header_bytes(raw: bytes) -> str:
    """Raw 8-bit header text: UTF-8 where it is that, else windows-1252."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = _windows_1252(raw)
    return clean(text)


def decode_labelled(raw: bytes, label: str) -> str | None:
    """`raw` in the charset of an encoded word or parameter; None where the label is unknown."""
    codec = _codec(label)
    if codec is None:
        return None
    try:
        return clean(raw.decode(codec))
    except (UnicodeDecodeError, ValueError):
        return clean(_second_best(raw, codec))


def clean(text: str) -> str:
    """LF line ends; no NUL and no half surrogate, which databases and JSON readers refuse."""
    if "\r" in text:
        text = _NEWLINES.sub("\n", text)
    if "\0" in text:
        text = text.replace("\0", "")
    if not text.isascii() and _HALF_SURROGATE.search(text):
        text = _HALF_SURROGATE.sub("\ufffd", text)
    return text


def _decode(raw: bytes, label: str | None, found: Defects) -> str:
    for bom, codec in _BOMS:
        if raw.startswith(bom):
            return raw[len(bom) :].decode(codec, "replace")
    name = _name(label or "")
    if raw.isascii() and _is_superset_of_ascii(name):
        return raw.decode("ascii")
    if name in _UNNAMED:
        found.add(defects.NO_CHARSET)
        return _guessed(raw)
    codec_or_none = _codec(name)
    if codec_or_none is None:
        found.add(defects.UNKNOWN_CHARSET)
        return _guessed(raw)
    codec = codec_or_none
    if codec == "ascii":
        found.add(defects.WRONG_CHARSET)
        return _guessed(raw)
    if codec == "cp1252" and _is_utf8(raw):
        found.add(defects.WRONG_CHARSET)
        return raw.decode("utf-8")
    try:
        return raw.decode(codec)
    except (UnicodeDecodeError, ValueError):
        if codec != "cp1252":
            found.add(defects.WRONG_CHARSET)
        return _second_best(raw, codec)


def _second_best(raw: bytes, codec: str) -> str:
    """The label is wrong or a few bytes are: keep the label where most of it fits."""
    if codec == "cp1252":
        return _windows_1252(raw)
    if codec == "utf-8":
        sequences = _UTF8_SEQUENCE.findall(raw)
        strays = len(_STRAY_HIGH_BYTE.findall(_UTF8_SEQUENCE.sub(b"", raw)))
        return raw.decode("utf-8", "replace") if len(sequences) >= strays else _windows_1252(raw)
    if codec.startswith(("utf-16", "utf-32")):
        return raw.decode(codec, "replace") if b"\0" in raw else _guessed(raw)
    if _is_utf8(raw):
        return raw.decode("utf-8")
    return raw.decode(codec, "replace")


def _guessed(raw: bytes) -> str:
    """No label to go by."""
    if raw.count(b"\0", 0, 400) > len(raw[:400]) // 4:
        little = raw[1:400:2].count(0) >= raw[0:400:2].count(0)
        return raw.decode("utf-16-le" if little else "utf-16-be", "replace")
    return _second_best(raw, "utf-8") if not _is_utf8(raw) else raw.decode("utf-8")


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _windows_1252(raw: bytes) -> str:
    """The five bytes that windows-1252 leaves undefined stay the control characters of latin-1."""
    return raw.decode("cp1252", "rhyddid-latin1")


def _as_latin1(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("rhyddid-latin1", _as_latin1)


@lru_cache(maxsize=256)
def _name(label: str) -> str:
    """The label in lower case, without quotes and what broken software adds behind it."""
    return _NOT_IN_A_NAME.sub("", label.strip().strip("\"'").strip()[:60]).lower()


@lru_cache(maxsize=256)
def _codec(label: str) -> str | None:
    """The Python codec that is meant, or None."""
    name = _name(label)
    for candidate in (name, name.removeprefix("x-"), name.replace("windows", "cp").replace("_", "-")):
        meant = _MEANT.get(candidate, candidate)
        if not meant or meant in _NEVER or meant.replace("_", "-") in _NEVER:
            continue
        try:
            info = codecs.lookup(meant)
        except (LookupError, ValueError):
            continue
        # an attribute that typeshed leaves out: base64, rot13, zip and the like have it False
        if getattr(info, "_is_text_encoding", True) and info.name not in _NEVER:
            return "ascii" if info.name == "ascii" else _MEANT.get(info.name, info.name)
    return None


def _is_superset_of_ascii(name: str) -> bool:
    return not name.startswith(("utf-7", "unicode-1-1-utf-7", "utf-16", "utf-32", "utf16", "utf32", "unicode",
                                "iso-2022", "csiso2022", "hz", "ucs", "cp037", "cp500", "ibm037", "ibm500",
                                "utf_7", "utf_16", "utf_32", "utf7"))  # fmt: skip
