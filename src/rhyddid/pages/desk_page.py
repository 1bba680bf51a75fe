"""The requester's desk: what needs somebody now, each with the one thing to do about it. A bounded number of queries.

The kinds of needs are conditions on requests, so that the desk's first lines, the counts and the filtered list are the
same thing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rhyddid.accounts.models import EDITING_ROLES, Membership, Person
from rhyddid.accounts.queries import checking_team_ids_of, team_ids_of
from rhyddid.batches.models import Batch, BatchState
from rhyddid.requests.models import (
    Event,
    EventType,
    Finding,
    FindingType,
    Judgement,
    Request,
    RequestDraft,
    State,
    Visibility,
)

SHOWN = 5
COUNTED = 200
EMBARGO_WARNING = dt.timedelta(days=14)
# a review asked for months later is refused as too late by most laws
REVIEW_WORTH_ASKING = dt.timedelta(days=90)


@dataclass(frozen=True)
class NeedKind:
    """A kind of thing that waits: the requests it is about, and where it is done (a page of the request)."""

    key: str
    label: Promise
    icon: str
    tone: str
    action: Promise
    page: str
    condition: Callable[[dt.date], Q]
    order: str = "state__due"
    for_checkers: bool = False


def _late(today: dt.date) -> Q:
    return Q(state__state=State.RUNNING, state__due__lt=today) | Q(
        state__state=State.UNDER_REVIEW, state__review_due__lt=today
    )


def _unchecked(today: dt.date) -> Q:
    judged = Judgement.objects.filter(question=OuterRef("question"), undone_at=None)
    read = Finding.objects.filter(
        ~Exists(judged),
        reading__request=OuterRef("pk"),
        reading__current=True,
        type=FindingType.ANSWER,
        question__isnull=False,
    )
    # a batch's answers are checked on its sheet
    return Q(Exists(read), recipient__isnull=True)


def _settled() -> Exists:
    return Exists(Event.objects.filter(request=OuterRef("pk"), type=EventType.SETTLED))


def _review_possible(today: dt.date) -> Q:
    return Q(~_settled(), state__state=State.REFUSED, state__closed_on__gte=today - REVIEW_WORTH_ASKING)


def _complaint_possible(today: dt.date) -> Q:
    return Q(~_settled(), state__state=State.REVIEW_ANSWERED, state__regulator_by__gte=today)


def _embargo_ends(today: dt.date) -> Q:
    return Q(visibility=Visibility.EMBARGOED, embargoed_until__range=(today, today + EMBARGO_WARNING))


NEEDS: Sequence[NeedKind] = (
    NeedKind(
        "clarification",
        _("They ask what you mean"),
        "question",
        "soon",
        _("Answer their question"),
        "request-follow-up",
        lambda today: Q(state__state=State.AWAITING_CLARIFICATION),
    ),
    NeedKind(
        "undelivered",
        _("Not delivered"),
        "bounce",
        "late",
        _("See what happened"),
        "request",
        lambda today: Q(state__state=State.FAILED),
        "-state__last_event_on",
    ),
    NeedKind("late", _("Late"), "late", "late", _("Remind them"), "request-next", _late),
    NeedKind(
        "reply",
        _("Replies to check"),
        "letter-in",
        "calm",
        _("Confirm what was read"),
        "request-outcome",
        _unchecked,
        "-state__last_event_on",
        for_checkers=True,
    ),
    NeedKind(
        "review",
        _("Refused: you may ask for a review"),
        "flag",
        "sealed",
        _("See what you can do"),
        "request-next",
        _review_possible,
        "state__closed_on",
    ),
    NeedKind(
        "complaint",
        _("You may complain to the regulator"),
        "flag",
        "sealed",
        _("Put the complaint together"),
        "request-complain",
        _complaint_possible,
        "state__regulator_by",
    ),
    NeedKind(
        "embargo",
        _("Becomes public soon"),
        "lock",
        "soon",
        _("Decide who sees it"),
        "request-visibility",
        _embargo_ends,
        "embargoed_until",
    ),
)
BY_KEY: Mapping[str, NeedKind] = {need.key: need for need in NEEDS}


@dataclass(frozen=True)
class Need:
    """A kind with the first of its requests; `count` stops at COUNTED, and `more` says that there are more than shown."""

    kind: NeedKind
    requests: Sequence[Request]
    count: int

    @property
    def is_capped(self) -> bool:
        return self.count > COUNTED

    @property
    def more(self) -> int:
        return self.count - len(self.requests)


@dataclass(frozen=True)
class Desk:
    needs: Sequence[Need]
    drafts: Sequence[RequestDraft]
    waiting: Sequence[Batch]
    leaving: Sequence[Request]

    @property
    def is_clear(self) -> bool:
        return not (self.needs or self.drafts or self.waiting)


def desk(viewer: Person) -> Desk:
    """What needs the viewer, the most urgent first; kinds with nothing in them are left out."""
    editing = editing_team_ids(viewer)
    checking = checking_team_ids_of(viewer)
    found = (_need(kind, checking if kind.for_checkers else editing) for kind in NEEDS)
    mine = Request.objects.filter(team_id__in=editing, rehearsal_day=None)
    leaving = mine.filter(state__state=State.QUEUED, recipient__isnull=True).select_related(
        "authority", "state", "letter_hold"
    )
    waiting = Batch.objects.filter(team_id__in=editing, state=BatchState.WAITING_FOR_APPROVAL)
    return Desk(
        needs=[need for need in found if need is not None],
        drafts=list(unsent_drafts(viewer)[:SHOWN]),
        waiting=list(waiting.order_by("-created_at")[:SHOWN]),
        leaving=list(leaving.order_by("-created_at")[:SHOWN]),
    )


def editing_team_ids(viewer: Person) -> list[int]:
    """The teams in which the viewer writes."""
    mine = Membership.objects.filter(person=viewer, role__in=EDITING_ROLES)
    return list(mine.values_list("team_id", flat=True))


def unsent_drafts(viewer: Person) -> QuerySet[RequestDraft]:
    """The viewer's drafts that have not been sent, the newest first."""
    return RequestDraft.objects.filter(by=viewer, request=None).select_related("authority")


