"""The mails that an inbound webhook brings, each as the bytes that came to the provider: never put together anew."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from rhyddid.post.webhooks.mail_in_bucket import mail_in_bucket
from rhyddid.post.webhooks.told_by_provider import NotUnderstood

# providers that hand on the raw mail; the others only their own reading of it
PROVIDERS = frozenset({"mailgun", "postmark", "sendgrid", "ses", "signed", "sparkpost"})


@dataclass(frozen=True)
class Brought:
    """One mail and its envelope. `peer` is the machine that brought it to the provider, where that is told."""

    raw: bytes
    sender: str = ""
    recipients: tuple[str, ...] = ()
    peer: str = ""


def mails_brought(
    provider: str, http: HttpRequest, body: bytes, fields: Mapping[str, bytes]
) -> Sequence[Brought]:
    """Raises NotUnderstood where the body holds no raw mail: the provider must be told to send it whole."""
    try:
        found = _READERS[provider](http, body, fields)
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError, binascii.Error) as error:
        raise NotUnderstood(f"{type(error).__name__}: {error}") from error
    if any(not each.raw.strip() for each in found):
        raise NotUnderstood("the mail is empty")
    return found


def _mailgun(http: HttpRequest, body: bytes, fields: Mapping[str, bytes]) -> list[Brought]:
    return [
        Brought(
            raw=fields["body-mime"],
            sender=_text(fields.get("sender", b"")),
            recipients=_addresses(_text(fields.get("recipient", b""))),
        )
    ]


def _sendgrid(http: HttpRequest, body: bytes, fields: Mapping[str, bytes]) -> list[Brought]:
    envelope = json.loads(fields.get("envelope", b"{}"))
    return [
        Brought(
            raw=fields["email"],
            sender=str(envelope.get("from", "")),
            recipients=tuple(str(each) for each in envelope.get("to", ())),
            peer=_text(fields.get("sender_ip", b"")),
        )
    ]


def _postmark(http: HttpRequest, body: bytes, fields: Mapping[str, bytes]) -> list[Brought]:
    told = json.loads(body)
    # raw bytes in JSON: a mail that was not ASCII has lost nothing that JSON can carry
    raw = str(told["RawEmail"]).encode("utf-8", "surrogateescape")
    return [Brought(raw=raw, recipients=_addresses(str(told.get("OriginalRecipient", ""))))]


def _sparkpost(http: HttpRequest, body: bytes, fields: Mapping[str, bytes]) -> list[Brought]:
    brought = []
    for each in json.loads(body):
        relayed = each["msys"].get("relay_message")
        if relayed is None:
            continue  # a ping
        content = relayed["content"]
        text = str(content["email_rfc822"])
        is_base64 = content.get("email_rfc822_is_base64") is True
        brought.append(
            Brought(
                raw=base64.b64decode(text) if is_base64 else text.encode("utf-8", "surrogateescape"),
                sender=str(relayed.get("msg_from", "")),
                recipients=_addresses(str(relayed.get("rcpt_to", ""))),
            )
        )
    return brought


def _ses(http: HttpRequest, body: bytes, fields: Mapping[str, bytes]) -> list[Brought]:
    told: dict[str, Any] = json.loads(json.loads(body)["Message"])
    if told.get("notificationType") != "Received":
        return []
    receipt = told["receipt"]
    action = receipt["action"]
    if action["type"] == "S3":
        raw = mail_in_bucket(bucket=str(action["bucketName"]), key=str(action["objectKey"]))
    elif str(action.get("encoding", "")).upper() == "BASE64":
        raw = base64.b64decode(told["content"])
    else:
        raw = str(told["content"]).encode("utf-8", "surrogateescape")
    return [
        Brought(
            raw=raw,
            sender=str(told["mail"].get("source", "")),
            recipients=tuple(str(each) for each in receipt.get("recipients", ())),
        )
    ]


def _signed(http: HttpRequest, body: bytes, fields: Mapping[str, bytes]) -> list[Brought]:
    return [
        Brought(raw=body, sender=http.GET.get("sender", ""), recipients=tuple(http.GET.getlist("recipient")))
    ]


_READERS = {
    "mailgun": _mailgun,
    "postmark": _postmark,
    "sendgrid": _sendgrid,
    "ses": _ses,
    "signed": _signed,
    "sparkpost": _sparkpost,
}


def _text(field: bytes) -> str:
    return field.decode("utf-8", "replace").strip()


def _addresses(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(",") if each.strip())
