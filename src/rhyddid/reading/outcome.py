"""The outcome of a whole letter from its answers and its letter-wide words."""

from __future__ import annotations

from rhyddid.reading.reading import Decision, Outcome

_REFUSED = {"exempt", "cost_limit", "vexatious"}


def outcome_of(
    decisions: list[Decision], *, letter_wide_denial: bool, redacted: bool, refused: bool
) -> Outcome | None:
    """What the letter as a whole does. `letter_wide_denial`: it neither confirms nor denies anything else."""
    kinds = [decision for decision in decisions if decision not in ("no_answer", "clarification_asked")]
    given = [decision for decision in kinds if decision in ("disclosed", "partly_disclosed")]
    if not kinds:
        if letter_wide_denial:
            return "neither_confirm_nor_deny"
        return "refused" if refused else ("partly_disclosed" if "clarification_asked" in decisions else None)
    if given:
        whole = len(given) == len(kinds) and all(decision == "disclosed" for decision in given)
        if whole and not letter_wide_denial and not redacted:
            return "disclosed"
        return "partly_disclosed"
    if all(decision == "not_held" for decision in kinds):
        return "not_held"
    if all(decision == "neither_confirm_nor_deny" for decision in kinds):
        return "neither_confirm_nor_deny"
    if any(decision in _REFUSED for decision in kinds):
        return "refused"
    return "neither_confirm_nor_deny"
