"""What a refusal notice must hold, as rules: s.17 FOIA, reg 14 EIR, ss.16 to 19 FOISA, reg 13 EISR.

In: a law and what a letter does (which provisions it relies on, whether it neither confirms nor denies, whether the
public interest is still open). Out: the rules that apply, with ids and words. Whether a letter meets them is judged
in `reading`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast, get_args

from rhyddid.law.exemptions import canonical_provision, exemption, exemptions, provision_role
from rhyddid.law.terms import Term

Situation = Literal[
    "exemption",
    "withholding",
    "withheld_absolute",
    "ncnd",
    "ncnd_qualified",
    "undecided",
    "cost",
    "vexatious",
    "cost_or_vexatious",
    "not_held",
    "unfinished",
    "refusal",
]
RuleKind = Literal["law", "practice"]

_UNFINISHED = {("uk-eir", "12(4)(d)"), ("sct-eisr", "10(4)(d)")}


class NoticeDataError(ValueError):
    """`refusal_notices.toml` cannot be used; the message names the rule and the field."""


@dataclass(frozen=True)
class NoticeRule:
    """One thing that a refusal notice must do."""

    law: str
    id: str
    kind: RuleKind
    """What the law asks, or what a regulator looks for."""
    when: frozenset[Situation]
    asks: Term
    missing: Term
    excused_by: str | None
    """The provision that excuses the authority from it in some cases."""
    source: str
    unchecked: str


def notice_rules(law: str) -> tuple[NoticeRule, ...]:
    """Every rule of a law's refusal notice, in the order of the law; empty for a law without rules here."""
    return _rules().get(law, ())


def situations(
    law: str,
    provisions: Iterable[str] = (),
    *,
    neither_confirm_nor_deny: bool = False,
    undecided: bool = False,
    not_held: bool = False,
) -> frozenset[Situation]:
    """What a letter does, for choosing rules: from the provisions it relies on and what else is known of it."""
    found: set[Situation] = set()
    for provision in map(canonical_provision, provisions):
        role = provision_role(law, provision)
        if role == "not_held":
            found.add("not_held")
        elif role in ("cost_limit", "vexatious"):
            found |= {"cost" if role == "cost_limit" else "vexatious", "cost_or_vexatious"}
        elif role == "exemption":
            found |= _of_exemption(law, provision, neither_confirm_nor_deny)
        if (law, provision) in _UNFINISHED:
            found.add("unfinished")
    if neither_confirm_nor_deny:
        found |= {"exemption", "ncnd"}
    if undecided:
        found |= {"exemption", "undecided"}
        found -= {"withholding"}  # the reasons come with the decision: s.17(2)
    if not_held:
        found.add("not_held")
    if found & {"exemption", "cost", "vexatious"}:
        found.add("refusal")
    return frozenset(found)


def rules_that_apply(law: str, doing: frozenset[Situation]) -> tuple[NoticeRule, ...]:
    """The rules of `law` that a letter in these situations must meet."""
    return tuple(rule for rule in notice_rules(law) if rule.when & doing)


def allows_neither_confirm_nor_deny(law: str, provision: str) -> bool:
    """True where the provision, or the exemption it names, lets the authority neither confirm nor deny."""
    found = exemption(law, provision)
    if found is None:
        return False
    if found.neither_confirm_nor_deny is not None:
        return True
    # a bare section ("section 40") may have such limbs without being one itself
    return found.provision == found.section and any(
        limb.is_neither_confirm_nor_deny for limb in exemptions(law) if limb.section == found.section
    )


def _of_exemption(law: str, provision: str, neither_confirm_nor_deny: bool) -> set[Situation]:
    found = exemption(law, provision)
    doing: set[Situation] = {"exemption"}
    if found is None:
        return doing
    if found.is_neither_confirm_nor_deny:
        doing.add("ncnd")
        if found.public_interest_test:
            doing.add("ncnd_qualified")
        return doing
    if neither_confirm_nor_deny and found.neither_confirm_nor_deny and found.public_interest_test:
        doing.add("ncnd_qualified")
    if not neither_confirm_nor_deny:
        doing.add("withholding" if found.public_interest_test else "withheld_absolute")
    return doing


@cache
def _rules() -> dict[str, tuple[NoticeRule, ...]]:
    content = tomllib.loads(files("rhyddid.law").joinpath("data/refusal_notices.toml").read_text("utf-8"))
    return read_rules(content)


def read_rules(content: Mapping[str, Any]) -> dict[str, tuple[NoticeRule, ...]]:
    """The rules of a `refusal_notices.toml` by law, checked; raises NoticeDataError."""
    return {
        notice["law"]: tuple(_rule(notice, raw) for raw in notice.get("rule", []))
        for notice in content.get("notice", [])
    }


def _rule(notice: Mapping[str, Any], raw: Mapping[str, Any]) -> NoticeRule:
    where = f"refusal_notices.toml {notice['law']} {raw.get('id')}"
    for name in ("id", "when", "asks", "missing"):
        if not raw.get(name):
            raise NoticeDataError(f"{where}: `{name}` is missing")
    unknown = set(raw) - {"id", "kind", "when", "asks", "missing", "excused_by"}
    if unknown:
        raise NoticeDataError(f"{where}: unknown field {', '.join(sorted(unknown))}")
    for situation in raw["when"]:
        if situation not in get_args(Situation):
            raise NoticeDataError(f"{where}: {situation!r} is none of {', '.join(get_args(Situation))}")
    kind = raw.get("kind", "law")
    if kind not in get_args(RuleKind):
        raise NoticeDataError(f"{where}: kind {kind!r} is none of {', '.join(get_args(RuleKind))}")
    return NoticeRule(
        law=notice["law"],
        id=raw["id"],
        kind=cast(RuleKind, kind),
        when=frozenset(raw["when"]),
        asks=Term(raw["asks"]),
        missing=Term(raw["missing"]),
        excused_by=raw.get("excused_by"),
        source=notice["source"],
        unchecked=notice.get("unchecked", ""),
    )
