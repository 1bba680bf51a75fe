"""One unique reply address per request: `request-TOKEN@domain`, to survive software, handwriting and phones.

A token is a keyed hash of the request's id (12 characters) and two check characters, in an alphabet of 23 in
which no two characters look alike. 23 is prime, so the two checks form a code over a field: any one or two
wrong characters, and any two swapped ones, are noticed. Reading accepts what people and software make of it:
capitals, O for 0, l or I for 1, S for 5, hyphens.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import re
from collections.abc import Iterator

ALPHABET = "0123456789cdfhjkmprtwxy"
PAYLOAD_LENGTH = 12
TOKEN_LENGTH = PAYLOAD_LENGTH + 2
MASK = "[…]"

_ORDER = len(ALPHABET)
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
# what a character outside the alphabet was, likeliest first
_MISREAD = {
    "o": "0",
    "q": "9",
    "i": "1",
    "l": "1",
    "|": "1",
    "!": "1",
    "z": "2",
    "s": "5",
    "$": "5",
    "g": "96",
    "b": "86",
    "n": "m",
    "v": "w",
    "u": "w",
    "ı": "1",
    "о": "0",  # Cyrillic
    "с": "c",
    "р": "p",
    "х": "x",
    "у": "y",
}
_MAX_READINGS = 64
_SEPARATORS = re.compile(r"[\s._-]")
# fourteen characters that may be a token, with what people put between them, not inside a longer word
_CANDIDATE = re.compile(
    r"(?<![0-9a-z])(?=((?:[0-9a-z|!$ıосрху][._-]?){13}[0-9a-z|!$ıосрху])(?![0-9a-z]))", re.IGNORECASE
)


def make_token(secret: bytes, request_id: int | str) -> str:
    """The token of a request: the same for the same secret and id, not to be guessed without the secret."""
    if not secret:
        raise ValueError("The secret for reply addresses is empty: set one before making addresses.")
    for attempt in itertools.count():
        message = f"reply-address:{attempt}:{request_id}".encode()
        number = int.from_bytes(hmac.new(secret, message, hashlib.sha256).digest(), "big")
        payload = []
        for _ in range(PAYLOAD_LENGTH):
            number, value = divmod(number, _ORDER)
            payload.append(value)
        token = "".join(ALPHABET[value] for value in (*payload, *_checks(payload)))
        if _looks_like_a_token(token):
            return token
    raise AssertionError("unreachable: the attempts do not end")


def reply_address(token: str, domain: str, local: str = "request") -> str:
    """The address that a request is sent from and answered to."""
    return f"{local}-{token}@{domain}"


def token_in(address: str) -> str | None:
    """The token in an e-mail address (with or without a name), repaired where it was misread, or None."""
    bracketed = address.rpartition("<")[2].partition(">")[0] if "<" in address else address
    local = bracketed.rpartition("@")[0] or bracketed
    for match in _CANDIDATE.finditer(local.strip()):
        token = _repaired(match.group(1))
        if token is not None:
            return token
    return None


def token_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where tokens stand in a text, as (start, end), ordered and disjoint."""
    spans: list[tuple[int, int]] = []
    for match in _CANDIDATE.finditer(text):
        start, end = match.span(1)
        if (not spans or start >= spans[-1][1]) and _repaired(match.group(1)) is not None:
            spans.append((start, end))
    return tuple(spans)


def mask_tokens(text: str, mask: str = MASK) -> str:
    """`text` with every token replaced: whoever knows a token can write into the request's thread."""
    kept, position = [], 0
    for start, end in token_spans(text):
        kept += [text[position:start], mask]
        position = end
    kept.append(text[position:])
    return "".join(kept)


def _checks(payload: list[int]) -> tuple[int, int]:
    """Two values x, y (places 13 and 14) with sum(v) = 0 and sum(place * v) = 0 over the field."""
    plain = sum(payload) % _ORDER
    weighted = sum(place * value for place, value in enumerate(payload, start=1)) % _ORDER
    first, second = PAYLOAD_LENGTH + 1, PAYLOAD_LENGTH + 2
    y = (first * plain - weighted) * pow(second - first, -1, _ORDER) % _ORDER
    return (-plain - y) % _ORDER, y


def _checks_out(token: str) -> bool:
    values = [_VALUE[character] for character in token]
    return tuple(values[PAYLOAD_LENGTH:]) == _checks(values[:PAYLOAD_LENGTH])


def _looks_like_a_token(token: str) -> bool:
    """Letters and digits both: numbers and words in a letter are not taken for tokens."""
    return any(character.isdigit() for character in token) and any(
        not character.isdigit() for character in token
    )


def _readings(candidate: str) -> Iterator[str]:
    """The candidate in the token alphabet, in every way a misread character can be taken."""
    choices = []
    for character in _SEPARATORS.sub("", candidate.lower()):
        choice = character if character in _VALUE else _MISREAD.get(character, "")
        if not choice:
            return
        choices.append(choice)
    for reading in itertools.islice(itertools.product(*choices), _MAX_READINGS):
        yield "".join(reading)


def _repaired(candidate: str) -> str | None:
    for reading in _readings(candidate):
        if len(reading) == TOKEN_LENGTH and _looks_like_a_token(reading) and _checks_out(reading):
            return reading
    return None
