"""What a clock comes to: dates, state, steps with their place in the law, and what was odd.

Values only: `clock.run_clock` makes them, `day_by_day` and `icalendar` read them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from rhyddid.law.calendar import Calendar
from rhyddid.law.counting import Span
from rhyddid.law.regimes import Length, Regime
from rhyddid.wording import Wording

State = Literal[
    "running",
    "awaiting_clarification",
    "paused_for_fee",
    "lapsed",
    "answered",
    "refused",
    "under_review",
    "review_answered",
]


@dataclass(frozen=True)
class Step:
    """One line of the explanation: what happened or falls due on a day, and by which provision."""

    date: date
    what: Wording
    cite: str


@dataclass(frozen=True)
class Phase:
    """One count from a day 0. A restart ends it: the later count replaces it."""

    start: date
    """Day 0."""
    stopped: date | None
    """The day on which the authority asked for something that this count waited for until it ended."""
    ended: date | None
    """The day on which the next count began; None for the count that stands."""
    reason: Wording | None
    """Why it ended."""


@dataclass(frozen=True)
class Pause:
    """A span of days left out of the count, and why."""

    span: Span
    reason: Wording
    cite: str


@dataclass(frozen=True)
class Waiting:
    """Something that the authority waits for."""

    event: str
    """The event that began it: clarification_asked or fee_notice."""
    since: date
    lapses: date | None
    """The last day to answer or pay, where the law has one."""
    cite: str


@dataclass(frozen=True)
class ClockResult:
    """The statutory dates of one request, or of one question of it, as its events make them."""

    regime: Regime
    received: date
    counted_from: date
    """Day 0 of the count that stands: the receipt, or what started the time again."""
    day_one: date
    due: date | None
    notice_due: date | None
    state: State
    calendar: Calendar
    warnings: tuple[Wording, ...]
    steps: tuple[Step, ...]
    review_due: date | None
    regulator_by: date | None
    length: Length
    """The limit that was counted, with what lengthened it."""
    limit_due: date | None
    """The last day before any extension."""
    phases: tuple[Phase, ...]
    pauses: tuple[Pause, ...]
    waiting: tuple[Waiting, ...]
    decided: date | None
    """The day of the last answer or refusal."""
    review_asked: date | None
    authority_kind: str | None
    as_of: date | None

    def late_by(self, today: date) -> int:
        """Working days from the last day to `today`, while there is no answer; 0 when it is not late."""
        if self.due is None or self.state not in ("running", "awaiting_clarification", "paused_for_fee"):
            return 0
        return self.calendar.working_days_between(self.due, today)

    def to_json(self, language: str = "en") -> dict[str, object]:
        """What `rhyddid clock --json` prints (docs/law.md)."""
        return {
            "regime": self.regime.id,
            "received": self.received.isoformat(),
            "counted_from": self.counted_from.isoformat(),
            "day_one": self.day_one.isoformat(),
            "due": _iso(self.due),
            "notice_due": _iso(self.notice_due),
            "state": self.state,
            "calendar": {"id": self.calendar.id, "version": self.calendar.version},
            "warnings": [warning.render(language) for warning in self.warnings],
            "steps": [
                {"date": step.date.isoformat(), "what": step.what.render(language), "cite": step.cite}
                for step in self.steps
            ],
            "review_due": _iso(self.review_due),
            "regulator_by": _iso(self.regulator_by),
        }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
