"""Who may call a webhook: a provider that signs with its key, or one that gives our password by HTTP Basic.

In: RHYDDID_WEBHOOK_SECRET and RHYDDID_WEBHOOK_KEYS. Where neither serves a provider, its webhooks do not exist.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.http import HttpRequest

USER = "rhyddid"
SIGNATURE_HEADER = "X-Rhyddid-Signature"


def has_webhooks(provider: str) -> bool:
    """Whether this site has webhooks for `provider`."""
    return bool(settings.WEBHOOK_SECRET or provider in settings.WEBHOOK_KEYS)


def may_call(provider: str, http: HttpRequest, body: bytes, fields: Mapping[str, str]) -> bool:
    """Whether the caller is `provider`: by its signature where its key is set, else by our password. `fields` are
    Mailgun's timestamp, token and signature.
    """
    key = settings.WEBHOOK_KEYS.get(provider, "")
    if provider == "signed":
        return _signed_by_us(http, body)
    if key:
        match provider:
            case "mailgun":
                signed = f"{fields.get('timestamp', '')}{fields.get('token', '')}".encode()
                return _is_hmac(key.encode(), signed, fields.get("signature", ""))
            case "sendgrid":
                return _sendgrid_signed(key, http, body)
            case "resend":
                return _svix_signed(key, http, body)
    return _gives_the_password(http)


def signature_of(secret: str, query: str, body: bytes) -> str:
    """What a program of the operator's own signs a mail with: `sha256=` and the HMAC of query, line break and body."""
    signed = query.encode() + b"\n" + body
    return f"sha256={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"


def may_bring_mail(provider: str, http: HttpRequest, body: bytes, fields: Mapping[str, str]) -> bool:
    """As `may_call`; but of those that hand on raw mail, only Mailgun signs it with the same key."""
    if provider in ("mailgun", "signed"):
        return may_call(provider, http, body, fields)
    return _gives_the_password(http)


def _signed_by_us(http: HttpRequest, body: bytes) -> bool:
    if not settings.WEBHOOK_SECRET:
        return False
    expected = signature_of(settings.WEBHOOK_SECRET, http.META.get("QUERY_STRING", ""), body)
    return _same(expected, http.headers.get(SIGNATURE_HEADER, ""))


def _gives_the_password(http: HttpRequest) -> bool:
    scheme, _, given = http.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic" or not settings.WEBHOOK_SECRET:
        return False
    try:
        decoded = base64.b64decode(given, validate=True).decode()
    except ValueError:  # no base64, or no text
        return False
    return _same(decoded, f"{USER}:{settings.WEBHOOK_SECRET}")


def _is_hmac(key: bytes, signed: bytes, signature: str) -> bool:
    return _same(hmac.new(key, signed, hashlib.sha256).hexdigest(), signature)


def _sendgrid_signed(key: str, http: HttpRequest, body: bytes) -> bool:
    """ECDSA by the key that SendGrid shows for its event webhook and its inbound parse."""
    stamp = http.headers.get("X-Twilio-Email-Event-Webhook-Timestamp", "")
    try:
        signature = base64.b64decode(http.headers.get("X-Twilio-Email-Event-Webhook-Signature", ""))
        public = serialization.load_der_public_key(base64.b64decode(key))
        if not isinstance(public, ec.EllipticCurvePublicKey):
            return False
        public.verify(signature, stamp.encode() + body, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def _svix_signed(key: str, http: HttpRequest, body: bytes) -> bool:
    """Resend signs as Svix does: any of several signatures, of id, time and body."""
    try:
        secret = base64.b64decode(key.removeprefix("whsec_"))
    except ValueError:
        return False
    head = f"{http.headers.get('svix-id', '')}.{http.headers.get('svix-timestamp', '')}."
    expected = base64.b64encode(hmac.new(secret, head.encode() + body, hashlib.sha256).digest()).decode()
    given = http.headers.get("svix-signature", "").split(" ")
    return any(_same(f"v1,{expected}", each) for each in given)


def _same(expected: str, given: str) -> bool:
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogateescape"))
