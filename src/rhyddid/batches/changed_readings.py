"""What a newer version of the software reads otherwise than the one before: only the differences, cell by cell.

Nobody's decision is overwritten: a judgement stands until a person accepts the new reading, one by one; what nobody has
judged can be accepted all at once. To accept is to confirm the new reading; to keep is to say the old one again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from rhyddid.accounts.models import Person
from rhyddid.batches.models import Batch
from rhyddid.requests.judgements import CheckedAlready, judgement_make
from rhyddid.requests.models import Finding, FindingSource, FindingType, Judgement, Reading
from rhyddid.requests.same_answer import answer_said

MOST = 5000


@dataclass(frozen=True)
class Difference:
    """One answer that two versions read differently. `judged` is what a person said of it, where anybody has."""

    before: Finding
    after: Finding
    judged: Judgement | None

    @property
    def agrees_with_person(self) -> bool:
        """Whether the newer software has come to what a person said."""
        return self.judged is not None and answer_said(self.judged.value) == answer_said(self.after.value)


def differences(batch: Batch) -> list[Difference]:
    """The differences that nobody has looked at, by authority and question; the newest reading against the one before."""
    pairs = _pairs(batch)
    after_ids = [after for after, _ in pairs]
    findings = _answers([*after_ids, *(before for _, before in pairs)])
    judged = _judged(batch)
    found = []
    for after_id, before_id in pairs:
        for question_id, after in findings.get(after_id, {}).items():
            before = findings.get(before_id, {}).get(question_id)
            if before is None or answer_said(before.value) == answer_said(after.value):
                continue
            judgement = judged.get(question_id)
            if judgement is not None and (
                judgement.finding_id == after.pk or judgement.at > after.reading.at
            ):
                continue  # somebody has looked at the newer reading
            found.append(Difference(before, after, judgement))
    return sorted(found, key=_in_order)


def was_read_again(batch: Batch) -> bool:
    """Whether any letter of the batch has been read by a newer version: one cheap look."""
    return Reading.objects.filter(request__recipient__batch=batch, current=False).exists()


@transaction.atomic
def difference_accept(*, batch: Batch, finding_id: int, by: Person) -> bool:
    """Confirm the newer reading of one cell; False where it is no open difference (any more)."""
    difference = _open_difference(batch, finding_id)
    if difference is None:
        return False
    return _say(difference, by, "confirm", None)


@transaction.atomic
def difference_keep(*, batch: Batch, finding_id: int, by: Person) -> bool:
    """Say again what stood before: a person's word, or else the older reading."""
    difference = _open_difference(batch, finding_id)
    if difference is None:
        return False
    if difference.judged is not None and difference.judged.value is None:
        return _say(difference, by, "reject", None)
    value = difference.judged.value if difference.judged is not None else difference.before.value
    if answer_said(value) == answer_said(difference.after.value):
        return _say(difference, by, "confirm", None)
    return _say(difference, by, "correct", value)


@transaction.atomic
def differences_accept(*, batch: Batch, finding_ids: Collection[int], by: Person) -> int:
    """Confirm the newer readings among these that nobody had judged; returns how many. What a person said stays."""
    wanted = set(finding_ids)
    return sum(
        _say(difference, by, "confirm", None)
        for difference in differences(batch)
        if difference.after.pk in wanted and difference.judged is None
    )


def _say(difference: Difference, by: Person, verdict: str, value: dict[str, Any] | None) -> bool:
    after = difference.after
    try:
        with transaction.atomic():
            judgement_make(
                request=after.reading.request,
                question=after.question,
                verdict=verdict,
                by=by,
                finding=after,
                value=value,
            )
    except CheckedAlready:
        return False
    return True


def _open_difference(batch: Batch, finding_id: int) -> Difference | None:
    return next((each for each in differences(batch) if each.after.pk == finding_id), None)


def _pairs(batch: Batch) -> list[tuple[int, int]]:
    """(newest reading, the one before it) of every letter of the batch that was read more than once."""
    readings = (
        Reading.objects.filter(request__recipient__batch=batch, message__erased_at=None)
        .order_by("message_id", "request_id", "-current", "-at", "-pk")
        .values_list("pk", "message_id", "request_id", "current")
    )
    pairs: list[tuple[int, int]] = []
    newest: tuple[int, int, int] | None = None
    for pk, message_id, request_id, current in readings.iterator(chunk_size=2000):
        if current:
            newest = (pk, message_id, request_id)
        elif newest is not None and newest[1:] == (message_id, request_id):
            pairs.append((newest[0], pk))
            newest = None  # older ones still say nothing
            if len(pairs) >= MOST:
                break
    return pairs


def _answers(reading_ids: Collection[int]) -> dict[int, dict[int, Finding]]:
    found: dict[int, dict[int, Finding]] = {}
    rows = (
        Finding.objects.filter(
            reading_id__in=reading_ids,
            type=FindingType.ANSWER,
            source=FindingSource.RULES,
            question__isnull=False,
        )
        .select_related("question", "reading__request__authority")
        .order_by("pk")
    )
    for finding in rows:
        if finding.question_id is not None:
            found.setdefault(finding.reading_id, {})[finding.question_id] = finding
    return found


def _judged(batch: Batch) -> dict[int, Judgement]:
    """The newest standing judgement by question."""
    rows = (
        Judgement.objects.filter(
            request__recipient__batch=batch, undone_at=None, type=FindingType.ANSWER, question__isnull=False
        )
        .select_related("by")
        .order_by("question_id", "-at", "-id")
        .distinct("question_id")
    )
    return {row.question_id: row for row in rows if row.question_id is not None}


def _in_order(difference: Difference) -> tuple[str, int]:
    question = difference.after.question
    return difference.after.reading.request.authority.name, question.position if question else 0
