"""The clock: dates, states, warnings and steps, section by section."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import uk_holidays

from rhyddid.law.calendar import calendar, load_calendar_file
from rhyddid.law.clock import ClockEvent, ClockResult, parse_event, run_clock


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _run(
    regime_id: str, received: str, *events: str, kind: str | None = None, as_of: str | None = None
) -> ClockResult:
    return run_clock(
        regime_id,
        _day(received),
        [parse_event(event) for event in events],
        authority_kind=kind,
        as_of=_day(as_of) if as_of else None,
    )


def _warned(result: ClockResult, words: str) -> bool:
    return any(words in warning.render() for warning in result.warnings)


# --- s.10(1) and s.10(6): twenty working days of the whole United Kingdom

VECTORS = [
    # received, FOIA and EIR 20, FOISA 20, FOIA 40 (checked against two sources; see uk_holidays.py)
    ("2021-07-27", "2021-08-25", "2021-08-25", "2021-09-23"),
    ("2025-06-27", "2025-07-28", "2025-07-25", "2025-08-27"),
    ("2025-11-14", "2025-12-15", "2025-12-15", "2026-01-16"),
    ("2025-12-12", "2026-01-15", "2026-01-15", "2026-02-12"),
    ("2025-12-24", "2026-01-27", "2026-01-27", "2026-02-24"),
    ("2026-03-06", "2026-04-08", "2026-04-06", "2026-05-07"),
    ("2026-03-20", "2026-04-21", "2026-04-20", "2026-05-20"),
    ("2026-04-02", "2026-05-05", "2026-05-01", "2026-06-03"),
    ("2026-05-22", "2026-06-23", "2026-06-23", "2026-07-22"),
    ("2026-06-05", "2026-07-06", "2026-07-06", "2026-08-05"),
    ("2026-06-14", "2026-07-14", "2026-07-13", "2026-08-12"),
    ("2026-07-03", "2026-08-04", "2026-07-31", "2026-09-02"),
    ("2026-07-31", "2026-09-01", "2026-08-31", "2026-09-29"),
    ("2026-11-13", "2026-12-14", "2026-12-14", "2027-01-15"),
    ("2026-12-11", "2027-01-14", "2027-01-14", "2027-02-11"),
    ("2027-03-05", "2027-04-07", "2027-04-05", "2027-05-06"),
    ("2027-12-10", "2028-01-13", "2028-01-13", "2028-02-10"),
]


@pytest.mark.parametrize(("received", "foia", "foisa", "forty"), VECTORS)
def test_twenty_and_forty_working_days(received: str, foia: str, foisa: str, forty: str) -> None:
    assert _run("uk-foia", received).due == _day(foia)
    assert _run("uk-eir", received).due == _day(foia)
    assert _run("sct-foisa", received).due == _day(foisa)
    assert _run("sct-eisr", received).due == _day(foisa)
    assert _run("uk-eir", received, f"{foia}:extended_complex").due == _day(forty)


def test_every_day_of_receipt_from_2005_to_2027_against_a_plain_count_over_second_sources() -> None:
    """8,400 days of receipt: FOIA by every part's list, FOISA by Scotland's (s.10(6); FOISA s.73)."""
    united_kingdom, scotland = uk_holidays.united_kingdom(), uk_holidays.weekday_holidays("scotland")
    day, checked = date(2005, 1, 1), 0
    while day <= date(2027, 12, 31):
        assert run_clock("uk-foia", day).due == uk_holidays.counted(day, 20, united_kingdom), day
        assert run_clock("sct-foisa", day).due == uk_holidays.counted(day, 20, scotland), day
        day, checked = day + timedelta(days=1), checked + 1
    assert checked == 8400


def test_a_request_of_27_july_2021_is_due_on_25_august() -> None:
    result = _run("uk-foia", "2021-07-27")
    assert result.day_one == _day("2021-07-28")
    assert result.due == result.notice_due == _day("2021-08-25")
    assert result.state == "running"
    assert result.warnings == ()
    assert [(str(step.date), step.what.render(), step.cite) for step in result.steps] == [
        ("2021-07-27", "Received: day 0, which is not counted.", "FOIA 2000 s.10(1)"),
        ("2021-07-28", "Day 1.", "FOIA 2000 s.10(1)"),
        ("2021-08-25", "Last day for the answer: working day 20.", "FOIA 2000 s.10(1)"),
    ]


def test_receipt_at_a_weekend_starts_on_the_next_working_day() -> None:
    saturday, friday = _run("uk-foia", "2026-01-10"), _run("uk-foia", "2026-01-09")
    assert saturday.day_one == friday.day_one == _day("2026-01-12")
    assert saturday.due == friday.due == _day("2026-02-06")


# --- s.10(4): other limits for some authorities


def test_a_school_without_its_term_dates_has_sixty_working_days_and_a_warning() -> None:
    result = _run("uk-foia", "2026-01-12", kind="school")
    assert result.due == calendar("uk").add_working_days(_day("2026-01-12"), 60)
    assert _warned(result, "20 school days if that is earlier")


def test_a_school_with_its_term_dates_has_twenty_school_days_or_sixty_working_days(tmp_path: Path) -> None:
    path = tmp_path / "school.toml"
    path.write_text('[[day]]\nfirst = 2026-02-16\nlast = 2026-02-20\nname = "Half-term"\n', encoding="utf-8")
    school = load_calendar_file(path, calendar("uk"))
    short = run_clock("uk-foia", _day("2026-01-26"), authority_kind="school", calendar=school)
    assert short.due == _day("2026-03-02")  # 23 February without half-term, and five days more
    assert short.warnings == ()
    path.write_text('[[day]]\nfirst = 2026-07-01\nlast = 2026-12-31\nname = "Closed"\n', encoding="utf-8")
    closed = load_calendar_file(path, calendar("uk"))
    long = run_clock("uk-foia", _day("2026-06-29"), authority_kind="school", calendar=closed)
    assert long.due == calendar("uk").add_working_days(_day("2026-06-29"), 60)


@pytest.mark.parametrize(
    ("kind", "days"), [("archive", 30), ("armed_forces", 60), ("police", 20), ("academy", 60)]
)
def test_limits_by_kind_of_authority(kind: str, days: int) -> None:
    expected = calendar("uk").add_working_days(_day("2026-01-12"), days)
    assert _run("uk-foia", "2026-01-12", kind=kind).due == expected


def test_academies_had_no_limit_of_their_own_before_their_regulations() -> None:
    assert _run("uk-foia", "2010-03-01", kind="academy").due == calendar("uk").add_working_days(
        _day("2010-03-01"), 20
    )


def test_the_keeper_has_thirty_days_for_the_request_and_the_review() -> None:
    result = _run("sct-foisa", "2026-01-12", "2026-03-02:review_asked", kind="keeper")
    assert result.due == calendar("scotland").add_working_days(_day("2026-01-12"), 30)
    assert result.review_due == calendar("scotland").add_working_days(_day("2026-03-02"), 30)


# --- s.1(3): clarification starts the time again


def test_while_clarification_is_awaited_there_is_no_last_day() -> None:
    result = _run("uk-foia", "2021-07-27", "2021-08-02:clarification_asked")
    assert result.state == "awaiting_clarification"
    assert result.due is None and result.notice_due is None


@pytest.mark.parametrize(
    "regime_id", ["uk-foia", "uk-eir", "sct-foisa", "sct-eisr", "nz-oia", "nz-lgoima", "eu-1049"]
)
def test_clarification_starts_the_time_again(regime_id: str) -> None:
    result = _run(regime_id, "2026-05-01", "2026-05-06:clarification_asked", "2026-05-12:clarified")
    again = _run(regime_id, "2026-05-12")
    assert (result.due, result.day_one) == (again.due, again.day_one)
    assert result.counted_from == _day("2026-05-12")
    assert result.received == _day("2026-05-01")
    assert result.state == "running"


def test_clarification_received_is_the_same_event() -> None:
    one = _run("uk-foia", "2021-07-27", "2021-08-02:clarification_asked", "2021-08-05:clarification_received")
    assert one.due == _day("2021-09-03")
    assert one.warnings == ()


def test_clarification_without_a_recorded_question_starts_the_time_again_with_a_warning() -> None:
    result = _run("uk-foia", "2021-07-27", "2021-08-05:clarified")
    assert result.due == _day("2021-09-03")
    assert _warned(result, "no question of the authority is recorded")


def test_a_question_after_the_last_day_is_a_fact_with_a_warning() -> None:
    result = _run("uk-foia", "2021-07-27", "2021-09-10:clarification_asked")
    assert result.state == "awaiting_clarification"
    assert _warned(result, "asked after the last day for the answer, Wednesday 25 August 2021")


def test_two_clarifications_count_from_the_last() -> None:
    events = (
        "2026-05-06:clarification_asked",
        "2026-05-12:clarified",
        "2026-05-14:clarification_asked",
        "2026-05-20:clarified",
    )
    assert _run("uk-foia", "2026-05-01", *events).due == _run("uk-foia", "2026-05-20").due


# --- s.9, s.10(2): a fees notice pauses


def test_the_days_from_fees_notice_to_payment_are_left_out_both_included() -> None:
    # notice Wednesday 14 January, paid Tuesday 20 January: 14, 15, 16, 19 and 20 January are left out
    result = _run("uk-foia", "2026-01-12", "2026-01-14:fee_notice", "2026-01-20:fee_paid")
    assert result.due == calendar("uk").add_working_days(_day("2026-01-12"), 25)
    assert result.state == "running"
    assert result.day_one == _day("2026-01-13")
    assert result.steps[-1].what.render() == "Last day for the answer: working day 20."


def test_notice_and_payment_on_one_day_leave_out_that_day() -> None:
    result = _run("uk-foia", "2026-01-12", "2026-01-14:fees_notice", "2026-01-14:fee_paid")
    assert result.due == calendar("uk").add_working_days(_day("2026-01-12"), 21)


def test_an_unpaid_fee_leaves_the_last_day_open() -> None:
    result = _run("uk-foia", "2026-01-12", "2026-01-14:fee_notice")
    assert (result.state, result.due) == ("paused_for_fee", None)


def test_an_unpaid_fee_lapses_after_three_months_beginning_with_the_notice() -> None:
    on_the_last_day = _run("uk-foia", "2026-01-12", "2026-01-14:fee_notice", as_of="2026-04-13")
    assert on_the_last_day.state == "paused_for_fee"
    after = _run("uk-foia", "2026-01-12", "2026-01-14:fee_notice", as_of="2026-04-14")
    assert (after.state, after.due) == ("lapsed", None)
    assert after.steps[-1].cite == "FOIA 2000 s.9(2)"


def test_a_fee_paid_too_late_does_not_revive_the_request() -> None:
    result = _run("uk-foia", "2026-01-12", "2026-01-14:fee_notice", "2026-05-01:fee_paid")
    assert result.state == "lapsed"
    assert _warned(result, "paid after the last day for it, Monday 13 April 2026")


def test_an_advance_charge_lapses_after_sixty_working_days() -> None:
    last = calendar("uk").add_working_days(_day("2026-01-14"), 60)
    paid = f"{last.isoformat()}:fee_paid"
    assert _run("uk-eir", "2026-01-12", "2026-01-14:advance_charge_notice", paid).state == "running"
    late = f"{(last + timedelta(days=1)).isoformat()}:fee_paid"
    assert _run("uk-eir", "2026-01-12", "2026-01-14:advance_charge_notice", late).state == "lapsed"


def test_a_fee_may_be_recorded_as_lapsed() -> None:
    early = _run("uk-foia", "2026-01-12", "2026-01-14:fee_notice", "2026-02-20:fee_lapsed")
    assert early.state == "lapsed"
    assert _warned(early, "could still be paid until Monday 13 April 2026")


def test_two_pauses_that_overlap_are_left_out_once() -> None:
    overlapping = [
        ClockEvent(_day("2026-02-02"), "clarification_asked"),
        ClockEvent(_day("2026-02-10"), "clarified"),
        ClockEvent(_day("2026-02-04"), "fee_notice"),
        ClockEvent(_day("2026-02-12"), "fee_paid"),
    ]
    result = run_clock("us-foia", _day("2026-01-28"), overlapping)
    # 2 to 12 February are left out: nine working days
    assert result.due == calendar("us-federal").add_working_days(_day("2026-01-28"), 29)


# --- s.10(3): the public interest; s.17(1): the notice stays due on day 20


def test_a_public_interest_extension_moves_the_answer_but_not_the_notice() -> None:
    result = _run("uk-foia", "2026-01-12", "2026-02-09:extended:pit=2026-03-09")
    assert result.due == _day("2026-03-09")
    assert result.notice_due == _day("2026-02-09")
    assert result.warnings == ()
    assert _run("uk-foia", "2026-01-12", "2026-02-09:extended_public_interest=2026-03-09") == result


def test_the_extension_still_holds_when_its_notice_was_late() -> None:
    result = _run("uk-foia", "2026-01-12", "2026-02-12:extended:pit=2026-03-09")
    assert result.due == _day("2026-03-09")
    assert _warned(result, "announced after the first limit, Monday 9 February 2026")


def test_repeated_estimates_are_added_up_and_warned_of_beyond_forty_days() -> None:
    result = _run(
        "uk-foia",
        "2026-01-12",
        "2026-02-09:extended:pit=2026-03-09",
        "2026-03-09:extended:pit=2026-04-10",
    )
    assert result.due == _day("2026-04-10")
    words = [step.what.render() for step in result.steps]
    assert "The time was extended to Friday 10 April 2026, 61 working days after receipt in all." in words
    assert _warned(result, "extended beyond Monday 9 March 2026")


def test_an_extension_without_an_estimate_gets_the_guideline_and_a_warning() -> None:
    result = _run("uk-foia", "2026-01-12", "2026-02-09:extended:pit")
    assert result.due == calendar("uk").add_working_days(_day("2026-01-12"), 40)
    assert _warned(result, "no date was estimated")


def test_an_estimate_before_day_twenty_does_not_shorten_the_time() -> None:
    result = _run("uk-foia", "2026-01-12", "2026-01-20:extended:pit=2026-01-30")
    assert result.due == _day("2026-02-09")
    assert _warned(result, "lies before the first limit")


def test_foia_knows_no_extension_for_complexity() -> None:
    result = _run("uk-foia", "2026-01-12", "2026-02-05:extended_complex")
    assert result.due == _day("2026-02-09")
    assert _warned(result, "knows no extension “complex_and_voluminous”")


# --- reg 7 EIR


def test_eir_extends_once_to_forty_days_and_the_notice_with_it() -> None:
    result = _run("uk-eir", "2026-01-12", "2026-02-05:extended:complex_and_voluminous")
    assert result.due == result.notice_due == calendar("uk").add_working_days(_day("2026-01-12"), 40)
    twice = _run("uk-eir", "2026-01-12", "2026-02-05:extended_complex", "2026-02-06:extended_complex")
    assert twice.due == result.due
    assert _warned(twice, "only once")


def test_an_eir_extension_announced_late_has_no_effect() -> None:
    result = _run("uk-eir", "2026-01-12", "2026-02-10:extended_complex")
    assert result.due == _day("2026-02-09")
    assert _warned(result, "announced after the first limit")


def test_an_eir_extension_may_be_shorter_but_not_longer_than_forty_days() -> None:
    shorter = _run("uk-eir", "2026-01-12", "2026-02-05:extended_complex=2026-02-20")
    assert shorter.due == _day("2026-02-20")
    longer = _run("uk-eir", "2026-01-12", "2026-02-05:extended_complex=2026-05-01")
    assert longer.due == calendar("uk").add_working_days(_day("2026-01-12"), 40)
    assert _warned(longer, "later than the law allows")


def test_a_fee_pause_moves_the_extended_day_too() -> None:
    result = _run(
        "uk-eir", "2026-01-12", "2026-01-14:fee_notice", "2026-01-20:fee_paid", "2026-02-05:extended_complex"
    )
    assert result.due == calendar("uk").add_working_days(_day("2026-01-12"), 45)


def test_clarification_after_an_extension_starts_an_unextended_time() -> None:
    events = ("2026-02-05:extended_complex", "2026-02-06:clarification_asked", "2026-02-16:clarified")
    assert _run("uk-eir", "2026-01-12", *events).due == _run("uk-eir", "2026-02-16").due


def test_scotland_knows_no_extension_for_the_public_interest() -> None:
    result = _run("sct-foisa", "2026-01-12", "2026-02-05:extended:pit=2026-03-09")
    assert result.due == _day("2026-02-09")
    assert _warned(result, "knows no extension")


# --- decisions


def test_a_late_answer_says_how_late() -> None:
    result = _run("uk-foia", "2026-01-12", "2026-02-12:answered")
    assert (result.state, result.due) == ("answered", _day("2026-02-09"))
    assert "Answered late. Working days after the last day: 3." in [
        step.what.render() for step in result.steps
    ]


def test_an_answer_in_time() -> None:
    result = _run("uk-foia", "2026-01-12", "2026-02-09:answered")
    assert "Answered." in [step.what.render() for step in result.steps]


def test_a_refusal_is_measured_by_the_notices_own_day() -> None:
    result = _run("uk-foia", "2026-01-12", "2026-02-09:extended:pit=2026-03-09", "2026-03-02:refused")
    assert result.state == "refused"
    assert any(
        step.cite == "FOIA 2000 s.17(1)" and "refusal notice: 15." in step.what.render()
        for step in result.steps
    )


@pytest.mark.parametrize(
    "event", ["clarification_asked", "fee_notice", "extended:pit=2026-05-01", "transferred", "clarified"]
)
def test_what_comes_after_the_answer_changes_no_date(event: str) -> None:
    result = _run("uk-foia", "2026-01-12", "2026-02-02:answered", f"2026-02-03:{event}")
    assert (result.state, result.due) == ("answered", _day("2026-02-09"))
    assert _warned(result, "came after the request was answered")


def test_an_answer_while_clarification_was_awaited_ends_the_waiting() -> None:
    result = _run("uk-foia", "2026-01-12", "2026-01-20:clarification_asked", "2026-02-02:answered")
    assert (result.state, result.due) == ("answered", _day("2026-02-09"))


# --- transfer


def test_a_transfer_starts_a_new_request_in_britain_and_not_in_australia() -> None:
    assert _run("uk-foia", "2026-01-12", "2026-01-19:transferred").due == _run("uk-foia", "2026-01-19").due
    assert _run("au-foi", "2026-01-12", "2026-01-19:transferred").due == _run("au-foi", "2026-01-12").due
    late = _run("nz-oia", "2026-03-02", "2026-03-30:transferred")
    assert _warned(late, "passed on after the last day for that")


# --- review, regulator, tribunal


def test_review_by_the_code_is_twenty_working_days_and_the_complaint_six_weeks() -> None:
    asked = _run("uk-foia", "2026-01-12", "2026-02-06:refused", "2026-02-16:review_asked")
    assert asked.state == "under_review"
    assert asked.review_due == calendar("uk").add_working_days(_day("2026-02-16"), 20)
    assert asked.regulator_by is None
    done = _run(
        "uk-foia", "2026-01-12", "2026-02-06:refused", "2026-02-16:review_asked", "2026-03-12:review_answered"
    )
    assert done.state == "review_answered"
    assert done.regulator_by == _day("2026-04-23")
    assert done.due == _day("2026-02-09")


def test_eir_reconsideration_is_forty_working_days() -> None:
    result = _run("uk-eir", "2026-01-12", "2026-02-06:refused", "2026-02-16:review_asked")
    assert result.review_due == calendar("uk").add_working_days(_day("2026-02-16"), 40)


def test_scotland_six_months_from_the_review_or_from_silence() -> None:
    events = ("2026-02-06:refused", "2026-02-16:review_asked")
    answered = _run("sct-foisa", "2026-01-12", *events, "2026-03-16:review_answered")
    assert answered.regulator_by == _day("2026-09-16")
    silent = _run("sct-foisa", "2026-01-12", *events, as_of="2026-04-01")
    assert silent.review_due == _day("2026-03-16")
    assert silent.regulator_by == _day("2026-09-16")
    assert _run("sct-foisa", "2026-01-12", *events, as_of="2026-03-01").regulator_by is None


def test_a_review_asked_too_late_is_a_warning() -> None:
    result = _run("uk-foia", "2026-01-12", "2026-02-06:refused", "2026-06-30:review_asked")
    assert result.state == "under_review"
    assert _warned(result, "the authority may decline")


def test_a_review_answered_without_being_asked_for_is_a_warning() -> None:
    result = _run("uk-foia", "2026-01-12", "2026-03-12:review_answered")
    assert result.state == "review_answered"
    assert _warned(result, "no request for a review is recorded")


def test_a_complaint_before_the_review_is_a_warning() -> None:
    result = _run("uk-foia", "2026-01-12", "2026-02-06:refused", "2026-02-10:regulator_asked")
    assert result.state == "refused"
    assert _warned(result, "first want the authority's own review")
    silence = _run("uk-foia", "2026-01-12", "2026-03-10:regulator_asked")
    assert not _warned(silence, "first want")
    assert _warned(_run("sct-foisa", "2026-01-12", "2026-03-10:regulator_asked"), "first want")


def test_an_appeal_names_the_tribunal() -> None:
    result = _run("uk-foia", "2026-01-12", "2026-02-06:refused", "2026-08-10:tribunal_asked")
    assert any("First-tier Tribunal" in step.what.render() for step in result.steps)
    assert _warned(result, "no complaint to the regulator is recorded")


# --- other regimes


@pytest.mark.parametrize(
    ("regime_id", "received", "due"),
    [
        ("uk-sar", "2026-01-31", "2026-03-02"),  # no 31 February: 28 February is a Saturday
        ("uk-sar", "2026-09-03", "2026-10-05"),  # 3 October is a Saturday
        ("uk-sar", "2024-12-25", "2025-01-27"),  # 25 January 2025 is a Saturday
        ("uk-sar", "2018-05-01", "2018-06-11"),  # forty days of the Act of 1998: 10 June is a Sunday
        ("ie-foi", "2026-03-20", "2026-04-20"),  # Easter Monday; Good Friday counts
        ("ie-foi", "2026-04-27", "2026-05-26"),  # 4 May
        ("eu-1049", "2026-03-23", "2026-04-16"),  # Maundy Thursday, Good Friday, Easter Monday
        ("us-foia", "2026-06-22", "2026-07-21"),  # 3 July stands for 4 July
        ("us-foia", "2026-01-08", "2026-02-06"),  # 19 January
        ("de-ifg", "2026-01-31", "2026-03-02"),  # 28 February is a Saturday
        ("de-ifg", "2026-09-03", "2026-10-05"),  # 3 October, a Saturday and a holiday
        ("de-ifg", "2026-03-15", "2026-04-15"),
        ("au-foi", "2025-12-26", "2026-01-27"),  # 25 January is a Sunday, 26 January Australia Day
        ("au-foi", "2026-03-02", "2026-04-01"),
        ("nz-oia", "2025-12-10", "2026-01-29"),  # 25 December to 15 January do not count
        ("nz-lgoima", "2025-12-10", "2026-01-28"),  # 20 December to 10 January; anniversary days from a file
        ("ca-atia", "2026-03-04", "2026-04-07"),  # 3 April is Good Friday, 6 April Easter Monday
        ("ca-atia", "2026-01-05", "2026-02-04"),
    ],
)
def test_first_limits_of_other_regimes(regime_id: str, received: str, due: str) -> None:
    assert _run(regime_id, received).due == _day(due)


@pytest.mark.parametrize(
    ("regime_id", "received", "event", "due"),
    [
        ("us-foia", "2026-06-22", "2026-07-10:extended:unusual_circumstances", "2026-08-04"),
        ("ie-foi", "2026-04-27", "2026-05-20:extended:volume", "2026-06-24"),  # 1 June is a holiday
        ("eu-1049", "2026-09-01", "2026-09-15:extended:exceptional", "2026-10-13"),
        ("uk-sar", "2026-01-31", "2026-02-10:extended:complex", "2026-04-30"),  # three months in all
        ("de-ifg", "2026-03-15", "2026-04-01:extended:third_party", "2026-05-15"),
        ("au-foi", "2026-03-02", "2026-03-20:extended:third_party", "2026-05-01"),
        ("nz-oia", "2026-03-02", "2026-03-20:extended:volume_or_consult=2026-05-15", "2026-05-15"),
        ("ca-atia", "2026-01-05", "2026-01-20:extended:volume_consult_third_party=2026-06-30", "2026-06-30"),
        ("sct-eisr", "2026-01-12", "2026-01-20:extended_complex", "2026-03-09"),
    ],
)
def test_extensions_of_other_regimes(regime_id: str, received: str, event: str, due: str) -> None:
    assert _run(regime_id, received, event).due == _day(due)


def test_the_united_states_stop_once_for_information_and_any_number_of_times_for_fees() -> None:
    base = calendar("us-federal")
    once = ("2026-06-24:clarification_asked", "2026-06-26:clarified")
    assert _run("us-foia", "2026-06-22", *once).due == base.add_working_days(_day("2026-06-22"), 23)
    twice = _run("us-foia", "2026-06-22", *once, "2026-06-29:clarification_asked")
    assert twice.due == base.add_working_days(_day("2026-06-22"), 23)
    assert _warned(twice, "more often than the law allows (1)")


def test_a_month_with_a_pause_moves_by_the_days_of_the_pause() -> None:
    # 10 to 14 March do not count: five days more than 6 April, which is Easter Monday anyway
    result = _run("uk-sar", "2026-03-06", "2026-03-10:clarification_asked", "2026-03-14:clarified")
    assert result.due == _day("2026-04-13")


def test_a_question_that_the_law_does_not_know_stops_nothing() -> None:
    result = _run("de-ifg", "2026-03-15", "2026-03-20:clarification_asked", "2026-03-25:clarified")
    assert (result.state, result.due) == ("running", _day("2026-04-15"))
    assert _warned(result, "knows no clarification that stops the time")


def test_new_zealand_has_no_review_by_the_authority() -> None:
    result = _run("nz-oia", "2026-03-02", "2026-03-20:refused", "2026-03-23:review_asked")
    assert (result.state, result.review_due) == ("refused", None)
    assert _warned(result, "knows no review")


def test_the_european_union_warns_that_registration_counts() -> None:
    assert _warned(_run("eu-1049", "2026-03-23"), "registration")


def test_a_request_before_the_law_came_into_force_is_a_warning() -> None:
    assert _warned(_run("uk-foia", "2004-12-01"), "came into force on Saturday 1 January 2005")


# --- odd lists


def test_as_of_leaves_out_what_came_later() -> None:
    assert _run("uk-foia", "2026-01-12", "2026-02-02:answered", as_of="2026-01-20").state == "running"


def test_an_unknown_type_an_early_and_an_unreachable_event_are_warnings() -> None:
    odd = [
        ClockEvent(_day("2026-01-20"), "telephoned"),
        ClockEvent(_day("2026-01-01"), "fee_paid"),
        ClockEvent(date.max, "clarified"),
        ClockEvent(_day("2026-01-20"), "extended", "pit", date.max),
    ]
    result = run_clock("uk-foia", _day("2026-01-12"), odd)
    assert _warned(result, "no event type “telephoned”")
    assert _warned(result, "dated before the request was received")
    assert _warned(result, "outside the years")
    assert result.due is not None and result.due.year == 2026


def test_a_receipt_outside_the_calendars_is_refused() -> None:
    with pytest.raises(ValueError, match="outside the years 1900 to 2200"):
        run_clock("uk-foia", date(9999, 12, 31))


def test_late_by_counts_working_days_while_there_is_no_answer() -> None:
    result = _run("uk-foia", "2026-01-12")
    assert result.late_by(_day("2026-02-09")) == 0
    assert result.late_by(_day("2026-02-12")) == 3
    assert _run("uk-foia", "2026-01-12", "2026-02-12:answered").late_by(_day("2026-03-01")) == 0


def test_json_has_the_published_shape() -> None:
    printed = _run("uk-foia", "2021-07-27").to_json()
    assert {
        "regime",
        "received",
        "day_one",
        "due",
        "notice_due",
        "state",
        "calendar",
        "warnings",
        "steps",
        "review_due",
        "regulator_by",
    } <= printed.keys()
    assert printed["calendar"] == {"id": "uk", "version": calendar("uk").version}
