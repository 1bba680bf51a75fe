"""The clock: from a regime, a day of receipt and the events of a request to its dates, and why.

Pure: the same events give the same dates in any order of the list and on any machine, by the calendar whose
version the result names. Events are facts: what the law does not know or does not allow is a warning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from rhyddid.law.calendar import Calendar
from rhyddid.law.calendar import calendar as calendar_named
from rhyddid.law.clock_outcome import outcome
from rhyddid.law.clock_result import ClockResult, Pause, Step
from rhyddid.law.counting import Span, end_of
from rhyddid.law.day_by_day import DayExplanation, explain_days
from rhyddid.law.events import EARLIEST, LATEST, ClockEvent, EventError, ordered, parse_event
from rhyddid.law.regimes import Extension, Length, Regime, Regulator, Review, Stop, Transfer, regime
from rhyddid.law.standing import CLOSED, Open, Standing
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

_ONE = timedelta(days=1)


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
    now = Standing(chosen, received, calendar or calendar_named(chosen.calendar), authority_kind)
    run = _Run(now, as_of)
    for event in ordered(events):
        if as_of is None or event.date <= as_of:
            run.take(event)
    return run.end()


@dataclass
class _Run:
    """The clock while it reads events: one method an event type. `now` is what stands."""

    now: Standing
    as_of: date | None
    steps: list[Step] = field(default_factory=list)
    warnings: list[Wording] = field(default_factory=list)

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
        if event.date < self.now.received:
            self._warn(gettext_noop("{day}: dated before the request was received."), event)
        handler(event)
        self.now.last_of[event.type] = max(event.date, self.now.last_of.get(event.type, event.date))

    def _stop_begins(self, event: ClockEvent) -> None:
        stop = next((one for one in self.now.rules(self.now.regime.stops) if one.starts == event.type), None)
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
        if self.now.state in CLOSED:
            self._after_the_end(event, stop.cite)
            return
        if any(one.stop.starts == event.type for one in self.now.open):
            self._step(
                event.date,
                gettext_noop("The authority asked again what is meant.")
                if asked
                else gettext_noop("The authority sent another fee notice."),
                stop.cite,
            )
            return
        used = self.now.stops[event.type] = self.now.stops.get(event.type, 0) + 1
        if stop.times is not None and used > stop.times:
            self._step(event.date, gettext_noop("The authority asked again; the time runs on."), stop.cite)
            self._warn(
                gettext_noop("{day}: asked more often than the law allows ({times}); the time runs on."),
                event,
                times=stop.times,
            )
            return
        due = self.now.due()
        if due is not None and event.date > due:
            self._warn(
                gettext_noop("{day}: asked after the last day for the answer, {due}."), event, due=spoken(due)
            )
        self.now.open.append(Open(stop, event.date))
        if asked:
            self.now.state = "awaiting_clarification"
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
            self.now.state = "paused_for_fee"
            message = (
                gettext_noop("The authority asked for a fee. The time starts when it is paid.")
                if stop.effect == "reset"
                else gettext_noop("The authority asked for a fee. The time stands still until it is paid.")
            )
        self._step(event.date, message, stop.cite)

    def _stop_ends(self, event: ClockEvent) -> None:
        stop = next((one for one in self.now.rules(self.now.regime.stops) if one.ends == event.type), None)
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
        if self.now.state in CLOSED:
            self._after_the_end(event, stop.cite)
            return
        begun = next((one for one in self.now.open if one.stop.ends == event.type), None)
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
            lapses = self.now.lapses(begun)
            if lapses is not None and event.date > lapses:
                self._lapse(lapses, stop)
                self._warn(
                    gettext_noop("{day}: paid after the last day for it, {lapsed}."),
                    event,
                    lapsed=spoken(lapses),
                )
                return
            self.now.open.remove(begun)
        if stop.effect == "reset":
            self._first_last_day(stop.cite)
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
            self.now.pauses.append(
                Pause(Span(begun.since, event.date), reason, self.now.regime.cited(stop.cite))
            )
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
        self.now.wait_or_run()

    def _fee_lapsed(self, event: ClockEvent) -> None:
        if self.now.state in CLOSED:
            self._after_the_end(event, "")
            return
        begun = next((one for one in self.now.open if one.stop.starts == "fee_notice"), None)
        if begun is None:
            self._warn(gettext_noop("{day}: no fee notice is recorded before this."), event)
        else:
            lapses = self.now.lapses(begun)
            if lapses is not None and event.date <= lapses:
                self._warn(
                    gettext_noop("{day}: the fee could still be paid until {lapsed}."),
                    event,
                    lapsed=spoken(lapses),
                )
        self.now.state = "lapsed"
        self._step(
            event.date,
            gettext_noop("The fee was not paid in time: the authority need not answer."),
            begun.stop.lapse_cite if begun else "",
        )

    def _extended(self, event: ClockEvent) -> None:
        name = event.extension or ""
        known = self.now.rules(self.now.regime.extensions)
        extension = next((one for one in known if name == one.id or name in one.aliases), None)
        if extension is None:
            self._step(event.date, gettext_noop("The authority said that it needs longer."), "")
            self._warn(
                gettext_noop("{day}: the law knows no extension “{name}”; the last day stays."),
                event,
                name=name,
            )
            return
        if self.now.state in CLOSED:
            self._after_the_end(event, extension.cite)
            return
        limit = self.now.limit_due()
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
        self.now.used.append(extension)
        self._lengthen(extension, event, limit)

    def _may_extend(self, extension: Extension, event: ClockEvent) -> bool:
        if extension in self.now.used and not extension.repeatable:
            self._warn(
                gettext_noop("{day}: the law allows this extension only once; the last day stays."), event
            )
            return False
        if extension.method == "stated" and extension.guideline is None and _stated(event) is None:
            self._warn(
                gettext_noop("{day}: no usable date was given for the extension; the last day stays."), event
            )
            return False
        return True

    def _lengthen(self, extension: Extension, event: ClockEvent, limit: date) -> None:
        until, furthest = _stated(event), None
        if extension.length is not None:
            self.now.lengthened = self._longer(extension, extension.length)
            furthest = self.now.count(self.now.lengthened)
        elif until is None and extension.guideline is not None:
            until = self.now.count(extension.guideline)
            self._warn(
                gettext_noop(
                    "{day}: no date was estimated; {until} is what the regulator regards as enough in all."
                ),
                event,
                until=spoken(until),
            )
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
        self.now.stated = until
        self._tell_extension(extension, event, until or furthest or limit)

    def _tell_extension(self, extension: Extension, event: ClockEvent, due: date) -> None:
        if self.now.length.working_days is None:
            self._step(
                event.date, gettext_noop("The time was extended to {due}."), extension.cite, due=spoken(due)
            )
        else:
            self._step(
                event.date,
                gettext_noop("The time was extended to {due}, {count} working days after receipt in all."),
                extension.cite,
                due=spoken(due),
                count=self.now.calendar.working_days_between(self.now.start, due),
            )
        if extension.guideline is not None and due > (enough := self.now.count(extension.guideline)):
            self._warn(
                gettext_noop(
                    "{day}: extended beyond {enough}, which the regulator regards as enough in all but rare cases."
                ),
                event,
                enough=spoken(enough),
            )

    def _longer(self, extension: Extension, length: Length) -> Length:
        before = self.now.lengthened or self.now.length
        if extension.method == "add":
            return replace(before, n=before.n + length.n)
        return length if length.n > before.n else before

    def _transferred(self, event: ClockEvent) -> None:
        transfer: Transfer | None = self.now.rule(self.now.regime.transfers)
        if self.now.state in CLOSED:
            self._after_the_end(event, transfer.cite if transfer else "")
            return
        if transfer is None:
            self._step(event.date, gettext_noop("The request was passed on to another authority."), "")
            self._warn(gettext_noop("{day}: the law knows no transfer; the time runs on."), event)
            return
        if transfer.within is not None and event.date > (last := self.now.count(transfer.within)):
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
        self.now.open.clear()
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
        self.now.state = "running"

    def _decision(self, event: ClockEvent) -> None:
        refused = event.type == "refused"
        if self.now.state in ("lapsed", "review_answered"):
            self._after_the_end(event, "")
            return
        due = self.now.notice_due() if refused else self.now.due()
        cite = self.now.notice_cite() if refused else self.now.limit.cite
        if due is not None and event.date > due:
            self._step(
                event.date,
                gettext_noop("Refused late. Working days after the last day for a refusal notice: {late}.")
                if refused
                else gettext_noop("Answered late. Working days after the last day: {late}."),
                cite,
                late=self.now.calendar.working_days_between(due, event.date),
            )
        else:
            self._step(event.date, gettext_noop("Refused.") if refused else gettext_noop("Answered."), cite)
        if self.now.state != "under_review" or self.now.decided is None:
            self.now.state = "refused" if refused else "answered"
        self.now.decided = event.date
        self.now.open.clear()

    def _review_asked(self, event: ClockEvent) -> None:
        review: Review | None = self.now.rule(self.now.regime.reviews)
        if review is None:
            self._step(event.date, gettext_noop("The requester asked for a review."), "")
            self._warn(gettext_noop("{day}: the law knows no review by the authority itself."), event)
            return
        due = self.now.due()
        if self.now.decided is None and (due is None or event.date <= due):
            self._warn(gettext_noop("{day}: a review was asked for before an answer was due."), event)
        since = self.now.decided or due
        if review.request_within is not None and since is not None and since <= event.date:
            last = end_of(since, review.request_within, self.now.calendar)
            if event.date > last:
                self._warn(
                    gettext_noop(
                        "{day}: asked after the last day for it, {last}; the authority may decline."
                    ),
                    event,
                    last=spoken(last),
                )
        if self.now.review_asked is not None:
            self._warn(gettext_noop("{day}: a review was asked for before; this one is counted."), event)
        self.now.review_asked, self.now.review_answered, self.now.state = event.date, None, "under_review"
        self.now.open.clear()
        self._step(
            event.date,
            gettext_noop("The requester asked for a review ({name})."),
            review.request_cite or review.cite,
            name=Term(review.name),
        )

    def _review_answered(self, event: ClockEvent) -> None:
        review: Review | None = self.now.rule(self.now.regime.reviews)
        if review is None:
            self._step(event.date, gettext_noop("The authority answered after a review."), "")
            self._warn(gettext_noop("{day}: the law knows no review by the authority itself."), event)
            return
        due = self.now.review_due()
        if due is None:
            self._warn(gettext_noop("{day}: no request for a review is recorded before this answer."), event)
        if due is not None and event.date > due:
            self._step(
                event.date,
                gettext_noop("The review was answered late. Working days after the last day: {late}."),
                review.cite,
                late=self.now.calendar.working_days_between(due, event.date),
            )
        else:
            self._step(event.date, gettext_noop("The review was answered."), review.cite)
        self.now.state, self.now.review_answered = "review_answered", event.date
        self.now.open.clear()

    def _regulator_asked(self, event: ClockEvent) -> None:
        regulator: Regulator | None = self.now.rule(self.now.regime.regulators)
        if regulator is None:
            self._step(event.date, gettext_noop("A complaint was made."), "")
            self._warn(gettext_noop("{day}: the law knows no regulator to complain to."), event)
            return
        by = self.now.regulator_by(regulator, event.date)
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
        review = self.now.rule(self.now.regime.reviews)
        if (
            review is None
            or self.now.review_answered is not None
            or regulator.counted_from != ("review_answered",)
        ):
            return False
        return self.now.state in ("answered", "refused") or (
            review.statutory and self.now.review_asked is None
        )

    def _tribunal_asked(self, event: ClockEvent) -> None:
        appeal = self.now.rule(self.now.regime.appeals)
        if appeal is None:
            self._step(event.date, gettext_noop("An appeal was made."), "")
            self._warn(gettext_noop("{day}: no appeal is known for this law."), event)
            return
        if (
            "regulator_asked" not in self.now.last_of
            and self.now.rule(self.now.regime.regulators) is not None
        ):
            self._warn(
                gettext_noop("{day}: no complaint to the regulator is recorded before this appeal."), event
            )
        self._step(
            event.date, gettext_noop("An appeal was made to: {body}."), appeal.cite, body=Term(appeal.body)
        )

    def _restart(self, day: date, stopped: date | None, reason: Wording, cite: str) -> None:
        self.now.restart(day, stopped, reason)
        self.steps.append(Step(day, reason, self.now.regime.cited(cite)))

    def _first_last_day(self, cite: str) -> None:
        """The last day that stood until now: superseded, and kept in view, since people argue over it."""
        last = self.now.limit_due()
        self._step(last, gettext_noop("Last day for the answer by the count until then; superseded."), cite)

    def _lapse(self, last: date, stop: Stop) -> None:
        self.now.state = "lapsed"
        self._step(
            last + _ONE,
            gettext_noop("The fee was not paid in time: the authority need not answer."),
            stop.lapse_cite or stop.cite,
        )

    def _step(self, day: date, message: str, cite: str, **parameters: object) -> None:
        self.steps.append(
            Step(day, Wording(message, parameters), self.now.regime.cited(cite) if cite else "")
        )

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

    def end(self) -> ClockResult:
        """The result; a fee that nobody paid by `as_of` has lapsed."""
        for begun in list(self.now.open):
            lapses = self.now.lapses(begun)
            if lapses is not None and self.as_of is not None and self.as_of > lapses:
                self._lapse(lapses, begun.stop)
        return outcome(self.now, self.steps, self.warnings, self.as_of)


def _stated(event: ClockEvent) -> date | None:
    """The date that an extension gives, where a calendar reaches it."""
    return event.until if event.until is not None and EARLIEST <= event.until <= LATEST else None
