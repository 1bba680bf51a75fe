"""Short ways to make a batch that was sent and got replies, for the tests of board, sheet and exports."""

from __future__ import annotations

import datetime as dt
from typing import Any

from rhyddid.authorities.models import Authority
from rhyddid.batches.models import Batch
from rhyddid.batches.send import batch_send
from rhyddid.requests.events import event_add
from rhyddid.requests.models import (
    Direction,
    EventType,
    Finding,
    FindingType,
    Message,
    MessageInRequest,
    Reading,
    Request,
)

SENT_AT = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)


def sent_batch(batch: Batch) -> Batch:
    """The batch as it went out on Monday 2 March 2026."""
    batch_send(batch=batch, by=batch.created_by, sent_at=SENT_AT)
    return batch


def request_to(batch: Batch, authority: Authority | str) -> Request:
    name = authority if isinstance(authority, str) else authority.name
    return Request.objects.get(recipient__batch=batch, authority__name=name)


def reply(
    request: Request,
    *,
    day: int = 16,
    event: EventType = EventType.ANSWERED,
    text: str = "We hold the information.",
    answers: dict[str, dict[str, Any]] | None = None,
    confidence: float = 0.9,
    kind: str = "decision",
) -> list[Finding]:
    """A letter that came on a day of March 2026, its event, and what the software read in it by question number."""
    received_at = dt.datetime(2026, 3, day, 9, tzinfo=dt.UTC)
    message = Message.objects.create(direction=Direction.IN, received_at=received_at, text=text)
    MessageInRequest.objects.create(message=message, request=request, matched_by="address")
    reading = Reading.objects.create(message=message, request=request, version=1, kind=kind)
    questions = {question.number: question for question in request.questions.all()}
    findings = [
        Finding.objects.create(
            reading=reading,
            question=questions[number],
            type=FindingType.ANSWER,
            value={"text": text, "values": [], "provisions": []} | answer,
            confidence=confidence,
            start=0,
            end=len(text),
            quote=text,
        )
        for number, answer in (answers or {}).items()
    ]
    event_add(request=request, type=event, day=received_at.date(), source="reading", message=message)
    return findings
