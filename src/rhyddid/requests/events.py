"""Adding events. The only door by which something happens to a request; its state is rebuilt in the same transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from rhyddid.accounts.models import Person
from rhyddid.requests.clock import state_refresh
from rhyddid.requests.models import Event, EventType, Message, Request


@dataclass(frozen=True)
class NewEvent:
    """An event to be added. `source`: record, reading, authority or person."""

    type: EventType
    day: dt.date
    source: str
    by: Person | None = None
    message: Message | None = None
    data: dict[str, Any] = field(default_factory=dict)


def event_add(
    *,
    request: Request,
    type: EventType,
    day: dt.date,
    source: str,
    by: Person | None = None,
    message: Message | None = None,
    data: dict[str, Any] | None = None,
) -> Event:
    """Add one event and refresh the request's state."""
    (event,) = events_add(request=request, events=[NewEvent(type, day, source, by, message, data or {})])
    return event


@transaction.atomic
def events_add(*, request: Request, events: Sequence[NewEvent]) -> list[Event]:
    """Add events in their order and refresh the request's state once."""
    # Two letters to one request at once must not each rebuild a state without the other's event.
    Request.objects.select_for_update(no_key=True).only("pk").get(pk=request.pk)
    added = [
        Event.objects.create(
            request=request,
            type=event.type,
            day=event.day,
            source=event.source,
            by=event.by,
            message=event.message,
            data=event.data,
        )
        for event in events
    ]
    state_refresh(request)
    return added


def event_take_back(*, event: Event, by: Person | None, day: dt.date) -> Event:
    """Take a wrong event back. It stays in the list; the clock no longer counts it."""
    return event_add(
        request=event.request,
        type=EventType.CORRECTED,
        day=day,
        source="person",
        by=by,
        data={"event": event.pk, "was": event.type},
    )
