"""Writes of the care room: open and close tasks, add to the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from rhyddid.care.models import AuditEntry, Task, TaskKind

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


def task_open(
    *, kind: TaskKind, subject_kind: str, subject_id: int, detail: dict[str, Any] | None = None
) -> Task:
    """The open task of this kind about this subject; made now where there is none."""
    task, _ = Task.objects.get_or_create(
        kind=kind,
        subject_kind=subject_kind,
        subject_id=subject_id,
        done_at=None,
        defaults={"detail": detail or {}},
    )
    return task


def task_close(
    *, kind: TaskKind, subject_kind: str, subject_id: int, by: AbstractBaseUser | None = None
) -> int:
    """Close the open task about this subject; returns how many were open (0 or 1)."""
    open_tasks = Task.objects.open().filter(kind=kind, subject_kind=subject_kind, subject_id=subject_id)
    return open_tasks.update(done_at=timezone.now(), done_by_id=by.pk if by else None)


def audit(
    *,
    action: str,
    subject_kind: str,
    subject_id: int,
    by: AbstractBaseUser | None = None,
    detail: dict[str, Any] | None = None,
) -> AuditEntry:
    """Add one line to the audit log."""
    return AuditEntry.objects.create(
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        by_id=by.pk if by else None,
        detail=detail or {},
    )


@transaction.atomic
def task_claim(*, task: Task, by: AbstractBaseUser) -> bool:
    """Say that `by` works on it, or is to: assigning is claiming for somebody. False where it is done already."""
    return bool(Task.objects.open().filter(pk=task.pk).update(claimed_at=timezone.now(), claimed_by_id=by.pk))


@transaction.atomic
def task_assign(*, task: Task, to: AbstractBaseUser, by: AbstractBaseUser) -> bool:
    """Give the task to an operator, and write down who gave it."""
    if not task_claim(task=task, by=to):
        return False
    audit(action="task_assigned", subject_kind="task", subject_id=task.pk, by=by, detail={"to": to.pk})
    return True


def task_release(*, task: Task) -> bool:
    """Nobody in particular works on it any more."""
    return bool(Task.objects.open().filter(pk=task.pk).update(claimed_at=None, claimed_by=None))


@transaction.atomic
def task_done(*, task: Task, by: AbstractBaseUser, reason: str) -> bool:
    """Close this task and write down why. False where it is closed already."""
    closed = Task.objects.open().filter(pk=task.pk).update(done_at=timezone.now(), done_by_id=by.pk)
    if closed:
        audit(
            action="task_done",
            subject_kind="task",
            subject_id=task.pk,
            by=by,
            detail={"reason": reason[:500]},
        )
    return bool(closed)


@transaction.atomic
def task_reopen(*, task: Task, by: AbstractBaseUser) -> bool:
    """Take the closing back. False where it is open, or where the same subject has a newer open task."""
    here = Task.objects.select_for_update().get(pk=task.pk)
    same = Task.objects.open().filter(
        kind=here.kind, subject_kind=here.subject_kind, subject_id=here.subject_id
    )
    if here.done_at is None or same.exists():
        return False
    here.done_at, here.done_by = None, None
    here.save(update_fields=["done_at", "done_by"])
    audit(action="task_reopened", subject_kind="task", subject_id=here.pk, by=by)
    return True
