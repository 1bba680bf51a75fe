"""An authority's numbers: only what everybody may see, shares only above the floor, each with its n and interval."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from cast import make_authority, make_request, make_team
from rhyddid.accounts.models import Team
from rhyddid.authorities.models import Authority
from rhyddid.requests.authority_figures import figures_keep_all, figures_kept, figures_of
from rhyddid.requests.events import event_add, event_take_back
from rhyddid.requests.figures_models import AuthorityFigures
from rhyddid.requests.models import Event, EventType, Request, Visibility
from rhyddid.requests.wilson import wilson_interval

pytestmark = pytest.mark.django_db
ASKED = dt.date(2026, 1, 5)


@pytest.fixture
def council() -> Authority:
    return make_authority()


@pytest.fixture
def team() -> Team:
    return make_team()


def ask(
    team: Team, council: Authority, *, days: int | None = None, refused: bool = False, **more: object
) -> Request:
    request = make_request(team, council, **more)  # type: ignore[arg-type]
    event_add(request=request, type=EventType.RECEIVED, day=ASKED, source="record")
    if days is not None:
        what = EventType.REFUSED if refused else EventType.ANSWERED
        event_add(request=request, type=what, day=ASKED + dt.timedelta(days=days), source="reading")
    return request


def test_the_wilson_interval_is_the_textbooks() -> None:
    low, high = wilson_interval(8, 10)
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)
    assert wilson_interval(0, 10)[0] == 0.0
    assert wilson_interval(10, 10)[1] == 1.0
    assert wilson_interval(0, 0) == (0.0, 1.0)


def test_shares_with_their_n_above_the_floor(team: Team, council: Authority, settings: Settings) -> None:
    settings.FIGURES_FLOOR = 3
    ask(team, council, days=10)
    ask(team, council, days=20, refused=True)
    ask(team, council, days=60)
    ask(team, council)  # never answered, and long late
    told = figures_of(council)
    assert told.requests == 4
    assert told.late == 1
    assert (told.in_time.hits, told.in_time.of, told.in_time.share) == (2, 4, 0.5)
    assert told.in_time.low is not None and 0 < told.in_time.low < 0.5
    assert (told.refused.hits, told.refused.of) == (1, 3)
    assert (told.dated, told.median_days) == (3, 20)
    assert (told.first_day, told.last_day) == (ASKED, ASKED + dt.timedelta(days=60))
    assert dict(told.states) == {"answered": 2, "refused": 1, "running": 1}


def test_below_the_floor_there_are_only_counts(team: Team, council: Authority, settings: Settings) -> None:
    settings.FIGURES_FLOOR = 10
    ask(team, council, days=10)
    told = figures_of(council)
    assert (told.in_time.hits, told.in_time.of) == (1, 1)
    assert (told.in_time.share, told.in_time.low, told.median_days) == (None, None, None)


def test_what_not_everybody_may_see_is_not_counted(team: Team, council: Authority) -> None:
    ask(team, council, days=10)
    ask(team, council, days=10, visibility=Visibility.PRIVATE)
    ask(team, council, days=10, visibility=Visibility.EMBARGOED)
    ask(team, council, days=10, rehearsal_day=dt.date(2026, 5, 1))
    assert figures_of(council).requests == 1


def test_an_answer_that_was_taken_back_is_none(team: Team, council: Authority) -> None:
    request = ask(team, council, days=10)
    answered = Event.objects.get(request=request, type=EventType.ANSWERED)
    event_take_back(event=answered, by=None, day=ASKED)
    told = figures_of(council)
    assert (told.refused.of, told.in_time.hits, told.late) == (0, 0, 1)


def test_kept_numbers_go_at_once_when_a_request_becomes_private(team: Team, council: Authority) -> None:
    request = ask(team, council, days=10)
    ask(team, council, days=12)
    assert figures_keep_all() == 1
    assert figures_kept([council.pk])[council.pk].requests == 2
    request.visibility = Visibility.PRIVATE
    request.save()
    assert figures_kept([council.pk]) == {}
    assert figures_of(council).requests == 1


def test_a_change_that_hides_nothing_leaves_them(team: Team, council: Authority) -> None:
    request = ask(team, council, days=10)
    figures_keep_all()
    request.subject = "Another subject"
    request.save()
    assert AuthorityFigures.objects.count() == 1


def test_counting_many_authorities_takes_as_many_queries_as_counting_one(team: Team) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as told:
            figures_keep_all()
        return len(told)

    ask(team, make_authority("Cyngor Cwm Derwen"), days=3)
    one = queries()
    for number in range(5):
        ask(team, make_authority(f"Tregarth Council {number}"), days=number)
    assert queries() == one
