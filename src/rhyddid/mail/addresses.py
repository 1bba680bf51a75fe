"""Address headers (From, To, Cc …) as a list of mailboxes, also where they are malformed.

Structure is read first and encoded words after, so that an encoded comma parts nobody's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rhyddid.mail import charsets, defects, headers
from rhyddid.mail.defects import Defects
from rhyddid.mail.mail import Address

# a quoted string, a comment, an address in brackets, a separator, or a run of anything else
_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*"?'
    r"|\((?:[^()\\]|\\.|\([^()]*\))*\)?"
    r"|<[^<>,;]*>?|>"
    r"|[,;]"
    r"|:"
    r'|[^"(<>,;:]+',
    re.DOTALL,
)
_ADDRESS = re.compile(
    r"(?:\"[^\"\s]{1,64}\"|[^\s<>\"(),;:\[\]@]{1,100})@(?:\[[^\]\s]{1,100}\]|[^\s<>\"(),;:\[\]@]{1,255})"
)
_AROUND_AT = re.compile(r"\s*@\s*")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_FOLDED = re.compile(r"[\r\n]+[\t ]*|\t")
_FOR_CLAUSE = re.compile(r"for\s+<?([^\s<>;()]+@[^\s<>;()]+?)>?(?=[\s;()]|$)")


def parse_addresses(raw: bytes, found: Defects, *, limit: int = 1_000) -> tuple[Address, ...]:
    """Every mailbox of one header, in order; group names are left out, an empty group gives none."""
    text = raw.decode("ascii") if raw.isascii() else _raw_text(raw, found)
    flat = _FOLDED.sub(" ", text).replace("\0", "").strip()
    if not flat:
        return ()
    return tuple(_mailboxes(flat, found, limit))


def addresses_in_received(raw: bytes) -> tuple[str, ...]:
    """The recipient that a Received header names (`for <address>`)."""
    if b"for" not in raw:
        return ()
    text = charsets.decode_header_bytes(raw)
    return tuple(normal_address(found) for found in _FOR_CLAUSE.findall(text[:4_000]))


def unique(addresses: Iterable[str]) -> tuple[str, ...]:
    """Each address once, whatever its case, in order."""
    kept: dict[str, str] = {}
    for address in addresses:
        kept.setdefault(address.lower(), address)
    return tuple(kept.values())


def normal_address(address: str) -> str:
    """The domain in lower case; the local part as it was written."""
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{domain.lower().rstrip('.')}" if at else address


def _raw_text(raw: bytes, found: Defects) -> str:
    found.add(defects.RAW_HEADER)
    return charsets.decode_header_bytes(raw)


def _mailboxes(flat: str, found: Defects, limit: int) -> list[Address]:
    mailboxes: list[Address] = []
    words: list[str] = []
    comments: list[str] = []
    bracketed: str | None = None
    carried = ""

    def settle() -> None:
        """One mailbox is complete: at a comma, a semicolon or the end."""
        nonlocal bracketed, carried
        mailbox = _mailbox(words, comments, bracketed, found)
        name_alone = " ".join("".join(words).split())
        words.clear()
        comments.clear()
        bracketed = None
        if mailbox is None:
            # `Price, Siân <sp@…>` without quotes: the first half waits for its second
            carried = f"{carried}, {name_alone}".strip(", ") if name_alone else carried
            return
        if carried and mailbox.name:
            mailbox = Address(f"{_decoded(carried, found)}, {mailbox.name}", mailbox.address)
            found.add(defects.BAD_ADDRESS)
        carried = ""
        mailboxes.append(mailbox)

    for token in _TOKEN.findall(flat):
        if len(mailboxes) >= limit:
            return mailboxes
        first = token[0]
        if first in ",;":
            settle()
        elif first == ":":
            # the end of a group's name, or part of something odd such as mailto:
            if "@" not in "".join(words):
                words.clear()
        elif first == "<":
            inner = token[1:].removesuffix(">").strip()
            if inner and (bracketed is None or "@" in inner):
                bracketed = inner
            elif bracketed is None:
                bracketed = ""
        elif first == "(":
            comments.append(token[1:].removesuffix(")"))
        elif first != ">":
            words.append(token)
    settle()
    if carried and not mailboxes:
        # a lone word such as MAILER-DAEMON, as local software writes it
        found.add(defects.BAD_ADDRESS)
        lone = _decoded(carried, found)
        mailboxes.append(Address("", lone) if " " not in lone else Address(lone, ""))
    return mailboxes


def _mailbox(words: list[str], comments: list[str], bracketed: str | None, found: Defects) -> Address | None:
    if bracketed:
        match = _ADDRESS.search(bracketed)
        if match is None:
            found.add(defects.BAD_ADDRESS)
        address = _without_apostrophes(match.group() if match else bracketed.replace(" ", ""))
        name = _decoded(" ".join(_unquoted(word) for word in words), found)
        if not name and comments:
            name = _decoded(comments[0], found)
        return Address(_tidy_name(name, address), normal_address(address))
    plain = "".join(words)
    match = _ADDRESS.search(plain)
    if match is None:
        if bracketed == "" or not plain.strip():
            return None
        unquoted = _decoded(" ".join(_unquoted(word) for word in words), found)
        match = _ADDRESS.search(_AROUND_AT.sub("@", unquoted))
        if match is None:
            return None
        found.add(defects.BAD_ADDRESS)
        return Address("", normal_address(match.group()))
    rest = (plain[: match.start()] + plain[match.end() :]).replace("[]", "").strip(" []'\"")
    name = _decoded(_unquoted(rest) if rest else (comments[0] if comments else ""), found)
    if rest:
        found.add(defects.BAD_ADDRESS)
    address = _without_apostrophes(match.group())
    return Address(_tidy_name(name, address), normal_address(address))


def _without_apostrophes(address: str) -> str:
    return address[1:-1] if len(address) > 2 and address[0] == address[-1] == "'" else address


def _unquoted(word: str) -> str:
    bare = word.strip()
    if len(bare) >= 2 and bare[0] == '"':
        return _ESCAPED.sub(r"\1", bare[1:].removesuffix('"'))
    return bare


def _decoded(text: str, found: Defects) -> str:
    if "=?" not in text:
        return " ".join(text.split())
    return " ".join(headers.decode_value(text.encode("utf-8", "replace"), Defects()).split())


def _tidy_name(name: str, address: str) -> str:
    """Outlook puts apostrophes around names; a name that only repeats the address says nothing."""
    if len(name) > 2 and name[0] == name[-1] == "'":
        name = name[1:-1]
    return "" if name.lower() == address.lower() else name
