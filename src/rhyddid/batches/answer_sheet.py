"""The answer sheet of a batch: one row per authority and question, each with the sentence it came from. Reads only.

Rows come in lots, so that a batch of thousands needs no more memory than one of ten. Who sees what is decided by
`board_recipients` and `shown_cells`, for every form of export alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.conf import settings

from rhyddid.batches.board import board_recipients
from rhyddid.batches.models import Batch, Recipient
from rhyddid.batches.shown_cells import cells_shown_to, denials_shown_to, word_in_requests
from rhyddid.requests.answers import AnswerCell, LetterWideDenial
from rhyddid.requests.models import Question, Request
from rhyddid.requests.visibility import Viewer

_LOT = 500
_SEPARATOR = "; "


class MixedSheet(Exception):
    """A rehearsal's answers and real ones are never put together."""


@dataclass(frozen=True)
class SheetRow:
    """One cell of the sheet. Texts are empty, numbers None, where nothing is answered yet.

    Several values of one answer stand together, separated by semicolons, and so do their units and years.
    `confidence` is the software's, of an unchecked answer.
    """

    authority: str
    question: str
    decision: str
    value: str
    unit: str
    year: str
    provisions: str
    status: str
    confidence: float | None
    quote: str
    message_url: str
    evidence_url: str
    question_text: str
    answer_type: str
    answer: str
    letter_wide_ncnd: str
    regime: str
    state: str
    request_url: str
    authority_slug: str
    nations: str
    rehearsal: bool


def sheet_rows(batch: Batch, *, viewer: Viewer) -> Iterator[SheetRow]:
    """The sheet as `viewer` may see it, by authority's name and then by question."""
    recipients = iter(
        board_recipients(batch, viewer)
        .filter(request__isnull=False)
        .select_related("authority", "request__state")
        .order_by("authority__name", "pk")
        .iterator(chunk_size=_LOT)
    )
    word = word_in_requests(viewer, batch)
    while lot := list(islice(recipients, _LOT)):
        yield from _lot_rows(batch, viewer, lot, word)


def sheet_page(
    batch: Batch, *, viewer: Viewer, after: int = 0, authorities: int = _LOT
) -> tuple[list[SheetRow], int]:
    """A page of the sheet as `viewer` may see it, `authorities` recipients behind the one with the id `after`, and the id to
    go on from (0 at the end).
    """
    behind = board_recipients(batch, viewer).filter(request__isnull=False, pk__gt=after)
    lot = list(behind.select_related("authority", "request__state").order_by("pk")[: authorities + 1])
    shown = lot[:authorities]
    rows = list(_lot_rows(batch, viewer, shown, word_in_requests(viewer, batch)))
    return rows, shown[-1].pk if len(lot) > authorities else 0


def _lot_rows(
    batch: Batch, viewer: Viewer, lot: Sequence[Recipient], word: Callable[[Request, str], str]
) -> Iterator[SheetRow]:
    is_rehearsal = batch.rehearsal_of_id is not None
    ids = [recipient.request_id for recipient in lot if recipient.request_id is not None]
    cells = cells_shown_to(viewer, batch, ids)
    denials = denials_shown_to(viewer, batch, ids)
    questions: dict[int, list[Question]] = {}
    for question in Question.objects.filter(request__in=ids).order_by("request_id", "position"):
        questions.setdefault(question.request_id, []).append(question)
    for recipient in lot:
        request = recipient.request
        if request is None:
            continue
        if (request.rehearsal_day is not None) != is_rehearsal:
            raise MixedSheet(
                f"Request {request.slug} is {'a rehearsal’s' if request.rehearsal_day else 'real'} "
                f"and the batch {batch.slug} is not: they are never exported together."
            )
        for question in questions.get(request.pk, ()):
            cell = cells.get((request.pk, question.pk))
            yield _row(
                batch, recipient, question, word(request, question.text), cell, denials.get(request.pk)
            )


def _row(
    batch: Batch,
    recipient: Recipient,
    question: Question,
    asked: str,
    cell: AnswerCell | None,
    denial: LetterWideDenial | None,
) -> SheetRow:
    request, authority = recipient.request, recipient.authority
    assert request is not None
    if cell is not None and cell.status == "rejected":
        cell = None  # what a person has rejected is no answer, and nothing better is known
    values = cell.values if cell is not None else ()
    request_url = f"{settings.SITE_URL}/requests/{request.slug}/"
    state = getattr(request, "state", None)
    return SheetRow(
        authority=authority.name,
        question=question.number,
        decision=cell.decision if cell else "",
        value=_SEPARATOR.join(_value(value) for value in values),
        unit=_together(str(value.get("currency") or "") for value in values),
        year=_together(str(value.get("year") or "") for value in values),
        provisions=_SEPARATOR.join(cell.provisions) if cell else "",
        status=cell.status if cell else "",
        confidence=cell.confidence if cell and cell.status == "unconfirmed" else None,
        quote=cell.quote if cell else "",
        message_url=f"{request_url}#message-{cell.message_id}" if cell and cell.message_id else "",
        evidence_url=f"{settings.SITE_URL}/batches/{batch.slug}/sheet/{request.pk}/{question.pk}/"
        if cell
        else "",
        question_text=asked,
        answer_type=question.answer_type,
        answer=cell.text if cell else "",
        letter_wide_ncnd=_SEPARATOR.join(denial.provisions) or "yes" if denial else "",
        regime=question.regime or request.regime,
        state=state.state if state is not None else "",
        request_url=request_url,
        authority_slug=authority.slug,
        nations=_SEPARATOR.join(authority.nations),
        rehearsal=batch.rehearsal_of_id is not None,
    )


def _value(value: Mapping[str, Any]) -> str:
    for key in ("amount", "name", "value"):
        if value.get(key) is not None:
            return str(value[key])
    return ""


def _together(parts: Iterator[str]) -> str:
    """Parts that go with several values: one where all are the same, else one for each."""
    found = list(parts)
    if len(set(found)) <= 1:
        return found[0] if found else ""
    return _SEPARATOR.join(found)
