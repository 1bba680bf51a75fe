"""Cautions before a request or a batch goes out: what the law lets an authority hold against it.

In: values (who asks whom what and when, how many, under which name). Out: `Caution`s in words, each with its place
in the law. Nothing here forbids sending: a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rhyddid.law.calendar import Calendar, calendar
from rhyddid.law.regimes import regime
from rhyddid.law.terms import spoken
from rhyddid.wording import Wording, gettext_noop

AGGREGATION_WORKING_DAYS = 60
"""SI 2004/3244 reg 5(2): requests received within any period of sixty consecutive working days."""

SIMILAR, SUBSTANTIALLY_SIMILAR = 0.25, 0.7
"""How much of the words two requests share before each caution is given; ours, the law gives no number."""

_AGGREGATING = {
    "uk-foia": "s.12(4); SI 2004/3244 reg 5",
    "sct-foisa": "s.12(2); SSI 2004/467 reg 6",
    "uk-eir": "reg 12(4)(b)",
    "sct-eisr": "reg 10(4)(b)",
}
_REPEATING = {
    "uk-foia": "s.14(2)",
    "sct-foisa": "s.14(2)",
    "uk-eir": "reg 12(4)(b)",
    "sct-eisr": "reg 10(4)(b)",
}
_NAMING = {"uk-foia": "s.8(1)(b)", "sct-foisa": "s.8(1)(b)"}

_WORD = re.compile(r"[^\W\d_]{3,}")
_NAME_WORD = re.compile(r"^[^\W\d_](?:[^\W\d_]|['’.-])*$")
_TITLES = {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "lord", "lady", "rev"}
_ORGANISATIONS = re.compile(
    r"\b(?:ltd|limited|llp|plc|cic|cio|inc|gmbh|association|society|trust|charity|foundation|union|council|party|"
    r"group|campaign|company|university|institute|centre|partnership|network|federation|club|newspaper|media)\b",
    re.IGNORECASE,
)
_NO_NAMES = {
    "anonymous",
    "anon",
    "nobody",
    "no name",
    "mickey mouse",
    "donald duck",
    "joe public",
    "john doe",
    "jane doe",
    "concerned citizen",
    "concerned resident",
    "a citizen",
    "foi requester",
    "test test",
}


@dataclass(frozen=True)
class AskedRequest:
    """A request as far as these rules look: which authority, when, what, and when it was answered."""

    authority: str
    asked_on: date
    text: str
    answered_on: date | None = None


@dataclass(frozen=True)
class Caution:
    """A warning in words, with its place in the law. `kind` is stable for programs."""

    kind: str
    what: Wording
    cite: str


def aggregation_caution(
    regime_id: str, request: AskedRequest, earlier: Sequence[AskedRequest]
) -> Caution | None:
    """The cost of similar requests to one authority within sixty working days may be added up (s.12(4))."""
    if regime_id not in _AGGREGATING:
        return None
    law = regime(regime_id)
    days = calendar(law.calendar)
    close = [
        one
        for one in earlier
        if one.authority == request.authority
        and _apart(days, one.asked_on, request.asked_on) < AGGREGATION_WORKING_DAYS
        and similarity(one.text, request.text) >= SIMILAR
    ]
    if not close:
        return None
    first = min(one.asked_on for one in close)
    what = Wording(
        gettext_noop(
            "Similar requests to this authority since {first}, within {days} working days: {count}. It may add up "
            "their cost and refuse all of them."
        ),
        {"count": len(close), "first": spoken(first), "days": AGGREGATION_WORKING_DAYS},
    )
    return Caution("aggregation", what, law.cited(_AGGREGATING[regime_id]))


def repeat_caution(regime_id: str, request: AskedRequest, earlier: Sequence[AskedRequest]) -> Caution | None:
    """A request that the authority has already answered may be refused as repeated (s.14(2))."""
    if regime_id not in _REPEATING:
        return None
    answered = [
        one.answered_on
        for one in earlier
        if one.authority == request.authority
        and one.answered_on is not None
        and one.answered_on <= request.asked_on
        and similarity(one.text, request.text) >= SUBSTANTIALLY_SIMILAR
    ]
    if not answered:
        return None
    what = Wording(
        gettext_noop(
            "This authority answered the same or a very similar request on {day}: without a reasonable interval it "
            "may refuse this one as repeated."
        ),
        {"day": spoken(max(answered))},
    )
    return Caution("repeat", what, regime(regime_id).cited(_REPEATING[regime_id]))


def mass_request_caution(regime_id: str, requests: int) -> Caution | None:
    """Above a number of uniform requests a law may have a procedure of its own (Germany: 50)."""
    law = regime(regime_id)
    if law.mass_requests is None or requests <= law.mass_requests:
        return None
    what = Wording(
        gettext_noop(
            "More than {limit} uniform requests to one authority go into a procedure of their own, in which they may "
            "be answered to one representative; these are {count}."
        ),
        {"limit": law.mass_requests, "count": requests},
    )
    return Caution("mass_requests", what, law.cited(law.mass_cite))


def real_name_caution(regime_id: str, name: str) -> Caution | None:
    """A request without the requester's real name is not valid under some laws (s.8)."""
    if regime_id not in _NAMING or looks_like_real_name(name):
        return None
    what = Wording(
        gettext_noop(
            "“{name}” does not look like a real name: give a first name, initial or title with a surname, or an "
            "organisation's name, or the authority need not answer."
        ),
        {"name": name},
    )
    return Caution("real_name", what, regime(regime_id).cited(_NAMING[regime_id]))


def looks_like_real_name(name: str) -> bool:
    """True for a first name, initial or title with a surname, and for an organisation's name."""
    tidy = " ".join(name.split())
    if not tidy or tidy.casefold() in _NO_NAMES or "@" in tidy:
        return False
    if _ORGANISATIONS.search(tidy):
        return True
    words = tidy.split(" ")
    if len(words) < 2 or not all(_NAME_WORD.match(word) for word in words):
        return False
    # the surname: at least two letters, and no title ("John Mr")
    surname = words[-1].strip(".'’-")
    return len(surname) >= 2 and surname.casefold() not in _TITLES


def similarity(one: str, other: str) -> float:
    """How much of their words two texts share: 0 for nothing, 1 for the same words in any order."""
    words, others = _words(one), _words(other)
    if not words or not others:
        return 0.0
    return len(words & others) / len(words | others)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _apart(days: Calendar, one: date, other: date) -> int:
    return days.working_days_between(min(one, other), max(one, other))
