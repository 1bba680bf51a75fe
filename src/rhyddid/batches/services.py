"""Writes of a batch before and after it is sent: make, change, recipients, saved lists, copy, publish. Sending: `send`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from rhyddid.accounts.models import Person, Team
from rhyddid.authorities.models import Authority
from rhyddid.batches.batch_file import BatchDraft
from rhyddid.batches.held_reasons import HeldReason
from rhyddid.batches.letter import batch_questions
from rhyddid.batches.models import Batch, BatchFile, BatchQuestion, BatchState, Recipient, RecipientList
from rhyddid.batches.size_limit import batch_limit, batch_size, may_send_alone
from rhyddid.care.models import TaskKind
from rhyddid.care.services import audit, task_close, task_open
from rhyddid.requests.judgements import checks_needed_set
from rhyddid.requests.masking import without_hidden
from rhyddid.requests.models import Event, EventType, Request, Visibility
from rhyddid.requests.request_send import QuestionText

_CHUNK = 1000


class BatchError(Exception):
    """The batch cannot do what was asked; the message says why and what to do."""


@transaction.atomic
def batch_create(
    *, team: Team, by: Person | None, draft: BatchDraft, authorities: Iterable[Authority] = ()
) -> Batch:
    """A batch in draft, with its questions and recipients. Raises BatchError where the slug is taken."""
    if draft.slug and Batch.objects.filter(slug=draft.slug).exists():
        raise BatchError(
            _("There is a batch “%(slug)s” already: choose another slug.") % {"slug": draft.slug}
        )
    batch = Batch.objects.create(
        slug=draft.slug or fresh_slug(draft.subject),
        team=team,
        created_by=by,
        subject=draft.subject,
        letter=draft.letter,
        sender=draft.sender,
        language=draft.language,
        tags=list(draft.tags),
        delay_minutes=settings.BATCH_DELAY_MINUTES if draft.delay_minutes is None else draft.delay_minutes,
    )
    _questions_set(batch, draft.questions)
    recipients_add(batch=batch, authorities=authorities, by=by)
    return batch


@transaction.atomic
def batch_update(*, batch: Batch, by: Person | None, draft: BatchDraft) -> Batch:
    """Change the letter and questions of a batch that has not been sent. Raises BatchError."""
    _locked_before_sending(batch)
    batch.subject = draft.subject
    batch.letter = draft.letter
    batch.sender = draft.sender
    batch.language = draft.language
    batch.tags = list(draft.tags)
    if draft.delay_minutes is not None:
        batch.delay_minutes = draft.delay_minutes
    batch.save()
    batch.questions.all().delete()
    _questions_set(batch, draft.questions)
    audit(action="batch_updated", subject_kind="batch", subject_id=batch.pk, by=by)
    return batch


@transaction.atomic
def recipients_add(*, batch: Batch, authorities: Iterable[Authority], by: Person | None) -> int:
    """Add recipients; ones that are there already stay as they are, ones that were dropped come back.

    Returns how many were added. Raises BatchError for a simulated authority in a real batch, or the reverse.
    """
    wanted = {authority.pk: authority for authority in authorities}
    is_rehearsal = batch.rehearsal_of_id is not None
    for authority in wanted.values():
        if authority.simulated != is_rehearsal:
            raise BatchError(
                _("%(name)s is a real authority: a rehearsal writes to simulated ones only.")
                % {"name": authority.name}
                if is_rehearsal
                else _("%(name)s is simulated: only a rehearsal can write to it.") % {"name": authority.name}
            )
    back = batch.recipients.filter(authority__in=wanted, held_reason=HeldReason.DROPPED).update(
        held_reason=""
    )
    known = set(batch.recipients.filter(authority__in=wanted).values_list("authority_id", flat=True))
    fresh = [Recipient(batch=batch, authority_id=pk) for pk in wanted if pk not in known]
    Recipient.objects.bulk_create(fresh, batch_size=_CHUNK, ignore_conflicts=True)
    waits = batch.state == BatchState.WAITING_FOR_APPROVAL
    if (back or fresh) and (waits or (batch.state != BatchState.DRAFT and not may_send_alone(batch, by))):
        # the limit was looked at when the batch was sent: who adds to it now must not slip past it
        batch.recipients.filter(authority__in=wanted, request=None).update(approved=False)
        task_open(
            kind=TaskKind.BATCH_APPROVAL, subject_kind="batch", subject_id=batch.pk,
            detail={"recipients": batch_size(batch), "limit": batch_limit(by), "by": by.pk if by else None},
        )  # fmt: skip
    return back + len(fresh)


@transaction.atomic
def recipients_drop(*, batch: Batch, authorities: Collection[Authority], by: Person | None) -> int:
    """Drop recipients that have no request yet; returns how many. Before sending they go, afterwards they are held."""
    unsent = batch.recipients.filter(authority__in=authorities, request=None)
    if batch.state == BatchState.DRAFT:
        dropped, _rows = unsent.delete()
        return dropped
    count = unsent.exclude(held_reason=HeldReason.DROPPED).update(held_reason=HeldReason.DROPPED)
    given_up = (HeldReason.DROPPED, HeldReason.RECALLED)
    if not batch.recipients.filter(request=None, approved=False).exclude(held_reason__in=given_up).exists():
        task_close(kind=TaskKind.BATCH_APPROVAL, subject_kind="batch", subject_id=batch.pk, by=by)
    return count


@transaction.atomic
def recipient_list_save(
    *, team: Team, name: str, authorities: Iterable[Authority], by: Person | None
) -> RecipientList:
    """Keep a list of authorities under a name; saving under the same name replaces what it held. Raises BatchError."""
    slug = slugify(name)[:80]
    if not slug:
        raise BatchError(_("A list needs a name with letters or digits."))
    saved, _made = RecipientList.objects.update_or_create(team=team, slug=slug, defaults={"name": name})
    saved.authorities.set(authorities)
    return saved


@transaction.atomic
def batch_copy(
    *,
    batch: Batch,
    slug: str = "",
    by: Person | None = None,
    rehearsal_of: Batch | None = None,
    rehearsal_day: dt.date | None = None,
    authorities: Iterable[Authority] | None = None,
) -> Batch:
    """A draft with the same letter and questions: to ask again, or (with `rehearsal_of` and a day) to rehearse.

    `authorities` None takes the same recipients. A rehearsal has no delay window.
    """
    copy = Batch.objects.create(
        slug=slug or fresh_slug(batch.subject),
        team=batch.team,
        created_by=by or batch.created_by,
        subject=batch.subject,
        letter=batch.letter,
        sender=batch.sender,
        language=batch.language,
        tags=batch.tags,
        delay_minutes=0 if rehearsal_of else batch.delay_minutes,
        checks_needed=batch.checks_needed,
        rehearsal_of=rehearsal_of,
        rehearsal_day=rehearsal_day,
    )
    _questions_set(copy, batch_questions(batch))
    if rehearsal_of is None:
        _files_copy(batch, copy)
    if authorities is None:
        kept = batch.recipients.exclude(held_reason=HeldReason.DROPPED).select_related("authority")
        authorities = [recipient.authority for recipient in kept]
    recipients_add(batch=copy, authorities=authorities, by=by)
    return copy


@transaction.atomic
def batch_publish(*, batch: Batch, by: Person | None, shows_unconfirmed: bool = False) -> int:
    """Make the board, the sheet and the batch's requests public; returns how many requests. Raises BatchError.

    Requests that somebody made private stay private.
    """
    if batch.rehearsal_of_id is not None:
        raise BatchError(_("A rehearsal is never published."))
    if batch.state not in (BatchState.QUEUED, BatchState.SENT):
        raise BatchError(_("The batch has not been sent: there is nothing to publish."))
    embargoed = Request.objects.filter(recipient__batch=batch, visibility=Visibility.EMBARGOED)
    ids = list(embargoed.select_for_update(no_key=True).values_list("pk", flat=True))
    Request.objects.filter(pk__in=ids).update(
        visibility=Visibility.PUBLIC, embargoed_until=None, embargo_ends=""
    )
    # Publishing moves no clock and no state, so that thousands of these need no rebuild of a projection.
    Event.objects.bulk_create(
        (
            Event(request_id=pk, type=EventType.PUBLISHED, day=timezone.localdate(), source="record", by=by)
            for pk in ids
        ),
        batch_size=_CHUNK,
    )
    batch.published_at = batch.published_at or timezone.now()
    batch.shows_unconfirmed = shows_unconfirmed
    batch.publish_on, batch.publish_when_answered, batch.publish_by = None, False, None
    batch.save(
        update_fields=[
            "published_at",
            "shows_unconfirmed",
            "publish_on",
            "publish_when_answered",
            "publish_by",
        ]
    )
    audit(
        action="batch_published", subject_kind="batch", subject_id=batch.pk, by=by,
        detail={"requests": len(ids), "shows_unconfirmed": shows_unconfirmed},
    )  # fmt: skip
    return len(ids)


@transaction.atomic
def batch_unpublish(*, batch: Batch, by: Person) -> int:
    """Take the board, the sheet and the batch's requests back from the public; returns how many requests."""
    public = Request.objects.filter(recipient__batch=batch, visibility=Visibility.PUBLIC)
    count = public.update(visibility=Visibility.EMBARGOED, embargoed_until=None, embargo_ends="")
    batch.published_at = None
    batch.save(update_fields=["published_at"])
    audit(
        action="batch_unpublished", subject_kind="batch", subject_id=batch.pk, by=by,
        detail={"requests": count},
    )  # fmt: skip
    return count


