"""Outlook's compressed RTF bodies as text.

The compression is LZFu (MS-OXRTFCP); HTML that Outlook wrapped into RTF (`\\fromhtml1`) is read as the text that
was left for RTF readers. Damaged input gives what could be read.
"""

from __future__ import annotations

import re

from rhyddid.mail import charsets

_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_WINDOW = 4096
_MOST_BYTES = 5_000_000
_HTML_ONLY = re.compile(r"\{\\\*\\(?:htmltag|mhtmltag)\d*[^{}]*\}")


def decompress_rtf(raw: bytes) -> bytes:
    """The RTF of a PR_RTF_COMPRESSED property."""
    if len(raw) < 16:
        return b""
    size = min(int.from_bytes(raw[4:8], "little"), _MOST_BYTES)
    if raw[8:12] == b"MELA":
        return raw[16 : 16 + size]
    if raw[8:12] != b"LZFu":
        return b""
    window = bytearray(_DICTIONARY.ljust(_WINDOW, b"\0"))
    write = len(_DICTIONARY)
    out = bytearray()
    position = 16
    while position < len(raw) and len(out) < size:
        control = raw[position]
        position += 1
        for bit in range(8):
            if control >> bit & 1:
                if position + 1 >= len(raw):
                    return bytes(out)
                token = raw[position] << 8 | raw[position + 1]
                position += 2
                offset, length = token >> 4, (token & 15) + 2
                if offset == write:
                    return bytes(out)
                for step in range(length):
                    byte = window[(offset + step) % _WINDOW]
                    out.append(byte)
                    window[write] = byte
                    write = (write + 1) % _WINDOW
            else:
                if position >= len(raw):
                    return bytes(out)
                out.append(raw[position])
                window[write] = raw[position]
                write = (write + 1) % _WINDOW
                position += 1
    return bytes(out[:size])


def rtf_to_text(rtf: bytes) -> str:
    """The text of an RTF document."""
    from striprtf.striprtf import rtf_to_text as strip  # slow import

    source = rtf.decode("latin-1").rstrip("\0")
    if not source.lstrip().startswith("{\\rtf"):
        return ""
    if "\\fromhtml" in source[:400]:
        source = _HTML_ONLY.sub("", _without_rtf_only(source))
    try:
        text: str = strip(source, errors="replace")  # type: ignore[no-untyped-call]
    except Exception:  # noqa: BLE001 -- a third-party reader on hostile input: unreadable RTF is no text
        return ""
    return charsets.clean(text).strip("\n")


def _without_rtf_only(source: str) -> str:
    """Without what stands between `\\htmlrtf` and `\\htmlrtf0`: it repeats the HTML for readers of RTF."""
    kept: list[str] = []
    position = 0
    while True:
        begin = source.find("\\htmlrtf", position)
        end = source.find("\\htmlrtf0", begin + 1) if begin >= 0 else -1
        if end < 0:
            kept.append(source[position:])
            return "".join(kept)
        kept.append(source[position:begin])
        position = end + len("\\htmlrtf0")
        if source[position : position + 1] == " ":
            position += 1
