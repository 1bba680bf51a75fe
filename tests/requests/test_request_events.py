"""Events are only ever added, and the stored state is what they give."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from cast import make_request
from rhyddid.requests.clock import (
    claimed_clock,
    claimed_receipt,
    clock_result,
    projected_state,
    question_clocks,
    standing_events,
)
from rhyddid.requests.events import event_add, event_take_back
from rhyddid.requests.models import Event, EventType, Request, RequestState, State
from rhyddid.requests.request_send import QuestionText

pytestmark = pytest.mark.django_db

RECEIVED = dt.date(2021, 7, 27)


def received_request() -> Request:
    request = make_request()
    event_add(request=request, type=EventType.SENT, day=RECEIVED, source="record")
    event_add(request=request, type=EventType.RECEIVED, day=RECEIVED, source="record")
    return request


def state_of(request: Request) -> RequestState:
    return RequestState.objects.get(request=request)


def test_a_request_received_on_27_july_2021_is_due_on_25_august() -> None:
    # FOIA s.10(6): 2 August is a bank holiday in Scotland, so no working day anywhere in the United Kingdom
    state = state_of(received_request())
    assert (state.state, state.due) == (State.RUNNING, dt.date(2021, 8, 25))


def test_a_request_that_nobody_received_has_no_due_date() -> None:
    request = make_request()
    event_add(request=request, type=EventType.SENT, day=RECEIVED, source="record")
    assert clock_result(request) is None
    assert state_of(request).due is None


def test_an_answer_closes_the_request() -> None:
    request = received_request()
    event_add(request=request, type=EventType.ANSWERED, day=dt.date(2021, 8, 20), source="reading")
    state = state_of(request)
    assert (state.state, state.closed_on) == (State.ANSWERED, dt.date(2021, 8, 20))


def test_an_event_taken_back_no_longer_counts_but_stays() -> None:
    request = received_request()
    wrong = event_add(request=request, type=EventType.ANSWERED, day=dt.date(2021, 8, 20), source="reading")
    event_take_back(event=wrong, by=None, day=dt.date(2021, 8, 21))
    assert state_of(request).state == State.RUNNING
    assert wrong.pk not in {event.pk for event in standing_events(request)}
    assert request.events.count() == 4


def test_a_letter_that_came_back_was_never_received() -> None:
    request = received_request()
    event_add(request=request, type=EventType.DELIVERY_FAILED, day=RECEIVED, source="record")
    assert (state_of(request).state, state_of(request).due) == (State.FAILED, None)


def test_the_stored_state_equals_a_rebuild() -> None:
    request = received_request()
    event_add(request=request, type=EventType.CLARIFICATION_ASKED, day=dt.date(2021, 8, 3), source="reading")
    event_add(request=request, type=EventType.CLARIFIED, day=dt.date(2021, 8, 9), source="record")
    event_add(
        request=request,
        type=EventType.EXTENDED,
        day=dt.date(2021, 9, 1),
        source="reading",
        data={"extension": "pit", "until": "2021-10-04"},
    )
    state = state_of(request)
    assert {name: getattr(state, name) for name in projected_state(request)} == projected_state(request)


def test_a_claimed_day_of_receipt_stands_beside_ours() -> None:
    request = received_request()
    event_add(
        request=request,
        type=EventType.ACKNOWLEDGED,
        day=dt.date(2021, 7, 30),
        source="reading",
        data={"claimed_received_on": "2021-07-29"},
    )
    claim = claimed_receipt(standing_events(request))
    assert claim is not None and claim.data["claimed_received_on"] == "2021-07-29"
    assert state_of(request).received == RECEIVED


@pytest.mark.parametrize(
    "statement", ["update requests_event set day = day + 1", "delete from requests_event"]
)
def test_the_database_refuses_to_change_events(statement: str) -> None:
    received_request()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Event.objects.count() == 2


def test_an_erasure_may_delete_events() -> None:
    request = received_request()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local rhyddid.erasing = 'on'")
        request.delete()
    assert Event.objects.count() == 0


def test_the_claimed_day_has_a_due_date_of_its_own() -> None:
    request = received_request()
    event_add(
        request=request,
        type=EventType.ACKNOWLEDGED,
        day=dt.date(2021, 7, 30),
        source="reading",
        data={"claimed_received_on": "2021-07-29"},
    )
    result = claimed_clock(request, standing_events(request))
    assert result is not None and result.due == dt.date(2021, 8, 27)


def test_a_question_under_another_law_keeps_its_own_time() -> None:
    request = make_request(
        questions=[QuestionText("1", "Which?"), QuestionText("2", "Where?", regime="sct-foisa")]
    )
    for type in (EventType.SENT, EventType.RECEIVED):
        event_add(request=request, type=type, day=dt.date(2025, 6, 27), source="record")
    second = request.questions.get(number="2")
    clocks = question_clocks(request, standing_events(request))
    assert {pk: result.due for pk, result in clocks.items()} == {second.pk: dt.date(2025, 7, 25)}
    assert state_of(request).due == dt.date(2025, 7, 28)
