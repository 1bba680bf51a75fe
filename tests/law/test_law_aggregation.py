"""Cautions before sending: aggregation, repeats, mass requests, real names."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rhyddid.law.aggregation import (
    AskedRequest,
    aggregation_caution,
    looks_like_real_name,
    mass_request_caution,
    real_name_caution,
    repeat_caution,
    similarity,
)
from rhyddid.law.calendar import calendar

TEXT = "Have you used facial recognition cameras, which supplier, and what did the software cost?"
LIKE = "What did facial recognition cameras and their software cost, and which supplier was used?"
OTHER = "Please send the minutes of the allotments committee."
DAY = date(2026, 3, 2)


def _asked(
    day: date = DAY, text: str = TEXT, authority: str = "a", answered: date | None = None
) -> AskedRequest:
    return AskedRequest(authority, day, text, answered)


def test_similar_requests_to_one_authority_within_sixty_working_days_may_be_added_up() -> None:
    caution = aggregation_caution("uk-foia", _asked(), [_asked(DAY - timedelta(days=30), LIKE)])
    assert caution is not None
    assert caution.kind == "aggregation"
    assert caution.cite == "FOIA 2000 s.12(4); SI 2004/3244 reg 5"
    assert "since Saturday 31 January 2026, within 60 working days: 1." in caution.what.render()


@pytest.mark.parametrize(
    "earlier",
    [
        _asked(DAY - timedelta(days=30), OTHER),
        _asked(DAY - timedelta(days=30), LIKE, "another authority"),
        _asked(DAY - timedelta(days=120), LIKE),
    ],
)
def test_other_subjects_other_authorities_and_older_requests_are_not_added_up(earlier: AskedRequest) -> None:
    assert aggregation_caution("uk-foia", _asked(), [earlier]) is None


def test_the_sixty_days_are_working_days_and_consecutive() -> None:
    uk = calendar("uk")
    inside = DAY
    while uk.working_days_between(inside, DAY) < 59:
        inside -= timedelta(days=1)
    assert aggregation_caution("uk-foia", _asked(), [_asked(inside)]) is not None
    while uk.working_days_between(inside, DAY) < 60:
        inside -= timedelta(days=1)
    assert aggregation_caution("uk-foia", _asked(), [_asked(inside)]) is None


def test_new_zealand_has_no_aggregation() -> None:
    assert aggregation_caution("nz-oia", _asked(), [_asked()]) is None


def test_a_request_that_was_answered_may_be_refused_as_repeated() -> None:
    before = _asked(DAY - timedelta(days=60), TEXT, answered=DAY - timedelta(days=30))
    caution = repeat_caution("uk-foia", _asked(), [before])
    assert caution is not None
    assert caution.cite == "FOIA 2000 s.14(2)"
    assert "Saturday 31 January 2026" in caution.what.render()
    assert repeat_caution("uk-foia", _asked(), [_asked(DAY - timedelta(days=60))]) is None
    assert repeat_caution("uk-foia", _asked(text=OTHER), [before]) is None


def test_more_than_fifty_requests_in_germany() -> None:
    assert mass_request_caution("de-ifg", 50) is None
    caution = mass_request_caution("de-ifg", 51)
    assert caution is not None
    assert caution.cite.startswith("IFG § 7(1)")
    assert mass_request_caution("uk-foia", 5000) is None


@pytest.mark.parametrize(
    "name",
    [
        "Alex Morgan",
        "A. Morgan",
        "Mr Morgan",
        "Siân ap Rhys",
        "Mary-Jane O’Neill",
        "Hill Campaign",
        "Beacon Media Ltd",
    ],
)
def test_real_names(name: str) -> None:
    assert looks_like_real_name(name)
    assert real_name_caution("uk-foia", name) is None


@pytest.mark.parametrize(
    "name", ["", "Alex", "anon", "alex@x.example", "User 123", "Mickey Mouse", "Morgan Mr", "A B"]
)
def test_names_that_are_none(name: str) -> None:
    assert not looks_like_real_name(name)
    caution = real_name_caution("uk-foia", name)
    assert caution is not None and caution.cite == "FOIA 2000 s.8(1)(b)"
    assert real_name_caution("uk-eir", name) is None


def test_similarity_is_of_words_in_any_order() -> None:
    assert similarity(TEXT, TEXT) == 1.0
    assert similarity(TEXT, "") == 0.0
    assert similarity(TEXT, LIKE) > 0.5 > similarity(TEXT, OTHER)
