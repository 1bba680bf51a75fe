"""Sending a batch: approval by size and trust, lots of requests, the delay window, taking back.

Whatever is killed half-way goes on where it stopped when it is called again: a recipient that has a request is done,
and a lot is one transaction.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from rhyddid.accounts.models import Person
from rhyddid.authorities.models import Authority, Health
from rhyddid.authorities.queries import foi_addresses
from rhyddid.batches.batch_file import holds_controls
from rhyddid.batches.files import batch_files, batch_files_fault
from rhyddid.batches.held_reasons import MENDABLE, HeldReason
from rhyddid.batches.letter import BatchText, batch_text, letter_to
from rhyddid.batches.merge_fields import MERGE_FIELDS, SUBJECT_FIELDS, merge_faults
from rhyddid.batches.models import Batch, BatchState, Recipient
from rhyddid.batches.services import BatchError
from rhyddid.batches.size_limit import batch_limit, may_send_alone
from rhyddid.care.models import TaskKind
from rhyddid.care.services import audit, task_close, task_open
from rhyddid.requests.clock import local_day
from rhyddid.requests.events import event_add
from rhyddid.requests.models import (
    Delivery,
    DeliveryState,
    Direction,
    EventType,
    Message,
    MessageInRequest,
    Request,
    Visibility,
)
from rhyddid.requests.request_send import request_create, request_row
from rhyddid.requests.send_many import OpeningLetter, requests_queue

LOT = 200
OnProgress = Callable[[int, int], None]


@dataclass(frozen=True)
class SendReport:
    """`made` requests now, `already` made before; `held` recipients by reason; what waits for approval."""

    state: str
    made: int = 0
    already: int = 0
    held: Mapping[str, int] = field(default_factory=dict)
    waiting_for_approval: int = 0
    send_after: dt.datetime | None = None


@dataclass(frozen=True)
class RecallReport:
    """How many requests were taken back, and how many letters were already on their way."""

    recalled: int
    on_their_way: int


def batch_send(
    *,
    batch: Batch,
    by: Person | None,
    sent_at: dt.datetime | None = None,
    on_progress: OnProgress | None = None,
) -> SendReport:
    """Give every recipient its request, to leave when the delay window ends; call it again to go on where it stopped.

    A batch larger than `by` may send alone waits for an operator's approval. With `sent_at` the batch went out by
    other means at that time: that is recorded as a person's word, and nothing is mailed. Raises BatchError.
    """
    batch_begin(batch=batch, by=by, sent_at=sent_at)
    return batch_lots(batch=batch, by=by, sent_at=sent_at, on_progress=on_progress)


@transaction.atomic
def batch_begin(*, batch: Batch, by: Person | None, sent_at: dt.datetime | None = None) -> Batch:
    """Open the batch's delay window, or lay it before an operator. Raises BatchError where it cannot be sent."""
    here = _locked(batch)
    _check_ready(here, sent_at)
    if sent_at is None:
        _check_files(here)
    if sent_at is None and here.state == BatchState.DRAFT and not may_send_alone(here, by):
        here.state = BatchState.WAITING_FOR_APPROVAL
        here.recipients.filter(request=None).update(approved=False)
        size = here.recipients.exclude(held_reason=HeldReason.DROPPED).count()
        task_open(
            kind=TaskKind.BATCH_APPROVAL, subject_kind="batch", subject_id=here.pk,
            detail={"recipients": size, "limit": batch_limit(by), "by": by.pk if by else None},
        )  # fmt: skip
    elif sent_at is not None or here.state != BatchState.WAITING_FOR_APPROVAL:
        if here.state == BatchState.WAITING_FOR_APPROVAL:  # it went out without this site: nothing to approve
            here.recipients.filter(request=None).update(approved=True)
            task_close(kind=TaskKind.BATCH_APPROVAL, subject_kind="batch", subject_id=here.pk, by=by)
        _open_window(here, sent_at)
        audit(
            action="batch_sent", subject_kind="batch", subject_id=here.pk, by=by,
            detail={"sent_at": sent_at.isoformat()} if sent_at else {},
        )  # fmt: skip
    here.save(update_fields=["state", "send_after"])
    _follow(batch, here)
    return batch


