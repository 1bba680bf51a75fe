"""Letters of people whom nobody trusts yet, that look like spam: they wait for an operator's look, and are never dropped.

While a letter waits, its delivery is out of the outbox's reach; released, it leaves when it would have, or at once.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from rhyddid.accounts.models import Person
from rhyddid.care.models import TaskKind
from rhyddid.care.services import audit, task_close, task_open
from rhyddid.care.spam_rules import spam_score
from rhyddid.requests.annotation_models import LetterHold
from rhyddid.requests.models import Delivery, DeliveryState, Request

OUT_OF_REACH = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)


@transaction.atomic
def letter_look(*, request: Request, by: Person | None) -> LetterHold | None:
    """Judge the letter that was just put in the outbox: None where it may leave. To be called in the transaction that
    queues it.
    """
    if by is None or by.trust > 0 or request.rehearsal_day is not None or settings.SPAM_HOLD == 0:
        return None
    score = spam_score(f"{request.subject}\n{request.text}")
    if score.points < settings.SPAM_HOLD:
        return None
    waiting = _waiting(request)
    leaves_at = waiting.order_by("not_before").values_list("not_before", flat=True).first()
    if leaves_at is None:
        return None
    hold = LetterHold.objects.create(
        request=request, score=score.points, reasons=list(score.reasons), leaves_at=leaves_at
    )
    waiting.update(not_before=OUT_OF_REACH)
    task_open(
        kind=TaskKind.SPAM,
        subject_kind="letter",
        subject_id=request.pk,
        detail={"reasons": list(score.reasons)},
    )
    return hold


@transaction.atomic
def letter_release(*, hold: LetterHold, by: Person, reason: str = "") -> bool:
    """Let the letter leave. False where it is released already, or was taken back meanwhile."""
    return _decide(hold, by, released=True, reason=reason)


@transaction.atomic
def letter_keep(*, hold: LetterHold, by: Person, reason: str) -> bool:
    """Keep the letter here, for a reason that its writer reads; releasing it later is the undo."""
    return bool(reason.strip()) and _decide(hold, by, released=False, reason=reason)


def _decide(hold: LetterHold, by: Person, *, released: bool, reason: str) -> bool:
    row = LetterHold.objects.select_for_update().get(pk=hold.pk)
    if row.released is released or (row.released and not _waiting(row.request).exists()):
        return False  # decided so, or gone already
    row.released, row.decided_at, row.decided_by = released, timezone.now(), by
    row.reason = reason.strip()[:300]
    row.save()
    if released:
        _waiting(row.request).update(not_before=max(row.leaves_at, timezone.now()))
    else:
        _waiting(row.request).update(not_before=OUT_OF_REACH)
    task_close(kind=TaskKind.SPAM, subject_kind="letter", subject_id=row.request_id, by=by)
    audit(
        action="letter_released" if released else "letter_kept",
        subject_kind="request", subject_id=row.request_id, by=by, detail={"reason": row.reason},
    )  # fmt: skip
    return True


def _waiting(request: Request) -> QuerySet[Delivery]:
    return Delivery.objects.filter(message__requests=request, state=DeliveryState.QUEUED, first_sent_at=None)
