"""What a provider's webhook tells about letters, in our words. django-anymail knows the providers' own.

Its view classes only take the events apart here: who may call, and what follows, is decided elsewhere.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from anymail.signals import EventType, RejectReason
from anymail.webhooks.amazon_ses import AmazonSESTrackingWebhookView
from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.mailjet import MailjetTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from anymail.webhooks.resend import ResendTrackingWebhookView
from anymail.webhooks.sendgrid import SendGridTrackingWebhookView
from anymail.webhooks.sparkpost import SparkPostTrackingWebhookView
from django.http import HttpRequest
from django.utils import timezone

from rhyddid.post.models import News

_VIEWS: dict[str, Any] = {
    "brevo": BrevoTrackingWebhookView,
    "mailgun": MailgunTrackingWebhookView,
    "mailjet": MailjetTrackingWebhookView,
    "postmark": PostmarkTrackingWebhookView,
    "resend": ResendTrackingWebhookView,
    "sendgrid": SendGridTrackingWebhookView,
    "ses": AmazonSESTrackingWebhookView,
    "sparkpost": SparkPostTrackingWebhookView,
}
PROVIDERS = frozenset(_VIEWS)

_NEWS = {
    EventType.DELIVERED: News.DELIVERED,
    EventType.DEFERRED: News.HELD_UP,
    EventType.BOUNCED: News.FAILED,
    EventType.REJECTED: News.FAILED,
    EventType.FAILED: News.FAILED,
    EventType.COMPLAINED: News.COMPLAINT,
}
# the letter failed, which says nothing against the address
_NOT_THE_ADDRESS = (RejectReason.SPAM, RejectReason.BLOCKED, RejectReason.TIMED_OUT, RejectReason.OTHER)
# events in which providers say "not for good" in words of their own
_SOFT = ("soft_bounce", "softbounce", "transient", "blocked", "undetermined", "temporary")


@dataclass(frozen=True)
class Told:
    """One thing about one letter. `message_ids` may name it (ours first); `address_is_dead`: write there no more."""

    news: News
    at: dt.datetime
    recipient: str
    message_ids: tuple[str, ...]
    answer: str
    address_is_dead: bool


class NotUnderstood(Exception):
    """The body is not what this provider sends."""


def told_by(provider: str, http: HttpRequest, body: bytes) -> Sequence[Told]:
    """What there is to know; events that change nothing (opened, clicked) are left out. Raises NotUnderstood."""
    view_class = _VIEWS[provider]
    view = view_class.__new__(view_class)
    http._body = body  # it has been read, up to our own limit
    try:
        events = _ses_events(view, json.loads(body)) if provider == "ses" else view.parse_events(http)
        return [_told(provider, event) for event in events if event.event_type in _NEWS]
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        # whatever a provider, or a stranger with its key, may send: it is no event
        raise NotUnderstood(f"{type(error).__name__}: {error}") from error


def _ses_events(view: Any, envelope: Any) -> Sequence[Any]:
    told = json.loads(envelope["Message"])
    kind = told.get("eventType") or told.get("notificationType")
    if kind == "DeliveryDelay":  # django-anymail does not know it
        delayed = told["deliveryDelay"]["delayedRecipients"]
        told["eventType"] = "Delivery"
        told["delivery"] = {"recipients": [each["emailAddress"] for each in delayed]}
        events: list[Any] = view.esp_to_anymail_events(told, envelope)
        for event, each in zip(events, delayed, strict=True):
            event.event_type, event.mta_response = EventType.DEFERRED, each.get("diagnosticCode")
        return events
    if kind not in ("Bounce", "Complaint", "Delivery", "Reject"):
        return []
    plain: Sequence[Any] = view.esp_to_anymail_events(told, envelope)
    return plain


def _told(provider: str, event: Any) -> Told:
    own = event.esp_event if isinstance(event.esp_event, dict) else {}
    news = _NEWS[event.event_type]
    answer = " ".join(
        " ".join(str(part).split()) for part in (event.description, event.mta_response) if part
    ).replace("\0", " ")
    return Told(
        news=news,
        at=event.timestamp or timezone.now(),
        recipient=str(event.recipient or ""),
        message_ids=_message_ids(provider, event, own),
        answer=answer[:1000],
        address_is_dead=news == News.FAILED
        and event.reject_reason not in _NOT_THE_ADDRESS
        and not _is_soft(own),
    )


def _message_ids(provider: str, event: Any, own: dict[str, Any]) -> tuple[str, ...]:
    named: list[Any] = []
    if isinstance(event.metadata, dict):
        named.append(event.metadata.get("message_id"))
    if provider == "mailjet":
        named.append(own.get("CustomID"))
    if provider == "ses":
        mail = own.get("mail") or {}
        named.append((mail.get("commonHeaders") or {}).get("messageId"))
        named += [each["value"] for each in mail.get("headers") or () if each["name"].lower() == "message-id"]
    if provider == "sendgrid":
        named.append(own.get("smtp-id"))
    named.append(event.message_id)
    found = (str(each).strip() for each in named if each)
    return tuple(dict.fromkeys(each if each.startswith("<") else f"<{each}>" for each in found))


def _is_soft(own: dict[str, Any]) -> bool:
    """By what the provider calls the event itself. Postmark, Brevo, SES, SendGrid and Resend name it so."""
    inner = [own, own.get("bounce"), (own.get("data") or {}).get("bounce") if "data" in own else None]
    words = [
        str(each.get(key, "")).lower()
        for each in inner
        if isinstance(each, dict)
        for key in ("Type", "type", "event", "bounceType")
    ]
    return any(word in _SOFT for word in words)


def mailgun_signature(body: bytes) -> dict[str, str]:
    """The signature block of what Mailgun tells. Raises NotUnderstood."""
    try:
        block = json.loads(body)["signature"]
        return {name: str(block[name]) for name in ("timestamp", "token", "signature")}
    except (LookupError, TypeError, ValueError, RecursionError) as error:
        raise NotUnderstood(f"{type(error).__name__}: {error}") from error
