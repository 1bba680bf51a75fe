"""Whether a refusal says what the law wants said: the rules of section 17 and its like, each met or not, and why.

In: the kind, law, plain text and what was read. Out: `NoticeFound`s. It judges the letter's form, never the decision.
"""
# ruff: noqa: E501 -- the patterns are data, one form of words after another

from __future__ import annotations

import re
from dataclasses import dataclass

from rhyddid.law.exemptions import exemption
from rhyddid.reading.layout import Layout, Span
from rhyddid.reading.provisions import ProvisionFound
from rhyddid.wording import Wording, gettext_noop

_WHY = re.compile(
    r"\b(?:because|as (?:it|this|the|they|disclosure|release)|since|on the grounds?|would (?:be likely to |otherwise )?(?:prejudice|harm|contravene|constitute|allow|adversely|identify|breach|undermine|inhibit|exceed|take|endanger)|this is (?:due|because)|for the (?:following )?reasons?|in order to|intended (?:for|to)|reasons? (?:for|why|are)|we (?:consider|believe|estimate)|it is (?:considered|personal|information)|is personal|readily accessible|already (?:published|available)|oherwydd|gan (?:fod|y byddai)|byddai)\b"
)
_BALANCE = re.compile(
    r"\bpublic interest\b[^.]{0,200}\b(?:outweigh\w*|lies in|favours?|maintain\w*|balance|withhold\w*|not disclos\w*|greater)|\bon balance\b|\bbalanc(?:e|ing) (?:test|exercise)?|\bbudd y cyhoedd\b"
)
_COMPLAINTS = re.compile(
    r"\b(?:internal review|review (?:of )?(?:the|this|our|my) (?:decision|response|handling)|complaints? procedure|ask for (?:a|an) (?:internal )?review|request (?:a|an) (?:internal )?review|adolygiad mewnol|appeal)\b"
)
_NO_PROCEDURE = re.compile(
    r"\b(?:does not (?:have|provide|operate) an? (?:internal )?(?:review|complaints?)|no internal review procedure)\b"
)
_REGULATOR = re.compile(r"\b(?:information commissioner|\bico\b|comisiynydd gwybodaeth)\b")


@dataclass(frozen=True, slots=True)
class NoticeFound:
    """One rule, met or not, with the words that meet it."""

    rule: str
    met: bool
    why: Wording
    evidence: Span | None


_RULES: dict[str, dict[str, str]] = {
    "uk-foia": {"fact": "17(1)(a)", "which": "17(1)(b)", "why": "17(1)(c)", "balance": "17(3)", "cost": "17(5)", "review": "17(7)(a)", "regulator": "17(7)(b)"},
    "uk-eir": {"fact": "14(1)", "which": "14(3)(a)", "why": "14(3)", "balance": "14(3)(b)", "cost": "14(3)(a)", "review": "14(5)(a)", "regulator": "14(5)(b)"},
    "sct-foisa": {"fact": "16(1)(b)", "which": "16(1)(c)", "why": "16(1)(d)", "balance": "16(2)", "cost": "16(4)", "review": "19(a)", "regulator": "19(b)"},
    "sct-eisr": {"fact": "13(b)", "which": "13(c)", "why": "13(b)", "balance": "13(c)", "cost": "13(b)", "review": "13(e)", "regulator": "13(e)"},
}  # fmt: skip


def notice_checks(
    layout: Layout, law: str, relied: list[ProvisionFound], refusal: Span | None
) -> list[NoticeFound]:
    """The rules of `law` on a refusal notice; empty for a law without rules here, or where nothing is refused."""
    rules = _RULES.get(law)
    if rules is None or (refusal is None and not relied):
        return []
    own = [each for each in relied if each.law == law]
    refusing = [each for each in own if each.ability in ("exemption", "not_held")]
    costly = [each for each in own if each.ability in ("cost_limit", "vexatious")]
    checks: list[NoticeFound] = []
    if costly and not refusing:
        checks.append(
            NoticeFound(
                rules["cost"],
                True,
                Wording(
                    gettext_noop("The letter says that section {provision} applies."),
                    {"provision": costly[0].provision},
                ),
                (costly[0].start, costly[0].end),
            )
        )
    else:
        checks.append(_fact(rules["fact"], refusal, refusing))
        checks.append(_which(rules["which"], refusing))
        checks.append(
            _said(
                layout,
                rules["why"],
                _WHY,
                gettext_noop("The letter gives a reason."),
                gettext_noop("The letter gives no reason why the exemption applies."),
            )
        )
        if any(
            (found := exemption(each.law, each.provision)) is not None and found.public_interest_test
            for each in refusing
        ):
            checks.append(
                _said(
                    layout,
                    rules["balance"],
                    _BALANCE,
                    gettext_noop("The letter weighs the public interest."),
                    gettext_noop("The exemption needs a public-interest test, and the letter gives none."),
                )
            )
    if _NO_PROCEDURE.search(layout.plain):
        checks.append(
            _said(
                layout,
                rules["review"],
                _NO_PROCEDURE,
                gettext_noop("The letter says that there is no complaints procedure."),
                "",
            )
        )
    else:
        checks.append(
            _said(
                layout,
                rules["review"],
                _COMPLAINTS,
                gettext_noop("The letter says how to ask for a review."),
                gettext_noop("The letter does not say how to ask for a review."),
            )
        )
    checks.append(
        _said(
            layout,
            rules["regulator"],
            _REGULATOR,
            gettext_noop("The letter names the right to go to the Commissioner."),
            gettext_noop("The letter does not name the right to go to the Commissioner."),
        )
    )
    return checks


def _fact(rule: str, refusal: Span | None, refusing: list[ProvisionFound]) -> NoticeFound:
    span = refusal or ((refusing[0].start, refusing[0].end) if refusing else None)
    if span:
        return NoticeFound(rule, True, Wording(gettext_noop("The letter says that it refuses.")), span)
    return NoticeFound(rule, False, Wording(gettext_noop("The letter does not say that it refuses.")), None)


def _which(rule: str, refusing: list[ProvisionFound]) -> NoticeFound:
    if not refusing:
        return NoticeFound(rule, False, Wording(gettext_noop("The letter names no exemption.")), None)
    with_limb = [each for each in refusing if "(" in each.provision] or refusing
    each = with_limb[0]
    return NoticeFound(
        rule,
        True,
        Wording(gettext_noop("The letter names {provision}."), {"provision": each.provision}),
        (each.start, each.end),
    )


def _said(layout: Layout, rule: str, pattern: re.Pattern[str], met: str, missing: str) -> NoticeFound:
    match = pattern.search(layout.plain)
    if match:
        return NoticeFound(rule, True, Wording(met), match.span())
    return NoticeFound(rule, False, Wording(missing), None)
