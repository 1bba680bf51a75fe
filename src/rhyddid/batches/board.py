"""The board of a batch: one row an authority, one column a question, counts on top. Reads only.

A constant number of queries for a batch of any size; a page holds at most `PAGE` rows. The public sees a board only
once it is published, only the rows of public requests, and of the cells what the answer sheet shows them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from rhyddid.accounts.queries import team_ids_of
from rhyddid.authorities.models import AuthorityName
from rhyddid.authorities.nations import nations_named
from rhyddid.batches.held_reasons import HeldReason
from rhyddid.batches.models import Batch, BatchQuestion, Recipient
from rhyddid.batches.shown_cells import cells_shown_to, sees_all
from rhyddid.requests.answers import AnswerCell
from rhyddid.requests.clock import days_left
from rhyddid.requests.models import (
    Decision,
    Event,
    EventType,
    Finding,
    FindingType,
    Judgement,
    Question,
    State,
)
from rhyddid.requests.visibility import Viewer, visible_requests

PAGE = 100
# an unchecked answer that the software itself is less sure of than this wants a person's look
LOOK_BELOW = 0.75
CLOCK_RUNS = (State.RUNNING, State.UNDER_REVIEW)
DECIDED = (State.ANSWERED, State.REFUSED, State.REVIEW_ANSWERED)
SORTS = ("authority", "state", "due", "last_event", "received")
WAITING, HELD = "waiting_for_approval", "held"


@dataclass(frozen=True)
class BoardFilters:
    """What is shown. `show` is one of the names in `BoardCounts`, or a state; empty texts mean everything."""

    show: str = ""
    nation: str = ""
    kind: str = ""
    tag: str = ""


@dataclass(frozen=True)
class BoardCounts:
    """How many recipients are in each condition; one recipient may be in several."""

    total: int
    sent: int
    acknowledged: int
    answered: int
    late: int
    clarification_asked: int
    refused: int
    not_delivered: int
    needs_look: int
    held: int
    waiting: int


@dataclass(frozen=True)
class BoardRow:
    """`state` is a `requests.State`, or waiting_for_approval, held or draft where there is no request yet.

    `cells` are in the order of the board's questions, None where nothing is read. `days_left` is None where no time
    runs, negative where it is over.
    """

    recipient_id: int
    authority: str
    authority_cy: str
    authority_slug: str
    kind: str
    nations: tuple[str, ...]
    request_id: int | None
    request_slug: str | None
    reference: str
    state: str
    held_reason: str
    received: dt.date | None
    due: dt.date | None
    days_left: int | None
    is_late: bool
    last_event: str
    last_event_on: dt.date | None
    needs_look: bool
    cells: tuple[AnswerCell | None, ...]
    question_ids: tuple[int | None, ...]


@dataclass(frozen=True)
class Board:
    """One page of rows. `total` counts the rows that the filters leave; `counts` are of the whole batch."""

    questions: tuple[BatchQuestion, ...]
    rows: tuple[BoardRow, ...]
    counts: BoardCounts
    total: int
    page: int
    pages: int


def visible_batches(viewer: Viewer) -> QuerySet[Batch]:
    """The batches whose board and sheet `viewer` may see: the own teams', and published ones."""
    public = Q(published_at__isnull=False, rehearsal_of=None)
    return Batch.objects.filter(Q(team_id__in=team_ids_of(viewer)) | public)


