"""A DKIM signature that a receiver can check, and that a change breaks."""

from __future__ import annotations

import base64
import datetime as dt
import random

import dkim
import pytest

from rhyddid.mail.compose import compose
from rhyddid.mail.dkim_sign import dkim_sign
from rhyddid.mail.mail import Address

MESSAGE = compose(
    sender=Address("Siân Price", "request-x@asks.example"),
    to=[Address("FOI", "foi@dyffryn.example")],
    subject="Camerâu",
    text="Faint o gamerâu?\n",
    message_id="<ask.1@asks.example>",
    date=dt.datetime(2024, 3, 1, 10, tzinfo=dt.UTC),
    headers={"X-Note": "not signed"},
)


def _prime(bits: int, source: random.Random) -> int:
    while True:
        candidate = source.getrandbits(bits) | 1 | 3 << (bits - 2)
        if candidate % 65537 != 1 and all(
            pow(base, candidate - 1, candidate) == 1 for base in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)
        ):
            return candidate


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    length = bytes([size]) if size < 128 else bytes([0x82]) + size.to_bytes(2, "big")
    return bytes([tag]) + length + content


def _integers(*values: int) -> bytes:
    return _der(
        0x30, b"".join(_der(2, value.to_bytes(value.bit_length() // 8 + 1, "big")) for value in values)
    )


@pytest.fixture(scope="module")
def keys() -> tuple[bytes, bytes]:
    """A private key in PEM and its DNS record: weak, made here, of no use elsewhere."""
    source = random.Random(7)
    p, q = _prime(512, source), _prime(512, source)
    n, e = p * q, 65537
    d = pow(e, -1, (p - 1) * (q - 1))
    private = base64.encodebytes(_integers(0, n, e, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p)))
    algorithm = bytes.fromhex("300d06092a864886f70d0101010500")
    public = _der(0x30, algorithm + _der(3, b"\0" + _integers(n, e)))
    pem = b"-----BEGIN RSA PRIVATE KEY-----\n" + private + b"-----END RSA PRIVATE KEY-----\n"
    return pem, b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


def verified(message: bytes, record: bytes) -> bool:
    return bool(dkim.verify(message, dnsfunc=lambda name, timeout=5: record))


def test_a_receiver_can_check_it(keys: tuple[bytes, bytes]) -> None:
    signed = dkim_sign(MESSAGE, selector="s1", domain="asks.example", private_key=keys[0])
    assert signed.endswith(MESSAGE)
    assert signed.startswith(b"DKIM-Signature:")
    assert verified(signed, keys[1])


def test_a_changed_subject_or_text_breaks_it_and_an_unsigned_header_does_not(
    keys: tuple[bytes, bytes],
) -> None:
    signed = dkim_sign(MESSAGE, selector="s1", domain="asks.example", private_key=keys[0])
    assert not verified(signed.replace(b"Subject: ", b"Subject: x"), keys[1])
    assert not verified(signed.replace(b"Faint", b"Pryd"), keys[1])
    assert verified(signed.replace(b"not signed", b"not signed either"), keys[1])


def test_a_key_that_is_none(keys: tuple[bytes, bytes]) -> None:
    with pytest.raises(ValueError, match="DKIM key"):
        dkim_sign(MESSAGE, selector="s1", domain="asks.example", private_key=b"no key")
