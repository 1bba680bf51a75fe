"""Recording what became of an attempt: the attempt, the delivery's state and its events, in one transaction, once."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from rhyddid.care.models import TaskKind
from rhyddid.care.services import task_open
from rhyddid.post.claim import Claim
from rhyddid.post.models import AttemptOutcome, DeliveryAttempt
from rhyddid.requests.clock import local_day, moment_for
from rhyddid.requests.delivery_result import delivery_delayed, delivery_failed, delivery_sent
from rhyddid.requests.events import event_add
from rhyddid.requests.models import Delivery, DeliveryState, EventType

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
        case AttemptOutcome.NO_MAIL:
            _cannot_leave(delivery, at, answer)
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


def _cannot_leave(delivery: Delivery, at: dt.datetime, answer: str) -> None:
    """A fault of the letter's, not of the address: it has failed, and a person must look at it."""
    delivery.state, delivery.answer, delivery.claimed_by = DeliveryState.FAILED, answer, ""
    delivery.save(update_fields=["state", "answer", "claimed_by"])
    for request in delivery.message.requests.select_related("authority"):
        event_add(
            request=request,
            type=EventType.DELIVERY_FAILED,
            day=local_day(moment_for(request, at), request.authority),
            source="record",
            message=delivery.message,
            data={"answer": answer[:300], "address": delivery.to_address},
        )
    task_open(
        kind=TaskKind.DELIVERY,
        subject_kind="delivery",
        subject_id=delivery.pk,
        detail={"address": delivery.to_address, "answer": answer[:300]},
    )
