"""Where each task's subject can be looked at: tasks in, tasks with the address of a page out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from rhyddid.authorities.proposal_models import AuthorityProposal
from rhyddid.batches.models import Batch
from rhyddid.care.models import Task, TaskKind
from rhyddid.care.takedown_models import Takedown
from rhyddid.requests.annotation_models import Annotation
from rhyddid.requests.models import Delivery, MessageInRequest, Request


@dataclass(frozen=True)
class TaskRow:
    task: Task
    about: str
    href: str
    due: dt.date | None = None
    """The last day, where the task has a clock of its own."""


def task_links(tasks: Sequence[Task]) -> list[TaskRow]:
    """Each task with what it is about; one query a kind of subject."""
    ids: dict[str, list[int]] = {}
    for task in tasks:
        ids.setdefault(task.subject_kind, []).append(task.subject_id)
    request_ids = [*ids.get("request", ()), *ids.get("letter", ())]
    requests = {row.pk: row for row in Request.objects.filter(pk__in=request_ids)}
    takedowns = Takedown.objects.in_bulk(ids.get("takedown", []))
    proposals = AuthorityProposal.objects.select_related("authority").in_bulk(ids.get("proposal", []))
    annotations = Annotation.objects.select_related("request").in_bulk(ids.get("annotation", []))
    batches = {row.pk: row for row in Batch.objects.filter(pk__in=ids.get("batch", ()))}
    of_message = {
        link.message_id: link.request
        for link in MessageInRequest.objects.filter(message__in=ids.get("message", ())).select_related(
            "request"
        )
    }
    messages_of_delivery = dict(
        Delivery.objects.filter(pk__in=ids.get("delivery", ())).values_list("pk", "message_id")
    )
    of_delivery = {
        link.message_id: link.request
        for link in MessageInRequest.objects.filter(message__in=messages_of_delivery.values()).select_related(
            "request"
        )
    }
    rows = []
    for task in tasks:
        about, href, due = "", "", None
        request = {
            "request": requests.get(task.subject_id),
            "message": of_message.get(task.subject_id),
            "delivery": of_delivery.get(messages_of_delivery.get(task.subject_id, 0)),
        }.get(task.subject_kind)
        batch = batches.get(task.subject_id) if task.subject_kind == "batch" else None
        if task.kind == TaskKind.BREACH:
            about, href = request.subject if request is not None else "", reverse("breach", args=[task.pk])
        elif task.subject_kind == "letter" and task.subject_id in requests:
            about, href = requests[task.subject_id].subject, reverse("held-letter", args=[task.subject_id])
        elif task.subject_id in takedowns and task.subject_kind == "takedown":
            takedown = takedowns[task.subject_id]
            about, href, due = takedown.place, reverse("takedown", args=[takedown.pk]), takedown.due_on
        elif task.subject_id in proposals and task.subject_kind == "proposal":
            about, href = str(proposals[task.subject_id]), reverse("proposal", args=[task.subject_id])
        elif task.subject_id in annotations and task.subject_kind == "annotation":
            annotation = annotations[task.subject_id]
            about = annotation.text[:120]
            href = reverse("annotation", args=[annotation.request.slug, annotation.pk])
        elif request is not None:
            about, href = request.subject, reverse("request", args=[request.slug])
        elif batch is not None:
            page = "corrections" if task.kind == TaskKind.CORRECTION else "batch-preview"
            about, href = batch.subject, reverse(page, args=[batch.slug])
        elif task.kind == TaskKind.QUARANTINE:
            href = reverse("withheld-file", args=[task.subject_id])
        elif task.kind == TaskKind.HELD_MESSAGE:
            href = reverse("holding-pen")
        rows.append(TaskRow(task, about, href or reverse("task", args=[task.pk]), due))
    return rows
