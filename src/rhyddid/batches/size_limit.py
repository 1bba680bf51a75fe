"""How large a batch may be before an operator must approve it: the person's trust × the batch's size. Reads only."""

from __future__ import annotations

from django.conf import settings

from rhyddid.accounts.models import Person
from rhyddid.batches.held_reasons import HeldReason
from rhyddid.batches.models import Batch


def batch_limit(person: Person | None) -> int:
    """How many recipients a batch of `person` may have without an operator's approval."""
    limits = settings.BATCH_LIMITS
    return int(limits[min(person.trust if person is not None else 0, len(limits) - 1)])


def batch_size(batch: Batch) -> int:
    """The recipients that count: all but those taken off the list."""
    return batch.recipients.exclude(held_reason=HeldReason.DROPPED).count()


def may_send_alone(batch: Batch, by: Person | None) -> bool:
    """Whether `by` may send the batch without an operator. A rehearsal goes nowhere and needs nobody."""
    return batch.rehearsal_of_id is not None or batch_size(batch) <= batch_limit(by)
