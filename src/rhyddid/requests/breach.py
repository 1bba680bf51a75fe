"""Something was shown that should not have been: the report becomes a task, the letter or file is withheld at one click."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from rhyddid.accounts.models import Person
from rhyddid.care.models import Task, TaskKind
from rhyddid.care.services import audit, task_close, task_open
from rhyddid.requests.models import Attachment, Message, Request, Visibility
from rhyddid.requests.versions import requests_changed

_MOST_REPORTS = 50


@transaction.atomic
def breach_report(
    *, request: Request, what: str, by: Person | None, contact: str = "", about: str = ""
) -> Task:
    """Report that `request` shows something that it should not; `about` names a letter, file or annotation of it
    ("message-5"). Reports about one request are one task.
    """
    task = task_open(kind=TaskKind.BREACH, subject_kind="request", subject_id=request.pk)
    task = Task.objects.select_for_update().get(pk=task.pk)
    reports = list(task.detail.get("reports", []))
    if len(reports) < _MOST_REPORTS:
        reports.append(
            {
                "what": what.strip()[:2000],
                "contact": contact.strip()[:320],
                "about": about[:40],
                "by": by.pk if by is not None else None,
                "at": timezone.now().isoformat(timespec="seconds"),
            }
        )
    task.detail = {**task.detail, "reports": reports}
    task.save(update_fields=["detail"])
    return task


@transaction.atomic
def withhold(*, subject: Message | Attachment, by: Person | None, task: Task | None = None) -> bool:
    """Show a letter or a file to its team alone, at once. False where that is so already."""
    here = type(subject)._default_manager.select_for_update().get(pk=subject.pk)
    if here.visibility != Visibility.PUBLIC:
        return False
    here.visibility = Visibility.PRIVATE
    here.save(update_fields=["visibility"])
    _follow("withheld", here, by, task)
    return True


@transaction.atomic
def withholding_lift(*, subject: Message | Attachment, by: Person | None, task: Task | None = None) -> bool:
    """Show it again. False where it is shown already."""
    here = type(subject)._default_manager.select_for_update().get(pk=subject.pk)
    if here.visibility == Visibility.PUBLIC:
        return False
    here.visibility = Visibility.PUBLIC
    here.save(update_fields=["visibility"])
    _follow("withholding_lifted", here, by, task)
    return True


def breach_close(*, task: Task, by: Person | None) -> int:
    """The breach has been dealt with; what was reported stays written in the task."""
    return task_close(kind=TaskKind.BREACH, subject_kind=task.subject_kind, subject_id=task.subject_id, by=by)


def _follow(action: str, subject: Message | Attachment, by: Person | None, task: Task | None) -> None:
    message = subject if isinstance(subject, Message) else subject.message
    audit(
        action=action,
        subject_kind="message" if isinstance(subject, Message) else "attachment",
        subject_id=subject.pk,
        by=by,
        detail={"task": task.pk} if task is not None else {},
    )
    requests_changed(message.requests.values_list("pk", flat=True))
