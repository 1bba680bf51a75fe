"""Events as people write them, their aliases, and one order for every list."""

from __future__ import annotations

from datetime import date

import pytest

from rhyddid.law.events import EVENT_TYPES, ClockEvent, EventError, canonical_event, ordered, parse_event

DAY = date(2021, 8, 2)


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("2021-08-02:clarification_asked", ClockEvent(DAY, "clarification_asked")),
        ("2021-08-02:clarification_received", ClockEvent(DAY, "clarified")),
        ("2021-08-02:fees_notice", ClockEvent(DAY, "fee_notice")),
        ("2021-08-02:advance_charge_notice", ClockEvent(DAY, "fee_notice")),
        ("2021-08-02:extended:pit", ClockEvent(DAY, "extended", "pit")),
        ("2021-08-02:extended:pit=2021-09-01", ClockEvent(DAY, "extended", "pit", date(2021, 9, 1))),
        (
            "2021-08-02:extended_public_interest=2021-09-01",
            ClockEvent(DAY, "extended", "pit", date(2021, 9, 1)),
        ),
        ("2021-08-02:extended_complex", ClockEvent(DAY, "extended", "complex_and_voluminous")),
        (" 2021-08-02:Answered ", ClockEvent(DAY, "answered")),
    ],
)
def test_parse_event(text: str, event: ClockEvent) -> None:
    assert parse_event(text) == event


@pytest.mark.parametrize("name", [name for name in EVENT_TYPES if name != "extended"])
def test_every_type_can_be_written_and_read_back(name: str) -> None:
    event = ClockEvent(DAY, name)
    assert parse_event(str(event)) == event


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2021-08-02", "is no event"),
        ("", "is no event"),
        ("yesterday:answered", "'yesterday' is no date"),
        ("2021-02-30:answered", "is no date"),
        ("1066-10-14:answered", "outside the years"),
        ("2021-08-02:telephoned", "no event type 'telephoned'; known are clarification_asked"),
        ("2021-08-02:extended", "say which extension"),
        ("2021-08-02:extended:pit=soon", "'soon' is no date"),
        ("2021-08-02:answered=2021-08-03", "only `extended` takes"),
    ],
)
def test_a_bad_event_says_what_is_wrong(text: str, words: str) -> None:
    with pytest.raises(EventError, match=words):
        parse_event(text)


def test_order_is_by_day_and_then_by_what_comes_first_in_a_request() -> None:
    events = [
        ClockEvent(DAY, "answered"),
        ClockEvent(DAY, "clarified"),
        ClockEvent(DAY, "clarification_asked"),
        ClockEvent(date(2021, 8, 1), "extended", "pit"),
    ]
    names = [event.type for event in ordered(events)]
    assert names == ["extended", "clarification_asked", "clarified", "answered"]
    assert ordered(reversed(events)) == ordered(events)


def test_an_unknown_type_stays_as_it_is() -> None:
    assert canonical_event(ClockEvent(DAY, "telephoned")) == ClockEvent(DAY, "telephoned")
