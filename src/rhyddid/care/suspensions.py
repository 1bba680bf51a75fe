"""Suspending people: they may read, and take their things away, and write nothing. Each suspension can be lifted."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from rhyddid.care.notice_models import Suspension
from rhyddid.care.services import audit

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


def suspension_of(person_id: int | None) -> Suspension | None:
    """The suspension under which the person stands today. Every door through which people write asks it."""
    if person_id is None:
        return None
    stands = Q(until=None) | Q(until__gte=timezone.localdate())
    return Suspension.objects.filter(stands, person_id=person_id, lifted_at=None).first()


@transaction.atomic
def suspend(
    *, person: AbstractBaseUser, reason: str, by: AbstractBaseUser | None, until: dt.date | None = None
) -> Suspension:
    """Suspend somebody, until the end of a day or until it is lifted; in the place of a suspension that stands."""
    Suspension.objects.filter(person_id=person.pk, lifted_at=None).update(
        lifted_at=timezone.now(), lifted_by_id=by.pk if by else None
    )
    row = Suspension.objects.create(
        person_id=person.pk, reason=reason.strip()[:500], by_id=by.pk if by else None, until=until
    )
    audit(
        action="suspended", subject_kind="person", subject_id=person.pk, by=by,
        detail={"reason": row.reason, "until": until.isoformat() if until else None},
    )  # fmt: skip
    return row


@transaction.atomic
def suspension_lift(*, person: AbstractBaseUser, by: AbstractBaseUser | None) -> bool:
    """Take the suspension back. False where none stands."""
    lifted = Suspension.objects.filter(person_id=person.pk, lifted_at=None).update(
        lifted_at=timezone.now(), lifted_by_id=by.pk if by else None
    )
    if lifted:
        audit(action="suspension_lifted", subject_kind="person", subject_id=person.pk, by=by)
    return bool(lifted)
