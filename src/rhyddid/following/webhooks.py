"""Webhooks of a team: made, changed, called, tried again for a day, and switched off where nobody listens.

Each call is signed: `Rhyddid-Signature: t=SECONDS,v1=HEX`, where HEX is the HMAC-SHA256, by the webhook's secret, of the
seconds, a full stop and the body. The same call has the same `Rhyddid-Call` each time, for the other side to know it by.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import secrets
import uuid
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from rhyddid.accounts.models import Person, Team
from rhyddid.care.services import audit
from rhyddid.following.activity import Item, items_of
from rhyddid.following.models import CallState, Webhook, WebhookCall
from rhyddid.following.outside_call import Answer, CallRefused, address_check, outside_call
from rhyddid.following.webhook_queue import call_defer, ping_queue
from rhyddid.requests.models import Event, EventType, Visibility

MOST_WEBHOOKS = 10
PAUSES = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 480, 480))
"""How long after each failed attempt the next follows: about a day in all."""
_LOG_KEPT = dt.timedelta(days=30)


class TooManyWebhooks(Exception):
    """The team has as many webhooks as one may have."""


@transaction.atomic
def webhook_add(*, team: Team, url: str, event_types: Sequence[str], by: Person) -> Webhook:
    """Tell an address of the team's requests from now on. Raises CallRefused, TooManyWebhooks."""
    address_check(url)
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    if team.webhooks.filter(removed_at=None).count() >= MOST_WEBHOOKS:
        raise TooManyWebhooks
    types = [str(EventType(each)) for each in event_types]
    webhook = Webhook.objects.create(
        team=team, url=url, event_types=types, secret=f"whsec_{secrets.token_urlsafe(32)}", made_by=by
    )
    audit(action="webhook_added", subject_kind="webhook", subject_id=webhook.pk, by=by, detail={"url": url})
    ping_queue(webhook=webhook)
    return webhook


@transaction.atomic
def webhook_remove(*, webhook: Webhook, by: Person) -> None:
    """Tell it nothing more. It can be brought back."""
    if Webhook.objects.filter(pk=webhook.pk, removed_at=None).update(removed_at=timezone.now()):
        audit(action="webhook_removed", subject_kind="webhook", subject_id=webhook.pk, by=by)


@transaction.atomic
def webhook_bring_back(*, webhook: Webhook, by: Person) -> None:
    """Undo its removal, or switch it on again; it is told of what happens from now on, and tried at once."""
    changed = Webhook.objects.filter(pk=webhook.pk).update(
        removed_at=None, disabled_at=None, disabled_because=""
    )
    if changed:
        audit(action="webhook_switched_on", subject_kind="webhook", subject_id=webhook.pk, by=by)
        ping_queue(webhook=webhook)


@transaction.atomic
def webhook_secret_renew(*, webhook: Webhook, by: Person) -> str:
    """A new secret; the old one signs nothing from now on."""
    webhook.secret = f"whsec_{secrets.token_urlsafe(32)}"
    webhook.save(update_fields=["secret"])
    audit(action="webhook_secret_renewed", subject_kind="webhook", subject_id=webhook.pk, by=by)
    return webhook.secret


def webhook_call(*, key: uuid.UUID, now: dt.datetime | None = None) -> Answer | None:
    """Make a call that waits; None where it does not wait any more. Nothing is locked while the other side thinks."""
    call = (
        WebhookCall.objects.filter(key=key, state=CallState.WAITING).select_related("webhook__team").first()
    )
    if call is None:
        return None
    webhook = call.webhook
    if webhook.disabled_at is not None or webhook.removed_at is not None:
        _record(call, Answer(None, "the webhook is switched off"), now or timezone.now(), final=True)
        return None
    moment = now or timezone.now()
    body = json.dumps(call_body(call), ensure_ascii=False, separators=(",", ":")).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Rhyddid-Webhook/1",
        "Rhyddid-Call": str(call.key),
        "Rhyddid-Signature": signature(webhook.secret, body, moment),
    }
    final = False
    try:
        answer = outside_call(webhook.url, body=body, headers=headers)
        final = answer.status == 410  # the other side says that it is gone for good
    except CallRefused as error:
        answer = Answer(None, str(error)[:200])
    _record(call, answer, moment, final=final)
    return answer


