"""Whether a refusal says what the law wants said: section 17 and its like, rule by rule, met or not, and why.

In: the law, the plain text and what was read of it. Out: `NoticeFound`s for the rules that apply. The rules are the law
room's; how a letter shows that it meets one is data (`tables/notice.toml`). It judges the letter's form, never the
decision.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rhyddid.law.refusal_notice import (
    NoticeRule,
    allows_neither_confirm_nor_deny,
    rules_that_apply,
    situations,
)
from rhyddid.reading.cues import cue_table, hits
from rhyddid.reading.layout import Layout, Span
from rhyddid.reading.provisions import ProvisionFound
from rhyddid.wording import Wording, gettext_noop


@dataclass(frozen=True, slots=True)
class NoticeFound:
    """One rule, met or not, with the words that meet it."""

    rule: str
    met: bool
    why: Wording
    evidence: Span | None


@cache
def _checks() -> dict[str, dict[str, str]]:
    content = tomllib.loads(files("rhyddid.reading").joinpath("tables/notice.toml").read_text("utf-8"))
    return {law: dict(rules) for law, rules in content["rules"].items()}


def notice_checks(
    layout: Layout,
    law: str,
    relied: list[ProvisionFound],
    *,
    refusal: Span | None,
    denies: bool,
    not_held: bool = False,
) -> list[NoticeFound]:
    """The rules of `law` that this letter must meet; none for a law without rules, or where nothing is refused."""
    own = [each for each in relied if each.law == law]
    doing = situations(
        law, [each.provision for each in own], neither_confirm_nor_deny=denies, not_held=not_held
    )
    if refusal is not None and not doing - {"not_held"}:
        doing = doing | {"exemption", "refusal"}  # it refuses and names no provision
    words = {hit.sense: (hit.start, hit.end) for hit in reversed(hits(cue_table("notice"), layout.plain))}
    named = next(((each.start, each.end) for each in own if "(" in each.provision), None)
    shown: dict[str, Span | None] = {
        **words,
        "refuses": refusal or next(((each.start, each.end) for each in own), None),
        "limb": named,
        "denial_limb": next(
            ((each.start, each.end) for each in own if allows_neither_confirm_nor_deny(law, each.provision)),
            None,
        ),
    }
    checks = _checks().get(law, {})
    return [
        _judged(rule, shown.get(checks[rule.id]))
        for rule in rules_that_apply(law, frozenset(doing))
        if rule.id in checks
    ]


def _judged(rule: NoticeRule, evidence: Span | None) -> NoticeFound:
    if evidence is None:
        return NoticeFound(rule.id, False, rule.missing, None)
    return NoticeFound(
        rule.id, True, Wording(gettext_noop("The notice does it: {asks}."), {"asks": rule.asks}), evidence
    )
