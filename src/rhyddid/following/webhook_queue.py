"""What webhooks are to be told: one call per event and webhook, queued in the pass that reads the new events."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app

from rhyddid.following.activity import TOLD
from rhyddid.following.models import CallState, Webhook, WebhookCall
from rhyddid.requests.models import Event

CALL_JOB = "rhyddid.following.webhook_call"
_STRAY_AFTER = dt.timedelta(minutes=10)
_LOT = 500


def calls_queue(*, after: dt.datetime, upto: dt.datetime) -> int:
    """Queue a call for each event between two moments and each webhook that wants it; in the caller's transaction."""
    webhooks = list(Webhook.objects.filter(disabled_at=None, removed_at=None))
    if not webhooks:
        return 0
    events = Event.objects.filter(
        at__gt=after,
        at__lte=upto,
        type__in=TOLD,
        request__rehearsal_day=None,
        request__team__in={webhook.team_id for webhook in webhooks},
    ).filter(Q(message=None) | Q(message__kind="letter"))
    calls = [
        WebhookCall(webhook=webhook, event_id=pk, key=uuid.uuid4())
        for pk, type_, team in events.order_by("at", "pk").values_list("pk", "type", "request__team_id")
        for webhook in webhooks
        if webhook.team_id == team and (not webhook.event_types or type_ in webhook.event_types)
    ]
    WebhookCall.objects.bulk_create(calls, ignore_conflicts=True)
    for key in [call.key for call in calls]:
        call_defer(key)
    return len(calls)


def ping_queue(*, webhook: Webhook) -> WebhookCall:
    """A call without an event, to try whether the other side listens."""
    call = WebhookCall.objects.create(webhook=webhook, key=uuid.uuid4())
    call_defer(call.key)
    return call


def call_defer(key: uuid.UUID, at: dt.datetime | None = None) -> None:
    """Let a worker make the call, at a time or at once; in the caller's transaction."""
    app.configure_task(name=CALL_JOB, schedule_at=at).defer(key=str(key))


def calls_stray() -> list[uuid.UUID]:
    """Calls that were due a while ago and that no job has made: a job was lost."""
    late = timezone.now() - _STRAY_AFTER
    return list(
        WebhookCall.objects.filter(state=CallState.WAITING, next_at__lt=late).values_list("key", flat=True)[
            :_LOT
        ]
    )