@transaction.atomic
def batch_checks_set(*, batch: Batch, by: Person, checks_needed: int) -> None:
    """Ask for one check of each answer, or for two by different people. Raises BatchError."""
    if checks_needed not in (1, 2):
        raise BatchError(_("An answer is checked by one person or by two."))
    here = Batch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if here.checks_needed == checks_needed:
        return
    here.checks_needed = checks_needed
    here.save(update_fields=["checks_needed"])
    batch.checks_needed = checks_needed
    ids = list(here.recipients.filter(request__isnull=False).values_list("request_id", flat=True))
    checks_needed_set(request_ids=[pk for pk in ids if pk is not None], checks_needed=checks_needed)
    audit(
        action="batch_checks_set", subject_kind="batch", subject_id=batch.pk, by=by,
        detail={"checks_needed": checks_needed},
    )  # fmt: skip


def fresh_slug(subject: str) -> str:
    """A slug from those of the subject's words that everybody may read, which no batch has."""
    base = slugify(without_hidden(subject))[:100].strip("-") or "batch"
    taken = set(Batch.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def _questions_set(batch: Batch, questions: Sequence[QuestionText]) -> None:
    BatchQuestion.objects.bulk_create(
        BatchQuestion(
            batch=batch,
            position=position,
            number=question.number,
            text=question.text,
            answer_type=question.answer_type,
            regime=question.regime,
            choices=list(question.choices),
        )
        for position, question in enumerate(questions, start=1)
    )


def _files_copy(batch: Batch, copy: Batch) -> None:
    """The same bytes under a row of its own; what was agreed to was another letter."""
    same = ("sha256", "filename", "content_type", "size", "hidden", "has_serious")
    BatchFile.objects.bulk_create(
        BatchFile(batch=copy, **{name: getattr(file, name) for name in same})
        for file in batch.files.order_by("pk")
    )


def _locked_before_sending(batch: Batch) -> None:
    here = Batch.objects.select_for_update().get(pk=batch.pk)
    if here.state not in (BatchState.DRAFT, BatchState.WAITING_FOR_APPROVAL):
        raise BatchError(_("The batch has been sent: copy it to ask something else."))
