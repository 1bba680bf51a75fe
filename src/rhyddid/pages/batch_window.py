"""A batch's delay window as the pages tell it: how long until its letters leave, and whether any still waits to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from rhyddid.batches.models import Batch, BatchState
from rhyddid.batches.send import batch_state_now
from rhyddid.requests.models import Delivery, DeliveryState


@dataclass(frozen=True)
class BatchWindow:
    """`minutes_left` are whole ones, rounded up, 0 where letters may leave already; while `is_open` some can be taken
    back.
    """

    is_open: bool
    minutes_left: int


def batch_window(batch: Batch) -> BatchWindow:
    """The window of a batch. After its delay it stays open for letters that still wait for their turn in the outbox."""
    state, now = batch_state_now(batch), timezone.now()
    if state == BatchState.QUEUED:
        left = batch.send_after - now if batch.send_after is not None else dt.timedelta()
        return BatchWindow(True, max(0, -(-left // dt.timedelta(minutes=1))))
    if state != BatchState.SENT:
        return BatchWindow(False, 0)
    opening = Delivery.objects.filter(message__requests__recipient__batch=batch, event_type="")
    return BatchWindow(opening.filter(state=DeliveryState.QUEUED, first_sent_at=None).exists(), 0)
