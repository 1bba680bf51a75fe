"""Who sees a whole batch, changed in one act: what would change, the change with an event for each request, taking it back,
and publishing by itself on a day or once everybody has answered.

Thousands of requests change in a handful of statements: none of it moves a clock, so no state is rebuilt.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rhyddid.accounts.models import Person
from rhyddid.batches.held_reasons import HeldReason
from rhyddid.batches.models import Batch, BatchState, Recipient
from rhyddid.batches.services import BatchError, batch_publish
from rhyddid.care.models import AuditEntry
from rhyddid.care.services import audit
from rhyddid.requests.models import EmbargoEnds, Event, EventType, Request, State, Visibility
from rhyddid.requests.visibility import public_request_filter
from rhyddid.requests.visibility_change import Seen

_CHUNK = 1000
# a request that nothing more is waited for; drafts and what was taken back never go
_OVER = (
    State.ANSWERED,
    State.REFUSED,
    State.REVIEW_ANSWERED,
    State.WITHDRAWN,
    State.TRANSFERRED,
    State.LAPSED,
    State.FAILED,
    State.RECALLED,
)
_ACTION = "batch_visibility_set"


class Shown(models.TextChoices):
    """Who sees a batch. `EACH_ANSWER`: each request as soon as its answer is there; board and sheet stay the team's."""

    NOW = "now", gettext_lazy("Everybody, from now on")
    ON_A_DAY = "on_a_day", gettext_lazy("Everybody, after a day that I choose")
    ALL_ANSWERED = "all_answered", gettext_lazy("Everybody, once the last authority has answered")
    EACH_ANSWER = (
        "each_answer",
        gettext_lazy("Each request once its authority has answered; not the answer sheet"),
    )
    TEAM = "team", gettext_lazy("Our team, until we publish it")
    PRIVATE = "private", gettext_lazy("Our team, always")


@dataclass(frozen=True)
class BatchChange:
    """What a change would do: of `requests`, how many `change`; how many everybody sees today and would see.

    `kept_private` are requests that somebody made private by themselves: publishing leaves them so.
    """

    requests: int
    change: int
    public_before: int
    public_after: int
    kept_private: int
    sheet_before: bool
    sheet_after: bool


@dataclass(frozen=True)
class BatchWanted:
    shown: Shown
    until: dt.date | None = None

    @property
    def seen(self) -> Seen:
        """What each request of the batch becomes."""
        match self.shown:
            case Shown.NOW:
                return Seen(Visibility.PUBLIC)
            case Shown.ON_A_DAY:
                return Seen(Visibility.EMBARGOED, until=self.until)
            case Shown.EACH_ANSWER:
                return Seen(Visibility.EMBARGOED, ends=EmbargoEnds.ANSWERED)
            case Shown.PRIVATE:
                return Seen(Visibility.PRIVATE)
            case _:
                return Seen(Visibility.EMBARGOED)


def batch_shown(batch: Batch) -> BatchWanted:
    """Who sees the batch, as it was chosen last; requests that were changed by themselves may differ."""
    if batch.published_at is not None:
        return BatchWanted(Shown.NOW)
    if batch.publish_on is not None:
        return BatchWanted(Shown.ON_A_DAY, batch.publish_on - dt.timedelta(days=1))
    if batch.publish_when_answered:
        return BatchWanted(Shown.ALL_ANSWERED)
    found = Counter(_requests(batch).values_list("visibility", "embargo_ends"))
    if found and all(visibility == Visibility.PRIVATE for visibility, _ends in found):
        return BatchWanted(Shown.PRIVATE)
    if found[Visibility.EMBARGOED, EmbargoEnds.ANSWERED] > found[Visibility.EMBARGOED, ""]:
        return BatchWanted(Shown.EACH_ANSWER)
    return BatchWanted(Shown.TEAM)


def batch_change_preview(batch: Batch, wanted: BatchWanted) -> BatchChange:
    """What `wanted` would change. Raises BatchError where it cannot be chosen."""
    _check(batch, wanted)
    every = _requests(batch)
    changed = _changed(batch, wanted)
    changed_ids = changed.values("pk")
    public = every.filter(public_request_filter())
    would = every.filter(_would_be_public(wanted)) if wanted.shown in _OPENS else every.none()
    return BatchChange(
        requests=every.count(),
        change=changed.count(),
        public_before=public.count(),
        public_after=public.exclude(pk__in=changed_ids).count() + would.filter(pk__in=changed_ids).count(),
        kept_private=_private_alone(every).count() if wanted.shown != Shown.PRIVATE else 0,
        sheet_before=batch.published_at is not None,
        sheet_after=wanted.shown == Shown.NOW,
    )


