"""What a passage decides: disclosed, in part, not held, exempt, neither confirmed nor denied, over the cost limit …

In: cue hits, sentences and provisions of one passage. Out: a `Decided` with the decision and how it was told. A
sentence says one thing, the strongest cue in it; what follows a refusal and has no cue of its own is its explanation.
"""
# ruff: noqa: E501 -- the patterns are data, one form of words after another

from __future__ import annotations

import re
from dataclasses import dataclass

from rhyddid.reading.cues import Hit
from rhyddid.reading.layout import Layout, Span
from rhyddid.reading.leaning import leaning
from rhyddid.reading.provisions import ProvisionFound, withdraws
from rhyddid.reading.reading import Decision

_STRENGTH = (
    "neither_confirm_nor_deny",
    "vexatious",
    "cost_limit",
    "redacted",
    "exempt",
    "not_held",
    "clarification",
    "declines",
    "disclosed",
)
_NEGATIVE: dict[str, Decision] = {
    "neither_confirm_nor_deny": "neither_confirm_nor_deny", "vexatious": "vexatious", "cost_limit": "cost_limit",
    "exempt": "exempt", "redacted": "exempt", "not_held": "not_held", "clarification": "clarification_asked",
    "declines": "exempt",
}  # fmt: skip
_BY_PROVISION = {
    "not_held": "not_held",
    "cost_limit": "cost_limit",
    "vexatious": "vexatious",
    "exemption": "exempt",
}
_FIGURE = re.compile(r"£ ?\d|€ ?\d|(?<![\w.,(/\[])(?!(?:19|20)\d\d\b)\d[\d,.]*(?![\d)]*\))")
_CONTRAST = re.compile(
    r"\b(?:however|but|although|though|nevertheless|while|outside (?:of )?the act|under (?:our )?(?:duty|section 16)|advice and assistance|to assist you|for your information|ond|fodd bynnag)\b"
)
_N_A = re.compile(r"\W*(?:n/?a|not applicable|none|nil|-+)\W*$")
_GIVES = re.compile(
    r"\b(?:can (?:provide|confirm|disclose)|attached|enclosed|below|as follows|https?:|www\.|total|figure)"
)


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, and the words it was told by ("basis" names the kind of evidence)."""

    decision: Decision
    basis: str
    evidence: Span | None


def decide(
    layout: Layout,
    start: int,
    end: int,
    hits: list[Hit],
    provisions: list[ProvisionFound],
    *,
    whole: bool = False,
    mixed: bool = False,
) -> Decided:
    """The decision of the passage `text[start:end]`, from the hits and provisions in it.

    `whole`: it is the whole body; `mixed`: words of the question stand in it too.
    """
    if end <= start:
        return Decided("no_answer", "nothing", None)
    senses: list[tuple[Span, str, str]] = []
    for sentence in layout.sentences_in(start, end):
        senses.append((sentence, *_sense_of(layout, sentence, hits, provisions)))
    if not mixed and not any(sense for _, sense, _ in senses):
        senses = _leaning(layout, senses)
    negatives = [(span, sense, how) for span, sense, how in senses if sense in _NEGATIVE]
    if not negatives:
        return _disclosed(layout, start, end, senses)
    firm = [each for each in negatives if each[1] != "declines"]
    if firm:  # "we cannot provide this, as we do not hold it"
        negatives = [
            each for each in negatives if each[1] != "declines" or firm[0][1] in ("exempt", "redacted")
        ]
    strongest = min(negatives, key=lambda each: _STRENGTH.index(each[1]))
    main = negatives[0] if negatives[0][1] not in ("redacted",) else strongest
    if strongest[1] in ("neither_confirm_nor_deny", "vexatious", "cost_limit"):
        main = strongest
    elif any(sense == "exempt" for _, sense, _ in negatives) and main[1] in ("redacted", "clarification"):
        main = next(each for each in negatives if each[1] == "exempt")
    elif main[1] == "not_held" and any(sense in ("exempt", "redacted") for _, sense, _ in negatives):
        by_section = any(p.ability == "not_held" for p in provisions)
        if not by_section:
            main = next(each for each in negatives if each[1] in ("exempt", "redacted"))
    elif main[1] == "exempt" and {p.ability for p in provisions if p.use == "relied_on"} == {"not_held"}:
        main = next((each for each in negatives if each[1] == "not_held"), main)
        if main[1] == "exempt":
            return Decided("not_held", "provision", main[0])
    decision = _NEGATIVE[main[1]]
    given = _given(layout, senses, negatives, main, _elsewhere(provisions), hits, whole=whole)
    if given and decision in ("exempt", "not_held", "cost_limit", "neither_confirm_nor_deny"):
        return Decided("partly_disclosed", "mixed", main[0])
    return Decided(decision, main[2], main[0])


def _sense_of(
    layout: Layout, sentence: Span, hits: list[Hit], provisions: list[ProvisionFound]
) -> tuple[str, str]:
    inside = {hit.sense for hit in hits if hit.start < sentence[1] and hit.end > sentence[0]}
    if inside & {"exempt", "redacted"} and withdraws(layout.plain[sentence[0] : sentence[1]]):
        inside -= {"exempt", "redacted"}
    for sense in _STRENGTH:
        if sense in inside:
            if (
                sense == "redacted"
                and "exempt" in inside
                and "disclosed" not in inside
                and not _names_only(layout, sentence)
            ):
                return "exempt", "words"
            return sense, "words"
    for each in provisions:
        if (
            sentence[0] <= each.start < sentence[1]
            and each.use == "relied_on"
            and each.ability in _BY_PROVISION
        ):
            return _BY_PROVISION[each.ability], "provision"
    return "", ""


_YES_OR_NO = re.compile(r"\W*(?:yes|no|oes|nac oes|ydy)\b ?(?:[,.;:-]|$)")
_OF_LEANING = {"clarification_asked": "clarification"}
_MOST_LEANING = 3
_SURE, _SURER = 0.8, 0.92


def _leaning(layout: Layout, senses: list[tuple[Span, str, str]]) -> list[tuple[Span, str, str]]:
    """Where no sentence has a known form of words: what the first lean to by their words, if they clearly do."""
    result = list(senses)
    for place, (span, _, _) in enumerate(senses[:_MOST_LEANING]):
        plain = layout.plain[span[0] : span[1]]
        if _YES_OR_NO.match(plain) or len(plain) > (140 if place else 320) or len(_FIGURE.findall(plain)) > 2:
            continue
        sense, share = leaning(plain)
        if sense != "disclosed" and share >= (_SURER if place else _SURE):
            result[place] = (span, _OF_LEANING.get(sense, sense), "leaning")
    return result


def _names_only(layout: Layout, sentence: Span) -> bool:
    return (
        re.search(
            r"\b(?:names?|details|signatures?|personal|addresses|redact\w*)\b",
            layout.plain[sentence[0] : sentence[1]],
        )
        is not None
    )


def _disclosed(layout: Layout, start: int, end: int, senses: list[tuple[Span, str, str]]) -> Decided:
    if re.fullmatch(r"\W*", layout.plain[start:end]):
        return Decided("no_answer", "nothing", None)
    told = next((span for span, sense, _ in senses if sense == "disclosed"), None)
    return Decided("disclosed", "words" if told else "plain_answer", told or (start, end))


def _given(
    layout: Layout,
    senses: list[tuple[Span, str, str]],
    negatives: list[tuple[Span, str, str]],
    main: tuple[Span, str, str],
    cautious: bool,
    hits: list[Hit],
    *,
    whole: bool,
) -> bool:
    """Whether the passage also gives something: before the refusal, or after it in words or figures."""
    first = negatives[0][0][0]
    for span, sense, _ in senses:
        plain = layout.plain[span[0] : span[1]]
        if span[0] < first:
            if (
                sense == "disclosed"
                and "follow" not in plain[-30:]
                and not (cautious and _ELSEWHERE.search(plain))
                and not _LATER.search(plain)
            ):
                return True
            if (
                sense == ""
                and not cautious
                and main[1] != "cost_limit"  # figures reckon the cost
                and _FIGURE.search(plain)
                and (not _is_preface(plain) or _FIGURE_GIVEN.search(plain))
            ):
                return True
            if sense == "" and not cautious and _TELLS.search(plain):
                return True
        elif sense == "disclosed":
            if main[1] == "neither_confirm_nor_deny" and whole and not _HANDS_OVER.search(plain):
                continue
            if not (cautious and _ELSEWHERE.search(plain)) and not _LATER.search(plain):
                return True
        elif (span[0] >= first and sense == "redacted" and any(s == "disclosed" for _, s, _ in senses)) or (
            main[1] == "not_held" and sense == "" and _gives_though(plain)
        ):
            return True
        if sense in ("exempt", "redacted") and _gives_in_part(hits, span):
            return True
        if sense in ("exempt", "redacted", "not_held", "declines") and _PART_AND_PART.search(plain):
            return True
    inside = layout.plain[main[0][0] : main[0][1]]
    if main[1] == "not_held" and re.search(r"[:–-] ?£|, approx", inside):
        return True
    return (
        main[1] == "not_held"
        and len(negatives) < len(senses)
        and any(re.search(r"£ ?\d", layout.plain[span[0] : span[1]]) for span, _, _ in senses)
    )


_FIGURE_GIVEN = re.compile(r": ?[£€$]?\d[\d,.]*\W*$")
_PART_AND_PART = re.compile(
    r"\b(?:can (?:give|provide|confirm|tell)|is|was|were|are|there (?:is|are|was|were))\b[^;]{0,60}(?<![\w.,(/\[])(?!(?:19|20)\d\d\b)\d[\d,.]*(?![\d)]*\))[^;]{0,30}[,;] (?:but|although|however|while|whereas|though) "
    r"|\b(?:parts?|some|most|the first|pages?|one)\b[^;]{0,60}\b(?:enclosed|attached|released|disclosed|provided|supplied|given)\b[^;]{0,20}\b(?:and|but|while|although|whereas)\b[^;]{0,60}\b(?:withheld|exempt|refused|not|kept|redacted)\b"
    r"|(?<!not be )(?<!not )\b(?:enclosed|attached|released|disclosed|provided|supplied|given)\b,? (?:save for|except(?: for)?|apart from|other than|with the exception of)\b"
)
_HANDS_OVER = re.compile(
    r"\b(?:attach(?:ed)?|enclos(?:e|ed)|outside (?:of )?the act|please find|can confirm that)\b"
)
_TELLS = re.compile(
    r"^\W*(?:yes|no|oes|ydy)\b|\b(?:uses?|used by|supplied by|provided by|operated by|run by|held by|is called|named)\b(?! for)"
)
_ELSEWHERE = re.compile(r"\b(?:available|published|found|accessible|website|publicly|online|link)\b")
_LATER = re.compile(
    r"\b(?:once|will be (?:published|released|available)|in due course|when (?:it|they) (?:is|are|has|have)|could (?:provide|supply)|would be able)\b"
)


def _elsewhere(provisions: list[ProvisionFound]) -> bool:
    """Refused because it can be had elsewhere: to say where gives nothing."""
    own = [each for each in provisions if each.use == "relied_on"]
    return bool(own) and all(
        (each.law, each.provision.split("(")[0])
        in (("uk-foia", "21"), ("uk-foia", "22"), ("sct-foisa", "25"), ("sct-foisa", "27"))
        or each.provision == "6(1)(b)"
        for each in own
    )


def _gives_though(plain: str) -> bool:
    """A sentence after "not held" that gives something all the same."""
    return bool(re.search(r"£ ?\d", plain)) or bool(_CONTRAST.search(plain) and _FIGURE.search(plain))


def _gives_in_part(hits: list[Hit], sentence: Span) -> bool:
    """One sentence that gives and keeps back: "140 pages are released in full and 22 withheld"."""
    inside = {hit.sense for hit in hits if sentence[0] <= hit.start < sentence[1]}
    return "disclosed" in inside and bool(inside & {"redacted", "partial"})


_PREFACE = re.compile(
    r"(?:we (?:estimate|would have|have estimated|calculate)|it would|to (?:answer|comply|collate|locate)|there are (?:about|some|around|approximately|over|more than) [\d,]+|please note|you asked|i refer|cyfeiriaf|i write|thank you|diolch|further to|with regard|in relation|in respect|regarding|under|section|regulation|the (?:freedom|information (?:you|requested))|this (?:information|part|request|question)|\[?\d*\]?\W*(?:\[?email address|https?:)|your request|following|having|i (?:have|can confirm|am)|we (?:have (?:considered|reviewed|searched|consulted)|can confirm|confirm|do hold|hold)|it is|as (?:you|this|the)|(?:[a-z' ]{3,50})(?:does|do|can confirm (?:that )?(?:it|we)(?: do| does)?) hold|i can confirm|[a-z' ]{3,60} can confirm that)"
)


def _is_preface(plain: str) -> bool:
    """Words that lead to a refusal and give nothing: "We can confirm that we hold this information."."""
    return _PREFACE.match(plain.strip()) is not None or len(plain.strip()) < 4
