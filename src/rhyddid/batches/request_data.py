"""A request as data, as one viewer may read it: what the API answers, what a download of a request holds. Reads only.

Everything is masked as on the request's page; of letters and files that the viewer may not see there is nothing, and of
a withheld file only that there is one. A constant number of queries for a request, and for a list of requests.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone

from rhyddid.accounts.queries import team_ids_of
from rhyddid.batches.models import Batch, Recipient
from rhyddid.batches.shown_cells import CHECKED
from rhyddid.redaction.apply import Masked
from rhyddid.requests.answers import AnswerCell, answer_cells
from rhyddid.requests.clock import standing_events
from rhyddid.requests.masking import masked_for_public, masked_for_team
from rhyddid.requests.masking_rules import about
from rhyddid.requests.models import (
    Attachment,
    Event,
    FindingSource,
    Message,
    Question,
    Reading,
    Request,
    RequestState,
    State,
)
from rhyddid.requests.visibility import (
    Viewer,
    attachments_with_copy,
    listed_attachments,
    public_request_filter,
    visible_attachments,
    visible_messages,
)
from rhyddid.requests.withheld_evidence import with_open_evidence

_CLOCK_RUNS = (State.RUNNING, State.UNDER_REVIEW)
# what of an event's data everybody may read
_EVENT_DATA = ("until", "extension", "claimed_received_on")
Word = Callable[[str], Masked]


def request_row(request: Request, *, unmasked: bool, today: dt.date | None = None) -> dict[str, Any]:
    """A request in a list. It must have been fetched with `authority`, `team` and `state`."""
    word = _word(request, unmasked)
    state: RequestState | None = getattr(request, "state", None)
    day = today or timezone.localdate()
    runs = state is not None and state.state in _CLOCK_RUNS
    return {
        "slug": request.slug,
        "url": f"{settings.SITE_URL}/requests/{request.slug}/",
        "subject": word(request.subject).text,
        "authority": {"slug": request.authority.slug, "name": request.authority.name},
        "team": {"slug": request.team.slug, "name": str(request.team)},
        "regime": request.regime,
        "language": request.language,
        "visibility": request.visibility,
        "embargoed_until": _day(request.embargoed_until),
        "tags": list(request.tags),
        "created_at": request.created_at.isoformat(),
        "state": state.state if state is not None else State.DRAFT.value,
        "late": bool(runs and state is not None and state.due is not None and state.due < day),
        "received": _day(state.received if state else None),
        "due": _day(state.due if state else None),
        "review_due": _day(state.review_due if state else None),
        "closed_on": _day(state.closed_on if state else None),
        "reference": word(request.authority_reference).text,
    }


def request_rows(viewer: Viewer, requests: Sequence[Request]) -> list[dict[str, Any]]:
    """The requests of a list, which `viewer` may see all of."""
    teams = team_ids_of(viewer)
    today = timezone.localdate()
    return [request_row(each, unmasked=each.team_id in teams, today=today) for each in requests]


def request_data(viewer: Viewer, request: Request) -> dict[str, Any]:
    """The whole request for a viewer who may see it: questions with answers, letters, files, events."""
    unmasked = request.team_id in team_ids_of(viewer)
    word = _word(request, unmasked)
    recipient = Recipient.objects.filter(request=request).select_related("batch").first()
    batch = recipient.batch if recipient is not None else None
    messages = list(visible_messages(viewer).filter(links__request=request).order_by("received_at", "id"))
    shown = {message.pk for message in messages}
    files = _files(viewer, request, shown, word)
    shows_unchecked = unmasked or bool(batch is not None and batch.published_at and batch.shows_unconfirmed)
    readings = dict(
        Reading.objects.filter(request=request, current=True, message_id__in=shown).values_list(
            "message_id", "kind"
        )
    )
    return request_row(request, unmasked=unmasked) | {
        "public": Request.objects.filter(public_request_filter(), pk=request.pk).exists(),
        "text": word(request.text).text,
        "batch": batch.slug if batch is not None and _may_name(batch, unmasked) else None,
        "questions": _questions(viewer, request, shown, word, unmasked, shows_unchecked),
        "messages": [
            _message(message, readings.get(message.pk, ""), files.get(message.pk, []), word)
            for message in messages
        ],
        "events": [_event(event, shown) for event in standing_events(request)],
    }


def _word(request: Request, unmasked: bool) -> Word:
    to = about(request)
    return masked_for_team if unmasked else lambda text: masked_for_public(text, to)


def _may_name(batch: Batch, unmasked: bool) -> bool:
    return unmasked or (batch.published_at is not None and batch.rehearsal_of_id is None)


def _questions(
    viewer: Viewer, request: Request, shown: set[int], word: Word, unmasked: bool, shows_unchecked: bool
) -> list[dict[str, Any]]:
    cells = with_open_evidence(viewer, answer_cells([request.pk]))
    in_files = {cell.attachment_id for cell in cells.values() if cell.attachment_id is not None}
    open_files = (
        set(visible_attachments(viewer).filter(pk__in=in_files).values_list("pk", flat=True))
        if in_files
        else set()
    )
    questions: list[dict[str, Any]] = []
    for question in Question.objects.filter(request=request):
        cell = cells.get((request.pk, question.pk))
        told = cell is not None and _may_tell(cell, shown, open_files, unmasked, shows_unchecked)
        questions.append(
            {
                "id": question.pk,
                "number": question.number,
                "text": word(question.text).text,
                "answer_type": question.answer_type,
                "regime": question.regime or request.regime,
                "answer": _answer(cell, word) if told and cell is not None else None,
            }
        )
    return questions


def _may_tell(
    cell: AnswerCell, shown: set[int], open_files: set[int], unmasked: bool, shows_unchecked: bool
) -> bool:
    if cell.message_id is not None and cell.message_id not in shown:
        return False
    if cell.attachment_id is not None and cell.attachment_id not in open_files:
        return False
    if unmasked:
        return True
    if not cell.decision or cell.source == FindingSource.ASSISTANT:
        return False
    return cell.status in CHECKED or (shows_unchecked and cell.status == "unconfirmed")


def _answer(cell: AnswerCell, word: Word) -> dict[str, Any]:
    return {
        "decision": cell.decision,
        "text": word(cell.text).text,
        "values": [_value(value, word) for value in cell.values],
        "provisions": list(cell.provisions),
        "status": cell.status,
        "confidence": cell.confidence if cell.status == "unconfirmed" else None,
        "quote": word(cell.quote).text,
        "message": cell.message_id,
        "file": cell.attachment_id,
        "page": cell.page,
        "is_review": cell.is_review,
        "finding": cell.finding_id,
    }


def _value(value: Mapping[str, Any], word: Word) -> dict[str, Any]:
    """The value without its evidence, whose offsets are of the unmasked letter."""
    return {
        key: word(each).text if isinstance(each, str) and key in ("value", "name") else each
        for key, each in value.items()
        if key != "evidence"
    }


def _message(message: Message, read_as: str, files: list[dict[str, Any]], word: Word) -> dict[str, Any]:
    masked = word(message.text)
    return {
        "id": message.pk,
        "direction": message.direction,
        "channel": message.channel,
        "kind": message.kind,
        "read_as": read_as,
        "subject": word(message.subject).text,
        "sender": word(message.sender_name).text,
        "at": message.received_at.isoformat(),
        "text": masked.text,
        "folded": [[*masked.span(int(str(start)), int(str(end))), why] for start, end, why in message.folded],
        "files": files,
    }


def _files(
    viewer: Viewer, request: Request, message_ids: set[int], word: Word
) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    listed = list(listed_attachments(viewer).filter(message_id__in=message_ids))
    if not listed:
        return found
    ids = [each.pk for each in listed]
    seen = set(visible_attachments(viewer).filter(pk__in=ids).values_list("pk", flat=True))
    copied = set(attachments_with_copy(viewer).filter(pk__in=ids).values_list("pk", flat=True))
    for each in listed:
        found[each.message_id].append(_file(request, each, word, each.pk in seen, each.pk in copied))
    return found


def _file(request: Request, file: Attachment, word: Word, is_seen: bool, has_copy: bool) -> dict[str, Any]:
    return {
        "id": file.pk,
        "filename": word(file.filename).text if is_seen else "",
        "content_type": file.content_type if is_seen else "",
        "size": file.size,
        "withheld": not is_seen,
        "url": f"{settings.SITE_URL}/requests/{request.slug}/files/{file.pk}/"
        if is_seen or has_copy
        else None,
    }


def _event(event: Event, shown: set[int]) -> dict[str, Any]:
    return {
        "id": event.pk,
        "type": event.type,
        "day": event.day.isoformat(),
        "source": event.source,
        "message": event.message_id if event.message_id in shown else None,
        **{name: event.data[name] for name in _EVENT_DATA if event.data.get(name)},
    }


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day is not None else None