def batch_lots(
    *,
    batch: Batch,
    by: Person | None,
    sent_at: dt.datetime | None = None,
    on_progress: OnProgress | None = None,
) -> SendReport:
    """Make the requests of a batch that has begun, lot by lot; stops where the batch is taken back meanwhile."""
    open_ones = batch.recipients.exclude(held_reason=HeldReason.DROPPED)
    already = open_ones.filter(request__isnull=False).count()
    if batch.state == BatchState.WAITING_FOR_APPROVAL:
        return SendReport(
            batch.state, already=already, waiting_for_approval=open_ones.filter(approved=False).count()
        )
    batch.recipients.filter(request=None, held_reason__in=MENDABLE).update(held_reason="")
    total = _sendable(batch).count()
    text = batch_text(batch)
    made, last_id = 0, 0
    while True:
        lot, last_id = _lot_send(batch, text, by, sent_at, last_id)
        if not last_id:
            break
        made += lot
        if on_progress is not None:
            on_progress(min(made, total), total)
    batch.refresh_from_db(fields=["state", "send_after"])
    held = Counter(batch.recipients.exclude(held_reason="").values_list("held_reason", flat=True))
    return SendReport(
        batch.state,
        made=made,
        already=already,
        held=dict(held),
        waiting_for_approval=open_ones.filter(request=None, approved=False)
        .exclude(held_reason=HeldReason.RECALLED)
        .count(),
        send_after=batch.send_after,
    )


@transaction.atomic
def batch_approve(*, batch: Batch, by: Person, recipients: Collection[Recipient] | None = None) -> int:
    """Let a batch that waits go out: to all, or to `recipients` only (the others wait on). Returns how many.

    The delay window begins now; `batch_lots` makes the requests. Raises BatchError.
    """
    if not by.is_staff:
        raise BatchError(_("Only an operator of this site can approve a batch."))
    here = _locked(batch)
    if here.state == BatchState.RECALLED:
        raise BatchError(_("The batch was taken back: there is nothing to approve."))
    waiting = here.recipients.filter(request=None, approved=False).exclude(
        held_reason__in=(HeldReason.DROPPED, HeldReason.RECALLED)
    )
    if not waiting.exists():
        raise BatchError(_("Nothing of this batch waits for approval."))
    chosen = waiting if recipients is None else waiting.filter(pk__in=[each.pk for each in recipients])
    count = chosen.update(approved=True)
    if count:
        _open_window(here, None)
        here.save(update_fields=["state", "send_after"])
    if not waiting.exists():
        task_close(kind=TaskKind.BATCH_APPROVAL, subject_kind="batch", subject_id=here.pk, by=by)
    audit(
        action="batch_approved", subject_kind="batch", subject_id=here.pk, by=by,
        detail={"recipients": count, "still_waiting": waiting.count()},
    )  # fmt: skip
    _follow(batch, here)
    return count


def batch_recall(*, batch: Batch, by: Person | None) -> RecallReport:
    """Take back every letter of the batch that has not left, at one stroke. Raises BatchError where all have left.

    The letters are stopped in one statement, so that nothing leaves while the requests' events are written; killed in
    between, a second call writes the rest.
    """
    with transaction.atomic():
        here = _locked(batch)
        if here.state not in (BatchState.QUEUED, BatchState.SENT, BatchState.RECALLED):
            raise BatchError(_("The batch has not been sent: there is nothing to take back."))
        deliveries = Delivery.objects.filter(message__requests__recipient__batch=here, event_type="")
        ids = list(
            deliveries.filter(state=DeliveryState.QUEUED, first_sent_at=None)
            .select_for_update(of=("self",))
            .values_list("pk", flat=True)
        )
        stopped = Delivery.objects.filter(pk__in=ids, state=DeliveryState.QUEUED).update(
            state=DeliveryState.RECALLED
        )
        _follow_ups_stop(here)
        gone = deliveries.exclude(state=DeliveryState.RECALLED).count()
        if (
            not stopped
            and here.state != BatchState.RECALLED
            and here.recipients.filter(request__isnull=False).exists()
        ):
            raise BatchError(_("All of its letters are on their way: nothing can be taken back."))
        here.state = BatchState.SENT if gone else BatchState.RECALLED
        here.recipients.filter(request=None).exclude(held_reason=HeldReason.DROPPED).update(
            held_reason=HeldReason.RECALLED
        )
        here.save(update_fields=["state"])
        task_close(kind=TaskKind.BATCH_APPROVAL, subject_kind="batch", subject_id=here.pk, by=by)
        if stopped:
            audit(
                action="batch_recalled", subject_kind="batch", subject_id=here.pk, by=by,
                detail={"recalled": stopped, "on_their_way": gone},
            )  # fmt: skip
        _follow(batch, here)
    _recall_events_add(batch, by)
    return RecallReport(recalled=stopped, on_their_way=gone)


