"""Annotations: added by people with an account, taken back by their writers, hidden by operators for a reason.

What a viewer reads of them goes through `requests.visibility` and the request's mask, like everything else.
"""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from rhyddid.accounts.models import Person
from rhyddid.accounts.queries import may_edit
from rhyddid.care.models import TaskKind
from rhyddid.care.services import audit, task_close, task_open
from rhyddid.care.spam_rules import spam_score
from rhyddid.requests.annotation_models import Annotation, AnnotationsOff, AnnotationState
from rhyddid.requests.models import Message, Request

LONGEST = 5000
_SUBJECT = "annotation"


class AnnotationRefused(Exception):
    """Annotations are off here, or this one says nothing."""


def annotations_are_open(request: Request) -> bool:
    """Whether anybody may add an annotation to the request."""
    return settings.ANNOTATIONS and not AnnotationsOff.objects.filter(request=request).exists()


def may_switch_annotations(who: Person, request: Request) -> bool:
    """The request's editors, and operators, turn its annotations off and on."""
    return who.is_staff or may_edit(who, request.team)


@transaction.atomic
def annotation_add(*, request: Request, text: str, by: Person, message: Message | None = None) -> Annotation:
    """Add an annotation. What looks like spam, from somebody nobody trusts yet, waits for an operator. Raises
    AnnotationRefused.
    """
    text = text.strip()[:LONGEST]
    if not text or not annotations_are_open(request):
        raise AnnotationRefused("Annotations are off here, or there is no text.")
    score = spam_score(text)
    waits = by.trust == 0 and 0 < settings.SPAM_HOLD <= score.points
    row = Annotation.objects.create(
        request=request,
        message=message,
        by=by,
        text=text,
        state=AnnotationState.WAITING if waits else AnnotationState.SHOWN,
        spam_reasons=list(score.reasons) if waits else [],
    )
    if waits:
        task_open(
            kind=TaskKind.SPAM,
            subject_kind=_SUBJECT,
            subject_id=row.pk,
            detail={"reasons": list(score.reasons)},
        )
    return row


@transaction.atomic
def annotation_take_back(*, annotation: Annotation, by: Person) -> bool:
    """Its writer takes it back. False where it is not theirs, or is not shown."""
    return _change(
        annotation, by, AnnotationState.TAKEN_BACK, "annotation_taken_back",
        of=(AnnotationState.SHOWN, AnnotationState.WAITING), only_writer=True,
    )  # fmt: skip


@transaction.atomic
def annotation_put_back(*, annotation: Annotation, by: Person) -> bool:
    """Its writer shows it again; one that spam rules had held waits again."""
    state = AnnotationState.WAITING if annotation.spam_reasons else AnnotationState.SHOWN
    changed = _change(
        annotation, by, state, "annotation_put_back", of=(AnnotationState.TAKEN_BACK,), only_writer=True
    )
    if changed and state == AnnotationState.WAITING:
        task_open(kind=TaskKind.SPAM, subject_kind=_SUBJECT, subject_id=annotation.pk)
    return changed


@transaction.atomic
def annotation_hide(*, annotation: Annotation, by: Person, reason: str) -> bool:
    """An operator hides it; everybody reads why. False where it is hidden already, or without a reason."""
    if not reason.strip():
        return False
    return _change(
        annotation, by, AnnotationState.HIDDEN, "annotation_hidden",
        of=(AnnotationState.SHOWN, AnnotationState.WAITING), reason=reason.strip()[:300],
    )  # fmt: skip


@transaction.atomic
def annotation_show(*, annotation: Annotation, by: Person) -> bool:
    """An operator shows it: one that waited, or one that was hidden (the undo of hiding it)."""
    return _change(
        annotation, by, AnnotationState.SHOWN, "annotation_shown",
        of=(AnnotationState.HIDDEN, AnnotationState.WAITING),
    )  # fmt: skip


@transaction.atomic
def annotations_switch(*, request: Request, on: bool, by: Person) -> bool:
    """Turn a request's annotations on or off; those that are there stay. False where that is so already."""
    if on:
        changed = bool(AnnotationsOff.objects.filter(request=request).delete()[0])
    else:
        _, changed = AnnotationsOff.objects.get_or_create(request=request, defaults={"by": by})
    if changed:
        audit(
            action="annotations_on" if on else "annotations_off",
            subject_kind="request", subject_id=request.pk, by=by,
        )  # fmt: skip
    return changed


def _change(
    annotation: Annotation,
    by: Person,
    state: AnnotationState,
    action: str,
    *,
    of: tuple[AnnotationState, ...],
    reason: str = "",
    only_writer: bool = False,
) -> bool:
    row = Annotation.objects.select_for_update().get(pk=annotation.pk)
    if row.state not in of or (only_writer and row.by_id != by.pk):
        return False
    was = row.state
    row.state, row.hidden_reason = state, reason
    row.decided_at, row.decided_by = timezone.now(), by
    if state == AnnotationState.SHOWN:
        row.spam_reasons = []
    row.save(update_fields=["state", "hidden_reason", "decided_at", "decided_by", "spam_reasons"])
    task_close(kind=TaskKind.SPAM, subject_kind=_SUBJECT, subject_id=row.pk, by=by)
    audit(
        action=action, subject_kind=_SUBJECT, subject_id=row.pk, by=by, detail={"was": was, "reason": reason}
    )
    return True
