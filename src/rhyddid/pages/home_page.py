"""What the first page shows: public batches and requests; for people signed in, their batches and what needs them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rhyddid.accounts.queries import checking_team_ids_of, team_ids_of
from rhyddid.batches.held_reasons import HeldReason
from rhyddid.batches.models import Batch, Recipient
from rhyddid.pages.chips import CLOCK_RUNS
from rhyddid.requests.file_models import Hold
from rhyddid.requests.models import MessageInRequest, Request, State
from rhyddid.requests.visibility import Viewer, public_request_filter

RECENT = 8
_ASKED = ~Q(recipients__held_reason=HeldReason.DROPPED)


@dataclass(frozen=True)
class Need:
    """A kind of thing that waits for the viewer: how many, and what each is."""

    label: Promise
    icon: str
    tone: str
    count: int
    requests: Sequence[Request]


def recent_public_requests() -> QuerySet[Request]:
    """The newest requests that everybody may see."""
    shown = Request.objects.filter(public_request_filter())
    return shown.select_related("authority", "state").order_by("-created_at", "-pk")[:RECENT]


def public_batches() -> QuerySet[Batch]:
    """The newest published batches, with how many authorities' requests everybody may see."""
    public = Request.objects.filter(public_request_filter(), pk=OuterRef("request_id"))
    shown = Recipient.objects.exclude(held_reason=HeldReason.DROPPED).filter(
        Exists(public), batch=OuterRef("pk")
    )
    size = shown.order_by().values("batch").annotate(size=Count("pk")).values("size")
    return (
        Batch.objects.filter(published_at__isnull=False, rehearsal_of=None)
        .annotate(size=Coalesce(Subquery(size), 0))
        .order_by("-published_at")[:RECENT]
    )


def real_batches(viewer: Viewer) -> QuerySet[Batch]:
    """The viewer's teams' batches to real authorities, with how many each asks and how many have answered."""
    return _team_batches(viewer).filter(rehearsal_of=None)


def rehearsals(viewer: Viewer) -> QuerySet[Batch]:
    """The viewer's teams' newest rehearsals."""
    return _team_batches(viewer).filter(rehearsal_of__isnull=False)[:RECENT]


def _team_batches(viewer: Viewer) -> QuerySet[Batch]:
    closed = _ASKED & Q(recipients__request__state__closed_on__isnull=False)
    return (
        Batch.objects.filter(team_id__in=team_ids_of(viewer))
        .annotate(size=Count("recipients", filter=_ASKED), closed=Count("recipients", filter=closed))
        .order_by("-created_at", "-pk")
    )


def _with_files_to_decide(viewer: Viewer) -> QuerySet[Request]:
    """The requests of teams in which the viewer decides, with a file that waits for a decision."""
    held = MessageInRequest.objects.filter(
        request=OuterRef("pk"), message__attachments__file_check__hold=Hold.WAITING
    )
    mine = Request.objects.filter(Exists(held), team_id__in=checking_team_ids_of(viewer), rehearsal_day=None)
    return mine.select_related("authority", "state")


def needs_of(viewer: Viewer) -> list[Need]:
    """What needs the viewer now, the most urgent first; kinds with nothing in them are left out."""
    mine = Request.objects.filter(team_id__in=team_ids_of(viewer), rehearsal_day=None).select_related(
        "authority", "state"
    )
    late = mine.filter(state__state__in=CLOCK_RUNS, state__due__lt=timezone.localdate())
    kinds = [
        (
            _("Clarification asked"),
            "question",
            "soon",
            mine.filter(state__state=State.AWAITING_CLARIFICATION),
        ),
        (_("Late"), "late", "late", late),
        (_("Not delivered"), "bounce", "late", mine.filter(state__state=State.FAILED)),
        (_("Withheld files to decide about"), "lock", "soon", _with_files_to_decide(viewer)),
    ]
    needs = []
    for label, icon, tone, found in kinds:
        first = list(found.order_by("state__due", "pk")[:5])
        if first:
            count = len(first) if len(first) < 5 else found.count()
            needs.append(Need(label, icon, tone, count, first))
    return needs
