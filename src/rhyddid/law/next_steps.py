"""What a requester may lawfully do next, with the last day for it.

In: a `ClockResult`, the day it is, and what the authority decided, where known. Out: `NextStep`s, the likeliest first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from rhyddid.law.clock_result import ClockResult
from rhyddid.law.counting import end_of
from rhyddid.law.regimes import Rule, in_force
from rhyddid.law.terms import Term, spoken
from rhyddid.wording import Wording, gettext_noop

StepKind = Literal[
    "wait",
    "chase",
    "clarify",
    "pay_fee",
    "ask_review",
    "chase_review",
    "complain",
    "appeal",
    "narrow",
    "ask_again",
]
Outcome = Literal[
    "disclosed",
    "partly_disclosed",
    "not_held",
    "exempt",
    "neither_confirm_nor_deny",
    "cost_limit",
    "vexatious",
    "no_answer",
]


@dataclass(frozen=True)
class NextStep:
    """One thing that may be done: what, until when, and by which provision. `by` None: the law sets no last day."""

    kind: StepKind
    what: Wording
    by: date | None
    cite: str


def next_steps(
    result: ClockResult, today: date, outcomes: frozenset[Outcome] = frozenset()
) -> tuple[NextStep, ...]:
    """The lawful next steps on `today`, the likeliest first. A step whose last day is past is left out."""
    steps = _STEPS[result.state](result, today, outcomes)
    return tuple(step for step in steps if step.by is None or step.by >= today)


def _while_running(result: ClockResult, today: date, outcomes: frozenset[Outcome]) -> list[NextStep]:
    limit = _cite(result, result.regime.limits)
    if result.due is None or today <= result.due:
        words = gettext_noop("Wait for the answer.")
        return [NextStep("wait", Wording(words), result.due, limit)]
    late = Wording(
        gettext_noop("Remind the authority that the answer was due on {due}."), {"due": spoken(result.due)}
    )
    found = [NextStep("chase", late, None, limit)]
    found += _review(result, result.due)
    if not result.regime.reviews or not _needs_review(result):
        found += _complaint(result, None)
    return found


def _while_waiting(result: ClockResult, today: date, outcomes: frozenset[Outcome]) -> list[NextStep]:
    found = []
    for waiting in result.waiting:
        if waiting.event == "clarification_asked":
            words = Wording(
                gettext_noop("Answer the authority's question of {day}; it need not go on before."),
                {"day": spoken(waiting.since)},
            )
            found.append(NextStep("clarify", words, waiting.lapses, waiting.cite))
        else:
            words = Wording(
                gettext_noop("Pay the fee asked for on {day}, or ask for less."),
                {"day": spoken(waiting.since)},
            )
            found.append(NextStep("pay_fee", words, waiting.lapses, waiting.cite))
    return found


def _when_lapsed(result: ClockResult, today: date, outcomes: frozenset[Outcome]) -> list[NextStep]:
    words = Wording(gettext_noop("Make a new request, narrower or without the costly part."))
    return [NextStep("ask_again", words, None, _cite(result, result.regime.limits))]


def _when_decided(result: ClockResult, today: date, outcomes: frozenset[Outcome]) -> list[NextStep]:
    if outcomes == {"disclosed"}:
        return []
    found = []
    if "cost_limit" in outcomes:
        words = Wording(gettext_noop("Ask for help to narrow the request, and make a narrower one."))
        found.append(NextStep("narrow", words, None, _cite(result, result.regime.limits)))
    found += _review(result, result.decided)
    if not found or not _needs_review(result):
        found += _complaint(result, result.regulator_by)
    return found


def _while_under_review(result: ClockResult, today: date, outcomes: frozenset[Outcome]) -> list[NextStep]:
    cite = _cite(result, result.regime.reviews)
    if result.review_due is None or today <= result.review_due:
        return [NextStep("wait", Wording(gettext_noop("Wait for the review.")), result.review_due, cite)]
    late = Wording(
        gettext_noop("Remind the authority that its review was due on {due}."),
        {"due": spoken(result.review_due)},
    )
    regulators = in_force(result.regime.regulators, result.counted_from)
    within = regulators[0].within if regulators and regulators[0].from_silence else None
    by = None if within is None else end_of(result.review_due, within, result.calendar)
    return [NextStep("chase_review", late, None, cite), *_complaint(result, by)]


def _when_reviewed(result: ClockResult, today: date, outcomes: frozenset[Outcome]) -> list[NextStep]:
    found = _complaint(result, result.regulator_by)
    if not result.regime.regulators:
        found += [
            NextStep(
                "appeal",
                Wording(gettext_noop("Appeal to: {body}."), {"body": Term(one.body)}),
                None,
                result.regime.cited(one.cite),
            )
            for one in in_force(result.regime.appeals, result.counted_from)
        ]
    return found


_STEPS = {
    "running": _while_running,
    "awaiting_clarification": _while_waiting,
    "paused_for_fee": _while_waiting,
    "lapsed": _when_lapsed,
    "answered": _when_decided,
    "refused": _when_decided,
    "under_review": _while_under_review,
    "review_answered": _when_reviewed,
}


def _review(result: ClockResult, since: date | None) -> list[NextStep]:
    reviews = in_force(result.regime.reviews, result.counted_from)
    if not reviews or since is None:
        return []
    review = reviews[0]
    by = None if review.request_within is None else end_of(since, review.request_within, result.calendar)
    words = Wording(gettext_noop("Ask the authority for a review ({name})."), {"name": Term(review.name)})
    return [NextStep("ask_review", words, by, result.regime.cited(review.request_cite or review.cite))]


def _complaint(result: ClockResult, by: date | None) -> list[NextStep]:
    return [
        NextStep(
            "complain",
            Wording(gettext_noop("Complain to: {body}."), {"body": Term(one.body)}),
            by,
            result.regime.cited(one.cite),
        )
        for one in in_force(result.regime.regulators, result.counted_from)[:1]
    ]


def _needs_review(result: ClockResult) -> bool:
    """The regulator takes a complaint only after the authority's own review: by law, or once there is an answer."""
    reviews = in_force(result.regime.reviews, result.counted_from)
    regulators = in_force(result.regime.regulators, result.counted_from)
    if not reviews or not regulators or regulators[0].counted_from != ("review_answered",):
        return False
    return reviews[0].statutory or result.decided is not None


def _cite(result: ClockResult, rules: tuple[Rule, ...]) -> str:
    standing = in_force(rules, result.counted_from)
    return result.regime.cited(standing[0].cite) if standing else ""
