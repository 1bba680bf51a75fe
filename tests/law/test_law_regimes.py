"""Regime files: every id, every fact sourced, and errors that say where a file is wrong."""

from __future__ import annotations

from datetime import date

import pytest

from rhyddid.law.regimes import (
    Length,
    RegimeDataError,
    UnknownRegime,
    in_force,
    read_regime,
    regime,
    regime_ids,
)

IDS = {
    "uk-foia",
    "uk-eir",
    "sct-foisa",
    "sct-eisr",
    "uk-sar",
    "us-foia",
    "ie-foi",
    "eu-1049",
    "de-ifg",
    "au-foi",
    "nz-oia",
    "nz-lgoima",
    "ca-atia",
}


def test_the_regimes_are_those_that_other_rooms_name() -> None:
    assert set(regime_ids()) == IDS


def test_an_unknown_regime_is_named_with_the_known_ones() -> None:
    with pytest.raises(UnknownRegime, match=r"no regime 'uk-foi'; known are au-foi, .*uk-sar"):
        regime("uk-foi")


@pytest.mark.parametrize("regime_id", sorted(IDS))
def test_every_rule_has_its_place_in_the_law_and_a_source(regime_id: str) -> None:
    found = regime(regime_id)
    rules = [
        *found.limits,
        *found.variants,
        *found.stops,
        *found.extensions,
        *found.reviews,
        *found.regulators,
        *found.appeals,
        *found.transfers,
        *found.notices,
        *found.facts,
    ]
    assert all(rule.cite and rule.source.startswith("https://") for rule in rules)
    assert found.confidence == "high" or found.unchecked
    assert found.to_json()["id"] == regime_id


@pytest.mark.parametrize("regime_id", sorted(IDS))
def test_a_limit_stands_on_every_day_since_the_law_came_into_force(regime_id: str) -> None:
    found = regime(regime_id)
    for day in (found.in_force, date(2018, 5, 24), date(2018, 5, 25), date(2026, 11, 24)):
        if day >= found.in_force:
            assert len(in_force(found.limits, day)) == 1, day


def test_the_main_numbers() -> None:
    assert regime("uk-foia").limits[0].length == Length(20, "working_day")
    assert regime("ie-foi").limits[0].length.working_days == 20
    assert regime("de-ifg").limits[0].length.working_days is None
    assert regime("uk-eir").reviews[0].length == Length(40, "working_day")
    assert regime("sct-foisa").calendar == "scotland"
    assert regime("de-ifg").mass_requests == 50


_GOOD = """
id = "made-up"
law = "Made-up Act"
short = "MUA"
country = "XX"
time_zone = "Europe/London"
calendar = "uk"
in_force = 2000-01-01
applies = "nobody"
start = "day 0"
confidence = "high"
[sources]
act = "https://law.example/act"
[[limit]]
n = 20
unit = "working_day"
cite = "s.1"
source = "act"
"""


def test_a_small_file_is_enough() -> None:
    assert read_regime("made-up", _GOOD).cited("s.1") == "MUA s.1"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('id = "made-up"', 'id = "other"', "must be the file's name"),
        ('calendar = "uk"', 'calendar = "mars"', "'mars' is none of"),
        ("n = 20", "n = 0", "a number above 0 is needed"),
        ('unit = "working_day"', 'unit = "fortnight"', "'fortnight' is none of"),
        ('source = "act"', 'source = "hearsay"', r"not in \[sources\]"),
        ('cite = "s.1"', "", "`cite`: a text is needed"),
        ('confidence = "high"', 'confidence = "sure"', "'sure' is none of"),
        ("in_force = 2000-01-01", 'in_force = "then"', "a date such as"),
        ("n = 20", "n = 20\ncolour = 1", "unknown field"),
        ("n = 20", "n = 20\npromptly = 1", "true or false is needed"),
        ("n = 20", "n = 20\nfrom = 2020-01-01\nuntil = 2019-01-01", "lies before `from`"),
        ("[[limit]]", "[[limits]]", "unknown field"),
        ("[sources]", "[sources", "is not TOML"),
    ],
)
def test_a_bad_file_says_where(old: str, new: str, words: str) -> None:
    assert old in _GOOD
    with pytest.raises(RegimeDataError, match=words):
        read_regime("made-up", _GOOD.replace(old, new, 1))


def test_a_stated_extension_has_no_length() -> None:
    extra = '[[extension]]\nid = "x"\nmethod = "stated"\nn = 3\nunit = "working_day"\ncite = "c"\nsource = "act"\n'
    with pytest.raises(RegimeDataError, match="no length of its own"):
        read_regime("made-up", _GOOD + extra)
