"""The refusal-notice checker: a letter or a draft against every rule of the law that it refuses under.

In: an opened letter, at will the request's text and a law. Out: a `NoticeReport`: which rules apply, each met or not,
with the words that show it, and what is missing in words. Unlike `read`, it takes any text as a refusal that relies on
an exemption or refuses in words, so that an officer's draft can be checked; and it looks closer at a letter that
neither confirms nor denies: harm in confirming, factors both ways and their balance, and a limb that allows it. It
judges the notice's form, never the decision.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rhyddid.law.exemptions import exemption
from rhyddid.law.refusal_notice import (
    NoticeRule,
    allows_neither_confirm_nor_deny,
    notice_rules,
    rules_that_apply,
    situations,
)
from rhyddid.letters.letter import Letter
from rhyddid.reading.covering_note import to_read
from rhyddid.reading.cues import cue_table, hits
from rhyddid.reading.laws import Laws, laws_in
from rhyddid.reading.layout import Layout, Span, lay_out
from rhyddid.reading.notice import NoticeFound, notice_checks
from rhyddid.reading.provisions import ProvisionFound, provisions_in, relied_on
from rhyddid.reading.reading import Evidence
from rhyddid.reading.request_text import questions_in
from rhyddid.wording import Wording, gettext_noop

_REFUSING = ("exempt", "neither_confirm_nor_deny", "cost_limit", "vexatious")
_DUTY_LIFTED = re.compile(
    r"\b(?:duty|duties|obligation)\b[^.;]{0,160}\b(?:do|does|did) not (?:apply|arise)\b[^.;]{0,160}$"
)
_NO_REASON = re.compile(r"\s*(?:the )?(?:dut(?:y|ies)|obligations?|authority is not|act|section|law)\b")
_REASON_RULES = frozenset({"17(1)(c)", "16(1)(d)", "13(c)"})
_LONGEST_EVIDENCE = 400
_NEEDS_NO_HARM = frozenset({"class", "data_protection"})


@dataclass(frozen=True, slots=True)
class RuleCheck:
    """One rule of the law on refusal notices: met or not, why, and the words of the notice that show it."""

    rule: NoticeRule
    met: bool
    why: Wording
    """What the notice does; where the rule is not met, what is missing."""
    evidence: tuple[Evidence, ...]

    def to_json(self, language: str = "en") -> dict[str, object]:
        """One of `checks`."""
        return {
            "law": self.rule.law,
            "rule": self.rule.id,
            "kind": self.rule.kind,
            "asks": self.rule.asks.render(language),
            "met": self.met,
            "why": self.why.render(language),
            "evidence": [each.to_json() for each in self.evidence],
            "excused_by": self.rule.excused_by,
            "source": self.rule.source,
        }


@dataclass(frozen=True, slots=True)
class ReliedOn:
    """A provision that the notice relies on, and whether it can carry a neither-confirm-nor-deny."""

    law: str
    provision: str
    allows_denial: bool
    evidence: Evidence

    def to_json(self) -> dict[str, object]:
        """One of `provisions`."""
        return {
            "law": self.law,
            "provision": self.provision,
            "allows_neither_confirm_nor_deny": self.allows_denial,
            "evidence": self.evidence.to_json(),
        }


@dataclass(frozen=True, slots=True)
class NoticeReport:
    """What a notice does and leaves out."""

    text: str
    law: str
    is_refusal: bool
    neither_confirms_nor_denies: bool
    undecided: bool
    provisions: tuple[ReliedOn, ...]
    checks: tuple[RuleCheck, ...]

    @property
    def missing(self) -> tuple[RuleCheck, ...]:
        """The rules that are not met."""
        return tuple(check for check in self.checks if not check.met)

    def to_json(self, file: str, language: str = "en") -> dict[str, object]:
        """What `rhyddid notice check --json` prints."""
        return {
            "file": file,
            "text": self.text,
            "law": self.law,
            "is_refusal": self.is_refusal,
            "neither_confirm_nor_deny": self.neither_confirms_nor_denies,
            "undecided": self.undecided,
            "provisions": [each.to_json() for each in self.provisions],
            "checks": [check.to_json(language) for check in self.checks],
            "missing": [check.why.render(language) for check in self.missing],
            "complete": self.is_refusal and not self.missing,
        }


def check_notice(letter: Letter, request: str | None = None, law: str | None = None) -> NoticeReport:
    """`letter` against the rules of `law`, or of the law that it refuses under where none is given."""
    source = to_read(letter, questions_in(request) if request else ()).source
    layout = lay_out(source.text)
    laws = laws_in(layout.plain)
    relied = relied_on([_lifting(each, layout) for each in provisions_in(layout, laws, "decision")])
    judged = law or _law_of(relied, laws)
    own = [each for each in relied if each.law == judged]
    decisions = hits(cue_table("decisions"), layout.plain)
    first = {hit.sense: (hit.start, hit.end) for hit in reversed(decisions)}
    weighed = {
        hit.sense: (hit.start, hit.end) for hit in reversed(hits(cue_table("notice_denial"), layout.plain))
    }
    refusal = min((first[sense] for sense in _REFUSING if sense in first), default=None)
    denies = "neither_confirm_nor_deny" in first or any(_is_denial(each) for each in own)
    not_held = "not_held" in first
    undecided = "undecided" in weighed
    doing = situations(
        judged,
        [each.provision for each in own],
        neither_confirm_nor_deny=denies,
        undecided=undecided,
        not_held=not_held,
    )
    if refusal is not None and not doing - {"not_held"}:
        doing = doing | {"exemption", "refusal"}  # it refuses and names no provision
    known = {
        found.rule: found
        for found in notice_checks(layout, judged, relied, refusal=refusal, denies=denies, not_held=not_held)
    }
    found = [
        _closer(rule, known.get(rule.id), own, weighed, layout)
        for rule in rules_that_apply(judged, frozenset(doing))
        if not (rule.id == "ncnd-harm" and not _is_about_harm(own))
    ]
    return NoticeReport(
        text=letter.text,
        law=judged,
        is_refusal=bool(found),
        neither_confirms_nor_denies=denies,
        undecided=undecided,
        provisions=tuple(
            ReliedOn(
                each.law,
                each.provision,
                _can_deny(each),
                source.evidence(each.start, each.end),
            )
            for each in relied
        ),
        checks=tuple(
            RuleCheck(rule, met, why, tuple(source.evidence(*_shown(rule, span, layout)) for span in spans))
            for rule, met, why, spans in found
        ),
    )


_Judged = tuple[NoticeRule, bool, Wording, Sequence[Span]]


def _closer(
    rule: NoticeRule,
    known: NoticeFound | None,
    own: Sequence[ProvisionFound],
    weighed: Mapping[str, Span],
    layout: Layout,
) -> _Judged:
    """The rule as the reader judges it; those on denials and on an open public interest are looked at closer."""
    if rule.id == "ncnd-balance":
        return _weighing(rule, weighed)
    if rule.id == "ncnd-harm":
        span = weighed.get("harm_in_confirming")
        return _plain(rule, [span] if span else [])
    if rule.id == "ncnd-limb":
        return _limb(rule, own)
    if rule.id == "17(2)":
        span = next(
            (
                (hit.start, hit.end)
                for hit in hits(cue_table("notice"), layout.plain)
                if hit.sense == "estimate"
            ),
            None,
        )
        return _plain(rule, [span] if span else [])
    if rule.id in _REASON_RULES:
        return _reason(rule, layout)
    if known is None:
        return _plain(rule, [])
    return rule, known.met, known.why, [known.evidence] if known.evidence else []


def _shown(rule: NoticeRule, span: Span, layout: Layout) -> Span:
    """A word is shown in its sentence; a citation stands for itself."""
    if rule.id in ("ncnd-limb", "17(1)(b)", "14(3)(a)", "16(1)(c)", "13(b)"):
        return span
    start, end = layout.sentence_at(span[0])
    start, end = min(start, span[0]), max(end, span[1])
    return (start, end) if end - start <= _LONGEST_EVIDENCE else span


def _plain(rule: NoticeRule, spans: Sequence[Span]) -> _Judged:
    if not spans:
        return rule, False, rule.missing, ()
    return rule, True, Wording(gettext_noop("The notice does it: {asks}."), {"asks": rule.asks}), spans


def _reason(rule: NoticeRule, layout: Layout) -> _Judged:
    """A reason of its own: that "the duty does not apply" is what a refusal says, not why."""
    for hit in hits(cue_table("notice"), layout.plain):
        if hit.sense == "reason" and not _NO_REASON.match(layout.plain, hit.end):
            return _plain(rule, [(hit.start, hit.end)])
    return rule, False, rule.missing, ()


_PARTS = {
    "factors_for": gettext_noop("factors for confirming"),
    "factors_against": gettext_noop("factors against confirming"),
    "balance": gettext_noop("a balance of them"),
}


def _weighing(rule: NoticeRule, weighed: Mapping[str, Span]) -> _Judged:
    """Factors both ways and a balance: each has to be there."""
    missing = [Wording(words) for part, words in _PARTS.items() if part not in weighed]
    spans = [weighed[part] for part in _PARTS if part in weighed]
    if not missing or len(missing) == len(_PARTS):
        return _plain(rule, spans)
    words = {
        1: gettext_noop("The notice lacks {first}."),
        2: gettext_noop("The notice lacks {first} and {second}."),
    }[len(missing)]
    names = dict(zip(("first", "second"), missing, strict=False))
    return rule, False, Wording(words, names), spans


def _limb(rule: NoticeRule, own: Sequence[ProvisionFound]) -> _Judged:
    """A provision that itself allows it has to be named, or the whole section; others that are named are pointed out."""
    able = [each for each in own if _can_deny(each)]
    unable = [each for each in own if not _can_deny(each) and exemption(each.law, each.provision) is not None]
    if able and not unable:
        return _plain(rule, [(each.start, each.end) for each in able])
    if able:
        words = {"able": able[0].provision, "unable": ", ".join(each.provision for each in unable)}
        spans = [(each.start, each.end) for each in able]
        return rule, True, Wording(gettext_noop("{able} allows it; {unable} does not."), words), spans
    spans = [(each.start, each.end) for each in unable]
    for each in unable:
        found = exemption(each.law, each.provision)
        if found is not None and found.neither_confirm_nor_deny:
            words = {"unable": each.provision, "able": found.neither_confirm_nor_deny}
            return (
                rule,
                False,
                Wording(gettext_noop("{unable} does not allow it; {able} would."), words),
                spans,
            )
    return rule, False, rule.missing, spans


def _can_deny(each: ProvisionFound) -> bool:
    """The provision itself lets the authority neither confirm nor deny, or is the whole section of one that does."""
    found = exemption(each.law, each.provision)
    if found is None:
        return False
    return found.is_neither_confirm_nor_deny or (
        found.provision == found.section and allows_neither_confirm_nor_deny(each.law, each.provision)
    )


def _lifting(each: ProvisionFound, layout: Layout) -> ProvisionFound:
    """ "The duty does not apply by virtue of section 31(3)" relies on it, though "not apply" stands before it."""
    sentence = layout.sentence_at(each.start)
    if each.use == "considered" and _DUTY_LIFTED.search(layout.plain[sentence[0] : each.start]):
        return replace(each, use="relied_on")
    return each


def _is_denial(each: ProvisionFound) -> bool:
    found = exemption(each.law, each.provision)
    return found is not None and found.is_neither_confirm_nor_deny


def _is_about_harm(own: Sequence[ProvisionFound]) -> bool:
    """Whether a denial here has to show harm: not where all that could carry it are classes of information."""
    bases = [
        found.basis
        for each in own
        if allows_neither_confirm_nor_deny(each.law, each.provision)
        and (found := exemption(each.law, each.provision)) is not None
    ]
    return not bases or any(basis not in _NEEDS_NO_HARM for basis in bases)


def _law_of(relied: Sequence[ProvisionFound], laws: Laws) -> str:
    """The law that most provisions relied on are of, among those with rules on notices; else the one named most."""
    counted = [each.law for each in relied if notice_rules(each.law)]
    return max(counted, key=counted.count) if counted else laws.main
