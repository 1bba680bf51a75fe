"""What mail providers tell of our letters: who may tell, and what the delivery's state is afterwards, in any order."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.test import Client
from django.utils import timezone

from rhyddid.authorities.models import AuthorityAddress, Health
from rhyddid.care.models import Task, TaskKind
from rhyddid.post.models import DeliveryNews
from rhyddid.requests.delivery_result import delivery_sent
from rhyddid.requests.models import Delivery, DeliveryState, Event, EventType

pytestmark = pytest.mark.django_db
SECRET = "correct-horse"
PASSWORD = {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(f"rhyddid:{SECRET}".encode()).decode()}


@pytest.fixture(autouse=True)
def webhooks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "WEBHOOK_SECRET", SECRET)
    monkeypatch.setattr(settings, "WEBHOOK_KEYS", {})


@pytest.fixture
def letter(queue_letters: Callable[..., list[Delivery]]) -> Delivery:
    """A letter that the provider's server took."""
    (delivery,) = queue_letters(1)
    delivery_sent(delivery=delivery, at=timezone.now(), answer="250 OK")
    delivery.refresh_from_db()
    return delivery


def tell(provider: str, body: Any, **headers: Any) -> int:
    response = Client().post(
        f"/post/{provider}/delivery",
        data=json.dumps(body),
        content_type="application/json",
        **(headers or PASSWORD),
    )
    return response.status_code


def brevo(letter: Delivery, event: str, at: int = 1_700_000_000) -> dict[str, Any]:
    return {
        "event": event,
        "email": letter.to_address,
        "message-id": letter.message.message_id,
        "ts_epoch": at * 1000,
        "reason": f"said of {event}",
    }


def _ses(letter: Delivery, kind: str, **what: Any) -> dict[str, Any]:
    told = {
        "eventType": kind,
        "mail": {
            "messageId": "0102-own-of-ses",
            "destination": [letter.to_address],
            "headers": [
                {"name": "X-Metadata", "value": json.dumps({"message_id": letter.message.message_id})}
            ],
        },
        **what,
    }
    return {
        "Type": "Notification",
        "MessageId": "m1",
        "Message": json.dumps(told),
        "Timestamp": "2026-03-03T10:00:00Z",
    }


# each provider's own way of saying the same three things
SAYS: dict[str, Callable[[Delivery, str], Any]] = {
    "mailgun": lambda letter, what: {
        "signature": {"token": "t", "timestamp": "1", "signature": ""},
        "event-data": {
            "event": {"delivered": "delivered", "failed": "failed", "held_up": "failed"}[what],
            "severity": "temporary" if what == "held_up" else "permanent",
            "reason": "bounce",
            "timestamp": 1_700_000_000.5,
            "recipient": letter.to_address,
            "message": {"headers": {"message-id": letter.message.message_id.strip("<>")}},
            "delivery-status": {"message": "said so", "description": ""},
        },
    },
    "postmark": lambda letter, what: {
        "RecordType": "Delivery" if what == "delivered" else "Bounce",
        "Type": "HardBounce" if what == "failed" else "Transient",
        "ID": 42,
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Metadata": {"message_id": letter.message.message_id},
        "Email" if what != "delivered" else "Recipient": letter.to_address,
        "Details": "said so",
        "DeliveredAt" if what == "delivered" else "BouncedAt": "2026-03-03T10:00:00Z",
    },
    "sendgrid": lambda letter, what: [
        {
            "event": {"delivered": "delivered", "failed": "bounce", "held_up": "deferred"}[what],
            "type": "bounce",
            "email": letter.to_address,
            "timestamp": 1_700_000_000,
            "smtp-id": letter.message.message_id,
            "reason": "said so",
            "sg_event_id": "e1",
        }
    ],
    "ses": lambda letter, what: {
        "delivered": _ses(
            letter, "Delivery", delivery={"recipients": [letter.to_address], "smtpResponse": "250"}
        ),
        "failed": _ses(
            letter,
            "Bounce",
            bounce={
                "bounceType": "Permanent",
                "bounceSubType": "General",
                "bouncedRecipients": [{"emailAddress": letter.to_address, "diagnosticCode": "said so"}],
            },
        ),
        "held_up": _ses(
            letter,
            "DeliveryDelay",
            deliveryDelay={
                "delayedRecipients": [{"emailAddress": letter.to_address, "diagnosticCode": "said so"}]
            },
        ),
    }[what],
    "brevo": lambda letter, what: brevo(
        letter, {"delivered": "delivered", "failed": "hard_bounce", "held_up": "deferred"}[what]
    ),
    "mailjet": lambda letter, what: [
        {
            "event": "sent" if what == "delivered" else "bounce",
            "time": 1_700_000_000,
            "MessageID": 19421777835146490,
            "CustomID": letter.message.message_id,
            "email": letter.to_address,
            **(
                {}
                if what == "delivered"
                else {"error": "greylisted" if what == "held_up" else "user unknown"}
            ),
            "hard_bounce": what == "failed",
        }
    ],
    "sparkpost": lambda letter, what: [
        {
            "msys": {
                "message_event": {
                    "type": {"delivered": "delivery", "failed": "bounce", "held_up": "delay"}[what],
                    "bounce_class": "10",
                    "raw_rcpt_to": letter.to_address,
                    "timestamp": "1700000000",
                    "transmission_id": "65832150921904138",
                    "rcpt_meta": {"message_id": letter.message.message_id},
                    "raw_reason": "said so",
                }
            }
        }
    ],
    "resend": lambda letter, what: {
        "type": {
            "delivered": "email.delivered",
            "failed": "email.bounced",
            "held_up": "email.delivery_delayed",
        }[what],
        "created_at": "2026-03-03T10:00:00.000Z",
        "data": {
            "email_id": "56761188-7520-42d8-8898-ff6fc54ce618",
            "to": [letter.to_address],
            "headers": [
                {"name": "X-Metadata", "value": json.dumps({"message_id": letter.message.message_id})}
            ],
            **({"bounce": {"message": "said so", "type": "Permanent"}} if what == "failed" else {}),
        },
    },
}


