"""The same further letter to all or some recipients of a batch: made as a draft, looked at, sent once to each.

A letter and its row in the outbox are made in one transaction under a lock on the recipient's row: a job that is killed,
or runs twice, goes on where it stopped.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from rhyddid.accounts.models import Person
from rhyddid.batches.follow_up_texts import (
    DRAFTED,
    EVENTS,
    RecipientText,
    candidates,
    recipient_text,
    template_faults,
)
from rhyddid.batches.models import Batch, BatchFollowUp, FollowUpKind, FollowUpLetter, FollowUpState
from rhyddid.batches.services import BatchError
from rhyddid.care.services import audit
from rhyddid.requests.models import Delivery, DeliveryState
from rhyddid.requests.request_send import NothingToFollow, follow_up_queue

FOLLOW_UP_JOB = "rhyddid.batches.follow_up_lots"
AT_ONCE = 30
_LOT = 50
_CHUNK = 1000


@dataclass(frozen=True)
class PreviewedLetter:
    """One recipient's letter as it will leave."""

    letter: FollowUpLetter
    made: RecipientText


@dataclass(frozen=True)
class FollowUpCounts:
    """How far a follow-up is: `chosen` are to get it, `queued` have it in the outbox, `failed` cannot get it."""

    total: int
    chosen: int
    queued: int
    failed: int

    @property
    def left(self) -> int:
        return self.chosen - self.queued - self.failed


@transaction.atomic
def follow_up_create(
    *, batch: Batch, kind: str, text: str = "", by: Person, request_ids: Collection[int] | None = None
) -> BatchFollowUp:
    """A draft to everybody whom this kind may go to, or to those of them that `request_ids` names. Nothing is sent.

    Raises BatchError.
    """
    if kind not in FollowUpKind.values:
        raise BatchError(_("Choose what the letter is."))
    if kind not in DRAFTED:
        if not text.strip():
            raise BatchError(_("Write the letter."))
        if faults := template_faults(text):
            raise BatchError(faults[0].text.render())
    found = candidates(batch, kind)
    if request_ids is not None:
        found = found.filter(pk__in=list(request_ids))
    ids = list(found.values_list("pk", flat=True))
    if not ids:
        raise BatchError(_("There is nobody in this batch to whom this letter could go now."))
    follow_up = BatchFollowUp.objects.create(
        batch=batch, kind=kind, text="" if kind in DRAFTED else text.replace("\r\n", "\n"), created_by=by
    )
    FollowUpLetter.objects.bulk_create(
        (FollowUpLetter(follow_up=follow_up, request_id=pk) for pk in ids), batch_size=_CHUNK
    )
    return follow_up


def follow_up_letters(follow_up: BatchFollowUp) -> QuerySet[FollowUpLetter]:
    """Its letters, as the list shows them."""
    return follow_up.letters.select_related(
        "follow_up", "request__authority", "request__team", "request__state", "delivery"
    ).order_by("pk")


def previewed(letters: Sequence[FollowUpLetter]) -> list[PreviewedLetter]:
    """These letters as they will leave; those in the outbox as they left."""
    return [
        PreviewedLetter(
            letter,
            RecipientText(letter.delivery.message.text, None) if letter.delivery else recipient_text(letter),
        )
        for letter in letters
    ]


def follow_up_counts(follow_up: BatchFollowUp) -> FollowUpCounts:
    """How far it is, in one query."""
    done = Q(done_at__isnull=False)
    counted = follow_up.letters.aggregate(
        total=Count("pk"),
        chosen=Count("pk", filter=Q(chosen=True)),
        queued=Count("pk", filter=done & Q(fault="")),
        failed=Count("pk", filter=done & ~Q(fault="")),
    )
    return FollowUpCounts(**counted)


@transaction.atomic
def follow_up_choose(*, follow_up: BatchFollowUp, shown: Collection[int], chosen: Collection[int]) -> None:
    """Of the letters that a page showed, take in those that were ticked and leave out the others. Raises BatchError."""
    _draft(follow_up)
    follow_up.letters.filter(pk__in=set(shown)).update(chosen=False)
    follow_up.letters.filter(pk__in=set(shown) & set(chosen)).update(chosen=True)


@transaction.atomic
def follow_up_letter_write(*, follow_up: BatchFollowUp, letter_id: int, text: str) -> None:
    """Write the letter to one recipient by itself; an empty text makes it as for all again. Raises BatchError."""
    _draft(follow_up)
    follow_up.letters.filter(pk=letter_id).update(text=text.replace("\r\n", "\n").strip()[:50_000])


def follow_up_delete(*, follow_up: BatchFollowUp) -> None:
    """Throw a draft away. Raises BatchError once it has been sent."""
    with transaction.atomic():
        _draft(follow_up).delete()


