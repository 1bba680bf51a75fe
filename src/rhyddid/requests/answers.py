"""What stands in each cell: per request and question, the newest judged-or-machine answer. Reads only.

Three queries however many requests are asked about. A review's answer outweighs the first decision's, a real answer
outweighs a question back, and that outweighs a letter that passed the question over. What an assistant proposed comes
after all that the rules read. Where two people check, a cell counts as checked once both say the same, or a third has
decided; until then it shows what the software read, so that the second is not told what the first said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.db.models import Case, IntegerField, Min, OuterRef, Q, Subquery, Value, When

from rhyddid.requests.models import Decision, Finding, FindingSource, FindingType, Judgement, Reading
from rhyddid.requests.same_answer import answer_said

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

    `checks` is how many of two people have checked an unconfirmed cell; `is_disputed` says that they say different things.
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
    source: str = FindingSource.RULES
    checks: int = 0
    is_disputed: bool = False


@dataclass(frozen=True)
class LetterWideDenial:
    """A letter-wide "neither confirm nor deny", beside whatever was answered."""

    provisions: tuple[str, ...]
    law: str
    quote: str
    message_id: int
    start: int | None
    end: int | None
    attachment_id: int | None = None


def answer_cells(request_ids: Iterable[int]) -> dict[tuple[int, int], AnswerCell]:
    """The cells of these requests, by (request id, question id); no key where nothing was read or judged."""
    ids = list(request_ids)
    cells: dict[tuple[int, int], AnswerCell] = {}
    read_when: dict[tuple[int, int], tuple[dt.datetime, dt.datetime]] = {}
    for row in _newest_findings(ids):
        key = (row["reading__request_id"], row["question_id"])
        cells[key] = _machine_cell(row)
        read_when[key] = (row["reading__message__received_at"], row["first_read_at"])
    for key, judgements in _standing_judgements(ids).items():
        cell = cells.get(key)
        holding = [each for each in judgements if _still_applies(each, cell, read_when.get(key))]
        if holding:
            cells[key] = _checked_cell(holding, cell)
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
            attachment_id=finding.attachment_id,
        )
        for finding in findings
    }


def _newest_findings(ids: list[int]) -> Iterable[Mapping[str, Any]]:
    passed_over = Q(value__decision=Decision.NO_ANSWER)
    weight = Case(
        When(source=FindingSource.ASSISTANT, then=Value(4)),
        When(passed_over, then=Value(3)),
        When(value__decision=Decision.CLARIFICATION, then=Value(2)),
        When(reading__kind="review_outcome", then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    # a newer version that reads the same letter again does not make the letter newer
    first_read = (
        Reading.objects.filter(message=OuterRef("reading__message"), request=OuterRef("reading__request"))
        .order_by()
        .values("message")
        .annotate(first=Min("at"))
        .values("first")
    )
    return (
        Finding.objects.filter(
            type=FindingType.ANSWER,
            question__isnull=False,
            reading__current=True,
            reading__request_id__in=ids,
        )
        .annotate(weight=weight, first_read_at=Subquery(first_read))
        .order_by("question_id", "weight", "-reading__message__received_at", "-id")
        .distinct("question_id")
        .values(
            "id", "value", "confidence", "quote", "start", "end", "page", "attachment_id", "question_id",
            "reading__request_id", "reading__message_id", "reading__kind", "reading__message__received_at",
            "first_read_at", "source",
        )
    )  # fmt: skip


def _standing_judgements(ids: list[int]) -> dict[tuple[int, int], list[Judgement]]:
    """By cell, the judgements that nobody has undone, newest first."""
    found: dict[tuple[int, int], list[Judgement]] = {}
    judgements = (
        Judgement.objects.filter(
            request_id__in=ids, question__isnull=False, undone_at=None, type=FindingType.ANSWER
        )
        .select_related("message", "finding", "request")
        .defer("message__text", "request__text")
        .order_by("question_id", "-at", "-id")
    )
    for judgement in judgements:
        assert judgement.question_id is not None  # the query leaves out what is about no question
        found.setdefault((judgement.request_id, judgement.question_id), []).append(judgement)
    return found


def _checked_cell(judgements: Sequence[Judgement], cell: AnswerCell | None) -> AnswerCell:
    """The cell by the word of the newest judgement; where two people check, by what both say, or a third decided."""
    newest = judgements[0]
    if newest.request.checks_needed == 1:
        return _judged_cell(newest, cell)
    decides = next((each for each in judgements if each.check_number == 3), None)
    if decides is not None:
        return _judged_cell(decides, cell)
    checks = [each for each in judgements if each.check_number in (1, 2)][:2]
    said = {answer_said(each.value) for each in checks}
    if len(checks) == 2 and len(said) == 1:
        # that one of them corrected what was read is worth more to know than that the other confirmed it
        return _judged_cell(next((each for each in checks if each.verdict == "correct"), checks[0]), cell)
    return replace(cell or _EMPTY, checks=len(checks), is_disputed=len(said) > 1)


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
        source=row["source"],
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


# nothing was read, and one of two people has said what the cell holds
_EMPTY = AnswerCell(
    decision="",
    text="",
    values=(),
    provisions=(),
    status="unconfirmed",
    confidence=None,
    quote="",
    message_id=None,
    attachment_id=None,
    page=None,
    start=None,
    end=None,
    finding_id=None,
    is_review=False,
)
