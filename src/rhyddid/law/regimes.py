"""Laws on access to information as data: one file a regime in `data/regimes/`, every rule with its source.

In: a regime's id. Out: a frozen `Regime`. Rules carry the dates between which they stood (`from`, `until`),
so that a request is judged by the law of its day. How a file is written: docs/law.md.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeVar, cast, get_args

from rhyddid.law.calendar import calendar_ids
from rhyddid.wording import Wording, gettext_noop

Unit = Literal[
    "working_day", "school_day", "calendar_day", "calendar_week", "calendar_month", "week_of_5_weekdays"
]
Effect = Literal["reset", "pause"]
Method = Literal["total", "add", "stated"]
TransferEffect = Literal["new_request", "continues"]
Confidence = Literal["high", "medium", "low"]


class UnknownRegime(LookupError):
    """There is no regime with this id; the message lists the known ones."""

    def __init__(self, regime_id: str) -> None:
        super().__init__(f"There is no regime {regime_id!r}; known are {', '.join(regime_ids())}.")
        self.regime_id = regime_id


class RegimeDataError(ValueError):
    """A regime file says something that the program cannot use; the message names file, table and field."""


_ONE_OF: dict[Unit, str] = {
    "working_day": gettext_noop("1 working day"),
    "school_day": gettext_noop("1 school day"),
    "calendar_day": gettext_noop("1 calendar day"),
    "calendar_week": gettext_noop("1 week"),
    "calendar_month": gettext_noop("1 month"),
    "week_of_5_weekdays": gettext_noop("1 week of five weekdays"),
}
_SEVERAL_OF: dict[Unit, str] = {
    "working_day": gettext_noop("{n} working days"),
    "school_day": gettext_noop("{n} school days"),
    "calendar_day": gettext_noop("{n} calendar days"),
    "calendar_week": gettext_noop("{n} weeks"),
    "calendar_month": gettext_noop("{n} months"),
    "week_of_5_weekdays": gettext_noop("{n} weeks of five weekdays"),
}


@dataclass(frozen=True)
class Length:
    """A length of time as a law writes it: 20 working days, 4 weeks of weekdays, 1 month."""

    n: int
    unit: Unit

    @property
    def working_days(self) -> int | None:
        """The length in working days, for the units that are counted so."""
        if self.unit in ("working_day", "school_day"):
            return self.n
        return self.n * 5 if self.unit == "week_of_5_weekdays" else None

    @property
    def words(self) -> Wording:
        """The length in words."""
        return Wording(_ONE_OF[self.unit] if self.n == 1 else _SEVERAL_OF[self.unit], {"n": self.n})


@dataclass(frozen=True)
class Rule:
    """What every rule has: its place in the law, where that was read, and the days between which it stood."""

    cite: str
    source: str
    since: date
    until: date

    def stands_on(self, day: date) -> bool:
        """True when the rule was in force on `day`."""
        return self.since <= day <= self.until


@dataclass(frozen=True)
class Limit(Rule):
    """The time for an answer."""

    length: Length
    promptly: bool
    rolls: bool
    """A last day that is no working day moves to the next working day."""
    target: bool
    """A target that the law sets, not a hard limit (the German "soll")."""


@dataclass(frozen=True)
class Variant(Rule):
    """Another limit for some kinds of authority."""

    kinds: tuple[str, ...]
    who: str
    length: Length
    earlier_of: Length | None
    """The answer is due at the earlier of `length` and this."""
    review: bool
    """The same limit holds for the internal review."""
    condition: str


@dataclass(frozen=True)
class Stop(Rule):
    """An event that stops the time until another comes, and what happens then."""

    starts: str
    ends: str
    effect: Effect
    condition: str
    lapse: Length | None
    lapse_cite: str
    lapse_begins_with_notice: bool
    """The day of the notice is itself the first of the time to pay ("beginning with the day")."""
    times: int | None
    """How often the law allows it; None for any number."""
    asked_by: str
    """"limit" where the authority must ask within the first limit."""


@dataclass(frozen=True)
class Extension(Rule):
    """A way to take longer."""

    id: str
    aliases: tuple[str, ...]
    method: Method
    """total: to `length` in all; add: `length` more; stated: to the date that the authority states."""
    length: Length | None
    condition: str
    notice: str
    late_notice_counts: bool
    """The extension has its effect even when the notice of it was late."""
    repeatable: bool
    guideline: Length | None
    """What the regulator regards as enough in all, for an extension without a limit of its own."""
    moves_notice: bool
    """The last day for a refusal notice moves with it."""


@dataclass(frozen=True)
class Review(Rule):
    """The authority's own second look."""

    name: str
    statutory: bool
    length: Length
    longest: Length | None
    request_within: Length | None
    request_cite: str
    note: str


