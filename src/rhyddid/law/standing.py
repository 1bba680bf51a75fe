"""What stands while a clock reads its events: the count's start, what is open, what was left out or extended.

In: the regime, its calendar, and changes as events bring them. Out: the dates as they stand at that moment.
`clock` changes it, `clock_outcome` reads it at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from rhyddid.law.calendar import Calendar
from rhyddid.law.calendar import calendar as calendar_named
from rhyddid.law.clock_result import Pause, Phase, State
from rhyddid.law.counting import end_of, last_day
from rhyddid.law.regimes import Extension, Length, Limit, Regime, Regulator, Rule, Stop, Variant, in_force
from rhyddid.wording import Wording

CLOSED: tuple[State, ...] = ("answered", "refused", "under_review", "review_answered", "lapsed")

_ONE = timedelta(days=1)
_AnyRule = TypeVar("_AnyRule", bound=Rule)


@dataclass
class Open:
    """A question or a fee that the authority waits for."""

    stop: Stop
    since: date


@dataclass
class Standing:
    """The clock between two events."""

    regime: Regime
    received: date
    calendar: Calendar
    kind: str | None
    start: date = field(init=False)
    limit: Limit = field(init=False)
    variant: Variant | None = field(init=False)
    state: State = "running"
    open: list[Open] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    phases: list[Phase] = field(default_factory=list)
    used: list[Extension] = field(default_factory=list)
    """The extensions of the count that stands."""
    stops: dict[str, int] = field(default_factory=dict)
    """How often a stop of each kind was used."""
    lengthened: Length | None = None
    stated: date | None = None
    decided: date | None = None
    review_asked: date | None = None
    review_answered: date | None = None
    last_of: dict[str, date] = field(default_factory=dict)
    """The last day of each type of event."""

    def __post_init__(self) -> None:
        self._count_from(self.received)

    def restart(self, day: date, stopped: date | None, reason: Wording) -> None:
        """A new count from `day`, by the law of that day; the one before is kept as replaced."""
        start = max(day, self.start)
        self.phases.append(Phase(self.start, stopped, start, reason))
        self.pauses.clear()
        self.used.clear()
        self.lengthened = self.stated = None
        self._count_from(start)

    def wait_or_run(self) -> None:
        """The state that what is open makes."""
        asked = any(one.stop.starts == "clarification_asked" for one in self.open)
        self.state = "awaiting_clarification" if asked else "paused_for_fee" if self.open else "running"

    def rules(self, rules: Sequence[_AnyRule]) -> list[_AnyRule]:
        """Those of `rules` that stood when the count began."""
        return in_force(rules, self.start)

    def rule(self, rules: Sequence[_AnyRule]) -> _AnyRule | None:
        """The first of `rules` that stood when the count began."""
        return next((one for one in rules if one.stands_on(self.start)), None)

    @property
    def length(self) -> Length:
        """The first limit, of this kind of authority."""
        return self.variant.length if self.variant else self.limit.length

    @property
    def limit_cite(self) -> str:
        """The provision of the first limit."""
        return self.variant.cite if self.variant else self.limit.cite

    def notice_cite(self) -> str:
        """The provision of the refusal notice; of the limit where the law has none."""
        notice = self.rule(self.regime.notices)
        return notice.cite if notice else self.limit.cite

    def count(self, length: Length) -> date:
        """The last day of `length` from the start of the count."""
        return last_day(self.start, length, self.calendar, [pause.span for pause in self.pauses])

    def limit_due(self) -> date:
        """The last day before any extension, as if nothing were open."""
        if self.variant is None or self.variant.earlier_of is None or not self.calendar.personal:
            return self.count(self.length)
        spans = [pause.span for pause in self.pauses]
        longest = last_day(self.start, self.variant.length, calendar_named(self.regime.calendar), spans)
        return min(longest, self.count(self.variant.earlier_of))

    def due(self) -> date | None:
        """The last day for the answer; None while something open keeps it from being known."""
        return self._if_known(self._extended_due())

    def notice_due(self) -> date | None:
        """The last day for a refusal notice."""
        moves = all(extension.moves_notice for extension in self.used)
        return self._if_known(self._extended_due() if moves else self.limit_due())

    def lapses(self, begun: Open) -> date | None:
        """The last day to pay or answer, where the law has one."""
        if begun.stop.lapse is None:
            return None
        end = end_of(begun.since, begun.stop.lapse, self.calendar)
        return end - _ONE if begun.stop.lapse_begins_with_notice else end

    def review_due(self) -> date | None:
        """The last day for the review that was asked for."""
        review = self.rule(self.regime.reviews)
        if review is None or self.review_asked is None:
            return None
        length = self.variant.length if self.variant and self.variant.review else review.length
        return last_day(self.review_asked, length, self.calendar)

    def regulator_by(self, regulator: Regulator, today: date | None) -> date | None:
        """The last day to complain, once it can be known."""
        if regulator.within is None:
            return None
        dates = [self.last_of[name] for name in regulator.counted_from if name in self.last_of]
        review_due = self.review_due()
        silent = self.state == "under_review" and review_due and today and today > review_due
        if regulator.from_silence and silent and review_due:
            dates.append(review_due)
        return end_of(max(dates), regulator.within, self.calendar) if dates else None

    def _count_from(self, start: date) -> None:
        self.start = start
        self.limit = self.rule(self.regime.limits) or self.regime.limits[-1]
        variants = self.rules(self.regime.variants) if self.kind else []
        self.variant = next((one for one in variants if self.kind in one.kinds), None)

    def _extended_due(self) -> date:
        """The last day with what extended it, as if nothing were open."""
        if self.stated is not None:
            return self.stated
        return self.limit_due() if self.lengthened is None else self.count(self.lengthened)

    def _if_known(self, due: date) -> date | None:
        if self.state == "lapsed":
            return None
        hidden = any(one.stop.effect == "reset" or one.since <= due for one in self.open)
        return None if hidden else due
