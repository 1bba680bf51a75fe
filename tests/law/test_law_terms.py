"""The Welsh term list covers what the data files name, and says whether it is reviewed."""

from __future__ import annotations

import re
from datetime import date

import pytest

from rhyddid.law.calendar import calendar, calendar_ids
from rhyddid.law.exemptions import exemption, exemption_laws, exemptions
from rhyddid.law.holiday_sets import SNAPSHOT_YEARS, days_of
from rhyddid.law.regimes import regime, regime_ids
from rhyddid.law.terms import Term, spoken, welsh_reviewed, welsh_term
from rhyddid.wording import Wording

_PLACE = re.compile(r"\{(\w+)\}")


def test_every_exemption_has_a_welsh_name() -> None:
    names = {found.name for law in exemption_laws() for found in exemptions(law) if not found.name_cy}
    assert names == set()


@pytest.mark.parametrize("law", ["uk-foia", "uk-eir", "sct-foisa", "sct-eisr"])
def test_every_british_exemption_is_explained_in_welsh(law: str) -> None:
    for found in exemptions(law):
        assert found.explanation_cy, found.explanation
        assert found.requester_can_say_cy, found.requester_can_say
        assert welsh_term(found.tier) and welsh_term(found.basis.replace("_", " "))


def test_every_regime_body_and_calendar_has_a_welsh_name() -> None:
    names: set[str] = set()
    for regime_id in regime_ids():
        found = regime(regime_id)
        names |= {found.law, found.warning}
        names |= {text for one in found.variants for text in (one.who, one.condition)}
        names |= {one.name for one in found.reviews}
        names |= {one.body for one in (*found.regulators, *found.appeals)}
    for calendar_id in calendar_ids():
        names |= {calendar(calendar_id).name, *calendar(calendar_id).sets.values()}
    assert {name for name in names if name and welsh_term(name) is None} == set()


def test_every_holiday_of_the_british_isles_has_a_welsh_name() -> None:
    names = {
        part
        for set_id in ("GB-ENG", "GB-WLS", "GB-SCT", "GB-NIR", "IE")
        for year in SNAPSHOT_YEARS
        for name in days_of(set_id, year).values()
        for part in name.removesuffix(" (observed)").split("; ")
    }
    assert {name for name in names if welsh_term(name) is None} == set()


def test_days_are_written_out_in_the_language_of_the_text() -> None:
    text = Wording("{day}", {"day": spoken(date(2021, 8, 25))})
    assert text.render("en") == "Wednesday 25 August 2021"
    assert text.render("cy") == "Dydd Mercher 25 Awst 2021"


def test_a_term_without_welsh_stays_english() -> None:
    assert Term("No such term").render("cy") == "No such term"
    assert Term("Law enforcement").render("cy") == "Gorfodi'r gyfraith"


def test_nothing_is_called_reviewed_yet() -> None:
    assert welsh_reviewed() is False
    found = exemption("uk-foia", "31(3)")
    assert found is not None
    assert found.welsh_reviewed is False
    assert found.name_in("cy") == "Gorfodi'r gyfraith: heb gadarnhau na gwadu"
