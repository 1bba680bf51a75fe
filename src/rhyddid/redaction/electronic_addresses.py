"""E-mail addresses however they are written, and links that let a stranger in."""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]

_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_LOCAL = rf"[\w{_UNSEEN}](?:[\w.!#$%&'’*+=?^`{{|}}~{_UNSEEN}-]{{0,120}}[\w+=~_{_UNSEEN}-])?"
_LABEL = rf"[\w{_UNSEEN}](?:[\w{_UNSEEN}-]{{0,61}}[\w{_UNSEEN}])?"
_DOMAIN = rf"(?:{_LABEL}\.){{0,8}}(?![\d_]){_LABEL}"
_DOTTED_DOMAIN = rf"(?:{_LABEL}\.){{1,8}}(?![\d_]){_LABEL}"
_BREAK = r"[ \t]*\n[ \t>|]*"

# Each begins at the sign that makes it an address, and looks back for what stands before it: a search that began
# with the local part would try every word of the text.
_AT_SIGN = re.compile(rf"(?:[@＠]|%40)(?:\[[\d.:a-fA-F]{{3,45}}\]|{_DOMAIN})")
_LOOSE_AT_SIGN = re.compile(rf"[@＠](?: |{_BREAK})?{_DOTTED_DOMAIN}")
_GAP_BEFORE = re.compile(rf"(?:(?<=\w) |{_BREAK})\Z")
_BRACKETED_AT = re.compile(
    rf"[\[({{<]\s?(?:at|@)\s?[\])}}>][ \t]?{_LABEL}"
    rf"(?:(?:\.|[ \t]?[\[({{<]\s?dot\s?[\])}}>][ \t]?|[ \t]dot[ \t]){_LABEL}){{1,5}}",
    re.IGNORECASE,
)
_SPELLED_AT = re.compile(
    rf"[ \t]at[ \t]{_LABEL}(?:[ \t]dot[ \t]{_LABEL}){{0,4}}[ \t]dot[ \t]"
    r"(?:com|cymru|edu|eu|example|gov|ie|info|int|london|mil|net|nhs|org|police|scot|uk|wales)\b",
    re.IGNORECASE,
)
_SHOUTED_AT = re.compile(rf"[ \t]AT[ \t]{_DOTTED_DOMAIN}")
_LOCAL_BEFORE = re.compile(rf"(?:\"[^\"\n]{{1,64}}\"|{_LOCAL})\Z")
# "carys dot idwal at …"
_SPELLED_BEFORE = re.compile(rf"(?:{_LABEL}[ \t](?:dot|DOT|\(dot\)|\[dot\])[ \t]){{1,4}}\Z")
# a domain that was parted behind one of its hyphens: "port-\naldwych.example"
_REST_OF_DOMAIN = re.compile(rf"-{_BREAK}{_DOTTED_DOMAIN}")
_LOCAL_REACH = 130
_GAP_REACH = 12
# How Exchange writes a person inside its own house.
_EXCHANGE_PERSON = re.compile(r"/o=[^\n;<>\"]{1,120}?/cn=recipients/cn=[\w.@-]{1,120}", re.IGNORECASE)

_LINK = re.compile(
    r"\b(?:https?|ftp)://[^\s<>\"'“”‘’)\]]{4,2000}|\bwww\.[^\s<>\"'“”‘’)\]]{4,2000}", re.IGNORECASE
)
_LETS_IN = re.compile(
    r"^[a-z]+://[^/\s]*:[^/\s]*@"
    r"|[?&#;](?:access_?token|auth(?:_?key)?|code|email_?token|guestaccesstoken|hash|invite|jwt|key|login_?token|"
    r"magic|otp|passw(?:or)?d|pin|pwd|reset_?token|secret|session(?:_?id)?|share|sid|sig(?:nature)?|ticket|token|"
    r"x-amz-signature)=[^&\s]{6,}"
    r"|/(?:activate|confirm|invite|log-?in|magic|password|reset|secret|share|sign-?in|token|unsubscribe|upload|verify)"
    r"(?:/[\w.-]{1,40}){0,3}/(?=[\w~=-]*\d)(?=[\w~=-]*[A-Za-z])[\w~=-]{12,}",
    re.IGNORECASE,
)
_END_OF_SENTENCE = ".,;:!?"


def find_emails(text: str) -> Iterator[Span]:
    """The spans of e-mail addresses: any top-level domain, apostrophes, broken lines, "(at)", `%40`."""
    if "@" in text or "＠" in text or "%40" in text:
        yield from _with_sign(text)
    signs = list(_BRACKETED_AT.finditer(text))
    if " dot " in text or " DOT " in text:
        signs += _SPELLED_AT.finditer(text)
    for sign in signs:
        start = _local_start(text, sign.start() - text[: sign.start()].endswith((" ", "\t")))
        if start is not None:
            reach = max(0, start - _LOCAL_REACH)
            spelled = _SPELLED_BEFORE.search(text[reach:start])
            yield (reach + spelled.start() if spelled else start), sign.end()
    for sign in _SHOUTED_AT.finditer(text) if " AT " in text else ():
        start = _local_start(text, sign.start())
        if start is not None and "." in text[start : sign.start()]:
            yield start, sign.end()
    if "/o=" in text or "/O=" in text:
        for person in _EXCHANGE_PERSON.finditer(text):
            yield person.span()


def _with_sign(text: str) -> Iterator[Span]:
    for sign in _AT_SIGN.finditer(text):
        start = _local_start(text, sign.start())
        if start is not None:
            rest = _REST_OF_DOMAIN.match(text, sign.end())
            yield start, rest.end() if rest else sign.end()
    for sign in _LOOSE_AT_SIGN.finditer(text):
        gap = _GAP_BEFORE.search(text, max(0, sign.start() - _GAP_REACH), sign.start())
        start = _local_start(text, gap.start() if gap else sign.start())
        # before a blank or a line's end, only what surely is the first half of an address
        if start is not None and (gap is None or re.search(r"[.\d_-]", text[start : gap.start()])):
            yield start, sign.end()


def find_private_links(text: str) -> Iterator[Span]:
    """The spans of links with a password, a token or a signature in them."""
    if "://" not in text and "www." not in text.lower():
        return
    for link in _LINK.finditer(text):
        address = link[0].rstrip(_END_OF_SENTENCE)
        if _LETS_IN.search(address):
            yield link.start(), link.start() + len(address)


def _local_start(text: str, end: int) -> int | None:
    reach = max(0, end - _LOCAL_REACH)
    before = _LOCAL_BEFORE.search(text[reach:end])
    return reach + before.start() if before else None
