"""Writes of the care room: open and close tasks, add to the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
