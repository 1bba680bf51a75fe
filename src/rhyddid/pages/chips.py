"""Chips: what a state, a decision or a check is called, its tone and its icon. One table for every page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from rhyddid.requests.models import Decision, State


@dataclass(frozen=True)
class Chip:
    label: object
    tone: str
    icon: str


_STATES = {
    State.DRAFT: ("", "pencil"),
    State.QUEUED: ("calm", "clock"),
    State.RUNNING: ("calm", "clock"),
    State.AWAITING_CLARIFICATION: ("soon", "question"),
    State.PAUSED_FOR_FEE: ("soon", "pause"),
    State.LAPSED: ("", "dash"),
    State.ANSWERED: ("good", "check"),
    State.REFUSED: ("sealed", "lock"),
    State.UNDER_REVIEW: ("calm", "flag"),
    State.REVIEW_ANSWERED: ("good", "flag"),
    State.FAILED: ("late", "bounce"),
    State.RECALLED: ("", "undo"),
    State.TRANSFERRED: ("", "arrow-right"),
    State.WITHDRAWN: ("", "undo"),
}
_DECISIONS = {
    Decision.DISCLOSED: ("good", "check"),
    Decision.PARTLY_DISCLOSED: ("good", "document"),
    Decision.NOT_HELD: ("", "dash"),
    Decision.EXEMPT: ("sealed", "lock"),
    Decision.NCND: ("sealed", "eye-off"),
    Decision.COST_LIMIT: ("soon", "clock"),
    Decision.VEXATIOUS: ("soon", "cross"),
    Decision.CLARIFICATION: ("soon", "question"),
    Decision.NO_ANSWER: ("", "circle"),
}
_CHECKS = {
    "confirmed": Chip(_("Confirmed"), "good", "check"),
    "corrected": Chip(_("Corrected"), "good", "pencil"),
    "rejected": Chip(_("Rejected"), "late", "cross"),
    "proposed": Chip(_("Proposed by an assistant"), "soon", "robot"),
    "unconfirmed": Chip(_("Read by software, not checked"), "", "circle"),
}
# States in which the authority's time is running.
CLOCK_RUNS = (State.RUNNING, State.UNDER_REVIEW)


def state_chip(value: str, days_left: int | None = None) -> Chip:
    """The chip of a request's state; where time runs and none is left, that it is late."""
    state = State(value or State.DRAFT)
    if days_left is not None and days_left < 0 and state in CLOCK_RUNS:
        return Chip(_("Late"), "late", "late")
    tone, icon = _STATES[state]
    return Chip(state.label, tone, icon)


def decision_chip(value: str) -> Chip:
    """The chip of a decision on a question."""
    decision = Decision(value)
    tone, icon = _DECISIONS[decision]
    return Chip(decision.label, tone, icon)


def answer_chip(status: str) -> Chip:
    """The chip of an answer's check."""
    return _CHECKS[status]
