"""A person's word on what the software read: confirm, correct, reject, and undo. Judgements outlive re-reading."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from rhyddid.accounts.models import Person
from rhyddid.requests.models import Decision, Finding, FindingType, Judgement, Question, Request


class BadJudgement(ValueError):
    """The judgement cannot be kept as it is; the message says why."""


@transaction.atomic
def judgement_make(
    *,
    request: Request,
    question: Question | None,
    verdict: str,
    by: Person,
    finding: Finding | None = None,
    value: dict[str, Any] | None = None,
    note: str = "",
) -> Judgement:
    """Judge `finding` (or, with none, say what a cell holds). `value` is needed for a correction. Raises BadJudgement."""
    if verdict == "correct":
        _check_value(value)
    elif finding is None:
        raise BadJudgement("There is nothing here to confirm or reject; correct the cell instead.")
    return Judgement.objects.create(
        request=request,
        question=question,
        message=finding.reading.message if finding else None,
        type=finding.type if finding else FindingType.ANSWER,
        finding=finding,
        verdict=verdict,
        judged_value=finding.value if finding else None,
        value={"confirm": finding.value if finding else None, "correct": value, "reject": None}[verdict],
        quote=finding.quote if finding else "",
        note=note,
        by=by,
    )


@transaction.atomic
def judgement_undo(*, judgement: Judgement, by: Person) -> bool:
    """Take this judgement back; the one before it counts again. False where it was taken back already."""
    here = Judgement.objects.select_for_update().get(pk=judgement.pk)
    if here.undone_at is not None:
        return False
    here.undone_at = timezone.now()
    here.note = f"{here.note} [undone by {by}]".strip()
    here.save(update_fields=["undone_at", "note"])
    return True


def _check_value(value: dict[str, Any] | None) -> None:
    if not value or value.get("decision") not in Decision.values:
        raise BadJudgement(f"A correction needs a decision: one of {', '.join(Decision.values)}.")
