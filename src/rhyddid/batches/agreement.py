"""How far two people who checked the same answers agree: per question the share, and Cohen's kappa. Reads only.

Kappa says how much more they agree than two who guess with the same habits; what each said of a cell (see
`requests.same_answer`) is the category. It says nothing where all said the same, and little where few were checked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rhyddid.batches.models import Batch
from rhyddid.requests.judgements import FIRST, SECOND
from rhyddid.requests.models import FindingType, Judgement
from rhyddid.requests.same_answer import answer_said

Pair = tuple[str, str]


@dataclass(frozen=True)
class Agreement:
    """`n` answers were checked by two people, who agreed on `agreed`; `kappa` is None where it cannot be said."""

    number: str
    n: int
    agreed: int
    kappa: float | None

    @property
    def share(self) -> float | None:
        """The share they agreed on; None where nothing was checked twice."""
        return self.agreed / self.n if self.n else None


@dataclass(frozen=True)
class Disputed:
    """A cell on which the two checks differ and nobody has decided."""

    request_id: int
    question_id: int
    number: str
    authority: str


def cohens_kappa(pairs: Sequence[Pair]) -> float | None:
    """Cohen's kappa of two raters' categories; None without pairs, and where only one category was ever used."""
    n = len(pairs)
    if not n:
        return None
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    by_chance = sum(first[category] * second[category] for category in first) / (n * n)
    if by_chance == 1:
        return None
    observed = sum(one == other for one, other in pairs) / n
    return (observed - by_chance) / (1 - by_chance)


def batch_agreement(batch: Batch) -> list[Agreement]:
    """The agreement on each question of `batch`, in its order, and on all of them last (its number is empty)."""
    by_number: dict[str, list[Pair]] = {
        number: [] for number in batch.questions.values_list("number", flat=True)
    }
    for (_, number, _), pair in _pairs(batch).items():
        by_number.setdefault(number, []).append(pair)
    rows = [_agreement(number, pairs) for number, pairs in by_number.items()]
    return [*rows, _agreement("", [pair for pairs in by_number.values() for pair in pairs])]


def disputed_cells(batch: Batch) -> list[Disputed]:
    """The cells that wait for a third look, by authority and question."""
    differing = {key for key, (one, other) in _pairs(batch).items() if one != other}
    decided = set(
        Judgement.objects.filter(request__recipient__batch=batch, undone_at=None, check_number=3).values_list(
            "question_id", "question__number", "message_id"
        )
    )
    found = (
        Judgement.objects.filter(
            question_id__in={key[0] for key in differing - decided}, undone_at=None, check_number=SECOND
        )
        .order_by("request__authority__name", "question__position")
        .values_list(
            "request_id", "question_id", "question__number", "request__authority__name", "message_id"
        )
    )
    return [
        Disputed(request_id, question_id or 0, number, authority)
        for request_id, question_id, number, authority, message_id in found
        if (question_id, number, message_id) in differing - decided
    ]


def twice_checked(batch: Batch) -> int:
    """How many answers count as checked where two people check: both said the same, or somebody has decided."""
    agreed = {question_id for (question_id, _, _), (one, other) in _pairs(batch).items() if one == other}
    decided = Judgement.objects.filter(request__recipient__batch=batch, undone_at=None, check_number=3)
    return len(agreed | set(decided.values_list("question_id", flat=True)))


def _pairs(batch: Batch) -> dict[tuple[int, str, int | None], Pair]:
    """By question, its number and letter, what the first and the second check said, where both stand."""
    said: dict[tuple[int, str, int | None], dict[int, str]] = {}
    rows = Judgement.objects.filter(
        request__recipient__batch=batch,
        undone_at=None,
        check_number__in=(FIRST, SECOND),
        type=FindingType.ANSWER,
        question__isnull=False,
    ).values_list("question_id", "question__number", "message_id", "check_number", "value")
    for question_id, number, message_id, check, value in rows.iterator(chunk_size=2000):
        if question_id is not None and number is not None and check is not None:
            said.setdefault((question_id, number, message_id), {})[check] = answer_said(value)
    return {
        key: (checks[FIRST], checks[SECOND])
        for key, checks in said.items()
        if FIRST in checks and SECOND in checks
    }


def _agreement(number: str, pairs: Sequence[Pair]) -> Agreement:
    return Agreement(number, len(pairs), sum(one == other for one, other in pairs), cohens_kappa(pairs))