def board(
    batch: Batch,
    *,
    viewer: Viewer,
    filters: BoardFilters | None = None,
    sort: str = "authority",
    search: str = "",
    page: int = 1,
    page_size: int = PAGE,
    now: dt.datetime | None = None,
) -> Board:
    """One page of the batch's board. `sort` is one of SORTS, with a minus in front for the reverse."""
    filters = filters or BoardFilters()
    everything = _annotated(board_recipients(batch, viewer), now or timezone.now())
    chosen = _searched(_filtered(everything, filters), search, sees_all=sees_all(batch, viewer))
    total = chosen.count()
    pages = max(1, -(-total // page_size))
    page = min(max(1, page), pages)
    shown = _sorted(chosen, sort).select_related("authority", "request__state")
    recipients = list(shown[(page - 1) * page_size : page * page_size])
    questions = tuple(batch.questions.all())
    return Board(
        questions=questions,
        rows=_rows(batch, viewer, recipients, questions),
        counts=_counts(everything),
        total=total,
        page=page,
        pages=pages,
    )


def board_counts(batch: Batch, *, viewer: Viewer, now: dt.datetime | None = None) -> BoardCounts:
    """The counts on top of the board alone: one query."""
    return _counts(_annotated(board_recipients(batch, viewer), now or timezone.now()))


def board_recipients(batch: Batch, viewer: Viewer) -> QuerySet[Recipient]:
    """The recipients that `viewer` sees: all for the team; of a published batch, those whose request is public."""
    open_ones = batch.recipients.exclude(held_reason=HeldReason.DROPPED)
    if sees_all(batch, viewer):
        return open_ones
    if batch.published_at is None or batch.rehearsal_of_id is not None:
        return open_ones.none()
    return open_ones.filter(Exists(visible_requests(viewer).filter(pk=OuterRef("request_id"))))


def _annotated(recipients: QuerySet[Recipient], now: dt.datetime) -> QuerySet[Recipient]:
    today_there = Cast(
        Func(F("authority__time_zone"), Value(now), function="timezone"), output_field=DateField()
    )
    events = Event.objects.filter(request=OuterRef("request"))
    taken_back = Event.objects.filter(
        request=OuterRef("request"),
        type=EventType.CORRECTED,
        data__event=Func(OuterRef("pk"), function="to_jsonb"),
    )
    acknowledged = events.filter(type=EventType.ACKNOWLEDGED).exclude(Exists(taken_back))
    return recipients.annotate(
        shown_state=Case(
            When(request__isnull=False, then=F("request__state__state")),
            When(~Q(held_reason=""), then=Value(HELD)),
            When(approved=False, then=Value(WAITING)),
            default=Value(State.DRAFT.value),
            output_field=CharField(),
        ),
        today=Coalesce(F("request__rehearsal_day"), today_there),
        running_due=Case(
            When(request__state__state=State.UNDER_REVIEW, then=F("request__state__review_due")),
            When(request__state__state__in=CLOCK_RUNS, then=F("request__state__due")),
            output_field=DateField(),
        ),
        is_acknowledged=Exists(acknowledged),
        needs_look=Case(When(_needs_look(), then=Value(True)), default=Value(False)),
    ).annotate(is_late=Case(When(running_due__lt=F("today"), then=Value(True)), default=Value(False)))


def _needs_look() -> Q:
    """An answer that the software is unsure of and nobody has judged, or a decision that leaves a question open."""
    standing = Judgement.objects.filter(undone_at=None, type=FindingType.ANSWER)
    judged = standing.filter(question=OuterRef("question"), message=OuterRef("reading__message"))
    answers = Finding.objects.filter(type=FindingType.ANSWER, reading__current=True)
    unsure = answers.filter(
        reading__request=OuterRef("request"), question__isnull=False, confidence__lt=LOOK_BELOW
    ).exclude(Exists(judged))
    answered = answers.filter(question=OuterRef("pk")).exclude(value__decision=Decision.NO_ANSWER)
    open_questions = (
        Question.objects.filter(request=OuterRef("request"))
        .exclude(Exists(answered))
        .exclude(Exists(standing.filter(question=OuterRef("pk"))))
    )
    return Q(Exists(unsure)) | (Q(request__state__state__in=DECIDED) & Q(Exists(open_questions)))


def _conditions() -> Mapping[str, Q]:
    """The conditions that are counted on top, and that a filter can show."""
    state = "request__state__state"
    return {
        "sent": Q(request__state__received__isnull=False) | Q(**{state: State.FAILED}),
        "acknowledged": Q(is_acknowledged=True),
        "answered": Q(**{f"{state}__in": [State.ANSWERED, State.REVIEW_ANSWERED]}),
        "late": Q(is_late=True),
        "clarification_asked": Q(**{state: State.AWAITING_CLARIFICATION}),
        "refused": Q(**{state: State.REFUSED}),
        "not_delivered": Q(**{state: State.FAILED}),
        "needs_look": Q(needs_look=True),
        "held": Q(shown_state=HELD),
        "waiting": Q(shown_state=WAITING),
    }


def _counts(recipients: QuerySet[Recipient]) -> BoardCounts:
    counted = {name: Count("pk", filter=condition) for name, condition in _conditions().items()}
    found = recipients.order_by().aggregate(
        total=Count("pk"), **{f"n_{name}": count for name, count in counted.items()}
    )
    return BoardCounts(total=found["total"], **{name: found[f"n_{name}"] for name in counted})


def _filtered(recipients: QuerySet[Recipient], filters: BoardFilters) -> QuerySet[Recipient]:
    if filters.show:
        condition = _conditions().get(filters.show, Q(shown_state=filters.show))
        recipients = recipients.filter(condition)
    if filters.nation:
        codes = list(nations_named(filters.nation)) or [filters.nation]
        recipients = recipients.filter(authority__nations__overlap=codes)
    if filters.kind:
        recipients = recipients.filter(authority__kind__iexact=filters.kind)
    if filters.tag:
        recipients = recipients.filter(authority__tags__contains=[filters.tag.lower()])
    return recipients


def _searched(recipients: QuerySet[Recipient], search: str, *, sees_all: bool) -> QuerySet[Recipient]:
    """Rows whose authority's name, Welsh name or alias, or reference number, holds every word of `search`. The public finds
    nothing by what it does not see.
    """
    reference = "authority_reference" if sees_all else "public_reference"
    for word in search.replace("\x00", " ").split()[:10]:
        recipients = recipients.filter(
            Q(authority__name__icontains=word)
            | Q(authority__name_cy__icontains=word)
            | Q(**{f"request__{reference}__icontains": word})
            | Q(authority__in=AuthorityName.objects.filter(name__icontains=word).values("authority"))
        )
    return recipients


def _sorted(recipients: QuerySet[Recipient], sort: str) -> QuerySet[Recipient]:
    descending = sort.startswith("-")
    field = {
        "state": "shown_state",
        "due": "running_due",
        "last_event": "request__state__last_event_on",
        "received": "request__state__received",
    }.get(sort.lstrip("-"), "authority__name")
    order = F(field).desc(nulls_last=True) if descending else F(field).asc(nulls_last=True)
    return recipients.order_by(order, "authority__name", "pk")


def _rows(
    batch: Batch, viewer: Viewer, recipients: Sequence[Recipient], questions: Sequence[BatchQuestion]
) -> tuple[BoardRow, ...]:
    ids = [recipient.request_id for recipient in recipients if recipient.request_id is not None]
    cells = cells_shown_to(viewer, batch, ids)
    question_ids: dict[tuple[int, str], int] = {
        (request_id, number): pk
        for request_id, number, pk in Question.objects.filter(request__in=ids)
        .order_by()
        .values_list("request_id", "number", "pk")
    }
    rows = []
    for recipient in recipients:
        columns = [question_ids.get((recipient.request_id or 0, question.number)) for question in questions]
        rows.append(
            _row(
                recipient,
                tuple(columns),
                tuple(cells.get((recipient.request_id or 0, pk or 0)) for pk in columns),
            )
        )
    return tuple(rows)


def _row(
    recipient: Recipient, question_ids: tuple[int | None, ...], cells: tuple[AnswerCell | None, ...]
) -> BoardRow:
    authority, request = recipient.authority, recipient.request
    state = getattr(request, "state", None) if request is not None else None
    found = vars(recipient)  # what `_annotated` added
    return BoardRow(
        recipient_id=recipient.pk,
        authority=authority.name,
        authority_cy=authority.name_cy,
        authority_slug=authority.slug,
        kind=authority.kind,
        nations=tuple(authority.nations),
        request_id=recipient.request_id,
        request_slug=request.slug if request is not None else None,
        reference=request.authority_reference if request is not None else "",
        state=found["shown_state"],
        held_reason=recipient.held_reason,
        received=state.received if state is not None else None,
        due=found["running_due"],
        days_left=days_left(found["running_due"], found["today"]),
        is_late=found["is_late"],
        last_event=state.last_event if state is not None else "",
        last_event_on=state.last_event_on if state is not None else None,
        needs_look=found["needs_look"],
        cells=cells,
        question_ids=question_ids,
    )
