"""Demands to take something down: received with a last day, decided with a reason and a letter back, taken back if wrong."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from rhyddid.care.models import Task, TaskKind
from rhyddid.care.services import audit, task_close, task_open
from rhyddid.care.takedown_models import Takedown, TakedownDecision

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

_SUBJECT = "takedown"


class TakedownRefused(Exception):
    """It is decided already, or a decision lacks its reason."""


@transaction.atomic
def takedown_receive(
    *,
    place: str,
    ground: str,
    why: str,
    name: str,
    email: str,
    on_behalf_of: str = "",
    language: str = "en",
    subject_kind: str = "",
    subject_id: int | None = None,
    received_on: dt.date | None = None,
) -> Takedown:
    """Take a demand in: its clock starts, and a task tells the operators. The last day is by `RHYDDID_TAKEDOWN_DAYS`."""
    day = received_on or timezone.localdate()
    row = Takedown.objects.create(
        place=place.strip()[:500],
        ground=ground,
        why=why.strip(),
        name=name.strip()[:200],
        email=email.strip(),
        on_behalf_of=on_behalf_of.strip()[:200],
        language=language,
        subject_kind=subject_kind,
        subject_id=subject_id,
        received_on=day,
        due_on=day + dt.timedelta(days=settings.TAKEDOWN_DAYS[ground]),
    )
    task_open(
        kind=TaskKind.TAKEDOWN,
        subject_kind=_SUBJECT,
        subject_id=row.pk,
        detail={"due": row.due_on.isoformat()},
    )
    return row


@transaction.atomic
def takedown_decide(
    *,
    takedown: Takedown,
    decision: str,
    reason: str,
    by: AbstractBaseUser,
    subject: str = "",
    letter: str = "",
) -> Takedown:
    """Decide; `letter`, where there is one, is sent back by mail under `subject`. Raises TakedownRefused."""
    row = Takedown.objects.select_for_update().get(pk=takedown.pk)
    if row.decision:
        raise TakedownRefused("This demand has been decided already.")
    if decision not in TakedownDecision.values or not reason.strip():
        raise TakedownRefused("A decision needs its reason.")
    row.decision, row.reason, row.letter = decision, reason.strip(), letter.strip()
    row.decided_at, row.decided_by_id = timezone.now(), by.pk
    if row.letter:
        EmailMessage(subject=subject, body=row.letter, to=[row.email]).send()
        row.answered_at = row.decided_at
    row.save()
    task_close(kind=TaskKind.TAKEDOWN, subject_kind=_SUBJECT, subject_id=row.pk, by=by)
    audit(
        action="takedown_decided", subject_kind=_SUBJECT, subject_id=row.pk, by=by,
        detail={"decision": decision, "reason": row.reason[:500], "letter": bool(row.letter)},
    )  # fmt: skip
    return row


@transaction.atomic
def takedown_decision_undo(*, takedown: Takedown, by: AbstractBaseUser) -> bool:
    """Take the decision back: the demand waits again, with the last day it had. A letter that was sent stays sent."""
    row = Takedown.objects.select_for_update().get(pk=takedown.pk)
    if not row.decision:
        return False
    was = row.decision
    row.decision, row.decided_at, row.decided_by = "", None, None
    row.save(update_fields=["decision", "decided_at", "decided_by"])
    task_open(
        kind=TaskKind.TAKEDOWN,
        subject_kind=_SUBJECT,
        subject_id=row.pk,
        detail={"due": row.due_on.isoformat()},
    )
    audit(action="takedown_undone", subject_kind=_SUBJECT, subject_id=row.pk, by=by, detail={"was": was})
    return True


def takedown_task(takedown: Takedown) -> Task | None:
    """The open task about it."""
    return Task.objects.open().filter(kind=TaskKind.TAKEDOWN, subject_id=takedown.pk).first()
