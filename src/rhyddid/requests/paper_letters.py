"""Letters on paper and through portals, both ways: a letter, a fees notice, the payment of a fee.

In: what a person typed or scanned, and the day that the person states. Out: a message and its events. What the letter
is for the clock is read by software, unless the person says that it is a fees notice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db import transaction

from rhyddid.accounts.models import Person
from rhyddid.requests.clock import local_day, standing_events
from rhyddid.requests.events import event_add, event_take_back
from rhyddid.requests.message_receive import HandedIn, letter_record
from rhyddid.requests.models import Channel, Direction, EventType, Message, Request


class PaperKind(StrEnum):
    """What it is that a person records."""

    LETTER = "letter"
    FEE_NOTICE = "fee_notice"
    FEE_PAID = "fee_paid"
    OURS = "ours"


# what the arrival of a letter is, whatever it says
_MERE_ARRIVAL = (EventType.MESSAGE_RECEIVED, EventType.ACKNOWLEDGED)


def noon_of(day: dt.date, request: Request) -> dt.datetime:
    """A stated day as a moment: noon where the authority is, so that it is that day in every zone near by."""
    return dt.datetime.combine(day, dt.time(12), tzinfo=ZoneInfo(request.authority.time_zone))


@transaction.atomic
def paper_record(
    *,
    request: Request,
    kind: PaperKind,
    day: dt.date,
    text: str,
    files: Sequence[HandedIn],
    channel: Channel,
    by: Person | None,
    amount: str = "",
) -> Message | None:
    """Record what came, went or was paid on `day`; None for a payment without a letter. The same again adds nothing."""
    message = None
    if text.strip() or files:
        ours = kind in (PaperKind.OURS, PaperKind.FEE_PAID)
        message = letter_record(
            request=request,
            text=text,
            files=files,
            channel=channel,
            received_at=noon_of(day, request),
            by=by,
            direction=Direction.OUT if ours else Direction.IN,
        )
    if kind == PaperKind.FEE_NOTICE:
        _fee_event_add(request, EventType.FEE_NOTICE, day, message, by, amount)
    elif kind == PaperKind.FEE_PAID:
        _fee_event_add(request, EventType.FEE_PAID, day, message, by, amount)
    return message


def _fee_event_add(
    request: Request,
    type: EventType,
    day: dt.date,
    message: Message | None,
    by: Person | None,
    amount: str,
) -> None:
    standing = standing_events(request)
    if any(event.type == type and event.day == day for event in standing):
        return
    for event in standing:
        # a person knows better what the letter is than the software that read it
        read = event.message_id is not None and message is not None and event.message_id == message.pk
        if read and event.source == "reading" and event.type not in _MERE_ARRIVAL:
            event_take_back(event=event, by=by, day=local_day(noon_of(day, request), request.authority))
    event_add(
        request=request,
        type=type,
        day=day,
        source="person",
        by=by,
        message=message,
        data={"amount": amount} if amount else {},
    )
