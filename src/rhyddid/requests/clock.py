"""From a request's events to its dates: asks `rhyddid.law` and keeps the one projection, RequestState."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from django.utils import timezone

from rhyddid.authorities.models import Authority
from rhyddid.law.clock import ClockEvent, ClockResult, run_clock
from rhyddid.law.events import EARLIEST, LATEST
from rhyddid.law.regimes import regime
from rhyddid.requests.models import Event, EventType, Request, RequestState, State

# the events that the law's clock knows by the same name
_LAW_EVENTS = frozenset(
    {
        EventType.CLARIFICATION_ASKED,
        EventType.CLARIFIED,
        EventType.FEE_NOTICE,
        EventType.FEE_PAID,
        EventType.EXTENDED,
        EventType.TRANSFERRED,
        EventType.ANSWERED,
        EventType.REFUSED,
        EventType.REVIEW_ASKED,
        EventType.REVIEW_ANSWERED,
    }
)
_CLOSING_EVENTS = frozenset({EventType.ANSWERED, EventType.REFUSED, EventType.REVIEW_ANSWERED})
# what the board does not call "the last event": bookkeeping of ours
_QUIET_EVENTS = frozenset(
    {
        EventType.CORRECTED,
        EventType.PUBLISHED,
        EventType.DELIVERED,
        EventType.CALENDAR_CHANGED,
        EventType.VISIBILITY_CHANGED,
        EventType.SETTLED,
        EventType.LEFT_OUT,
        EventType.TAKEN_IN,
    }
)


def moment_for(request: Request, moment: dt.datetime) -> dt.datetime:
    """`moment`, moved to the simulated day where the request is a rehearsal's: what happens now, happens then."""
    if request.rehearsal_day is None:
        return moment
    local = moment.astimezone(ZoneInfo(request.authority.time_zone))
    return local.replace(
        year=request.rehearsal_day.year, month=request.rehearsal_day.month, day=request.rehearsal_day.day
    )


def local_day(moment: dt.datetime, authority: Authority) -> dt.date:
    """The day on which `moment` falls in the authority's time zone."""
    return moment.astimezone(ZoneInfo(authority.time_zone)).date()


def today_for(request: Request) -> dt.date:
    """The day to judge lateness by: the simulated day of a rehearsal, or today where the authority is."""
    return request.rehearsal_day or local_day(timezone.now(), request.authority)


def days_left(due: dt.date | None, today: dt.date) -> int | None:
    """Calendar days from `today` to `due`; negative where it is past, None where nothing is due."""
    return None if due is None else (due - today).days


def standing_events(request: Request) -> list[Event]:
    """The request's events in order, without the ones that were taken back."""
    events = list(request.events.order_by("day", "id"))
    taken_back = {event.data.get("event") for event in events if event.type == EventType.CORRECTED}
    return [event for event in events if event.pk not in taken_back and event.type != EventType.CORRECTED]


def clock_result(request: Request, events: Sequence[Event] | None = None) -> ClockResult | None:
    """The dates and their reasons, or None where the authority has not received the request yet."""
    events = standing_events(request) if events is None else events
    return _clock_from(request, request.regime, _received_day(events), events)


def claimed_clock(request: Request, events: Sequence[Event]) -> ClockResult | None:
    """The dates by the day of receipt that the authority claims, to stand beside ours; None where it claims none."""
    claim = claimed_receipt(events)
    if claim is None:
        return None
    day = dt.date.fromisoformat(claim.data["claimed_received_on"])
    return _clock_from(request, request.regime, day, events)


def question_clocks(request: Request, events: Sequence[Event]) -> dict[int, ClockResult]:
    """The dates of the questions that go by another law than the request, by the question's id."""
    found = {}
    for question in request.questions.exclude(regime="").exclude(regime=request.regime):
        result = _clock_from(request, question.regime, _received_day(events), events)
        if result is not None:
            found[question.pk] = result
    return found


