"""Jobs of batches: thin; they take ids and call a service. The worker runs them."""

from __future__ import annotations

from procrastinate.contrib.django import app

from rhyddid.accounts.models import Person
from rhyddid.batches.models import Batch
from rhyddid.batches.send import batch_lots


@app.task(name="rhyddid.batches.batch_lots")
def batch_lots_job(batch_id: int, by_id: int | None) -> None:
    """Make the requests of a batch that has begun; killed, it goes on where it stopped."""
    batch = Batch.objects.select_related("team", "created_by").get(pk=batch_id)
    batch_lots(batch=batch, by=Person.objects.filter(pk=by_id).first() if by_id else None)
