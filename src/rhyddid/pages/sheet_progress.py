"""How much of a sheet people have checked: two counts, whatever the size of the batch."""

from __future__ import annotations

from dataclasses import dataclass

from rhyddid.batches.agreement import twice_checked
from rhyddid.batches.models import Batch
from rhyddid.requests.models import Decision, Finding, FindingType, Judgement


@dataclass(frozen=True)
class SheetProgress:
    """`answered` questions have an answer that software read or a person gave; `checked` ones a person's word."""

    answered: int
    checked: int


def sheet_progress(batch: Batch) -> SheetProgress:
    """The progress of `batch`; a later letter that answers a checked question again is not told apart here."""
    read = (
        Finding.objects.filter(
            type=FindingType.ANSWER,
            reading__current=True,
            reading__request__recipient__batch=batch,
            question__isnull=False,
        )
        .exclude(value__decision=Decision.NO_ANSWER)
        .values("question")
    )
    judged = Judgement.objects.filter(
        type=FindingType.ANSWER, undone_at=None, request__recipient__batch=batch, question__isnull=False
    ).values("question")
    return SheetProgress(
        answered=read.union(judged).count(),
        checked=twice_checked(batch) if batch.checks_needed == 2 else judged.distinct().count(),
    )
