"""Jobs of batches: thin; they call a service. The worker runs them, one by the clock."""

from __future__ import annotations

from procrastinate.contrib.django import app

from rhyddid.accounts.models import Person
from rhyddid.batches.follow_ups import FOLLOW_UP_JOB, follow_up_lots
from rhyddid.batches.models import Batch
from rhyddid.batches.send import batch_lots, batches_settle
from rhyddid.batches.sheet_corrections import LINK_JOB, correction_link_send
from rhyddid.batches.visibility_change import batches_publish_due


@app.task(name="rhyddid.batches.batch_lots")
def batch_lots_job(batch_id: int, by_id: int | None) -> None:
    """Make the requests of a batch that has begun; killed, it goes on where it stopped."""
    batch = Batch.objects.select_related("team", "created_by").get(pk=batch_id)
    batch_lots(batch=batch, by=Person.objects.filter(pk=by_id).first() if by_id else None)


@app.periodic(cron="* * * * *")
@app.task(name="rhyddid.batches.batches_settle", queueing_lock="batches_settle")
def batches_settle_job(timestamp: int) -> int:
    """Mark batches whose delay window is over as sent; returns how many."""
    return batches_settle()


@app.periodic(cron="7 * * * *")
@app.task(name="rhyddid.batches.batches_publish_due", queueing_lock="batches_publish_due")
def batches_publish_due_job(timestamp: int) -> int:
    """Publish the batches whose day has come or that everybody has answered; returns how many."""
    return batches_publish_due()


@app.task(name=LINK_JOB, retry=5)
def correction_link_job(correction_id: int) -> None:
    """Mail the link that confirms a correction."""
    correction_link_send(correction_id=correction_id)


@app.task(name=FOLLOW_UP_JOB, retry=5)
def follow_up_job(follow_up_id: int) -> int:
    """Put the letters of a follow-up into the outbox; killed, it goes on where it stopped."""
    return follow_up_lots(follow_up_id=follow_up_id)