@transaction.atomic
def batch_reopen(*, batch: Batch, by: Person | None) -> int:
    """Make a draft again of a batch that was taken back whole, to mend and send it; returns how many recipients.

    The requests that were taken back stay as they are; sending makes new ones. Raises BatchError.
    """
    here = _locked(batch)
    if here.state != BatchState.RECALLED:
        raise BatchError(_("Only a batch that was taken back whole can be opened again."))
    here.recipients.filter(held_reason=HeldReason.RECALLED).update(held_reason="")
    count = here.recipients.update(request=None, approved=True)
    here.state = BatchState.DRAFT
    here.send_after = None
    here.save(update_fields=["state", "send_after"])
    audit(action="batch_reopened", subject_kind="batch", subject_id=here.pk, by=by)
    _follow(batch, here)
    return count


def batch_state_now(batch: Batch, now: dt.datetime | None = None) -> str:
    """The batch's state; one whose delay window is over is sent, whether or not anybody has settled it yet."""
    over = batch.send_after is not None and batch.send_after <= (now or timezone.now())
    return BatchState.SENT if batch.state == BatchState.QUEUED and over else batch.state


def batches_settle() -> int:
    """Mark batches whose delay window is over as sent; returns how many. For the worker, now and then."""
    over = Batch.objects.filter(state=BatchState.QUEUED, send_after__lte=timezone.now())
    return over.update(state=BatchState.SENT)


def _check_ready(batch: Batch, sent_at: dt.datetime | None) -> None:
    if batch.state == BatchState.RECALLED:
        raise BatchError(_("The batch was taken back: open it again or copy it to send it."))
    if sent_at is not None and batch.rehearsal_of_id is not None:
        raise BatchError(_("A rehearsal did not go out elsewhere: send it without a date."))
    if sent_at is not None and batch.state == BatchState.QUEUED:
        raise BatchError(
            _("The batch is being sent from here: take it back before you record it as sent elsewhere.")
        )
    if sent_at is not None and sent_at > timezone.now():
        raise BatchError(_("The batch cannot have gone out in the future."))
    if not batch.recipients.exclude(held_reason=HeldReason.DROPPED).exists():
        raise BatchError(_("The batch has no recipients: add some."))
    text = batch_text(batch)
    if not text.questions:
        raise BatchError(_("The batch has no questions: add some."))
    if holds_controls(text.sender):
        raise BatchError(_("The sender’s name holds a line break or another control character: take it out."))
    faults = [
        *merge_faults(text.letter, MERGE_FIELDS if text.sender else _without_sender()),
        *merge_faults(text.subject, SUBJECT_FIELDS),
    ]
    if faults:
        raise BatchError(
            _("A merge field of the letter cannot be filled: %(fault)s") % {"fault": faults[0].text}
        )


def _check_files(batch: Batch) -> None:
    if fault := batch_files_fault(batch):
        raise BatchError(fault)


def _without_sender() -> tuple[str, ...]:
    return tuple(name for name in MERGE_FIELDS if name != "sender")


def _open_window(batch: Batch, sent_at: dt.datetime | None) -> None:
    now = timezone.now()
    if sent_at is not None:
        batch.state, batch.send_after = BatchState.SENT, sent_at
    elif batch.send_after is None or batch.send_after <= now:
        if _sendable(batch, with_mendable=True).exists():
            batch.send_after = now + dt.timedelta(minutes=batch.delay_minutes)
            batch.state = BatchState.QUEUED if batch.delay_minutes else BatchState.SENT
    else:
        batch.state = BatchState.QUEUED


def _sendable(batch: Batch, *, with_mendable: bool = False) -> QuerySet[Recipient]:
    held = Q(held_reason="") | Q(held_reason__in=MENDABLE) if with_mendable else Q(held_reason="")
    return batch.recipients.filter(held, request=None, approved=True)