@dataclass(frozen=True)
class Regulator(Rule):
    """Where a complaint goes, and until when."""

    body: str
    within: Length | None
    counted_from: tuple[str, ...]
    """The events that the time to complain is counted from, the latest of them."""
    from_silence: bool
    """The time also runs from the end of a review's limit, when no answer came."""
    strict: bool
    note: str


@dataclass(frozen=True)
class Appeal(Rule):
    """Court or tribunal after the regulator."""

    body: str
    within: Length | None


@dataclass(frozen=True)
class Transfer(Rule):
    """What becomes of the time when the request is passed on."""

    effect: TransferEffect
    within: Length | None


@dataclass(frozen=True)
class Notice(Rule):
    """The notice that a refusal must come with."""


@dataclass(frozen=True)
class Fact(Rule):
    """A fact in words, such as what silence means or how a request is made."""

    about: str
    text: str


@dataclass(frozen=True)
class Regime:
    """One law on access to information, with everything that the clock needs."""

    id: str
    law: str
    short: str
    country: str
    time_zone: str
    calendar: str
    in_force: date
    applies: str
    start: str
    """How the beginning is counted, in words."""
    limits: tuple[Limit, ...]
    variants: tuple[Variant, ...]
    stops: tuple[Stop, ...]
    extensions: tuple[Extension, ...]
    reviews: tuple[Review, ...]
    regulators: tuple[Regulator, ...]
    appeals: tuple[Appeal, ...]
    transfers: tuple[Transfer, ...]
    notices: tuple[Notice, ...]
    facts: tuple[Fact, ...]
    mass_requests: int | None
    """Above this many uniform requests the law has a procedure of its own (Germany: 50)."""
    mass_cite: str
    warning: str
    """What a reader of every date under this regime should know."""
    confidence: Confidence
    unchecked: str
    sources: Mapping[str, str]

    def cited(self, provision: str) -> str:
        """A provision with the law's short name, so that section and law are never apart."""
        return f"{self.short} {provision}"

    def to_json(self) -> dict[str, object]:
        """What `rhyddid law regimes --json` prints."""
        limit = self.limits[-1]
        review = self.reviews[-1] if self.reviews else None
        regulator = self.regulators[-1] if self.regulators else None
        return {
            "id": self.id,
            "law": self.law,
            "short": self.short,
            "country": self.country,
            "time_zone": self.time_zone,
            "in_force": self.in_force.isoformat(),
            "applies": self.applies,
            "calendar": self.calendar,
            "start": self.start,
            "initial": {**_length_json(limit.length), "promptly": limit.promptly, **_rule_json(limit)},
            "variants": [
                {"kinds": list(one.kinds), "who": one.who, **_length_json(one.length), **_rule_json(one)}
                for one in self.variants
            ],
            "stops": [
                {"event": one.starts, "until": one.ends, "effect": one.effect, **_rule_json(one)}
                for one in self.stops
            ],
            "extensions": [
                {
                    "id": one.id,
                    "method": one.method,
                    "condition": one.condition,
                    "notice": one.notice,
                    **(_length_json(one.length) if one.length else {}),
                    **_rule_json(one),
                }
                for one in self.extensions
            ],
            "internal_review": None
            if review is None
            else {
                "name": review.name,
                "statutory": review.statutory,
                **_length_json(review.length),
                "request_within": _length_json(review.request_within) if review.request_within else None,
                **_rule_json(review),
            },
            "regulator": None
            if regulator is None
            else {
                "body": regulator.body,
                "within": _length_json(regulator.within) if regulator.within else None,
                **_rule_json(regulator),
            },
            "facts": [{"about": one.about, "text": one.text, **_rule_json(one)} for one in self.facts],
            "confidence": self.confidence,
            "unchecked": self.unchecked,
            "sources": dict(self.sources),
        }


_AnyRule = TypeVar("_AnyRule", bound=Rule)


def in_force(rules: Iterable[_AnyRule], day: date) -> list[_AnyRule]:
    """Those of `rules` that stood on `day`."""
    return [rule for rule in rules if rule.stands_on(day)]


def regime(regime_id: str) -> Regime:
    """The regime with this id; raises UnknownRegime with the list of known ids."""
    if regime_id not in regime_ids():
        raise UnknownRegime(regime_id)
    return _regime(regime_id)