@pytest.mark.parametrize("what", ["delivered", "failed", "held_up"])
@pytest.mark.parametrize("provider", sorted(SAYS))
def test_each_provider_tells_what_became_of_a_letter(letter: Delivery, provider: str, what: str) -> None:
    assert tell(provider, SAYS[provider](letter, what)) == 200
    letter.refresh_from_db()
    assert letter.state == what


def test_a_letter_that_failed_marks_its_address_and_raises_a_task(letter: Delivery) -> None:
    assert tell("brevo", brevo(letter, "hard_bounce")) == 200
    address = AuthorityAddress.objects.get(email=letter.to_address)
    assert (address.health, address.health_reason) == (Health.DEAD, "said of hard_bounce")
    assert Task.objects.filter(kind=TaskKind.BOUNCE).count() == 1


def test_an_address_whose_mailbox_is_full_is_not_dead(letter: Delivery) -> None:
    assert tell("brevo", brevo(letter, "soft_bounce")) == 200
    assert AuthorityAddress.objects.get(email=letter.to_address).health == Health.DOUBTFUL


def test_marked_as_spam_is_a_task_and_no_failure(letter: Delivery) -> None:
    assert tell("brevo", brevo(letter, "spam")) == 200
    letter.refresh_from_db()
    assert letter.state == DeliveryState.SENT
    assert Task.objects.filter(kind=TaskKind.BOUNCE).count() == 1


@pytest.mark.parametrize(
    "order", list(itertools.permutations(("deferred", "delivered", "request", "deferred")))
)
def test_delivered_is_never_undone_by_a_late_delay(letter: Delivery, order: tuple[str, ...]) -> None:
    for number, event in enumerate(order):
        assert tell("brevo", brevo(letter, event, at=1_700_000_000 + number)) == 200
    letter.refresh_from_db()
    assert letter.state == DeliveryState.DELIVERED


def test_a_failure_stands_whatever_was_told_before_or_comes_later(letter: Delivery) -> None:
    for event in ("delivered", "hard_bounce", "delivered", "deferred"):
        assert tell("brevo", brevo(letter, event, at=1_700_000_000 + len(event))) == 200
    letter.refresh_from_db()
    assert letter.state == DeliveryState.FAILED


def test_what_is_told_three_times_happens_once(letter: Delivery) -> None:
    for _ in range(3):
        assert tell("brevo", brevo(letter, "delivered")) == 200
        assert tell("brevo", brevo(letter, "hard_bounce")) == 200
    assert DeliveryNews.objects.count() == 2
    assert Event.objects.filter(type=EventType.DELIVERED).count() == 1
    assert Event.objects.filter(type=EventType.DELIVERY_FAILED).count() == 1
    assert Task.objects.filter(kind=TaskKind.BOUNCE).count() == 1


def test_a_letter_of_somebody_else_is_none_of_ours(letter: Delivery) -> None:
    assert tell("brevo", {**brevo(letter, "hard_bounce"), "message-id": "<other@elsewhere.example>"}) == 200
    letter.refresh_from_db()
    assert letter.state == DeliveryState.SENT


def test_a_letter_in_the_carriers_hands_is_told_of_again(letter: Delivery) -> None:
    Delivery.objects.filter(pk=letter.pk).update(state=DeliveryState.SENDING, claimed_by="host:1")
    assert tell("brevo", brevo(letter, "delivered")) == 503
    assert not DeliveryNews.objects.exists()


