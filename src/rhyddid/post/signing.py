"""Signing letters with DKIM where the operator has given a key, for servers that do not sign by themselves."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from rhyddid.mail.dkim_sign import dkim_sign
from rhyddid.post.smtp_place import DeliveryRefused

_TRIAL = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: trial\r\n\r\n.\r\n"


def signed(data: bytes) -> bytes:
    """`data` with a DKIM signature of the reply domain on top; as it is where no key is set."""
    return _signed(data, settings.DKIM_KEY) if settings.DKIM_KEY else data


def signing_check() -> None:
    """See that the key can be used, before any letter is claimed. Raises DeliveryRefused."""
    if settings.DKIM_KEY:
        _try_key(settings.DKIM_KEY)


@lru_cache(maxsize=2)
def _try_key(key: str) -> None:
    try:
        _signed(_TRIAL, key)
    except ValueError as error:
        raise DeliveryRefused(
            f"RHYDDID_DKIM_KEY: {error} RHYDDID_DKIM_KEY_FILE may name its file."
        ) from error


def _signed(data: bytes, key: str) -> bytes:
    return dkim_sign(
        data,
        selector=settings.DKIM_SELECTOR,
        domain=settings.MAIL_DOMAIN,
        private_key=key.encode("ascii", "replace"),
    )
