"""The same letter to many authorities: what `request_create` and `request_queue` do for one, in a few statements for all.

The caller's transaction is the lot: either every request of it is there with its letter in the outbox, or none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from rhyddid.accounts.models import Person
from rhyddid.requests.clock import local_day, moment_for
from rhyddid.requests.models import (
    Delivery,
    Event,
    EventType,
    Message,
    MessageInRequest,
    OutgoingFile,
    Question,
    Request,
    RequestState,
    State,
    UploadLink,
)
from rhyddid.requests.outgoing_files import files_attach, files_check
from rhyddid.requests.request_send import QuestionText, delivery_row, letter_row, question_rows
from rhyddid.requests.upload_link import upload_link_row


@dataclass(frozen=True)
class OpeningLetter:
    """A request that is not saved yet (`request_send.request_row`), its questions, and where its letter goes."""

    request: Request
    questions: Sequence[QuestionText]
    to_address: str
    sender_name: str = ""


@transaction.atomic
def requests_queue(
    *,
    letters: Sequence[OpeningLetter],
    not_before: dt.datetime,
    by: Person | None,
    files: Sequence[OutgoingFile] = (),
) -> list[Request]:
    """Save the requests and put their letters in the outbox, each with these files, to leave at `not_before` at the
    earliest. Raises FilesRefused.
    """
    files_check(text=max((each.request.text for each in letters), key=len, default=""), files=files)
    requests = Request.objects.bulk_create(letter.request for letter in letters)
    Question.objects.bulk_create(
        row for letter in letters for row in question_rows(letter.request, letter.questions)
    )
    messages = Message.objects.bulk_create(
        letter_row(
            request=letter.request,
            to_address=letter.to_address,
            not_before=not_before,
            by=by,
            subject=letter.request.subject,
            text=letter.request.text,
            sender_name=letter.sender_name,
        )
        for letter in letters
    )
    pairs = list(zip(messages, letters, strict=True))
    MessageInRequest.objects.bulk_create(
        MessageInRequest(message=message, request=letter.request, matched_by="sent")
        for message, letter in pairs
    )
    links = (upload_link_row(message, letter.request, not_before=not_before) for message, letter in pairs)
    UploadLink.objects.bulk_create(link for link in links if link is not None)
    if files:
        files_attach(messages=messages, files=files)
    Delivery.objects.bulk_create(
        delivery_row(
            message=message, request=letter.request, to_address=letter.to_address, not_before=not_before
        )
        for message, letter in pairs
    )
    now = timezone.now()
    events = Event.objects.bulk_create(
        Event(
            request=letter.request,
            type=EventType.QUEUED,
            day=local_day(moment_for(letter.request, now), letter.request.authority),
            source="record",
            message=message,
            by=by,
        )
        for message, letter in pairs
    )
    # the state that one QUEUED event gives; that it equals a rebuild is tested
    RequestState.objects.bulk_create(
        RequestState(
            request=event.request,
            state=State.QUEUED,
            last_event=EventType.QUEUED,
            last_event_on=event.day,
            computed_at=now,
        )
        for event in events
    )
    return requests
