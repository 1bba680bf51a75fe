"""Adding events. The only door by which something happens to a request; its state is rebuilt in the same transaction."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from rhyddid.accounts.models import Person
from rhyddid.requests.clock import state_refresh
from rhyddid.requests.models import Event, EventType, Message, Request


@transaction.atomic
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
    """Add an event and refresh the request's state. `source`: record, reading, authority or person."""
    # Two letters to one request at once must not each rebuild a state without the other's event.
    Request.objects.select_for_update(no_key=True).get(pk=request.pk)
    event = Event.objects.create(
        request=request, type=type, day=day, source=source, by=by, message=message, data=data or {}
    )
    state_refresh(request)
    return event


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