@transaction.atomic
def batch_visibility_set(*, batch: Batch, wanted: BatchWanted, by: Person) -> int:
    """Show the whole batch so; returns how many requests changed. Each has its event. Raises BatchError."""
    here = Batch.objects.select_for_update(of=("self",), no_key=True).get(pk=batch.pk)
    _check(here, wanted)
    change = uuid.uuid4().hex
    before = _batch_fields(here)
    changed = _seen_set(_changed(here, wanted), wanted.seen, by, {"change": change})
    here.published_at = (here.published_at or timezone.now()) if wanted.shown == Shown.NOW else None
    here.publish_on = wanted.until + dt.timedelta(days=1) if wanted.until is not None else None
    here.publish_when_answered = wanted.shown == Shown.ALL_ANSWERED
    here.publish_by = by if here.publish_on or here.publish_when_answered else None
    here.save(update_fields=["published_at", "publish_on", "publish_when_answered", "publish_by"])
    audit(
        action=_ACTION, subject_kind="batch", subject_id=here.pk, by=by,
        detail={"change": change, "before": before, "after": _batch_fields(here), "requests": changed},
    )  # fmt: skip
    _follow(batch, here)
    return changed


def batch_change_to_undo(batch: Batch) -> AuditEntry | None:
    """The newest change of the whole batch, where nothing has been changed since."""
    entries = AuditEntry.objects.filter(subject_kind="batch", subject_id=batch.pk).select_related("by")
    last = entries.filter(
        action__in=(_ACTION, "batch_visibility_undone", "batch_published", "batch_unpublished")
    )
    newest = last.order_by("-pk").first()
    if newest is None or newest.action != _ACTION or newest.detail["after"] != _batch_fields(batch):
        return None
    return newest


@transaction.atomic
def batch_visibility_undo(*, batch: Batch, by: Person) -> int:
    """Show the batch as before its newest change. Requests that were changed by themselves since stay as they are.
    Returns how many changed. Raises BatchError.
    """
    here = Batch.objects.select_for_update(of=("self",), no_key=True).get(pk=batch.pk)
    entry = batch_change_to_undo(here)
    if entry is None:
        raise BatchError(_("It has been changed again since: choose anew."))
    events = Event.objects.filter(
        request__recipient__batch=here,
        type=EventType.VISIBILITY_CHANGED,
        data__change=entry.detail["change"],
    )
    ways: dict[tuple[Seen, Seen], list[int]] = {}
    for request_id, data in events.values_list("request_id", "data"):
        way = (Seen.from_data(data["from"]), Seen.from_data(data["to"]))
        ways.setdefault(way, []).append(request_id)
    undone = 0
    for (was, became), ids in ways.items():
        still = Request.objects.filter(pk__in=ids, **became.fields)
        undone += _seen_set(still, was, by, {"undoes": entry.detail["change"]})
    before = entry.detail["before"]
    here.published_at = dt.datetime.fromisoformat(before["published_at"]) if before["published_at"] else None
    here.publish_on = dt.date.fromisoformat(before["publish_on"]) if before["publish_on"] else None
    here.publish_when_answered = before["publish_when_answered"]
    here.publish_by = by if here.publish_on or here.publish_when_answered else None
    here.save(update_fields=["published_at", "publish_on", "publish_when_answered", "publish_by"])
    audit(
        action="batch_visibility_undone", subject_kind="batch", subject_id=here.pk, by=by,
        detail={"change": entry.detail["change"], "requests": undone},
    )  # fmt: skip
    _follow(batch, here)
    return undone


