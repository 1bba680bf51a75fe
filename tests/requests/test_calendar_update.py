"""A new calendar version moves the dates of open clocks, says so in an event, and leaves closed cases alone."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cast import make_authority, make_person, make_request, make_team
from rhyddid.cli.law import law
from rhyddid.law import calendar as calendar_module
from rhyddid.post.tasks import states_refresh_nightly
from rhyddid.requests import calendar_update
from rhyddid.requests.calendar_update import calendars_recompute, change_words, current_version
from rhyddid.requests.clock import projected_state
from rhyddid.requests.events import event_add
from rhyddid.requests.models import Event, EventType, Request, RequestState, State

pytestmark = pytest.mark.django_db

RECEIVED = dt.date(2026, 1, 12)
DUE = dt.date(2026, 2, 9)
MOURNING = dt.date(2026, 1, 26)  # an invented one-off holiday, a Monday within the count


def received(*, name: str = "Port Aldwych Council") -> Request:
    request = make_request(make_team(f"Team of {name}"), make_authority(name))
    for type in (EventType.SENT, EventType.RECEIVED):
        event_add(request=request, type=type, day=RECEIVED, source="record")
    return request


def state_of(request: Request) -> RequestState:
    return RequestState.objects.get(request=request)


NewCalendar = Callable[..., None]


@pytest.fixture
def new_calendar(monkeypatch: pytest.MonkeyPatch) -> NewCalendar:
    """Another version of the calendar `uk`, with a day more or none."""

    def change(version: str = "holidays 9.9+2", *days: dt.date) -> None:
        known = {each: calendar_module.calendar(each) for each in calendar_module.calendar_ids()}
        known["uk"] = dataclasses.replace(
            known["uk"], version=version, added=dict.fromkeys(days, "Day of National Mourning")
        )
        monkeypatch.setattr(calendar_module, "_calendars", lambda: known)

    return change


def test_nothing_is_looked_at_while_the_version_stands() -> None:
    received()
    assert calendars_recompute() == calendar_update.CalendarsRecomputed(0, ())


def test_a_new_holiday_moves_an_open_clock_and_an_event_says_why(new_calendar: NewCalendar) -> None:
    request = received()
    before = state_of(request)
    assert before.due == DUE
    new_calendar("holidays 9.9+2", MOURNING)
    done = calendars_recompute()
    assert (done.looked_at, [one.slug for one in done.moved]) == (1, [request.slug])
    state = state_of(request)
    assert (state.due, state.calendar_version) == (dt.date(2026, 2, 10), "uk holidays 9.9+2")
    assert (state.state, state.last_event) == (before.state, before.last_event)
    event = request.events.get(type=EventType.CALENDAR_CHANGED)
    assert event.data["was"] == {
        "version": before.calendar_version, "due": "2026-02-09", "notice_due": "2026-02-09", "review_due": None,
        "regulator_by": None,
    }  # fmt: skip
    assert event.data["now"]["due"] == "2026-02-10"
    assert {"date": "2026-01-26", "name": "Day of National Mourning"} in event.data["left_out"]
    words = [each.render() for each in change_words(event)]
    assert words[1] == "Last day for the answer: Monday 9 February 2026 before, Tuesday 10 February 2026 now."
    assert "holidays 9.9+2" in words[0]
    assert "Monday 26 January 2026 (Day of National Mourning)" in words[-1]
    page = Client()
    page.force_login(make_person("reader@campaign.example", team=request.team, role="reader"))
    shown = page.get(f"/requests/{request.slug}/").content.decode()
    assert words[1] in shown and words[-1] in shown


def test_the_nightly_job_says_what_moved_and_leaves_closed_cases_alone(new_calendar: NewCalendar) -> None:
    running, closed = received(), received(name="Cwm Derwen")
    event_add(request=closed, type=EventType.ANSWERED, day=dt.date(2026, 1, 28), source="reading")
    before = state_of(closed)
    new_calendar("holidays 9.9+2", MOURNING)
    assert states_refresh_nightly(timestamp=0) == 1
    assert state_of(running).due == dt.date(2026, 2, 10)
    assert running.events.filter(type=EventType.CALENDAR_CHANGED).count() == 1
    after = state_of(closed)
    assert (after.due, after.calendar_version) == (before.due, before.calendar_version)
    assert not closed.events.filter(type=EventType.CALENDAR_CHANGED).exists()


def test_the_state_still_equals_a_rebuild(new_calendar: NewCalendar) -> None:
    running, waiting, under_review = received(), received(name="Cwm Derwen"), received(name="Saltmere")
    asked = dt.date(2026, 1, 20)
    event_add(request=waiting, type=EventType.CLARIFICATION_ASKED, day=asked, source="reading")
    event_add(request=under_review, type=EventType.REFUSED, day=asked, source="reading")
    event_add(request=under_review, type=EventType.REVIEW_ASKED, day=asked, source="record")
    new_calendar("holidays 9.9+2", MOURNING)
    assert calendars_recompute().looked_at == 3
    for request in (running, waiting, under_review):
        stored = state_of(request)
        assert {name: getattr(stored, name) for name in projected_state(request)} == projected_state(request)


def test_a_version_that_changes_nothing_writes_no_event(new_calendar: NewCalendar) -> None:
    request = received()
    new_calendar("holidays 9.9+1")
    done = calendars_recompute()
    assert (done.looked_at, done.moved) == (1, ())
    assert state_of(request).calendar_version == "uk holidays 9.9+1"
    assert not request.events.filter(type=EventType.CALENDAR_CHANGED).exists()


@pytest.mark.parametrize("closing", [EventType.ANSWERED, EventType.REFUSED])
def test_a_closed_case_keeps_its_version(new_calendar: NewCalendar, closing: EventType) -> None:
    request = received()
    event_add(request=request, type=closing, day=DUE, source="record")
    before = state_of(request)
    new_calendar("holidays 9.9+2", MOURNING)
    assert calendars_recompute().looked_at == 0
    after = state_of(request)
    assert (after.due, after.calendar_version) == (DUE, before.calendar_version)


def test_a_review_that_runs_is_counted_anew(new_calendar: NewCalendar) -> None:
    request = received()
    event_add(request=request, type=EventType.REFUSED, day=dt.date(2026, 1, 20), source="record")
    event_add(request=request, type=EventType.REVIEW_ASKED, day=dt.date(2026, 1, 21), source="record")
    before = state_of(request)
    assert before.state == State.UNDER_REVIEW and before.review_due is not None
    new_calendar("holidays 9.9+2", MOURNING)
    calendars_recompute()
    assert state_of(request).review_due == before.review_due + dt.timedelta(days=1)


def test_twice_is_once(new_calendar: NewCalendar) -> None:
    received()
    new_calendar("holidays 9.9+2", MOURNING)
    assert len(calendars_recompute().moved) == 1
    assert calendars_recompute() == calendar_update.CalendarsRecomputed(0, ())
    assert Event.objects.filter(type=EventType.CALENDAR_CHANGED).count() == 1


def test_a_dry_run_writes_nothing(new_calendar: NewCalendar) -> None:
    request = received()
    new_calendar("holidays 9.9+2", MOURNING)
    done = calendars_recompute(dry_run=True)
    assert [date.name for one in done.moved for date in one.dates] == ["due", "notice_due"]
    assert state_of(request).due == DUE
    assert not request.events.filter(type=EventType.CALENDAR_CHANGED).exists()


@pytest.mark.parametrize("days", [(), (MOURNING,)])
def test_a_lot_takes_few_queries(
    new_calendar: NewCalendar,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    days: tuple[dt.date, ...],
) -> None:
    for number in range(12):
        received(name=f"Council {number}")
    new_calendar("holidays 9.9+3", *days)
    with django_assert_max_num_queries(26):  # one a law, and the lot's own, however many clocks it holds
        assert calendars_recompute().looked_at == 12


def test_the_command(new_calendar: NewCalendar) -> None:
    request = received()
    new_calendar("holidays 9.9+2", MOURNING)
    told = CliRunner().invoke(law, ["recompute", "--dry-run"])
    assert told.exit_code == 0, told.output
    assert f"{request.slug}  due: 2026-02-09 → 2026-02-10" in told.output
    assert "would move" in told.output
    printed = json.loads(CliRunner().invoke(law, ["recompute", "--json"]).output)
    assert printed["moved"][0]["dates"]["due"] == {"was": "2026-02-09", "now": "2026-02-10"}
    assert state_of(request).due == dt.date(2026, 2, 10)


def test_the_version_is_the_one_that_states_keep() -> None:
    assert state_of(received()).calendar_version == current_version("uk-foia")


def test_migrations_are_complete() -> None:
    call_command("makemigrations", "requests", check=True, dry_run=True, stdout=io.StringIO())
