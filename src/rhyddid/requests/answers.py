"""What stands in each cell: per request and question, the newest judged-or-machine answer. Reads only.

Three queries however many requests are asked about. A review's answer outweighs the first decision's, a real answer
outweighs a question back, and that outweighs a letter that passed the question over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Case, IntegerField, Q, Value, When

from rhyddid.requests.models import Decision, Finding, FindingType, Judgement

CellStatus = Literal["confirmed", "corrected", "rejected", "unconfirmed"]
_STATUS_OF_VERDICT: dict[str, CellStatus] = {
    "confirm": "confirmed",
    "correct": "corrected",
    "reject": "rejected",
}


@dataclass(frozen=True)
class AnswerCell:
    """One cell of an answer sheet. `values` have the VALUE shape of the reading. `decision` is empty where a person
    rejected what was read. Evidence lies in the message's text, or on `page` of the attachment.
    """

    decision: str
    text: str
    values: tuple[dict[str, Any], ...]
    provisions: tuple[str, ...]
    status: CellStatus
    confidence: float | None
    quote: str
    message_id: int | None
    attachment_id: int | None
    page: int | None
    start: int | None
    end: int | None
    finding_id: int | None
    is_review: bool


@dataclass(frozen=True)
class LetterWideDenial:
    """A letter-wide "neither confirm nor deny", beside whatever was answered."""

    provisions: tuple[str, ...]
    law: str
    quote: str
    message_id: int
    start: int | None
    end: int | None


def answer_cells(request_ids: Iterable[int]) -> dict[tuple[int, int], AnswerCell]:
    """The cells of these requests, by (request id, question id); no key where nothing was read or judged."""
    ids = list(request_ids)
    cells: dict[tuple[int, int], AnswerCell] = {}
    read_when: dict[tuple[int, int], tuple[dt.datetime, dt.datetime]] = {}
    for row in _newest_findings(ids):
        key = (row["reading__request_id"], row["question_id"])
        cells[key] = _machine_cell(row)
        read_when[key] = (row["reading__message__received_at"], row["reading__at"])
    for judgement in _newest_judgements(ids):
        assert judgement.question_id is not None  # the query leaves out what is about no question
        key = (judgement.request_id, judgement.question_id)
        if _still_applies(judgement, cells.get(key), read_when.get(key)):
            cells[key] = _judged_cell(judgement, cells.get(key))
    return cells


def letter_wide_denials(request_ids: Iterable[int]) -> dict[int, LetterWideDenial]:
    """The newest letter-wide NCND of each request that has one."""
    findings = (
        Finding.objects.filter(
            type=FindingType.NCND, reading__current=True, reading__request_id__in=list(request_ids)
        )
        .select_related("reading")
        .order_by("reading__message__received_at")
    )
    return {
        finding.reading.request_id: LetterWideDenial(
            provisions=tuple(finding.value.get("provisions", ())),
            law=finding.value.get("law", ""),
            quote=finding.quote,
            message_id=finding.reading.message_id,
            start=finding.start,
            end=finding.end,
        )
        for finding in findings
    }


def _newest_findings(ids: list[int]) -> Iterable[Mapping[str, Any]]:
    passed_over = Q(value__decision=Decision.NO_ANSWER)
    weight = Case(
        When(passed_over, then=Value(3)),
        When(value__decision=Decision.CLARIFICATION, then=Value(2)),
        When(reading__kind="review_outcome", then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return (
        Finding.objects.filter(
            type=FindingType.ANSWER,
            question__isnull=False,
            reading__current=True,
            reading__request_id__in=ids,
        )
        .annotate(weight=weight)
        .order_by("question_id", "weight", "-reading__message__received_at", "-id")
        .distinct("question_id")
        .values(
            "id", "value", "confidence", "quote", "start", "end", "page", "attachment_id", "question_id",
            "reading__request_id", "reading__message_id", "reading__kind", "reading__message__received_at",
            "reading__at",
        )
    )  # fmt: skip


def _newest_judgements(ids: list[int]) -> Iterable[Judgement]:
    return (
        Judgement.objects.filter(
            request_id__in=ids, question__isnull=False, undone_at=None, type=FindingType.ANSWER
        )
        .select_related("message", "finding")
        .order_by("question_id", "-at", "-id")
        .distinct("question_id")
    )


def _still_applies(
    judgement: Judgement, cell: AnswerCell | None, read_when: tuple[dt.datetime, dt.datetime] | None
) -> bool:
    """A judgement holds until a later letter answers the same question: that answer wants a look of its own."""
    if cell is None or read_when is None or judgement.message_id == cell.message_id:
        return True
    received_at, read_at = read_when
    if judgement.message is None:
        return judgement.at >= read_at
    return judgement.message.received_at >= received_at


def _machine_cell(row: Mapping[str, Any]) -> AnswerCell:
    value = row["value"]
    return AnswerCell(
        decision=value["decision"],
        text=value.get("text", ""),
        values=tuple(value.get("values", ())),
        provisions=tuple(value.get("provisions", ())),
        status="unconfirmed",
        confidence=row["confidence"],
        quote=row["quote"],
        message_id=row["reading__message_id"],
        attachment_id=row["attachment_id"],
        page=row["page"],
        start=row["start"],
        end=row["end"],
        finding_id=row["id"],
        is_review=row["reading__kind"] == "review_outcome",
    )


def _judged_cell(judgement: Judgement, cell: AnswerCell | None) -> AnswerCell:
    value = judgement.value or {}
    finding = judgement.finding
    return AnswerCell(
        decision=value.get("decision", ""),
        text=value.get("text", ""),
        values=tuple(value.get("values", ())),
        provisions=tuple(value.get("provisions", ())),
        status=_STATUS_OF_VERDICT[judgement.verdict],
        confidence=None,
        quote=judgement.quote,
        message_id=judgement.message_id,
        attachment_id=finding.attachment_id if finding else None,
        page=finding.page if finding else None,
        start=finding.start if finding else None,
        end=finding.end if finding else None,
        finding_id=finding.pk if finding else (cell.finding_id if cell else None),
        is_review=cell.is_review if cell else False,
    )
