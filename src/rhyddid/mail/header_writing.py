"""Header lines as the standards want them: folded, encoded, and impossible to inject into.

Values in (text, addresses, message ids, parameters), header lines as bytes without the final CRLF out.
RFC 5322 (folding), RFC 2047 (encoded words), RFC 2231 (parameters).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from rhyddid.mail.mail import Address

_LINE = 78
_HARD_LINE = 990
_ENCODED_WORD = 75
_NAME = re.compile(r"[!-9;-~]{1,76}\Z")
_ATOM_PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+\Z")
_PRINTABLE = re.compile(r"[ -~\t]*\Z")
_DOT_ATOM_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+\Z|[A-Za-z0-9._+-]+@\[[0-9A-Fa-f:.]+\]\Z"
)
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,980}>\Z")


class ComposeError(ValueError):
    """A message that cannot be sent as asked: the text says which header is wrong and why."""


def text_header(name: str, value: str) -> bytes:
    """A free-text header such as Subject."""
    value = _checked(name, value)
    if _PRINTABLE.match(value) and "=?" not in value and not _has_long_word(value):
        return _folded(name, value.split(" "))
    return _folded(name, _encoded_words(value))


def address_header(name: str, addresses: Sequence[Address]) -> bytes:
    """From, To, Cc and Reply-To."""
    if not addresses:
        raise ComposeError(f"{name}: no address is given.")
    written = [_address(name, address) for address in addresses]
    words: list[str] = []
    for position, address_words in enumerate(written):
        if position + 1 < len(written):
            address_words[-1] += ","
        words += address_words
    return _folded(name, words)


def message_id_header(name: str, message_ids: Iterable[str]) -> bytes:
    """Message-ID, In-Reply-To and References; ids with or without their angle brackets."""
    written = []
    for message_id in message_ids:
        bare = _checked(name, message_id).strip()
        bracketed = bare if bare.startswith("<") else f"<{bare}>"
        if not _MESSAGE_ID.match(bracketed):
            raise ComposeError(f"{name}: {message_id!r} is not a message id.")
        written.append(bracketed)
    return _folded(name, written)


def parameter_header(name: str, value: str, parameters: dict[str, str]) -> bytes:
    """Content-Type and Content-Disposition; a parameter that is not plain ASCII is written both ways."""
    words = [_checked(name, value)]
    for key, parameter in parameters.items():
        parameter = _checked(name, parameter)
        if _PRINTABLE.match(parameter) and len(parameter) < 200:
            words[-1] += ";"
            words.append(f"{key}={_quoted(parameter)}")
            continue
        plain = "".join(c if _PRINTABLE.match(c) and c not in '"\\' else "_" for c in parameter)[-60:]
        words[-1] += ";"
        words.append(f"{key}={_quoted(plain)};")
        words.append(f"{key}*=utf-8''{quote(parameter[:200], safe='')}")
    return _folded(name, words)


def ascii_domain(domain: str) -> str:
    """The domain as it goes on the wire (IDNA)."""
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise ComposeError(f"{domain!r} is not a domain name.") from error


def _checked(name: str, value: str) -> str:
    if not _NAME.match(name):
        raise ComposeError(f"{name!r} is not a header name.")
    if "\r" in value or "\n" in value or "\0" in value:
        raise ComposeError(
            f"{name}: the value holds a line break, which could add headers of its own: {value!r}"
        )
    return value


def _address(name: str, address: Address) -> list[str]:
    local, at, domain = _checked(name, address.address).strip().rpartition("@")
    wire = f"{local}{at}{ascii_domain(domain)}"
    if not _DOT_ATOM_ADDRESS.match(wire):
        raise ComposeError(f"{name}: {address.address!r} is not an e-mail address that can be written to.")
    shown = " ".join(_checked(name, address.name).split())
    if not shown:
        return [wire]
    if _PRINTABLE.match(shown) and "=?" not in shown and len(shown) < 200:
        plain = shown if _ATOM_PHRASE.match(shown) else _quoted(shown)
        return [*plain.split(" "), f"<{wire}>"]
    return [*_encoded_words(shown[:200]), f"<{wire}>"]


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _has_long_word(value: str) -> bool:
    return any(len(word) > _HARD_LINE for word in value.split(" "))


def _encoded_words(value: str) -> list[str]:
    """UTF-8 base64 words of at most 75 characters, none of which splits a character."""
    room = (_ENCODED_WORD - len("=?utf-8?b??=")) // 4 * 3
    words, chunk = [], b""
    for character in value:
        raw = character.encode("utf-8", "replace")
        if len(chunk) + len(raw) > room:
            words.append(chunk)
            chunk = b""
        chunk += raw
    words.append(chunk)
    return [f"=?utf-8?b?{base64.b64encode(word).decode('ascii')}?=" for word in words]


def _folded(name: str, words: Sequence[str]) -> bytes:
    """`name: words`, folded at blanks; runs of blanks stay as they are."""
    lines, line = [], f"{name}:"
    for word in words:
        if len(line) + 1 + len(word) > _LINE and line.strip() and word and not line.endswith(":"):
            lines.append(line)
            line = f" {word}"
        else:
            line += f" {word}"
    lines.append(line)
    return "\r\n".join(lines).encode("ascii")
