"""The clock: from a regime, a day of receipt and the events of a request to its dates, and why.

Pure: the same events give the same dates in any order of the list and on any machine, by the calendar whose
version the result names. Events are facts: what the law does not know or does not allow is a warning.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TypeVar

from rhyddid.law.calendar import Calendar
from rhyddid.law.calendar import calendar as calendar_named
from rhyddid.law.clock_result import ClockResult, Pause, Phase, State, Step, Waiting
from rhyddid.law.counting import Span, end_of, last_day
from rhyddid.law.day_by_day import DayExplanation, explain_days
from rhyddid.law.events import EARLIEST, LATEST, ClockEvent, EventError, ordered, parse_event
from rhyddid.law.regimes import (
    Extension,
    Length,
    Limit,
    Regime,
    Regulator,
    Review,
    Rule,
    Stop,
    Transfer,
    Variant,
    in_force,
    regime,
)
from rhyddid.law.terms import Term, spoken
from rhyddid.wording import Wording, gettext_noop

__all__ = [
    "ClockEvent",
    "ClockResult",
    "DayExplanation",
    "EventError",
    "Step",
    "explain_days",
    "parse_event",
    "run_clock",
]

_CLOSED: tuple[State, ...] = ("answered", "refused", "under_review", "review_answered", "lapsed")
_ONE = timedelta(days=1)

_AnyRule = TypeVar("_AnyRule", bound=Rule)


def run_clock(
    law: Regime | str,
    received: date,
    events: Sequence[ClockEvent] = (),
    *,
    authority_kind: str | None = None,
    calendar: Calendar | None = None,
    as_of: date | None = None,
) -> ClockResult:
    """The dates of a request received on `received`. `as_of` judges it as on that day: later events do not count.

    `calendar` takes the place of the regime's own. Raises only for a day of receipt outside 1900 to 2200.
    """
    chosen = regime(law) if isinstance(law, str) else law
    if not EARLIEST <= received <= LATEST:
        raise ValueError(f"The day of receipt {received.isoformat()} lies outside the years 1900 to 2200.")
    run = _Run(chosen, received, calendar or calendar_named(chosen.calendar), authority_kind, as_of)
    for event in ordered(events):
        if as_of is None or event.date <= as_of:
            run.take(event)
    return run.result()


@dataclass
class _Open:
    """A question or a fee that the authority waits for."""

    stop: Stop
    since: date


@dataclass
class _Run:
    """The clock while it reads events: what stands now. One method an event type."""

    regime: Regime
    received: date
    calendar: Calendar
    kind: str | None
    as_of: date | None
    start: date = field(init=False)
    state: State = "running"
    open: list[_Open] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    phases: list[Phase] = field(default_factory=list)
    used: list[str] = field(default_factory=list)
    """Extensions of the count that stands."""
    stops: dict[str, int] = field(default_factory=dict)
    """How often a stop of each kind was used."""
    lengthened: Length | None = None
    stated: date | None = None
    notice_moves: bool = True
    decided: date | None = None
    review_asked: date | None = None
    review_answered: date | None = None
    last_of: dict[str, date] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    warnings: list[Wording] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.start = self.received

    # --- reading events

    def take(self, event: ClockEvent) -> None:
        """One event: its step, its effect, and a warning where it is odd."""
        handler = {
            "clarification_asked": self._stop_begins,
            "clarified": self._stop_ends,
            "fee_notice": self._stop_begins,
            "fee_paid": self._stop_ends,
            "fee_lapsed": self._fee_lapsed,
            "extended": self._extended,
            "transferred": self._transferred,
            "refused": self._decision,
            "answered": self._decision,
            "review_asked": self._review_asked,
            "review_answered": self._review_answered,
            "regulator_asked": self._regulator_asked,
            "tribunal_asked": self._tribunal_asked,
        }.get(event.type)
        if handler is None:
            self._warn(
                gettext_noop("{day}: there is no event type “{type}”; it was left out."),
                event,
                type=event.type,
            )
            return
        if not EARLIEST <= event.date <= LATEST:
            self._warn(gettext_noop("{day}: outside the years 1900 to 2200; it was left out."), event)
            return
        if event.date < self.received:
            self._warn(gettext_noop("{day}: dated before the request was received."), event)
        handler(event)
        self.last_of[event.type] = max(event.date, self.last_of.get(event.type, event.date))

    def _stop_begins(self, event: ClockEvent) -> None:
        stop = next((one for one in self._rules(self.regime.stops) if one.starts == event.type), None)
        asked = event.type == "clarification_asked"
        if stop is None:
            self._step(
                event.date,
                gettext_noop("The authority asked what is meant. This law does not stop the time for that.")
                if asked
                else gettext_noop("The authority asked for a fee. This law does not stop the time for that."),
                "",
            )
            self._warn(
                gettext_noop("{day}: the law knows no clarification that stops the time; it runs on.")
                if asked
                else gettext_noop("{day}: the law knows no fee notice that stops the time; it runs on."),
                event,
            )
            return
        if self.state in _CLOSED:
            self._after_the_end(event, stop.cite)
            return
        if any(one.stop.starts == event.type for one in self.open):
            self._step(
                event.date,
                gettext_noop("The authority asked again what is meant.")
                if asked
                else gettext_noop("The authority sent another fee notice."),
                stop.cite,
            )
            return
        used = self.stops[event.type] = self.stops.get(event.type, 0) + 1
        if stop.times is not None and used > stop.times:
            self._step(event.date, gettext_noop("The authority asked again; the time runs on."), stop.cite)
            self._warn(
                gettext_noop("{day}: asked more often than the law allows ({times}); the time runs on."),
                event,
                times=stop.times,
            )
            return
        due = self._due()
        if due is not None and event.date > due:
            self._warn(
                gettext_noop("{day}: asked after the last day for the answer, {due}."), event, due=spoken(due)
            )
        self.open.append(_Open(stop, event.date))
        if asked:
            self.state = "awaiting_clarification"
            message = (
                gettext_noop(
                    "The authority asked what is meant. The time starts again when the answer comes."
                )
                if stop.effect == "reset"
                else gettext_noop(
                    "The authority asked what is meant. The time stands still until the answer."
                )
            )
        else:
            self.state = "paused_for_fee"
            message = (
                gettext_noop("The authority asked for a fee. The time starts when it is paid.")
                if stop.effect == "reset"
                else gettext_noop("The authority asked for a fee. The time stands still until it is paid.")
            )
        self._step(event.date, message, stop.cite)

    def _stop_ends(self, event: ClockEvent) -> None:
        stop = next((one for one in self._rules(self.regime.stops) if one.ends == event.type), None)
        clarified = event.type == "clarified"
        if stop is None:
            self._step(
                event.date,
                gettext_noop("The requester made the request clearer.")
                if clarified
                else gettext_noop("The fee was paid."),
                "",
            )
            self._warn(gettext_noop("{day}: this changes no date under this law."), event)
            return
        if self.state in _CLOSED:
            self._after_the_end(event, stop.cite)
            return
        begun = next((one for one in self.open if one.stop.ends == event.type), None)
        if begun is None:
            self._warn(
                gettext_noop("{day}: no question of the authority is recorded before this clarification.")
                if clarified
                else gettext_noop("{day}: no fee notice is recorded before this payment."),
                event,
            )
            if not (clarified and stop.effect == "reset"):
                self._step(
                    event.date,
                    gettext_noop("The requester made the request clearer.")
                    if clarified
                    else gettext_noop("The fee was paid."),
                    stop.cite,
                )
                return
        else:
            lapses = self._lapses(begun)
            if lapses is not None and event.date > lapses:
                self._lapse(lapses, stop)
                self._warn(
                    gettext_noop("{day}: paid after the last day for it, {lapsed}."),
                    event,
                    lapsed=spoken(lapses),
                )
                return
            self.open.remove(begun)
        if stop.effect == "reset":
            self._restart(
                event.date,
                begun.since if begun else None,
                Wording(
                    gettext_noop("The clarification came: it counts as received on this day.")
                    if clarified
                    else gettext_noop("The fee was paid: the request counts as received on this day.")
                ),
                stop.cite,
            )
        elif begun is not None:
            reason = (
                Wording(gettext_noop("the authority waited for an answer to its question"))
                if clarified
                else Wording(gettext_noop("the authority waited for the fee"))
            )
            self.pauses.append(Pause(Span(begun.since, event.date), reason, self.regime.cited(stop.cite)))
            self._step(
                event.date,
                gettext_noop(
                    "The answer came. The days from the question to it, both included, do not count."
                )
                if clarified
                else gettext_noop(
                    "The fee was paid. The days from the notice to the payment, both included, do not count."
                ),
                stop.cite,
            )
        self._wait_or_run()

    def _fee_lapsed(self, event: ClockEvent) -> None:
        if self.state in _CLOSED:
            self._after_the_end(event, "")
            return
        begun = next((one for one in self.open if one.stop.starts == "fee_notice"), None)
        if begun is None:
            self._warn(gettext_noop("{day}: no fee notice is recorded before this."), event)
        else:
            lapses = self._lapses(begun)
            if lapses is not None and event.date <= lapses:
                self._warn(
                    gettext_noop("{day}: the fee could still be paid until {lapsed}."),
                    event,
                    lapsed=spoken(lapses),
                )
        self.state = "lapsed"
        self._step(
            event.date,
            gettext_noop("The fee was not paid in time: the authority need not answer."),
            begun.stop.lapse_cite if begun else "",
        )

    def _extended(self, event: ClockEvent) -> None:
        name = event.extension or ""
        known = self._rules(self.regime.extensions)
        extension = next((one for one in known if name == one.id or name in one.aliases), None)
        if extension is None:
            self._step(event.date, gettext_noop("The authority said that it needs longer."), "")
            self._warn(
                gettext_noop("{day}: the law knows no extension “{name}”; the last day stays."),
                event,
                name=name,
            )
            return
        if self.state in _CLOSED:
            self._after_the_end(event, extension.cite)
            return
        limit = self._limit_due()
        late = event.date > limit
        if late:
            self._warn(
                gettext_noop("{day}: the extension was announced after the first limit, {limit}."),
                event,
                limit=spoken(limit),
            )
        if (late and not extension.late_notice_counts) or not self._may_extend(extension, event):
            self._step(
                event.date,
                gettext_noop(
                    "The authority said that it needs longer. The last day stays: see the warnings."
                ),
                extension.cite,
            )
            return
        self.used.append(extension.id)
        self._lengthen(extension, event, limit)

    def _may_extend(self, extension: Extension, event: ClockEvent) -> bool:
        if extension.id in self.used and not extension.repeatable:
            self._warn(
                gettext_noop("{day}: the law allows this extension only once; the last day stays."), event
            )
            return False
        if extension.method == "stated" and event.until is None and extension.guideline is None:
            self._warn(gettext_noop("{day}: no date was given for the extension; the last day stays."), event)
            return False
        return True

    def _lengthen(self, extension: Extension, event: ClockEvent, limit: date) -> None:
        until = event.until if event.until and EARLIEST <= event.until <= LATEST else None
        if extension.method == "stated":
            furthest = None
            if until is None:
                assert extension.guideline is not None or event.until is not None
                if extension.guideline is None:
                    self._warn(
                        gettext_noop("{day}: the date given for the extension is out of reach."), event
                    )
                    return
                until = self._count(extension.guideline)
                self._warn(
                    gettext_noop(
                        "{day}: no date was estimated; {until} is what the regulator regards as enough in all."
                    ),
                    event,
                    until=spoken(until),
                )
        else:
            assert extension.length is not None
            self.lengthened = self._longer(extension)
            furthest = self._count(self.lengthened)
        self.notice_moves = extension.moves_notice
        if until is not None and furthest is not None and until > furthest:
            self._warn(
                gettext_noop("{day}: {until} is later than the law allows; {furthest} is the last day."),
                event,
                until=spoken(until),
                furthest=spoken(furthest),
            )
            until = None
        if until is not None and until < limit:
            self._warn(
                gettext_noop("{day}: {until} lies before the first limit, which stands."),
                event,
                until=spoken(until),
            )
            until = limit
        self.stated = until
        due = until or furthest
        assert due is not None
        self._step(
            event.date,
            gettext_noop("The time was extended to {due}, {count} working days after receipt in all."),
            extension.cite,
            due=spoken(due),
            count=self.calendar.working_days_between(self.start, due),
        )
        if extension.guideline is not None and due > (enough := self._count(extension.guideline)):
            self._warn(
                gettext_noop(
                    "{day}: extended beyond {enough}, which the regulator regards as enough in all cases but rare ones."
                ),
                event,
                enough=spoken(enough),
            )

    def _longer(self, extension: Extension) -> Length:
        now = self.lengthened or self._length()
        assert extension.length is not None
        if extension.method == "add":
            return replace(now, n=now.n + extension.length.n)
        return extension.length if extension.length.n > now.n else now

    def _transferred(self, event: ClockEvent) -> None:
        transfer: Transfer | None = self._rule(self.regime.transfers)
        if self.state in _CLOSED:
            self._after_the_end(event, transfer.cite if transfer else "")
            return
        if transfer is None:
            self._step(event.date, gettext_noop("The request was passed on to another authority."), "")
            self._warn(gettext_noop("{day}: the law knows no transfer; the time runs on."), event)
            return
        if transfer.within is not None and event.date > (last := self._count(transfer.within)):
            self._warn(
                gettext_noop("{day}: passed on after the last day for that, {last}."),
                event,
                last=spoken(last),
            )
        if transfer.effect == "continues":
            self._step(
                event.date,
                gettext_noop("The request was passed on to another authority; the time runs on."),
                transfer.cite,
            )
            return
        self.open.clear()
        self._restart(
            event.date,
            None,
            Wording(
                gettext_noop(
                    "The request was passed on to another authority: a new request, received there on this day "
                    "unless that authority says otherwise."
                )
            ),
            transfer.cite,
        )
        self.state = "running"

    def _decision(self, event: ClockEvent) -> None:
        refused = event.type == "refused"
        if self.state in ("lapsed", "review_answered"):
            self._after_the_end(event, "")
            return
        due = self._notice_due() if refused else self._due()
        cite = self._rule_cite(self.regime.notices) if refused else self._limit().cite
        if due is not None and event.date > due:
            self._step(
                event.date,
                gettext_noop("Refused late. Working days after the last day for a refusal notice: {late}.")
                if refused
                else gettext_noop("Answered late. Working days after the last day: {late}."),
                cite,
                late=self.calendar.working_days_between(due, event.date),
            )
        else:
            self._step(event.date, gettext_noop("Refused.") if refused else gettext_noop("Answered."), cite)
        if self.state != "under_review" or self.decided is None:
            self.state = "refused" if refused else "answered"
        self.decided = event.date
        self.open.clear()

    def _review_asked(self, event: ClockEvent) -> None:
        review: Review | None = self._rule(self.regime.reviews)
        if review is None:
            self._step(event.date, gettext_noop("The requester asked for a review."), "")
            self._warn(gettext_noop("{day}: the law knows no review by the authority itself."), event)
            return
        due = self._due()
        if self.decided is None and (due is None or event.date <= due):
            self._warn(gettext_noop("{day}: a review was asked for before an answer was due."), event)
        since = self.decided or due
        if review.request_within is not None and since is not None and since <= event.date:
            last = end_of(since, review.request_within, self.calendar)
            if event.date > last:
                self._warn(
                    gettext_noop(
                        "{day}: asked after the last day for it, {last}; the authority may decline."
                    ),
                    event,
                    last=spoken(last),
                )
        if self.review_asked is not None:
            self._warn(gettext_noop("{day}: a review was asked for before; this one is counted."), event)
        self.review_asked, self.review_answered, self.state = event.date, None, "under_review"
        self.open.clear()
        self._step(
            event.date,
            gettext_noop("The requester asked for a review ({name})."),
            review.request_cite or review.cite,
            name=Term(review.name),
        )

    def _review_answered(self, event: ClockEvent) -> None:
        review: Review | None = self._rule(self.regime.reviews)
        if review is None:
            self._step(event.date, gettext_noop("The authority answered after a review."), "")
            self._warn(gettext_noop("{day}: the law knows no review by the authority itself."), event)
            return
        due = self._review_due()
        if due is None:
            self._warn(gettext_noop("{day}: no request for a review is recorded before this answer."), event)
        if due is not None and event.date > due:
            self._step(
                event.date,
                gettext_noop("The review was answered late. Working days after the last day: {late}."),
                review.cite,
                late=self.calendar.working_days_between(due, event.date),
            )
        else:
            self._step(event.date, gettext_noop("The review was answered."), review.cite)
        self.state, self.review_answered = "review_answered", event.date
        self.open.clear()

    def _regulator_asked(self, event: ClockEvent) -> None:
        regulator: Regulator | None = self._rule(self.regime.regulators)
        if regulator is None:
            self._step(event.date, gettext_noop("A complaint was made."), "")
            self._warn(gettext_noop("{day}: the law knows no regulator to complain to."), event)
            return
        by = self._regulator_by(regulator, event.date)
        if by is not None and event.date > by:
            self._warn(
                gettext_noop("{day}: the complaint came after the last day for it, {by}."),
                event,
                by=spoken(by),
            )
        if self._needs_review_first(regulator):
            self._warn(gettext_noop("{day}: the regulator may first want the authority's own review."), event)
        self._step(
            event.date,
            gettext_noop("A complaint was made to: {body}."),
            regulator.cite,
            body=Term(regulator.body),
        )

    def _needs_review_first(self, regulator: Regulator) -> bool:
        review = self._rule(self.regime.reviews)
        if (
            review is None
            or self.review_answered is not None
            or regulator.counted_from != ("review_answered",)
        ):
            return False
        return self.state in ("answered", "refused") or (review.statutory and self.review_asked is None)

    def _tribunal_asked(self, event: ClockEvent) -> None:
        appeal = self._rule(self.regime.appeals)
        if appeal is None:
            self._step(event.date, gettext_noop("An appeal was made."), "")
            self._warn(gettext_noop("{day}: no appeal is known for this law."), event)
            return
        if "regulator_asked" not in self.last_of and self._rule(self.regime.regulators) is not None:
            self._warn(
                gettext_noop("{day}: no complaint to the regulator is recorded before this appeal."), event
            )
        self._step(
            event.date, gettext_noop("An appeal was made to: {body}."), appeal.cite, body=Term(appeal.body)
        )

    # --- what stands now

    def _restart(self, day: date, stopped: date | None, reason: Wording, cite: str) -> None:
        start = max(day, self.start)
        self.phases.append(Phase(self.start, stopped, start, reason))
        self.start = start
        self.pauses.clear()
        self.used.clear()
        self.lengthened, self.stated, self.notice_moves = None, None, True
        self.steps.append(Step(day, reason, self.regime.cited(cite)))

    def _wait_or_run(self) -> None:
        asked = any(one.stop.starts == "clarification_asked" for one in self.open)
        self.state = "awaiting_clarification" if asked else "paused_for_fee" if self.open else "running"

    def _lapses(self, begun: _Open) -> date | None:
        if begun.stop.lapse is None:
            return None
        end = end_of(begun.since, begun.stop.lapse, self.calendar)
        return end - _ONE if begun.stop.lapse_begins_with_notice else end

    def _lapse(self, last: date, stop: Stop) -> None:
        self.state = "lapsed"
        self._step(
            last + _ONE,
            gettext_noop("The fee was not paid in time: the authority need not answer."),
            stop.lapse_cite or stop.cite,
        )

    def _rules(self, rules: Iterable[_AnyRule]) -> list[_AnyRule]:
        return in_force(rules, self.start)

    def _rule(self, rules: Sequence[_AnyRule]) -> _AnyRule | None:
        return next(iter(self._rules(rules)), None)

    def _rule_cite(self, rules: Sequence[Rule]) -> str:
        rule = self._rule(rules)
        return rule.cite if rule else self._limit().cite

    def _limit(self) -> Limit:
        return self._rule(self.regime.limits) or self.regime.limits[-1]

    def _variant(self) -> Variant | None:
        return next((one for one in self._rules(self.regime.variants) if self.kind in one.kinds), None)

    def _length(self) -> Length:
        variant = self._variant()
        return variant.length if variant else self._limit().length

    def _count(self, length: Length, start: date | None = None) -> date:
        """The last day of `length` after the start of the count that stands."""
        return last_day(start or self.start, length, self.calendar, [pause.span for pause in self.pauses])

    def _limit_due(self) -> date:
        """The last day before any extension, as if nothing were open."""
        variant = self._variant()
        if variant is None or variant.earlier_of is None or not self.calendar.personal:
            return self._count(self._length())
        spans = [pause.span for pause in self.pauses]
        longest = last_day(self.start, variant.length, calendar_named(self.regime.calendar), spans)
        return min(longest, self._count(variant.earlier_of))

    def _full_due(self) -> date:
        """The last day with what extended it, as if nothing were open."""
        if self.stated is not None:
            return self.stated
        return self._limit_due() if self.lengthened is None else self._count(self.lengthened)

    def _holds(self, due: date) -> bool:
        """True while nothing open keeps `due` from being known."""
        return not any(one.stop.effect == "reset" or one.since <= due for one in self.open)

    def _due(self) -> date | None:
        due = self._full_due()
        return due if self.state != "lapsed" and self._holds(due) else None

    def _notice_due(self) -> date | None:
        due = self._full_due() if self.notice_moves else self._limit_due()
        return due if self.state != "lapsed" and self._holds(due) else None

    def _review_due(self) -> date | None:
        review = self._rule(self.regime.reviews)
        if review is None or self.review_asked is None:
            return None
        variant = self._variant()
        length = variant.length if variant and variant.review else review.length
        return last_day(self.review_asked, length, self.calendar)

    def _regulator_by(self, regulator: Regulator, today: date | None) -> date | None:
        if regulator.within is None:
            return None
        dates = [self.last_of[name] for name in regulator.counted_from if name in self.last_of]
        review_due = self._review_due()
        silent = self.state == "under_review" and review_due and today and today > review_due
        if regulator.from_silence and silent and review_due:
            dates.append(review_due)
        return end_of(max(dates), regulator.within, self.calendar) if dates else None

    # --- telling

    def _step(self, day: date, message: str, cite: str, **parameters: object) -> None:
        self.steps.append(Step(day, Wording(message, parameters), self.regime.cited(cite) if cite else ""))

    def _warn(self, message: str, event: ClockEvent, **parameters: object) -> None:
        self.warnings.append(Wording(message, {"day": spoken(event.date), **parameters}))

    def _after_the_end(self, event: ClockEvent, cite: str) -> None:
        self._step(
            event.date,
            gettext_noop("Came after the end and changes no date: {event}."),
            cite,
            event=str(event),
        )
        self._warn(
            gettext_noop("{day}: came after the request was answered or had lapsed; it changes no date."),
            event,
        )

    def result(self) -> ClockResult:
        """Everything at the end of the events, with the steps in order of their days."""
        for begun in list(self.open):
            lapses = self._lapses(begun)
            if lapses is not None and self.as_of is not None and self.as_of > lapses:
                self._lapse(lapses, begun.stop)
        due, notice_due, review_due = self._due(), self._notice_due(), self._review_due()
        regulator = self._rule(self.regime.regulators)
        regulator_by = self._regulator_by(regulator, self.as_of) if regulator else None
        day_one = self._day_one()
        return ClockResult(
            regime=self.regime,
            received=self.received,
            counted_from=self.start,
            day_one=day_one,
            due=due,
            notice_due=notice_due,
            state=self.state,
            calendar=self.calendar,
            warnings=(*self.warnings, *self._general_warnings()),
            steps=self._all_steps(day_one, due, notice_due, review_due, regulator_by),
            review_due=review_due,
            regulator_by=regulator_by,
            length=self.lengthened or self._length(),
            limit_due=self._limit_due() if due is not None else None,
            phases=(
                *self.phases,
                Phase(self.start, min((one.since for one in self.open), default=None), None, None),
            ),
            pauses=tuple(self.pauses),
            waiting=self._waiting(),
            decided=self.decided,
            review_asked=self.review_asked,
            authority_kind=self.kind,
            as_of=self.as_of,
        )

    def _waiting(self) -> tuple[Waiting, ...]:
        return tuple(
            Waiting(
                begun.stop.starts,
                begun.since,
                self._lapses(begun),
                self.regime.cited(begun.stop.lapse_cite or begun.stop.cite),
            )
            for begun in self.open
        )

    def _day_one(self) -> date:
        if self._length().working_days is None:
            return self.start + _ONE
        return last_day(
            self.start, Length(1, "working_day"), self.calendar, [one.span for one in self.pauses]
        )

    def _general_warnings(self) -> list[Wording]:
        found: list[Wording] = []
        if self.regime.warning:
            found.append(Term(self.regime.warning))
        if self.received < self.regime.in_force:
            found.append(
                Wording(
                    gettext_noop("{law} came into force on {day}, after this request was received."),
                    {"law": Term(self.regime.law), "day": spoken(self.regime.in_force)},
                )
            )
        variant = self._variant()
        if variant is not None and variant.earlier_of is not None and not self.calendar.personal:
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

    def _all_steps(
        self,
        day_one: date,
        due: date | None,
        notice_due: date | None,
        review_due: date | None,
        regulator_by: date | None,
    ) -> tuple[Step, ...]:
        limit, variant = self._limit(), self._variant()
        limit_cite = self.regime.cited(variant.cite if variant else limit.cite)
        first = Step(
            self.received, Wording(gettext_noop("Received: day 0, which is not counted.")), limit_cite
        )
        found = [*self.steps, Step(day_one, Wording(gettext_noop("Day 1.")), limit_cite)]
        if due is not None:
            found.append(Step(due, self._due_words(due), limit_cite))
        if notice_due is not None and notice_due != due:
            found.append(
                Step(
                    notice_due,
                    Wording(gettext_noop("Last day for a refusal notice, also where the time was extended.")),
                    self.regime.cited(self._rule_cite(self.regime.notices)),
                )
            )
        review, regulator = self._rule(self.regime.reviews), self._rule(self.regime.regulators)
        if review_due is not None and review is not None:
            found.append(
                Step(
                    review_due,
                    Wording(gettext_noop("Last day for the review.")),
                    self.regime.cited(review.cite),
                )
            )
        if regulator_by is not None and regulator is not None:
            words = Wording(gettext_noop("Last day to complain to: {body}."), {"body": Term(regulator.body)})
            found.append(Step(regulator_by, words, self.regime.cited(regulator.cite)))
        return (first, *sorted(found, key=lambda step: step.date))

    def _due_words(self, due: date) -> Wording:
        if self._length().working_days is None:
            return Wording(gettext_noop("Last day for the answer."))
        left_out = [pause.span for pause in self.pauses]
        count = self.calendar.working_days_between(self.start, due) - sum(
            self.calendar.working_days_between(span.first - _ONE, span.last) for span in left_out
        )
        return Wording(gettext_noop("Last day for the answer: working day {count}."), {"count": count})
