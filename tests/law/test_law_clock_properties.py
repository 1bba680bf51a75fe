"""Properties of the clock that hold for every request and every list of events."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from rhyddid.law.clock import explain_days, run_clock
from rhyddid.law.events import ALIASES, EVENT_TYPES, EXTENSION_ALIASES, ClockEvent
from rhyddid.law.icalendar import to_icalendar
from rhyddid.law.next_steps import next_steps
from rhyddid.law.regimes import regime, regime_ids

REGIMES = st.sampled_from(regime_ids())
BY_WORKING_DAYS = st.sampled_from(
    [one for one in regime_ids() if regime(one).limits[-1].length.working_days is not None]
)
DAYS = st.dates(date(2005, 1, 1), date(2028, 12, 31))
ANY_DAY = st.one_of(st.dates(date(2020, 1, 1), date(2023, 12, 31)), st.dates())
KINDS = st.sampled_from([None, "school", "academy", "archive", "keeper", "police"])
TYPES = st.sampled_from([*EVENT_TYPES, *ALIASES, *EXTENSION_ALIASES, "telephoned"])
EXTENSIONS = sorted({one.id for name in regime_ids() for one in regime(name).extensions})
EVENTS = st.lists(
    st.builds(
        ClockEvent,
        ANY_DAY,
        TYPES,
        st.sampled_from([None, "nonsense", *EXTENSIONS]),
        st.one_of(st.none(), ANY_DAY),
    ),
    max_size=8,
)
PAUSES = st.lists(st.tuples(DAYS, st.integers(0, 40)), max_size=3).map(
    lambda pairs: [
        event
        for first, length in pairs
        for event in (
            ClockEvent(first, "fee_notice"),
            ClockEvent(first + timedelta(days=length), "fee_paid"),
        )
    ]
)


@settings(deadline=None)
@given(REGIMES, DAYS)
def test_the_last_day_is_a_working_day_after_receipt(regime_id: str, received: date) -> None:
    result = run_clock(regime_id, received)
    assert result.due is not None
    assert result.due > received
    assert result.calendar.is_working_day(result.due)


@settings(deadline=None)
@given(REGIMES, DAYS, st.integers(1, 400))
def test_a_later_receipt_is_never_due_earlier(regime_id: str, received: date, later: int) -> None:
    first = run_clock(regime_id, received).due
    second = run_clock(regime_id, received + timedelta(days=later)).due
    assert first is not None and second is not None
    # the law of subject access grew shorter on 25 May 2018
    if (
        regime_id != "uk-sar"
        or received >= date(2018, 5, 25)
        or received + timedelta(days=later) < date(2018, 5, 25)
    ):
        assert first <= second


@settings(deadline=None)
@given(DAYS, PAUSES)
def test_a_pause_never_makes_the_answer_due_earlier(received: date, pauses: list[ClockEvent]) -> None:
    plain, paused = run_clock("us-foia", received), run_clock("us-foia", received, pauses)
    assert plain.due is not None
    assert paused.due is None or paused.due >= plain.due
    if paused.due is not None:
        left_out = [pause.span for pause in paused.pauses]
        counted = sum(
            1
            for offset in range(1, (paused.due - received).days + 1)
            if paused.calendar.is_working_day(day := received + timedelta(days=offset))
            and not any(day in span for span in left_out)
        )
        assert counted == 20


@settings(max_examples=300, deadline=None)
@given(REGIMES, st.dates(date(2020, 1, 1), date(2023, 12, 31)), EVENTS, KINDS, st.randoms())
def test_the_order_of_a_list_is_irrelevant(
    regime_id: str, received: date, events: list[ClockEvent], kind: str | None, random: Random
) -> None:
    result = run_clock(regime_id, received, events, authority_kind=kind)
    shuffled = list(events)
    random.shuffle(shuffled)
    assert run_clock(regime_id, received, shuffled, authority_kind=kind) == result


@settings(max_examples=400, deadline=None)
@given(
    REGIMES,
    st.dates(date(2020, 1, 1), date(2023, 12, 31)),
    EVENTS,
    KINDS,
    st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2024, 12, 31))),
)
def test_no_list_of_events_is_an_error(
    regime_id: str, received: date, events: list[ClockEvent], kind: str | None, as_of: date | None
) -> None:
    result = run_clock(regime_id, received, events, authority_kind=kind, as_of=as_of)
    for language in ("en", "cy"):
        printed = result.to_json(language)
        assert printed["state"] == result.state
    assert to_icalendar(result, "x").startswith("BEGIN:VCALENDAR")
    next_steps(result, as_of or received)
    if result.due is None or result.due.year < 2030:
        explain_days(result)
    if result.state == "lapsed":
        assert result.due is None and result.notice_due is None
    assert result.counted_from >= received
    assert [step.date for step in result.steps[1:]] == sorted(step.date for step in result.steps[1:])


@settings(deadline=None)
@given(BY_WORKING_DAYS, DAYS)
def test_the_days_explained_are_every_day_once_and_end_with_the_limits_number(
    regime_id: str, received: date
) -> None:
    result = run_clock(regime_id, received)
    days = explain_days(result)
    assert result.due is not None
    assert [day.date for day in days] == [
        received + timedelta(days=offset) for offset in range((result.due - received).days + 1)
    ]
    numbers = [day.number for day in days if day.kind == "counted"]
    assert numbers == list(range(1, (result.length.working_days or 0) + 1))
    assert [day.date for day in days if day.is_due] == [result.due]