def batches_publish_due() -> int:
    """Publish the batches whose day has come, and those that everybody has answered. For the worker; returns how many."""
    waiting = (
        Recipient.objects.filter(batch=OuterRef("pk"), request__isnull=False)
        .exclude(held_reason=HeldReason.DROPPED)
        .exclude(request__state__state__in=_OVER)
    )
    has_answer = Recipient.objects.filter(batch=OuterRef("pk"), request__state__closed_on__isnull=False)
    due = Batch.objects.filter(
        Q(publish_on__lte=timezone.localdate())
        | Q(publish_when_answered=True) & Q(Exists(has_answer)) & ~Q(Exists(waiting)),
        published_at=None,
        rehearsal_of=None,
        state__in=(BatchState.QUEUED, BatchState.SENT),
    )
    published = 0
    for batch in due.select_related("publish_by", "created_by"):
        with transaction.atomic():
            here = Batch.objects.select_for_update(of=("self",), no_key=True).get(pk=batch.pk)
            if here.published_at is None and (here.publish_on or here.publish_when_answered):
                batch_publish(
                    batch=here,
                    by=batch.publish_by or batch.created_by,
                    shows_unconfirmed=here.shows_unconfirmed,
                )
                published += 1
    return published


# after these the requests may be seen by everybody at once, or are already
_OPENS = (Shown.NOW, Shown.EACH_ANSWER)


def _would_be_public(wanted: BatchWanted) -> Q:
    unsent = Q(state=None) | Q(state__state__in=[State.DRAFT, State.QUEUED, State.RECALLED])
    sent = Q(own_personal_data=False, rehearsal_day=None) & ~unsent
    if wanted.shown == Shown.EACH_ANSWER:
        return sent & Q(state__state__in=(State.ANSWERED, State.REFUSED, State.REVIEW_ANSWERED))
    return sent


def _requests(batch: Batch) -> QuerySet[Request]:
    return Request.objects.filter(recipient__batch=batch).exclude(recipient__held_reason=HeldReason.DROPPED)


def _changed(batch: Batch, wanted: BatchWanted) -> QuerySet[Request]:
    """The requests that would change: publishing takes along what is embargoed, never what somebody made private."""
    every = _requests(batch).exclude(**wanted.seen.fields)
    if wanted.shown == Shown.PRIVATE:
        return every
    return every.exclude(pk__in=_private_alone(_requests(batch)).values("pk"))


def _private_alone(requests: QuerySet[Request]) -> QuerySet[Request]:
    """Those that were made private by themselves, not with their batch."""
    changes = Event.objects.filter(
        request=OuterRef("pk"), type=EventType.VISIBILITY_CHANGED, data__has_key="to"
    )
    with_batch = Subquery(changes.order_by("-pk").values("data__change")[:1])
    return (
        requests.filter(visibility=Visibility.PRIVATE)
        .alias(with_batch=with_batch)
        .filter(with_batch__isnull=True)
    )


def _check(batch: Batch, wanted: BatchWanted) -> None:
    if batch.rehearsal_of_id is not None:
        raise BatchError(_("A rehearsal is never published."))
    if batch.state not in (BatchState.QUEUED, BatchState.SENT):
        raise BatchError(_("The batch has not been sent: there is nothing to publish."))
    if wanted.shown == Shown.ON_A_DAY and wanted.until is None:
        raise BatchError(_("Choose the last day on which only your team sees it."))
    if wanted.shown != Shown.ON_A_DAY and wanted.until is not None:
        raise BatchError(_("A day goes only with “after a day that I choose”."))
    if wanted.until is not None and wanted.until < timezone.localdate():
        raise BatchError(_("The last day of the embargo is past: choose a day to come."))


def _seen_set(requests: QuerySet[Request], wanted: Seen, by: Person, data: Mapping[str, Any]) -> int:
    """Change these requests, each with its event; returns how many."""
    locked = list(
        Request.objects.filter(pk__in=list(requests.values_list("pk", flat=True)))
        .select_for_update(no_key=True)
        .order_by("pk")
    )
    Event.objects.bulk_create(
        (
            Event(
                request=request,
                type=EventType.VISIBILITY_CHANGED,
                day=timezone.localdate(),
                source="record",
                by=by,
                data={"from": Seen.of(request).data, "to": wanted.data, **data},
            )
            for request in locked
        ),
        batch_size=_CHUNK,
    )
    Request.objects.filter(pk__in=[request.pk for request in locked]).update(**wanted.fields)
    return len(locked)


def _batch_fields(batch: Batch) -> dict[str, Any]:
    return {
        "published_at": batch.published_at.isoformat() if batch.published_at else None,
        "publish_on": batch.publish_on.isoformat() if batch.publish_on else None,
        "publish_when_answered": batch.publish_when_answered,
    }


def _follow(batch: Batch, here: Batch) -> None:
    batch.published_at, batch.publish_on = here.published_at, here.publish_on
    batch.publish_when_answered, batch.publish_by = here.publish_when_answered, here.publish_by
