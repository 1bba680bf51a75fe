"""The end of a clock's reading: from what stands to a `ClockResult`, told in steps and warnings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from rhyddid.law.clock_result import ClockResult, Phase, Step, Waiting
from rhyddid.law.counting import last_day, merged, working_days_within
from rhyddid.law.regimes import Length
from rhyddid.law.standing import Standing
from rhyddid.law.terms import Term, spoken
from rhyddid.wording import Wording, gettext_noop

_ONE = timedelta(days=1)


def outcome(
    now: Standing, steps: Sequence[Step], warnings: Sequence[Wording], as_of: date | None
) -> ClockResult:
    """Everything at the end of the events, with the steps in order of their days."""
    regulator = now.rule(now.regime.regulators)
    due = now.due()
    result = ClockResult(
        regime=now.regime,
        received=now.received,
        counted_from=now.start,
        day_one=_day_one(now),
        due=due,
        notice_due=now.notice_due(),
        state=now.state,
        calendar=now.calendar,
        warnings=(*warnings, *_general_warnings(now)),
        steps=(),
        review_due=now.review_due(),
        regulator_by=now.regulator_by(regulator, as_of) if regulator else None,
        length=now.lengthened or now.length,
        limit_due=now.limit_due() if due is not None else None,
        phases=(
            *now.phases,
            Phase(now.start, min((one.since for one in now.open), default=None), None, None),
        ),
        pauses=tuple(now.pauses),
        waiting=_waiting(now),
        decided=now.decided,
        review_asked=now.review_asked,
        authority_kind=now.kind,
        as_of=as_of,
    )
    return replace(result, steps=_in_order(now, result, steps))


def _day_one(now: Standing) -> date:
    if now.length.working_days is None:
        return now.start + _ONE
    return last_day(now.start, Length(1, "working_day"), now.calendar, [one.span for one in now.pauses])


def _waiting(now: Standing) -> tuple[Waiting, ...]:
    return tuple(
        Waiting(
            begun.stop.starts,
            begun.since,
            now.lapses(begun),
            now.regime.cited(begun.stop.lapse_cite or begun.stop.cite),
        )
        for begun in now.open
    )


def _general_warnings(now: Standing) -> list[Wording]:
    """What everybody should know who reads these dates."""
    found: list[Wording] = []
    if now.regime.warning:
        found.append(Term(now.regime.warning))
    if now.received < now.regime.in_force:
        found.append(
            Wording(
                gettext_noop("{law} came into force on {day}, after this request was received."),
                {"law": Term(now.regime.law), "day": spoken(now.regime.in_force)},
            )
        )
    variant = now.variant
    if variant is not None and variant.earlier_of is not None and not now.calendar.personal:
        found.append(
            Wording(
                gettext_noop(
                    "{who}: the answer is due after {school} school days if that is earlier. Give the days on "
                    "which the school is closed with a calendar file to have that day; without it, {longest} "
                    "working days are counted."
                ),
                {"who": Term(variant.who), "school": variant.earlier_of.n, "longest": variant.length.n},
            )
        )
    if variant is not None and variant.condition:
        found.append(Term(variant.condition))
    return found


def _in_order(now: Standing, result: ClockResult, steps: Sequence[Step]) -> tuple[Step, ...]:
    cited = now.regime.cited
    received = Wording(gettext_noop("Received: day 0, which is not counted."))
    first = Step(now.received, received, cited(now.limit_cite))
    found = [*steps, Step(result.day_one, Wording(gettext_noop("Day 1.")), cited(now.limit_cite))]
    if result.due is not None:
        cite = now.used[-1].cite if now.used else now.limit_cite
        found.append(Step(result.due, _due_words(now, result.due), cited(cite)))
    if result.notice_due is not None and result.notice_due != result.due:
        words = Wording(gettext_noop("Last day for a refusal notice, also where the time was extended."))
        found.append(Step(result.notice_due, words, cited(now.notice_cite())))
    review, regulator = now.rule(now.regime.reviews), now.rule(now.regime.regulators)
    if result.review_due is not None and review is not None:
        words = Wording(gettext_noop("Last day for the review."))
        found.append(Step(result.review_due, words, cited(review.cite)))
    if result.regulator_by is not None and regulator is not None:
        words = Wording(gettext_noop("Last day to complain to: {body}."), {"body": Term(regulator.body)})
        found.append(Step(result.regulator_by, words, cited(regulator.cite)))
    return (first, *sorted(found, key=lambda step: step.date))


def _due_words(now: Standing, due: date) -> Wording:
    if now.length.working_days is None:
        return Wording(gettext_noop("Last day for the answer."))
    left_out = merged(pause.span for pause in now.pauses)
    count = now.calendar.working_days_between(now.start, due)
    count -= working_days_within(left_out, now.start, due, now.calendar)
    return Wording(gettext_noop("Last day for the answer: working day {count}."), {"count": count})