def signature(secret: str, body: bytes, at: dt.datetime) -> str:
    """What the other side compares: with the time in it, so that a call that was overheard is too old soon."""
    seconds = int(at.timestamp())
    signed = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={signed}"


def call_body(call: WebhookCall) -> dict[str, object]:
    """What is told: the event, its request and letter as everybody may read them, and where to find them."""
    told: dict[str, object] = {
        "id": str(call.key),
        "made_at": call.made_at.isoformat(),
        "team": call.webhook.team.slug,
        "type": "ping",
    }
    item = _item(call)
    if item is None:
        return told if call.event_id is None else told | {"type": "gone"}
    event = item.event
    told |= {
        "type": str(item.type),
        "event": {
            "id": event.pk,
            "day": event.day.isoformat(),
            "at": event.at.isoformat(),
            "source": event.source,
        }
        if event is not None
        else None,
        "request": {
            "slug": item.request.slug,
            "subject": item.subject,
            "authority": item.request.authority.slug,
            "url": item.url.partition("#")[0],
        },
    }
    if item.message is not None:
        told["message"] = {"id": item.message.pk, "direction": item.message.direction, "url": item.url}
    return told


def calls_forget() -> int:
    """Delete what the log of calls need not keep any more; returns how many."""
    old = WebhookCall.objects.filter(made_at__lt=timezone.now() - _LOG_KEPT).exclude(state=CallState.WAITING)
    return old.delete()[0]


def _item(call: WebhookCall) -> Item | None:
    """The event as it stands when it is told: it may have been taken back, or its letter erased or withheld."""
    if call.event_id is None:
        return None
    events = Event.objects.filter(pk=call.event_id, request__team=call.webhook.team_id).select_related(
        "request__authority", "message"
    )
    items = items_of(events)
    if not items:
        return None
    message = items[0].message
    if message is not None and (message.erased_at is not None or message.visibility != Visibility.PUBLIC):
        return None
    return items[0]


@transaction.atomic
def _record(call: WebhookCall, answer: Answer, at: dt.datetime, *, final: bool) -> None:
    call = WebhookCall.objects.select_for_update().select_related("webhook__team").get(pk=call.pk)
    if call.state != CallState.WAITING:
        return
    call.attempts += 1
    call.last_at, call.last_status, call.last_answer = at, answer.status, answer.said[:300]
    if answer.is_taken:
        call.state = CallState.DONE
    elif final or call.attempts > len(PAUSES):
        call.state = CallState.FAILED
    else:
        call.next_at = at + PAUSES[call.attempts - 1]
        call_defer(call.key, call.next_at)
    call.save()
    if call.state == CallState.FAILED and not _has_listened(call):
        _disable(call.webhook, answer)


def _has_listened(call: WebhookCall) -> bool:
    """Whether the other side took any call since this one was first tried."""
    return call.webhook.calls.filter(state=CallState.DONE, last_at__gte=call.made_at).exists()


def _disable(webhook: Webhook, answer: Answer) -> None:
    """Switch it off and tell who made it."""
    why = f"{answer.status or ''} {answer.said}".strip()[:300]
    changed = Webhook.objects.filter(pk=webhook.pk, disabled_at=None, removed_at=None).update(
        disabled_at=timezone.now(), disabled_because=why
    )
    person = webhook.made_by
    if not changed or person is None or not person.is_active:
        return
    audit(action="webhook_disabled", subject_kind="webhook", subject_id=webhook.pk, detail={"why": why})
    with translation.override(person.language):
        text = _(
            "The webhook %(url)s of %(team)s has not answered for a day and was switched off. The last answer was:\n\n"
            "%(why)s\n\nSwitch it on again once it listens: %(page)s"
        ) % {
            "url": webhook.url,
            "team": webhook.team.name,
            "why": why or _("none"),
            "page": settings.SITE_URL + reverse("webhooks", args=[webhook.team.slug]),
        }
        send_mail(_("A webhook was switched off"), text, None, [person.email])
