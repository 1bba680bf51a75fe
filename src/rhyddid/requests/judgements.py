"""A person's word on what the software read: confirm, correct, reject, and undo. Judgements outlive re-reading.

Where a request's answers are checked by two people, the first and the second say so for themselves; where they say
different things, a third decides. Which of these a judgement is, is settled here, under a lock on its question.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from rhyddid.accounts.models import CHECKING_ROLES, EDITING_ROLES, Membership, Person
from rhyddid.requests.models import Decision, Finding, FindingType, Judgement, Message, Question, Request
from rhyddid.requests.same_answer import answer_said

FIRST, SECOND, DECIDES = 1, 2, 3


class BadJudgement(ValueError):
    """The judgement cannot be kept as it is; the message says why."""


class CheckedAlready(BadJudgement):
    """This person has said so before, and the next word is somebody else's."""


@transaction.atomic
def judgement_make(
    *,
    request: Request,
    question: Question | None,
    verdict: str,
    by: Person,
    finding: Finding | None = None,
    message: Message | None = None,
    value: dict[str, Any] | None = None,
    note: str = "",
    key: uuid.UUID | None = None,
) -> Judgement:
    """Judge `finding` (or, with none, say what a cell holds; `message` is the letter that it was found in). `value` is
    needed for a correction. With a `key` that made a judgement of the same cell before, that one is given back.

    Raises BadJudgement; CheckedAlready where two people check and this one has.
    """
    if question is not None:
        # one at a time, so that two people who check at once become the first and the second
        Question.objects.select_for_update(no_key=True).only("pk").get(pk=question.pk)
    if key is not None and (made := Judgement.objects.filter(key=key).first()) is not None:
        if (made.request_id, made.question_id, made.by_id) != (request.pk, question and question.pk, by.pk):
            raise BadJudgement("This form has been used for another answer: open the page again.")
        return made
    if verdict == "correct":
        _check_value(value)
    elif finding is None:
        raise BadJudgement("There is nothing here to confirm or reject; correct the cell instead.")
    letter = finding.reading.message if finding else message
    return Judgement.objects.create(
        request=request,
        question=question,
        message=letter,
        type=finding.type if finding else FindingType.ANSWER,
        finding=finding,
        verdict=verdict,
        judged_value=finding.value if finding else None,
        value={"confirm": finding.value if finding else None, "correct": value, "reject": None}[verdict],
        quote=finding.quote if finding else "",
        note=note,
        by=by,
        key=key,
        check_number=_check_number(request, question, letter, by),
    )


@transaction.atomic
def judgement_undo(*, judgement: Judgement, by: Person) -> bool:
    """Take this judgement back; the one before it counts again. False where it was taken back already, and where it is
    one of two checks and somebody else's.
    """
    here = Judgement.objects.select_for_update().get(pk=judgement.pk)
    if here.undone_at is not None:
        return False
    if here.check_number in (FIRST, SECOND) and here.by_id is not None and here.by_id != by.pk:
        return False
    here.undone_at = timezone.now()
    here.note = f"{here.note} [undone by {by}]".strip()
    here.save(update_fields=["undone_at", "note"])
    return True


@transaction.atomic
def checks_needed_set(*, request_ids: Sequence[int], checks_needed: int) -> None:
    """Ask for one check or two of the answers of these requests. A word that stands already is the first of two."""
    Request.objects.filter(pk__in=request_ids).update(checks_needed=checks_needed)
    if checks_needed == 1:
        return
    standing = (
        Judgement.objects.filter(
            request_id__in=request_ids, question__isnull=False, undone_at=None, type=FindingType.ANSWER
        )
        .order_by("question_id", "-at", "-id")
        .distinct("question_id")
        .values_list("pk", "check_number")
    )
    newest = [pk for pk, number in standing if number is None]
    Judgement.objects.filter(pk__in=newest).update(check_number=FIRST)


def may_decide(by: Person, request: Request, checks: Sequence[Judgement]) -> bool:
    """Whether `by` may decide between two checks: who made neither; in a team where nobody else could, who may write
    for it.
    """
    if by.pk not in {check.by_id for check in checks}:
        return True
    members = Membership.objects.filter(team=request.team_id)
    others = members.filter(role__in=CHECKING_ROLES).exclude(person__in=[check.by_id for check in checks])
    if others.exists():
        return False
    return members.filter(person=by, role__in=EDITING_ROLES).exists()


def standing_checks(question: Question, letter: Message | None) -> list[Judgement]:
    """The first and second check of a cell that stand, and the decision between them, for this letter."""
    return list(
        Judgement.objects.filter(
            question=question,
            message=letter,
            undone_at=None,
            check_number__isnull=False,
            type=FindingType.ANSWER,
        )
        .select_related("by")
        .order_by("check_number")
    )


def _check_number(
    request: Request, question: Question | None, letter: Message | None, by: Person
) -> int | None:
    """Which check this judgement is. A person's second word replaces the first; after both checks it is a decision."""
    needed = Request.objects.values_list("checks_needed", flat=True).get(pk=request.pk)
    if needed == 1 or question is None:
        return None
    standing = standing_checks(question, letter)
    checks = [each for each in standing if each.check_number != DECIDES]
    decided = [each for each in standing if each.check_number == DECIDES]
    if decided:
        decided[0].undone_at = timezone.now()
        decided[0].save(update_fields=["undone_at"])
        return DECIDES
    if len(checks) == 2:
        if answer_said(checks[0].value) == answer_said(checks[1].value):
            return _anew(checks, by) if by.pk in {each.by_id for each in checks} else DECIDES
        if may_decide(by, request, checks):
            return DECIDES
        raise CheckedAlready("You have checked this answer; a third person decides between the two checks.")
    return _anew(checks, by)


def _anew(checks: Sequence[Judgement], by: Person) -> int:
    """The place of this person's check among those there are; an older word of theirs makes room."""
    for each in checks:
        if each.by_id == by.pk:
            each.undone_at = timezone.now()
            each.save(update_fields=["undone_at"])
            return each.check_number or FIRST
    taken = {each.check_number for each in checks}
    return FIRST if FIRST not in taken else SECOND


def _check_value(value: dict[str, Any] | None) -> None:
    if not value or value.get("decision") not in Decision.values:
        raise BadJudgement(f"A correction needs a decision: one of {', '.join(Decision.values)}.")