def _clock_from(
    request: Request, regime_id: str, received: dt.date | None, events: Sequence[Event]
) -> ClockResult | None:
    if received is None or not EARLIEST <= received <= LATEST:
        return None  # a day that no calendar knows is a slip of somebody's pen: a fact without dates
    return run_clock(
        regime(regime_id), received, list(_law_events(events)), authority_kind=request.authority.kind or None
    )


def claimed_receipt(events: Iterable[Event]) -> Event | None:
    """The newest event in which the authority states another day of receipt than our own record gives."""
    events = list(events)
    own = _received_day(events)
    claims = [event for event in events if event.data.get("claimed_received_on")]
    return next((event for event in reversed(claims) if event.data["claimed_received_on"] != str(own)), None)


def state_refresh(request: Request) -> RequestState:
    """Rebuild the request's state from its events. Called in the transaction that added an event."""
    state, _ = RequestState.objects.update_or_create(request=request, defaults=projected_state(request))
    return state


def projected_state(request: Request) -> dict[str, object]:
    """The fields of RequestState as the events give them: what a rebuild must equal."""
    events = standing_events(request)
    result = clock_result(request, events)
    told = [event for event in events if event.type not in _QUIET_EVENTS]
    closing = [event.day for event in events if event.type in _CLOSING_EVENTS]
    fields: dict[str, object] = {
        "state": _state_without_clock(events),
        "received": None,
        "due": None,
        "notice_due": None,
        "review_due": None,
        "regulator_by": None,
        "closed_on": max(closing, default=None),
        "last_event": told[-1].type if told else "",
        "last_event_on": told[-1].day if told else None,
        "calendar_version": "",
    }
    if result is not None:
        transferred = any(event.type == EventType.TRANSFERRED for event in events)
        fields |= {
            "state": State.TRANSFERRED if transferred and not closing else State(result.state),
            "received": result.received,
            "due": result.due,
            "notice_due": result.notice_due,
            "review_due": result.review_due,
            "regulator_by": result.regulator_by,
            "calendar_version": f"{result.calendar.id} {result.calendar.version}",
        }
    if _is_withdrawn(events):
        fields["state"] = State.WITHDRAWN
    return fields


def _is_withdrawn(events: Sequence[Event]) -> bool:
    """Whether the requester's last word stands: an authority that answers all the same has answered."""
    last = [event.type for event in events if event.type in {EventType.WITHDRAWN, *_CLOSING_EVENTS}]
    return bool(last) and last[-1] == EventType.WITHDRAWN


def _received_day(events: Iterable[Event]) -> dt.date | None:
    """The day our own record gives for receipt; a resend does not move it, and a letter that came back was none."""
    events = list(events)
    came_back: dict[int | None, int] = {}
    for event in events:
        if event.type == EventType.DELIVERY_FAILED:
            came_back[event.message_id] = max(event.pk, came_back.get(event.message_id, 0))
    return next(
        (
            event.day
            for event in events
            if event.type == EventType.RECEIVED and event.pk > came_back.get(event.message_id, 0)
        ),
        None,
    )


def _state_without_clock(events: Sequence[Event]) -> State:
    types = {event.type for event in events}
    if EventType.RECALLED in types:
        return State.RECALLED
    on_the_way = [each for each in events if each.type in (EventType.DELIVERY_FAILED, EventType.QUEUED)]
    # a letter that failed may be sent again
    if on_the_way and max(on_the_way, key=lambda each: each.pk).type == EventType.DELIVERY_FAILED:
        return State.FAILED
    return State.QUEUED if EventType.QUEUED in types else State.DRAFT


def _law_events(events: Iterable[Event]) -> Iterable[ClockEvent]:
    for event in events:
        if event.type in _LAW_EVENTS:
            until = event.data.get("until")
            yield ClockEvent(
                event.day,
                event.type,
                extension=event.data.get("extension"),
                until=dt.date.fromisoformat(until) if until else None,
            )