def test_a_letter_that_arrived_though_the_server_broke_off_is_not_sent_again(
    queue_letters: Callable[..., list[Delivery]],
) -> None:
    (letter,) = queue_letters(1)
    Delivery.objects.filter(pk=letter.pk).update(state=DeliveryState.DELAYED, attempt=1)
    assert tell("brevo", brevo(letter, "delivered")) == 200
    letter.refresh_from_db()
    assert letter.state == DeliveryState.DELIVERED
    assert letter.first_sent_at is not None


def test_news_of_the_first_copy_says_nothing_of_a_letter_that_is_sent_again(letter: Delivery) -> None:
    Delivery.objects.filter(pk=letter.pk).update(state=DeliveryState.QUEUED)
    assert tell("brevo", brevo(letter, "hard_bounce")) == 200
    letter.refresh_from_db()
    assert letter.state == DeliveryState.QUEUED


def test_nobody_without_the_password_tells_anything(letter: Delivery) -> None:
    wrong = "Basic " + base64.b64encode(b"rhyddid:guess").decode()
    assert tell("brevo", brevo(letter, "hard_bounce"), HTTP_AUTHORIZATION=wrong) == 401
    assert tell("brevo", brevo(letter, "hard_bounce"), HTTP_AUTHORIZATION="Basic ÿ") == 401
    assert tell("brevo", brevo(letter, "hard_bounce"), HTTP_X_NOTHING="") == 401
    letter.refresh_from_db()
    assert letter.state == DeliveryState.SENT


def test_a_site_without_a_secret_has_no_webhooks(letter: Delivery, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "WEBHOOK_SECRET", "")
    assert tell("brevo", brevo(letter, "hard_bounce")) == 404
    assert tell("nobody", {}) == 404


@pytest.mark.parametrize(
    "body", ["", "[", "[]", "{}", "null", '{"event": []}', '{"event-data": 1}', "[" * 5000]
)
@pytest.mark.parametrize("provider", sorted(SAYS))
def test_whatever_a_provider_sends_is_answered(provider: str, body: str) -> None:
    response = Client().post(
        f"/post/{provider}/delivery", data=body, content_type="application/json", **PASSWORD
    )
    assert response.status_code in (200, 400)


def test_mailgun_signs(letter: Delivery, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "WEBHOOK_KEYS", {"mailgun": "key"})
    told = SAYS["mailgun"](letter, "delivered")
    assert tell("mailgun", told) == 401
    told["signature"]["signature"] = hmac.new(b"key", b"1t", hashlib.sha256).hexdigest()
    assert tell("mailgun", told, HTTP_X_NOTHING="") == 200
    letter.refresh_from_db()
    assert letter.state == DeliveryState.DELIVERED


def test_resend_signs(letter: Delivery, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = base64.b64encode(b"0123456789abcdef").decode()
    monkeypatch.setattr(settings, "WEBHOOK_KEYS", {"resend": f"whsec_{secret}"})
    told = SAYS["resend"](letter, "delivered")
    signed = b"id1.1700000000." + json.dumps(told).encode()
    signature = base64.b64encode(hmac.new(b"0123456789abcdef", signed, hashlib.sha256).digest()).decode()
    headers = {"HTTP_SVIX_ID": "id1", "HTTP_SVIX_TIMESTAMP": "1700000000"}
    assert tell("resend", told, **headers, HTTP_SVIX_SIGNATURE="v1,AAAA") == 401
    assert tell("resend", told, **headers, HTTP_SVIX_SIGNATURE=f"v1,AAAA v1,{signature}") == 200


def test_sendgrid_signs(letter: Delivery, monkeypatch: pytest.MonkeyPatch) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    monkeypatch.setattr(settings, "WEBHOOK_KEYS", {"sendgrid": base64.b64encode(public).decode()})
    told = SAYS["sendgrid"](letter, "delivered")
    signature = base64.b64encode(
        private.sign(b"17" + json.dumps(told).encode(), ec.ECDSA(hashes.SHA256()))
    ).decode()
    names = ("HTTP_X_TWILIO_EMAIL_EVENT_WEBHOOK_TIMESTAMP", "HTTP_X_TWILIO_EMAIL_EVENT_WEBHOOK_SIGNATURE")
    assert tell("sendgrid", told, **dict(zip(names, ("18", signature), strict=True))) == 401
    assert tell("sendgrid", told, **dict(zip(names, ("17", signature), strict=True))) == 200


def test_sns_is_not_sent_to_addresses_that_are_not_amazons() -> None:
    asks = {"Type": "SubscriptionConfirmation", "SubscribeURL": "https://sns.evil.example/?Action=x"}
    assert tell("ses", asks) == 400
