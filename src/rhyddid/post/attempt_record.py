"""Recording what became of an attempt: the attempt, the delivery's state and its events, in one transaction, once."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from rhyddid.care.models import TaskKind
from rhyddid.care.services import task_open
from rhyddid.post.claim import Claim
from rhyddid.post.models import AttemptOutcome, DeliveryAttempt
from rhyddid.requests.delivery_result import delivery_delayed, delivery_failed, delivery_sent
from rhyddid.requests.models import Delivery, DeliveryState

UNSEEN = "handed over, the answer was not seen"
_FIRST_WAIT = dt.timedelta(minutes=5)
_LONGEST_WAIT = dt.timedelta(hours=6)
_GIVE_UP_AFTER = dt.timedelta(days=5)


@transaction.atomic
def attempt_record(
    *, claim: Claim, carrier: str, outcome: AttemptOutcome, answer: str, at: dt.datetime
) -> bool:
    """Record an attempt that `carrier` made. False where it is recorded already."""
    delivery = (
        Delivery.objects.select_for_update()
        .filter(pk=claim.delivery, state=DeliveryState.SENDING, claimed_by=carrier, attempt=claim.attempt)
        .first()
    )
    if delivery is None:
        return False
    if outcome != AttemptOutcome.NOT_HANDED_OVER:
        DeliveryAttempt.objects.create(
            delivery=delivery, attempt=claim.attempt, at=at, outcome=outcome, answer=answer
        )
    match outcome:
        case AttemptOutcome.ACCEPTED:
            _sent(delivery, at, answer)
        case AttemptOutcome.UNSEEN:
            _sent(delivery, at, UNSEEN)
            task_open(
                kind=TaskKind.DELIVERY,
                subject_kind="delivery",
                subject_id=delivery.pk,
                detail={"address": delivery.to_address, "answer": UNSEEN},
            )
        case AttemptOutcome.DELAYED:
            _put_off(delivery, at, answer)
        case AttemptOutcome.REFUSED:
            delivery_failed(delivery=delivery, at=at, answer=answer)
        case AttemptOutcome.NOT_HANDED_OVER:
            _back_in_the_queue(delivery)
    return True


def _sent(delivery: Delivery, at: dt.datetime, answer: str) -> None:
    delivery_sent(delivery=delivery, at=at, answer=answer)
    # a letter that was sent before keeps its first date, and is sent all the same
    Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENDING).update(
        state=DeliveryState.SENT, answer=answer, claimed_by=""
    )


def _put_off(delivery: Delivery, at: dt.datetime, answer: str) -> None:
    """Try again after 5 minutes, 10, 20 … 6 hours; after five days the letter has failed."""
    delays = delivery.attempts.filter(outcome=AttemptOutcome.DELAYED)
    first = delays.earliest("attempt").at
    if at - first >= _GIVE_UP_AFTER:
        delivery_failed(delivery=delivery, at=at, answer=answer)
        return
    wait = min(_FIRST_WAIT * 2 ** min(delays.count() - 1, 16), _LONGEST_WAIT)
    delivery_delayed(delivery=delivery, until=timezone.now() + wait, answer=answer)


def _back_in_the_queue(delivery: Delivery) -> None:
    """As it was: put off where an attempt was put off before, else queued and free to be taken back."""
    was_put_off = delivery.attempts.filter(outcome=AttemptOutcome.DELAYED).exists()
    delivery.state = DeliveryState.DELAYED if was_put_off else DeliveryState.QUEUED
    delivery.claimed_by = ""
    delivery.claimed_at = None
    delivery.save(update_fields=["state", "claimed_by", "claimed_at"])