@transaction.atomic
def _lot_send(
    batch: Batch, text: BatchText, by: Person | None, sent_at: dt.datetime | None, after_id: int
) -> tuple[int, int]:
    """One lot: how many requests it made, and the id of its last recipient (0 where there was nobody left)."""
    # a share lock would let two senders in at once; a recall waits for the lot and then sees its letters
    here = _locked(batch)
    if here.state not in (BatchState.QUEUED, BatchState.SENT):
        return 0, 0
    lot = list(_sendable(batch).filter(pk__gt=after_id).select_related("authority").order_by("pk")[:LOT])
    if not lot:
        return 0, 0
    addresses = foi_addresses(recipient.authority_id for recipient in lot)
    not_before = max(here.send_after or timezone.now(), timezone.now())
    sent: list[Recipient] = []
    held: list[Recipient] = []
    letters: list[OpeningLetter] = []
    for recipient in lot:
        address = addresses.get(recipient.authority_id)
        if sent_at is not None:
            recipient.request = request_create(
                questions=text.questions, **_request_fields(here, text, recipient.authority, by)
            )
            _record_stated(recipient.request, text, address.email if address else "", sent_at, by)
        elif address is None or address.health == Health.DEAD:
            recipient.held_reason = HeldReason.NO_ADDRESS if address is None else HeldReason.DEAD_ADDRESS
            held.append(recipient)
            continue
        else:
            recipient.request = request_row(**_request_fields(here, text, recipient.authority, by))
            letters.append(OpeningLetter(recipient.request, text.questions, address.email, text.sender))
        sent.append(recipient)
    requests_queue(letters=letters, not_before=not_before, by=by, files=batch_files(here))
    Recipient.objects.bulk_update([*sent, *held], ["request", "held_reason"])
    if here.checks_needed != 1:
        Request.objects.filter(recipient__in=sent).update(checks_needed=here.checks_needed)
    if here.tags:
        # what the batch is about is what each of its requests is about
        Request.objects.filter(recipient__in=sent).update(tags=here.tags)
    return len(sent), lot[-1].pk


def _request_fields(batch: Batch, text: BatchText, authority: Authority, by: Person | None) -> dict[str, Any]:
    letter = letter_to(text, authority)
    return {
        "authority": authority,
        "team": batch.team,
        "by": by or batch.created_by,
        "subject": letter.subject,
        "text": letter.text,
        "language": batch.language,
        "regime": letter.regime,
        "visibility": Visibility.PUBLIC if batch.published_at else Visibility.EMBARGOED,
        "rehearsal_day": batch.rehearsal_day,
    }


def _record_stated(
    request: Request, text: BatchText, address: str, sent_at: dt.datetime, by: Person | None
) -> None:
    """The letter as a person says it went out: in the thread, with its events, and in no outbox."""
    message = Message.objects.create(
        direction=Direction.OUT,
        subject=request.subject,
        sender_name=text.sender,
        recipients=[address] if address else [],
        sent_at=sent_at,
        received_at=sent_at,
        date_is_stated=True,
        text=request.text,
        created_by=by,
    )
    MessageInRequest.objects.create(message=message, request=request, matched_by="sent")
    day = local_day(sent_at, request.authority)
    for event_type in (EventType.SENT, EventType.RECEIVED):
        event_add(request=request, type=event_type, day=day, source="person", by=by, message=message)


def _follow_ups_stop(batch: Batch) -> None:
    """No further letter goes to an authority that never gets the first."""
    unopened = Request.objects.filter(
        recipient__batch=batch,
        messages__deliveries__event_type="",
        messages__deliveries__state=DeliveryState.RECALLED,
    )
    further = Delivery.objects.filter(
        message__requests__in=unopened, state__in=(DeliveryState.QUEUED, DeliveryState.DELAYED)
    ).exclude(event_type="")
    ids = list(further.select_for_update(of=("self",)).values_list("pk", flat=True))
    Delivery.objects.filter(pk__in=ids).update(state=DeliveryState.RECALLED)


def _recall_events_add(batch: Batch, by: Person | None) -> None:
    """The RECALLED event of every request whose letter was stopped and that has none yet, lot by lot."""
    stopped = (
        Request.objects.filter(
            recipient__batch=batch,
            messages__deliveries__state=DeliveryState.RECALLED,
            messages__deliveries__event_type="",
        )
        .exclude(events__type=EventType.RECALLED)
        .select_related("authority")
        .order_by("pk")
        .distinct()
    )
    while requests := list(stopped[:LOT]):
        with transaction.atomic():
            for request in requests:
                day = request.rehearsal_day or local_day(timezone.now(), request.authority)
                event_add(request=request, type=EventType.RECALLED, day=day, source="record", by=by)


def _locked(batch: Batch) -> Batch:
    return (
        Batch.objects.select_for_update(of=("self",), no_key=True)
        .select_related("team", "created_by")
        .get(pk=batch.pk)
    )


def _follow(batch: Batch, here: Batch) -> None:
    """The caller's object says what the database says."""
    batch.state, batch.send_after = here.state, here.send_after