def needed(kind: NeedKind, team_ids: Collection[int]) -> QuerySet[Request]:
    """The requests of these teams that need this."""
    mine = Request.objects.filter(
        kind.condition(timezone.localdate()), team_id__in=team_ids, rehearsal_day=None
    )
    return mine.select_related("authority", "state").order_by(kind.order, "pk")


def desk_requests(
    viewer: Person, *, need: str = "", state: str = "", visibility: str = "", words: str = "", kind: str = ""
) -> QuerySet[Request]:
    """All requests of the viewer's teams that answer to what is given, newest first; by what presses, where a need is."""
    found: QuerySet[Request]
    if need in BY_KEY:
        found = needed(BY_KEY[need], team_ids_of(viewer))
    else:
        mine = Request.objects.filter(team_id__in=team_ids_of(viewer), rehearsal_day=None)
        found = mine.select_related("authority", "state").order_by("-created_at", "-pk")
    if state in State.values:
        found = found.filter(state__state=state)
    if visibility in Visibility.values:
        found = found.filter(visibility=visibility)
    if kind == "single":
        found = found.filter(recipient__isnull=True)
    elif kind == "batch":
        found = found.filter(recipient__isnull=False)
    if words:
        named = Q(authority__name__icontains=words) | Q(authority__name_cy__icontains=words)
        found = found.filter(Q(subject__icontains=words) | Q(authority_reference__iexact=words) | named)
    return found


def _need(kind: NeedKind, team_ids: Collection[int]) -> Need | None:
    if not team_ids:
        return None
    found = needed(kind, team_ids)
    first = list(found[: SHOWN + 1])
    if not first:
        return None
    if len(first) <= SHOWN:
        return Need(kind, first, len(first))
    count = len(found.order_by().values_list("pk", flat=True)[: COUNTED + 1])
    return Need(kind, first[:SHOWN], count)