def follow_up_send(*, follow_up: BatchFollowUp, by: Person) -> bool:
    """Send it to all that are chosen: True where it is in the outbox now, False where the worker puts it there. Sent
    twice, it is sent once. Raises BatchError where nobody is chosen.
    """
    with transaction.atomic():
        here = BatchFollowUp.objects.select_for_update(no_key=True).get(pk=follow_up.pk)
        chosen = here.letters.filter(chosen=True).count()
        if here.state == FollowUpState.DRAFT:
            if not chosen:
                raise BatchError(_("Nobody is chosen: tick at least one recipient."))
            here.state, here.sent_at = FollowUpState.GOING, timezone.now()
            here.save(update_fields=["state", "sent_at"])
            audit(
                action="batch_follow_up_sent", subject_kind="batch", subject_id=here.batch_id, by=by,
                detail={"follow_up": here.pk, "kind": here.kind, "letters": chosen},
            )  # fmt: skip
        if chosen > AT_ONCE:
            name = f"follow-up-{here.pk}"
            app.configure_task(FOLLOW_UP_JOB, lock=name).defer(follow_up_id=here.pk)
            return False
    follow_up_lots(follow_up_id=follow_up.pk)
    return True


def follow_up_lots(*, follow_up_id: int) -> int:
    """Put every chosen letter that is not there yet into the outbox; returns how many. Killed, it goes on later."""
    follow_up = BatchFollowUp.objects.select_related("batch", "created_by").get(pk=follow_up_id)
    if follow_up.state == FollowUpState.DRAFT or follow_up.sent_at is None:
        return 0
    not_before = max(timezone.now(), follow_up.sent_at + _window(follow_up.batch))
    made, last = 0, 0
    open_ones = follow_up.letters.filter(chosen=True, done_at=None).order_by("pk")
    while ids := list(open_ones.filter(pk__gt=last).values_list("pk", flat=True)[:_LOT]):
        for pk in ids:
            made += _letter_queue(pk, by=follow_up.created_by, not_before=not_before)
        last = ids[-1]
    if not open_ones.exists():
        BatchFollowUp.objects.filter(pk=follow_up_id, state=FollowUpState.GOING).update(
            state=FollowUpState.DONE
        )
    return made


@transaction.atomic
def follow_up_recall(*, follow_up: BatchFollowUp, by: Person) -> int:
    """Take back all of its letters that have not left; returns how many."""
    here = BatchFollowUp.objects.select_for_update(no_key=True).get(pk=follow_up.pk)
    if here.state == FollowUpState.DRAFT:
        return 0
    now = timezone.now()
    # those that the worker has not come to yet never become letters
    unmade = here.letters.select_for_update().filter(chosen=True, done_at=None)
    stopped = FollowUpLetter.objects.filter(pk__in=[letter.pk for letter in unmade]).update(
        done_at=now, fault=_("Taken back")
    )
    waiting = here.letters.filter(delivery__state=DeliveryState.QUEUED, delivery__first_sent_at=None)
    ids = [letter.delivery_id for letter in waiting.select_for_update(of=("self",)) if letter.delivery_id]
    rows = Delivery.objects.select_for_update().filter(pk__in=ids, state=DeliveryState.QUEUED)
    taken = [delivery.pk for delivery in rows]
    Delivery.objects.filter(pk__in=taken).update(state=DeliveryState.RECALLED)
    here.letters.filter(delivery__in=taken).update(fault=_("Taken back"))
    audit(
        action="batch_follow_up_recalled", subject_kind="batch", subject_id=here.batch_id, by=by,
        detail={"follow_up": here.pk, "letters": stopped + len(taken)},
    )  # fmt: skip
    return stopped + len(taken)


def can_be_taken_back(follow_up: BatchFollowUp) -> bool:
    """Whether letters of it may still wait: its delay window is open."""
    return follow_up.sent_at is not None and timezone.now() < follow_up.sent_at + _window(
        follow_up.batch
    ) + dt.timedelta(minutes=1)


@transaction.atomic
def _letter_queue(pk: int, *, by: Person | None, not_before: dt.datetime) -> int:
    letter = (
        FollowUpLetter.objects.select_for_update(of=("self",))
        .select_related("follow_up", "request__authority", "request__team", "request__state")
        .get(pk=pk)
    )
    if letter.done_at is not None or not letter.chosen:
        return 0
    letter.done_at = timezone.now()
    made = recipient_text(letter)
    if made.problem is not None:
        letter.fault = made.problem.render()[:300]
    else:
        try:
            delivery = follow_up_queue(
                request=letter.request,
                text=made.text,
                by=by,
                event_type=EVENTS[FollowUpKind(letter.follow_up.kind)],
                not_before=not_before,
            )
        except NothingToFollow:
            letter.fault = _("No letter has left for this request, so there is no address to write to.")
        else:
            if FollowUpLetter.objects.filter(delivery=delivery).exists():
                letter.fault = _("The same letter is in the outbox already.")
            else:
                letter.delivery = delivery
    letter.save(update_fields=["done_at", "fault", "delivery"])
    return int(letter.delivery is not None)


def _window(batch: Batch) -> dt.timedelta:
    """How long the letters wait: a rehearsal's do not."""
    minutes = 0 if batch.rehearsal_of_id is not None else settings.REQUEST_DELAY_MINUTES
    return dt.timedelta(minutes=minutes)


def _draft(follow_up: BatchFollowUp) -> BatchFollowUp:
    here = BatchFollowUp.objects.select_for_update(no_key=True).get(pk=follow_up.pk)
    if here.state != FollowUpState.DRAFT:
        raise BatchError(_("It has been sent already: it cannot be changed."))
    return here
