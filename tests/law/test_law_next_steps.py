"""Lawful next steps with their last days, for each state of a request."""

from __future__ import annotations

from datetime import date

import pytest

from rhyddid.law.calendar import calendar
from rhyddid.law.clock import parse_event, run_clock
from rhyddid.law.next_steps import NextStep, Outcome, next_steps

UK = calendar("uk")


def _steps(
    regime_id: str, today: str, *events: str, outcomes: frozenset[Outcome] = frozenset()
) -> tuple[NextStep, ...]:
    on = date.fromisoformat(today)
    result = run_clock(regime_id, date(2026, 1, 12), [parse_event(event) for event in events], as_of=on)
    return next_steps(result, on, outcomes)


def _kinds(steps: tuple[NextStep, ...]) -> list[str]:
    return [step.kind for step in steps]


def test_before_the_last_day_one_waits() -> None:
    (step,) = _steps("uk-foia", "2026-01-20")
    assert (step.kind, step.by, step.cite) == ("wait", date(2026, 2, 9), "FOIA 2000 s.10(1)")


def test_silence_in_britain_may_be_reviewed_or_complained_of() -> None:
    steps = _steps("uk-foia", "2026-02-12")
    assert _kinds(steps) == ["chase", "ask_review", "complain"]
    assert steps[1].by == UK.add_working_days(date(2026, 2, 9), 40)


@pytest.mark.parametrize("regime_id", ["sct-foisa", "uk-eir"])
def test_silence_needs_a_review_first_where_the_review_is_in_the_law(regime_id: str) -> None:
    assert _kinds(_steps(regime_id, "2026-02-12")) == ["chase", "ask_review"]


def test_silence_in_new_zealand_goes_to_the_ombudsman() -> None:
    assert _kinds(_steps("nz-oia", "2026-03-30")) == ["chase", "complain"]


def test_a_question_is_answered_and_a_fee_paid() -> None:
    (clarify,) = _steps("uk-foia", "2026-01-25", "2026-01-20:clarification_asked")
    assert (clarify.kind, clarify.by) == ("clarify", None)
    (fee,) = _steps("uk-foia", "2026-01-25", "2026-01-14:fee_notice")
    assert (fee.kind, fee.by, fee.cite) == ("pay_fee", date(2026, 4, 13), "FOIA 2000 s.9(2)")


def test_a_lapsed_request_is_made_again() -> None:
    assert _kinds(_steps("uk-foia", "2026-05-01", "2026-01-14:fee_notice")) == ["ask_again"]


def test_a_refusal_is_reviewed_within_forty_working_days() -> None:
    (step,) = _steps("uk-foia", "2026-02-10", "2026-02-06:refused")
    assert (step.kind, step.by) == ("ask_review", UK.add_working_days(date(2026, 2, 6), 40))
    assert _steps("uk-foia", "2026-06-30", "2026-02-06:refused") == ()


def test_a_cost_refusal_is_narrowed_first() -> None:
    steps = _steps("uk-foia", "2026-02-10", "2026-02-06:refused", outcomes=frozenset({"cost_limit"}))
    assert _kinds(steps) == ["narrow", "ask_review"]


def test_a_full_answer_leaves_nothing_to_do() -> None:
    assert _steps("uk-foia", "2026-02-10", "2026-02-06:answered", outcomes=frozenset({"disclosed"})) == ()


def test_a_review_is_waited_for_then_chased_then_complained_of() -> None:
    asked = ("2026-02-06:refused", "2026-02-16:review_asked")
    (waiting,) = _steps("sct-foisa", "2026-03-01", *asked)
    assert (waiting.kind, waiting.by) == ("wait", date(2026, 3, 16))
    late = _steps("sct-foisa", "2026-03-20", *asked)
    assert _kinds(late) == ["chase_review", "complain"]
    assert late[1].by == date(2026, 9, 16)


def test_after_the_review_the_regulator_until_the_last_day() -> None:
    done = ("2026-02-06:refused", "2026-02-16:review_asked", "2026-03-12:review_answered")
    (complain,) = _steps("uk-foia", "2026-03-20", *done)
    assert (complain.kind, complain.by) == ("complain", date(2026, 4, 23))
    assert _steps("uk-foia", "2026-04-24", *done) == ()


def test_canada_complains_within_sixty_days_of_the_answer() -> None:
    (step,) = _steps("ca-atia", "2026-02-10", "2026-02-06:refused")
    assert (step.kind, step.by) == ("complain", date(2026, 4, 7))
