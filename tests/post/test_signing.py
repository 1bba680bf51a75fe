"""Letters are signed where a key is set, and a key that cannot be used stops the outbox before anything is claimed."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from rhyddid.post.claim import Letters
from rhyddid.post.outbox import Outbox, outbox_place
from rhyddid.post.smtp_place import DeliveryRefused, smtp_place
from rhyddid.rehearsal.simulated.server import AuthoritiesServer
from rhyddid.requests.models import Delivery

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("environment")]


def key_and_record() -> tuple[str, bytes]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return pem.decode(), b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


def test_a_letter_leaves_signed_for_the_reply_domain(
    queue_letters: Callable[..., list[Delivery]], settings: Any
) -> None:
    settings.DKIM_KEY, record = key_and_record()
    queue_letters(1)
    with AuthoritiesServer() as server:
        outbox = Outbox(
            smtp_place(f"smtp://127.0.0.1:{server.port}", live=False), letters=Letters.REAL, per_minute=0
        )
        while outbox.drain_once():
            pass
        outbox.close()
        (mail,) = server.mails
    asked = []

    def dns(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name)
        return record

    assert dkim.verify(mail.raw, dnsfunc=dns)
    assert asked[0].decode().rstrip(".") == f"{settings.DKIM_SELECTOR}._domainkey.{settings.MAIL_DOMAIN}"


def test_a_key_that_is_none_is_told_before_a_letter_is_claimed(settings: Any) -> None:
    settings.DKIM_KEY = "no key"
    with pytest.raises(DeliveryRefused, match="RHYDDID_DKIM_KEY"):
        outbox_place()
