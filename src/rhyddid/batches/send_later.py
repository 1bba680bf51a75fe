"""Sending from a page: small batches at once, large ones by the worker, so that nobody waits for thousands of letters."""

from __future__ import annotations

from django.db import transaction

from rhyddid.accounts.models import Person
from rhyddid.batches.models import Batch, BatchState
from rhyddid.batches.send import LOT, batch_begin, batch_lots
from rhyddid.batches.tasks import batch_lots_job


def batch_send_soon(*, batch: Batch, by: Person | None) -> bool:
    """Send the batch; True where its requests are there now, False where the worker makes them (or it waits for an
    operator). Raises BatchError.
    """
    with transaction.atomic():
        batch_begin(batch=batch, by=by)
        if batch.state == BatchState.WAITING_FOR_APPROVAL:
            return False
        return lots_soon(batch=batch, by=by)


def lots_soon(*, batch: Batch, by: Person | None) -> bool:
    """Make the requests of a batch that has begun or was approved: at once, or by the worker where they are many."""
    if batch.recipients.filter(request=None, approved=True).count() <= LOT:
        batch_lots(batch=batch, by=by)
        return True
    batch_lots_job.configure(queueing_lock=f"batch-{batch.pk}", lock=f"batch-{batch.pk}").defer(
        batch_id=batch.pk, by_id=by.pk if by is not None else None
    )
    return False
