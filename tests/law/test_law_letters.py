"""Deadlines that authorities stated in real letters, beside ours; where they differ, the reason must be known."""

from __future__ import annotations

import json
import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from rhyddid.law.calendar import Calendar, calendar
from rhyddid.law.clock import ClockEvent, run_clock
from rhyddid.law.counting import last_day
from rhyddid.law.regimes import Length, regime

FOLDER = os.environ.get("RHYDDID_LETTERS_DIR", "")
pytestmark = [
    pytest.mark.letters,
    pytest.mark.skipif(not FOLDER, reason="set RHYDDID_LETTERS_DIR"),
]

# For each way of counting, how many of the 60 stated deadlines it gives; a change here is to be understood.
EXPECTED = {
    "same day": 40,
    "bank holidays of England and Wales only": 15,
    "typed before the request was received": 3,
    "day of receipt counted as the first, and no public holidays": 2,
}


def _pairs() -> list[dict[str, Any]]:
    if not FOLDER:
        return []
    content = json.loads((Path(FOLDER) / "deadlines.json").read_text("utf-8"))
    pairs: list[dict[str, Any]] = content["pairs"]
    return pairs


def _ours(pair: dict[str, Any], days: Calendar) -> date:
    """The clock's date for the stage of the letter, by `days`."""
    start = date.fromisoformat(pair.get("clock_start_stated") or pair["received"])
    if pair["stage"] == "internal_review":
        asked = [ClockEvent(start, "review_asked")]
        due = run_clock(pair["law"], start, asked, calendar=days).review_due
    elif pair["stage"] == "extension" and pair["law"] == "uk-eir":
        on = last_day(start, Length(20, "working_day"), days)
        due = run_clock(pair["law"], start, [ClockEvent(on, "extended", "complex")], calendar=days).due
    elif pair["stage"] == "extension":
        due = last_day(start, Length(40, "working_day"), days)
    else:
        due = run_clock(pair["law"], start, calendar=days).due
    assert due is not None
    return due


def _explained(pair: dict[str, Any]) -> str | None:
    stated = date.fromisoformat(pair["deadline"])
    ours = _ours(pair, calendar(regime(pair["law"]).calendar))
    if stated == ours:
        return "same day"
    if stated < date.fromisoformat(pair["received"]):
        return "typed before the request was received"
    if stated == _ours(pair, calendar("england-and-wales")) and pair["law"].startswith("uk-"):
        return "bank holidays of England and Wales only"
    plain = Calendar(id="none", name="no holidays", version="1")
    before = date.fromisoformat(pair["received"]) - timedelta(days=1)
    if stated == plain.add_working_days(before, pair["days"]):
        return "day of receipt counted as the first, and no public holidays"
    return None


@pytest.mark.parametrize("pair", _pairs(), ids=lambda pair: f"{pair.get('received')}→{pair.get('deadline')}")
def test_a_stated_deadline_is_ours_or_the_difference_is_explained(pair: dict[str, Any]) -> None:
    assert _explained(pair) is not None


@pytest.mark.parametrize("pair", _pairs(), ids=lambda pair: f"{pair.get('received')}→{pair.get('deadline')}")
def test_ours_is_the_stated_date_exactly_where_the_united_kingdoms_calendar_gives_it(
    pair: dict[str, Any],
) -> None:
    if "fits" in pair:
        assert (_explained(pair) == "same day") is ("uk-wide" in pair["fits"])


def test_the_explanations_are_counted() -> None:
    found: dict[str, int] = {}
    for pair in _pairs():
        why = _explained(pair) or "unexplained"
        found[why] = found.get(why, 0) + 1
    assert found == EXPECTED
