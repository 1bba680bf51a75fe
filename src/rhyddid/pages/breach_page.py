"""What an operator sees of a breach: the reports, the letters and files of the request, who was shown them, who follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rhyddid.accounts.models import Person
from rhyddid.care.access_log import Seen, ViewerOf, viewers_of
from rhyddid.care.models import Task
from rhyddid.post.notice_models import Notice
from rhyddid.post.notices import notices_carrying
from rhyddid.requests.models import Attachment, Message, Request

_MOST_VIEWERS = 500
_MOST_MAILS = 500


@dataclass(frozen=True)
class ShownViewer:
    viewer: ViewerOf
    person: Person | None


@dataclass(frozen=True)
class BreachPage:
    task: Task
    request: Request
    reports: Sequence[dict[str, str]]
    messages: Sequence[Message]
    viewers: Sequence[ShownViewer]
    strangers: int
    team: Sequence[Person]
    mails: Sequence[Notice]
    more_mails: bool


def breach_page(task: Task) -> BreachPage:
    """The page of one breach task, in a constant number of queries."""
    request = Request.objects.select_related("authority", "team").get(pk=task.subject_id)
    messages = list(
        request.messages.filter(erased_at=None).order_by("received_at", "pk").prefetch_related("attachments")
    )
    files = [file.pk for message in messages for file in message.attachments.all()]
    seen = viewers_of(
        [Seen("request", request.pk)]
        + [Seen("message", message.pk) for message in messages]
        + [Seen("attachment", pk) for pk in files]
    )
    # a digest with a letter of the request; one that only names the request carries its subject
    letters = [f"message:{message.pk}" for message in messages] + [f"attachment:{pk}" for pk in files]
    mails = list(
        notices_carrying([*letters, f"request:{request.pk}"])
        .select_related("person")
        .defer("raw")[: _MOST_MAILS + 1]
    )
    people = Person.objects.in_bulk({each.person_id for each in seen if each.person_id is not None})
    return BreachPage(
        task=task,
        request=request,
        reports=task.detail.get("reports", []),
        messages=messages,
        viewers=[
            ShownViewer(each, people.get(each.person_id) if each.person_id else None)
            for each in seen[:_MOST_VIEWERS]
        ],
        strangers=sum(1 for each in seen if each.person_id is None),
        team=list(Person.objects.filter(memberships__team=request.team, is_active=True).order_by("pk")),
        mails=mails[:_MOST_MAILS],
        more_mails=len(mails) > _MOST_MAILS,
    )


def subject_of(task: Task, kind: str, pk: int) -> Message | Attachment | None:
    """The letter or file of the task's request that a button names."""
    if kind == "message":
        return Message.objects.filter(pk=pk, requests=task.subject_id).first()
    if kind == "attachment":
        return Attachment.objects.filter(pk=pk, message__requests=task.subject_id).first()
    return None