@cache
def regime_ids() -> tuple[str, ...]:
    """The ids of all regimes, in alphabetical order."""
    names = (entry.name for entry in files("rhyddid.law").joinpath("data/regimes").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def _regime(regime_id: str) -> Regime:
    path = files("rhyddid.law").joinpath("data/regimes", f"{regime_id}.toml")
    return read_regime(regime_id, path.read_text("utf-8"))


def read_regime(regime_id: str, text: str) -> Regime:
    """A regime from the text of its file, checked; raises RegimeDataError naming table and field."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RegimeDataError(f"{regime_id}.toml is not TOML: {error}") from error
    return _Reader(regime_id, content).regime()


class _Reader:
    """Reads one file's tables and knows how to say where something is wrong."""

    def __init__(self, regime_id: str, content: Mapping[str, Any]) -> None:
        self.regime_id = regime_id
        self.content = content
        self.sources: Mapping[str, str] = content.get("sources", {})

    def regime(self) -> Regime:
        top = _Table(f"{self.regime_id}.toml", self.content, self.sources)
        top.known(
            "id law short country time_zone calendar in_force applies start confidence unchecked warning sources "
            "mass_requests limit variant stop extension review regulator appeal transfer notice fact"
        )
        if top.text("id") != self.regime_id:
            raise top.wrong("id", f"must be the file's name, {self.regime_id!r}")
        calendar = top.text("calendar")
        if calendar not in calendar_ids():
            raise top.wrong("calendar", f"{calendar!r} is none of {', '.join(calendar_ids())}")
        if not self.sources:
            raise top.wrong("sources", "at least one is needed")
        limits = tuple(self._limit(table) for table in self._tables("limit"))
        if not limits:
            raise top.wrong("limit", "at least one is needed")
        mass = self.content.get("mass_requests", {})
        return Regime(
            id=self.regime_id,
            law=top.text("law"),
            short=top.text("short"),
            country=top.text("country"),
            time_zone=top.text("time_zone"),
            calendar=calendar,
            in_force=top.day("in_force", date.min),
            applies=top.text("applies"),
            start=top.text("start"),
            limits=limits,
            variants=tuple(self._variant(table) for table in self._tables("variant")),
            stops=tuple(self._stop(table) for table in self._tables("stop")),
            extensions=tuple(self._extension(table) for table in self._tables("extension")),
            reviews=tuple(self._review(table) for table in self._tables("review")),
            regulators=tuple(self._regulator(table) for table in self._tables("regulator")),
            appeals=tuple(self._appeal(table) for table in self._tables("appeal")),
            transfers=tuple(self._transfer(table) for table in self._tables("transfer")),
            notices=tuple(self._notice(table) for table in self._tables("notice")),
            facts=tuple(self._fact(table) for table in self._tables("fact")),
            mass_requests=mass.get("more_than"),
            mass_cite=mass.get("cite", ""),
            warning=top.text("warning", ""),
            confidence=cast(Confidence, top.one_of("confidence", Confidence)),
            unchecked=top.text("unchecked", ""),
            sources=self.sources,
        )

    def _tables(self, name: str) -> list[_Table]:
        return [
            _Table(f"{self.regime_id}.toml [[{name}]] {number}", raw, self.sources)
            for number, raw in enumerate(self.content.get(name, []), start=1)
        ]

    def _limit(self, table: _Table) -> Limit:
        table.known("n unit promptly target", rule=True)
        length = table.length()
        return Limit(
            **table.rule(),
            length=length,
            promptly=table.flag("promptly"),
            target=table.flag("target"),
            rolls=length.working_days is None,
        )

    def _variant(self, table: _Table) -> Variant:
        table.known("n unit kinds who earlier_of review condition", rule=True)
        return Variant(
            **table.rule(),
            kinds=table.words("kinds"),
            who=table.text("who"),
            length=table.length(),
            earlier_of=table.inner_length("earlier_of"),
            review=table.flag("review"),
            condition=table.text("condition", ""),
        )

    def _stop(self, table: _Table) -> Stop:
        table.known(
            "starts ends effect condition lapse lapse_cite lapse_begins_with_notice times asked_by", rule=True
        )
        return Stop(
            **table.rule(),
            starts=table.text("starts"),
            ends=table.text("ends"),
            effect=cast(Effect, table.one_of("effect", Effect)),
            condition=table.text("condition", ""),
            lapse=table.inner_length("lapse"),
            lapse_cite=table.text("lapse_cite", ""),
            lapse_begins_with_notice=table.flag("lapse_begins_with_notice"),
            times=table.raw.get("times"),
            asked_by=table.text("asked_by", ""),
        )

    def _extension(self, table: _Table) -> Extension:
        table.known(
            "id aliases method n unit condition notice late_notice_counts repeatable guideline moves_notice",
            rule=True,
        )
        method = cast(Method, table.one_of("method", Method))
        if method == "stated" and "n" in table.raw:
            raise table.wrong("n", "a stated extension has no length of its own; use `guideline`")
        return Extension(
            **table.rule(),
            id=table.text("id"),
            aliases=table.words("aliases"),
            method=method,
            length=None if method == "stated" else table.length(),
            condition=table.text("condition", ""),
            notice=table.text("notice", ""),
            late_notice_counts=table.flag("late_notice_counts"),
            repeatable=table.flag("repeatable"),
            guideline=table.inner_length("guideline"),
            moves_notice=table.flag("moves_notice", True),
        )

    def _review(self, table: _Table) -> Review:
        table.known("name statutory n unit longest request_within request_cite note", rule=True)
        return Review(
            **table.rule(),
            name=table.text("name", "internal review"),
            statutory=table.flag("statutory"),
            length=table.length(),
            longest=table.inner_length("longest"),
            request_within=table.inner_length("request_within"),
            request_cite=table.text("request_cite", ""),
            note=table.text("note", ""),
        )

    def _regulator(self, table: _Table) -> Regulator:
        table.known("body within counted_from from_silence strict note", rule=True)
        return Regulator(
            **table.rule(),
            body=table.text("body"),
            within=table.inner_length("within"),
            counted_from=table.words("counted_from"),
            from_silence=table.flag("from_silence"),
            strict=table.flag("strict"),
            note=table.text("note", ""),
        )

    def _appeal(self, table: _Table) -> Appeal:
        table.known("body within", rule=True)
        return Appeal(**table.rule(), body=table.text("body"), within=table.inner_length("within"))

    def _transfer(self, table: _Table) -> Transfer:
        table.known("effect within", rule=True)
        effect = cast(TransferEffect, table.one_of("effect", TransferEffect))
        return Transfer(**table.rule(), effect=effect, within=table.inner_length("within"))

    def _notice(self, table: _Table) -> Notice:
        table.known("", rule=True)
        return Notice(**table.rule())

    def _fact(self, table: _Table) -> Fact:
        table.known("about text", rule=True)
        return Fact(**table.rule(), about=table.text("about"), text=table.text("text"))


class _Table:
    """One table of the file: typed reading with errors that name the place."""

    def __init__(self, where: str, raw: Mapping[str, Any], sources: Mapping[str, str]) -> None:
        self.where, self.raw, self.sources = where, raw, sources

    def wrong(self, name: str, problem: str) -> RegimeDataError:
        return RegimeDataError(f"{self.where} `{name}`: {problem}")

    def known(self, names: str, *, rule: bool = False) -> None:
        allowed = set(names.split()) | ({"cite", "source", "from", "until"} if rule else set())
        unknown = sorted(set(self.raw) - allowed)
        if unknown:
            raise self.wrong(unknown[0], f"unknown field; known are {', '.join(sorted(allowed))}")

    def text(self, name: str, default: str | None = None) -> str:
        value = self.raw.get(name, default)
        if not isinstance(value, str) or (default is None and not value):
            raise self.wrong(name, "a text is needed")
        return value

    def words(self, name: str) -> tuple[str, ...]:
        value = self.raw.get(name, [])
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise self.wrong(name, "a list of texts is needed")
        return tuple(value)

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.raw.get(name, default)
        if not isinstance(value, bool):
            raise self.wrong(name, "true or false is needed")
        return value

    def day(self, name: str, default: date) -> date:
        value = self.raw.get(name, default)
        if not isinstance(value, date):
            raise self.wrong(name, "a date such as 2005-01-01 is needed")
        return value

    def one_of(self, name: str, allowed: Any) -> str:
        value = self.text(name)
        if value not in get_args(allowed):
            raise self.wrong(name, f"{value!r} is none of {', '.join(get_args(allowed))}")
        return value

    def length(self) -> Length:
        return self._length(self.raw, self.where)

    def inner_length(self, name: str) -> Length | None:
        return self._length(self.raw[name], f"{self.where} `{name}`") if name in self.raw else None

    def _length(self, raw: Mapping[str, Any], where: str) -> Length:
        n, unit = raw.get("n"), raw.get("unit")
        if not isinstance(n, int) or isinstance(n, bool) or n < 1:
            raise RegimeDataError(f"{where} `n`: a number above 0 is needed, not {n!r}")
        if unit not in get_args(Unit):
            raise RegimeDataError(f"{where} `unit`: {unit!r} is none of {', '.join(get_args(Unit))}")
        return Length(n, cast(Unit, unit))

    def rule(self) -> dict[str, Any]:
        source = self.text("source")
        if source not in self.sources:
            raise self.wrong("source", f"{source!r} is not in [sources]: {', '.join(self.sources)}")
        since, until = self.day("from", date.min), self.day("until", date.max)
        if until < since:
            raise self.wrong("until", "lies before `from`")
        return {"cite": self.text("cite"), "source": self.sources[source], "since": since, "until": until}


def _length_json(length: Length) -> dict[str, object]:
    return {"n": length.n, "unit": length.unit}


def _rule_json(rule: Rule) -> dict[str, object]:
    return {
        "cite": rule.cite,
        "source": rule.source,
        "from": None if rule.since == date.min else rule.since.isoformat(),
        "until": None if rule.until == date.max else rule.until.isoformat(),
    }
