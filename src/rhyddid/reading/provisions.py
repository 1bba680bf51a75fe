"""The provisions of a letter, each with its law and what the letter does with it.

In: the plain text, its laws and layout, the kind of letter. Out: `ProvisionFound`s. What a provision *can* do
(exempt, refuse, only rule the procedure) is the law room's knowledge; what the letter does with it (relies on it,
weighed it, mentions it) is told by the words around.
"""
# ruff: noqa: E501 -- the patterns are data, one form of words after another

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rhyddid.law.exemptions import provision_role
from rhyddid.law.provisions import provision_chain
from rhyddid.reading.citations import Citation, citations
from rhyddid.reading.laws import LawNamed, Laws
from rhyddid.reading.layout import Layout, Span
from rhyddid.reading.reading import LetterKind, ProvisionUse

_OF_LAW = re.compile(
    r"[ ,]*(?:\([^()]{2,60}\)|[-:]? ?[a-z ,']{2,50}?)?[ ,-]*(?:of|under|to|in|from|within|o'r|o) (?:the |that |schedule \d+ (?:to|of) the |ddeddf )?[\"'(]*|[ ,]*[\"'(]*(?:the )?[\"']*|[ ,(-]*"
)
_LAW_THEN = re.compile(
    r"[ ,:;'\")(-]*(?:(?:\(?\"?[a-z]{2,6}\"?\)?)?[ ,:'\")(-]*)(?:under |at |by )?(?:the )?"
)
_SAME_ACT = re.compile(
    r"[ ,]*(?:of|under|to) (?:the|that|this|said) (?:act|regulations|eirs?|foia?|foi act|ddeddf)\b"
)
_RELIES = re.compile(
    r"\b(?:exempt\w*|except(?:ion|ions|ed)|withh\w+|refus\w+|redact\w*|remov\w+|appl(?:y|ies|ied|ying|icable)|engag\w+|rel(?:y|ies|ied|ying|iance)|virtue|under|pursuant|accordance|terms of|falls?|cit(?:e|ed|ing)|claim\w*|invok\w+|prejudic\w*|qualified|absolute|class[- ]based|privileg\w*|vexatious|not held|does not exist|deem\w*|den(?:y|ied)|grounds?|provides? (?:that|for)|states?|says?|sets out|test|uphold|upheld|eithr\w*|heithr\w*|esempt\w*|hesempt\w*|o dan|yn unol|gwrthod|hatal|neither)\b"
)
_ONLY_SPOKEN_OF = re.compile(
    r"\b(?:you|your (?:request|letter|e-?mail|complaint|appeal|view|submission)) (?:also )?(?:said?|says?|suggest\w*|argu\w*|claim\w*|mention\w*|refer\w*|state\w*|ask\w* (?:us|whether|that|if|why)|cit\w+|think|believe|quot\w+|contend\w*)\b"
    r"|\b(?:had (?:we|it|the)|would have (?:been|had|relied|applied)|could have|might have|instead of|rather than|as opposed to|asked (?:us|that|me)|urged|invited (?:us|me)|we were asked|was (?:looked at|considered) first|suggested)\b"
    r"|\b(?:exemptions?|exceptions?|provisions?|sections?|others?) (?:such as|like|including|for example)\b|\bthis is not a refusal\b|\b(?:for (?:information|reference)|by way of background)\b"
    r"|\b(?:a |the )?(?:different|separate|unrelated|earlier|previous|other|another) (?:foi |eir )?(?:request|applicant|case|person|requester|response)\b"
)
_NOT_USED = re.compile(
    r"\b(?:do(?:es)?|did|is|are|was|were|has|have|need|would|could|can|should)(?: not|n't|nnot) (?:\w+ ){0,3}?(?:prevent\w*|stop\w*|bar\w*|preclud\w*|engag\w+|appl(?:y|ies|ied|icable)|rel(?:y|ied|ying|evant)|invok\w+|cover\w*|needed|use[ds]?|persuad\w+|satisf\w+|made out|met|bit\w*|in play|arise|catch|extend|pursued?|maintained?|justif\w+|think|consider\w*)\b"
    r"|\b(?:cannot|can't|not) (?:be )?(?:rel\w+|appl\w+|sustain\w*|maintain\w*|use[ds]?|invok\w+|made out)\b|\b(?:no|nor) (?:need|reason|ground|basis|part|longer)\b|\b(?:concluded|decided|found|satisfied|view) (?:that )?(?:it|this|the exemption|neither|none) (?:does|do|did|is|was|were)(?: not|n't)?\b(?=[^.;]{0,20}\b(?:not|n't|no)\b)"
    r"|\b(?:fell|fall|falls|outweighed by|gave way|came down|comes down) (?:away|to the public|in favour of (?:release|disclos\w+|openness))\b|\bin favour of (?:release|releasing|disclos\w+|giving)\b"
    r"|\b(?:withdr[ae]w\w*|dropped|abandon\w*|set aside|disappl\w+|overturn\w*)\b"
)
_WITHHOLDS = re.compile(
    r"\b(?:withh\w+|refus\w+|exempt from|is exempt|are exempt|not (?:be )?(?:releas\w+|disclos\w+|provid\w+|suppl\w+|obliged|required|held))\b"
)
_LOOKED_AT = re.compile(
    r"\b(?:looked at|considered|weighed|thought about|asked (?:us|that)|reviewed|examined|first)\b"
)
_WEIGHED_BEFORE = re.compile(
    r"\b(?:consider(?:ed|ing)|th(?:ought|inking) about|look(?:ed|ing) (?:at|into)|weighed|explored|discussed|wondered about|turned to) (?:also )?(?:whether )?(?:the )?(?:use of |applying |exemption (?:in|at|under|provided by) )?$"
)
_WEIGHED_AFTER = re.compile(
    r"[^.;]{0,30}\b(?:was|were|has been|had been) (?:also )?(?:looked at|considered|weighed|discussed|thought about)\b"
)
_IN_VAIN = re.compile(
    r"\b(?:but|however|(?:do|did|does|was|is|have|has)(?: not|n't)|not applied|no real|cannot|nothing)\b"
)
_OF_A_PAPER = re.compile(
    r" (?:notices?|agreements?|orders?|officers?|budget|investigations?|enquir(?:y|ies)|contributions?|schools?|funding|money|monies|powers?) ?(?!under)\b"
)
_TURNS = re.compile(
    r"(?:that|this|it|but|however|in the end|on balance|having|i|we|the)\b[^.;]{0,100}\b(?:not|n't|nothing|no longer|neither|enclosed|released|disclosed)\b"
)
_DENIES = re.compile(
    r"\b(?:absolv\w+|excus\w+|exclud\w+|removes|relieves?|confirm\w* (?:or|nor) den\w+|whether or not (?:we|it|the)|not obliged|not required|cadarnhau)\b"
)
_CONSIDERED_BEFORE = re.compile(
    r"(?:\b(?:no longer|not|never|without|incorrectly|wrongly|previously|nor|rather than|instead of)\b <?(?:[a-z]+ ){0,3}(?:rel(?:y|ying|ied)|appl(?:y|ying|ied)|engag\w+|cit(?:e|ing|ed)|exempt|invok\w+|withh\w+)\b[^.;]{0,50}"
    r"|\b(?:withdraw\w*|withdrew|overturn\w*|set aside|remov\w+ the (?:exemption|exception)|reconsider\w*|disappl\w+)\b[^.;]{0,70}"
    r"|\b(?:consider(?:ing|ed)? (?:whether|if|the (?:application|use|possible))|whether (?:or not )?(?:the )?(?:information |request |exemption |exception |it |any )?[^.;]{0,40}|still considering|not yet (?:reached|made)[^.;]{0,160}|time to (?:consider|determine|assess)[^.;]{0,160}) (?:be |well be |have been )?(?:[a-z]+ ){0,4}[^.;]{0,45}"
    r"|\b(?:may|might|could|potentially|possibly) (?:be |well be |have been |also )?(?:[a-z]+ ){0,2}(?:exempt\w*|engag\w+|appl\w+|withh\w+|falls?|covered|rel\w+|subject)\b[^.;]{0,45})$"
)
_CONSIDERED_AFTER = re.compile(
    r"[^.;]{0,60}?\b(?:is not|are not|was not|were not|is no longer|does not|do not|did not|no longer|cannot be|should not have been|had not been|was incorrectly|were incorrectly|was wrongly|may|might|could)\b (?:be )?(?:[a-z]+ ){0,2}(?:engaged|appl(?:y|ied|icable|ies)|relied|correct|been applied|justified|maintained)"
)
_MENTION_BEFORE = re.compile(
    r"(?:subject to|notwithstanding|public interest (?:(?:exemption|test|override|provision)s? )?(?:contained |set out )?(?:in|under|at)|other than|request made under|complain\w* (?:[a-z]+ ){0,4}under|example|such as(?: those)?(?: (?:at|in|under|set out in))?|unless|if|guidance on|as defined (?:in|by|under)|within the meaning of) (?:the )?(?:exemption at |paragraph )?$"
)
_OVERTURNED = re.compile(
    r"\b(?:overturn\w*|incorrect(?:ly)?|not correct(?:ly)?|wrong(?:ly)?|should not have (?:been )?(?:applied|refused|withheld|relied)|(?:have|has|had) now (?:provided|released|disclosed) (?:you with )?all|no longer (?:rely|relying|relies)|uphold(?:ing)? your (?:complaint|appeal)|your (?:complaint|appeal) is (?:therefore )?upheld|annul\w*|revers\w+ the)"
)
_NOW_RELIES = re.compile(
    r"\b(?:(?:is|are|am|has been|have been|remains?|continues?|still|must|correctly|properly|rightly|now) (?:[a-z]+ ){0,4}(?:exempt|withh\w+|redact\w*|engaged|appl\w+|upheld|rel\w+|refus\w+)|uphold\w*|maintain|affirm\w*|endorse|confirm the|agree|satisfied|content that|we (?:are|have) (?:withh\w+|redact\w+|refus\w+|relying|appl\w+))\b"
)
_DUTY_LIFTED = re.compile(
    r"\b(?:dut(?:y|ies)|obligation|1\(1\)\(a\))[^.;]{0,90}\b(?:do|does|did) not (?:apply|arise)[^.;]{0,60}$"
)
_OF_ANOTHER_REQUEST = re.compile(
    r"\b(?:earlier|previous|separate|other|last) (?:foi |eir |information )?(?:request|response|letter|reply|case)s?\b[^.;]{0,90}$"
)
_VEXATIOUS = re.compile(r"\b(?:vexatious|repeated|manifestly unreasonable)\b")
_AFTER_HEADING = re.compile(r" ?(?:\([a-z][^()]{2,60}\))? ?(?:[-:]|\.) ")
_LABELLED = re.compile(r"[^.;?]{3,60} ?[-:(] ?$")
_WITHDRAWS = re.compile(
    r"\b(?:withdr[ae]w\w*|no longer (?:rel\w+|appl\w+|forms?|engaged|wish\w*|seek\w*)|annul\w*|overturn\w*|set aside|setting aside|disappl\w+|revers(?:e|ed|ing)"
    r"|(?:do|does|did) not (?:think|agree|consider|accept|believe|find|uphold)\b[^.;]{0,80}\b(?:engaged|appl(?:y|ies|ied)|correct\w*|properly|exempt\w*|met)"
    r"|not (?:been )?(?:properly |correctly )?(?:engaged|applied)|(?:was|were|been) (?:wrongly|incorrectly) (?:applied|relied|engaged|cited|withheld|refused)|should not have been (?:applied|withheld|refused|relied))\b"
    r"|\bni(?:d)? (?:wyf|yw|oedd|ydym|ydwyf|chredaf|chytunaf)\b[^.;]{0,60}\b(?:gymwys|gymhwyso|gywir|berthnasol|chymhwyso)\b"
)
_NOT_WITHDRAWN = re.compile(
    r"\b(?:do not|don't|cannot|can not|no reason to) (?:agree|accept|uphold|find|consider)[^.;]{0,60}\b(?:wrongly|incorrectly|should not|your (?:complaint|argument|view))\b"
)
_ORIGINALLY = re.compile(r"\b(?:original(?:ly)?|initially|previously|at first|yn wreiddiol|i ddechrau)\b")


def withdraws(plain: str) -> bool:
    """Whether a sentence takes back a refusal, or says that an exemption does not apply."""
    return _WITHDRAWS.search(plain) is not None and _NOT_WITHDRAWN.search(plain) is None


@dataclass(frozen=True, slots=True)
class ProvisionFound:
    """One cited provision at `start:end`."""

    law: str
    provision: str
    use: ProvisionUse
    ability: str
    """What the law room says it can do: exemption, not_held, cost_limit, vexatious, procedural, other."""
    start: int
    end: int
    basis: str


def provisions_in(layout: Layout, laws: Laws, kind: LetterKind) -> list[ProvisionFound]:
    """Every cited provision, in order."""
    overturned = kind == "review_outcome" and _OVERTURNED.search(layout.plain) is not None
    found: list[ProvisionFound] = []
    for citation in citations(layout.plain):
        law = _law_of(citation, laws, layout.plain)
        for provision, span in citation.provisions:
            ability = ability_of(law, provision)
            use, basis = _use(ability, citation, layout, kind, overturned)
            found.append(ProvisionFound(law, provision, use, ability, span[0], span[1], basis))
    return _without_withdrawn(found, layout) if kind == "review_outcome" else found


def _without_withdrawn(found: list[ProvisionFound], layout: Layout) -> list[ProvisionFound]:
    """A review's provisions: what it takes back was only considered, wherever else the letter names it."""
    last_word: dict[tuple[str, str], bool] = {}
    for place, each in enumerate(found):
        start = layout.sentence_at(each.start)[0]
        end = layout.blocks[layout.block_at(each.start)].end
        following = next(
            (
                other.start
                for other in found[place + 1 :]
                if other.provision != each.provision and other.start < end
            ),
            end,
        )
        sentence_end = layout.sentence_at(each.start)[1]
        if following < sentence_end and not withdraws(layout.plain[each.end : following]):
            following = sentence_end  # several cited together
        words = layout.plain[start:following]
        if withdraws(words):
            last_word[(each.law, each.provision)] = True
        elif _NOW_RELIES.search(words) and not _ORIGINALLY.search(words):
            last_word[(each.law, each.provision)] = False
    return [
        replace(each, use="considered", basis="withdrawn")
        if each.use == "relied_on" and last_word.get((each.law, each.provision))
        else each
        for each in found
    ]


def ability_of(law: str, provision: str) -> str:
    """What the provision can do in a decision."""
    if law == "other":
        return "other"
    if law == "au-foi":
        return _australian(provision)
    return provision_role(law, provision)


def relied_on(found: list[ProvisionFound]) -> list[ProvisionFound]:
    """Each provision relied on once, the narrowest of a line (40(2), not 40 beside it)."""
    first: dict[tuple[str, str], ProvisionFound] = {}
    for each in found:
        if each.use == "relied_on":
            first.setdefault((each.law, each.provision), each)
    wider = {(law, step) for law, provision in first for step in provision_chain(provision)[1:]}
    return [each for key, each in first.items() if key not in wider]


def _australian(provision: str) -> str:
    section = provision_chain(provision)[-1]
    number = int("".join(sign for sign in section if sign.isdigit()) or 0)
    if section == "24A":
        return "not_held"
    if section in ("24", "24AA"):
        return "cost_limit"
    if section == "22" or 33 <= number <= 47:
        return "exemption"
    return "procedural" if number else "other"


def _law_of(citation: Citation, laws: Laws, plain: str) -> str:
    after = laws.after(citation.end)
    if _SAME_ACT.match(plain, citation.end):
        near = laws.before(citation.start)
        if near and near.law == "other" and citation.start - near.end < 90 and citation.unit != "regulation":
            return near.law
        return laws.default(citation.unit)
    if after and after.start - citation.end <= 75 and _OF_LAW.fullmatch(plain, citation.end, after.start):
        return _fitting(after, citation, laws)
    before = laws.before(citation.start)
    if (
        before
        and citation.start - before.end <= 40
        and _LAW_THEN.fullmatch(plain, before.end, citation.start)
    ):
        return _fitting(before, citation, laws)
    if citation.unit == "exemption":
        return "us-foia"
    return laws.default(citation.unit)


def _fitting(named: LawNamed, citation: Citation, laws: Laws) -> str:
    """The law named, or, where it has no such unit (a "regulation" of FOIA), the one of the same country that has."""
    if named.law == "other":
        return "other"
    unit_is_regulation = citation.unit == "regulation"
    if named.law in ("uk-foia", "uk-eir") and unit_is_regulation != (named.law == "uk-eir"):
        return "uk-eir" if unit_is_regulation else ("uk-foia" if named.law == "uk-foia" else named.law)
    return named.law


def _use(
    ability: str, citation: Citation, layout: Layout, kind: LetterKind, overturned: bool
) -> tuple[ProvisionUse, str]:
    if ability == "procedural":
        return "procedural", "by_law"
    if ability == "other":
        return "mentioned", "by_law"
    sentence = layout.sentence_at(citation.start)
    before = layout.plain[sentence[0] : citation.start]
    after = layout.plain[citation.end : sentence[1]]
    if _OF_ANOTHER_REQUEST.search(before):
        return "mentioned", "only_named"
    if _MENTION_BEFORE.search(before) and not (ability == "vexatious" and _VEXATIOUS.search(before)):
        return "mentioned", "only_named"
    if _DUTY_LIFTED.search(before) and kind in ("decision", "review_outcome"):
        return "relied_on", "denial"
    if _CONSIDERED_BEFORE.search(before) or _CONSIDERED_AFTER.match(after):
        return "considered", "not_applied"
    if kind in (
        "extension",
        "clarification",
        "acknowledgement",
        "transfer",
        "request",
        "automatic_reply",
        "bounce",
    ):
        return ("considered" if kind == "extension" else "mentioned"), "kind"
    if overturned and not _NOW_RELIES.search(layout.plain, *sentence):
        return "considered", "overturned"
    deciding = kind in ("decision", "review_outcome", "other")
    repeated = ability == "vexatious" and _VEXATIOUS.search(layout.plain, *sentence)
    if deciding and not repeated and _spoken_of(layout, sentence, before, after):
        return "considered", "not_used"
    if _RELIES.search(before) or _RELIES.search(after):
        return "relied_on", "reliance_words"
    if _DENIES.search(before) or _DENIES.search(after):
        return "relied_on", "denial"
    if _opens_block(layout, citation.start, citation.end):
        return "relied_on", "heading_or_list"
    if kind in ("decision", "review_outcome"):
        return "relied_on", "no_other_words"
    return "mentioned", "only_named"


def _spoken_of(layout: Layout, sentence: Span, before: str, after: str) -> bool:
    """Whether the letter names the provision without using it: the requester's words, or weighed and not applied."""
    if _ONLY_SPOKEN_OF.search(before[-160:]):
        return True
    if _OF_A_PAPER.match(after) and not _RELIES.search(before):
        return True
    weighed = _WEIGHED_BEFORE.search(before) or _WEIGHED_AFTER.match(after)
    if weighed and _IN_VAIN.search(after) and not _WITHHOLDS.search(after):
        return True
    around = f"{before[-90:]} \0 {after[:110]}"
    if _NOT_USED.search(around) and not _WITHHOLDS.search(around):
        return True
    following = layout.plain[sentence[1] : sentence[1] + 160].strip()
    return _TURNS.match(following) is not None and _LOOKED_AT.search(before) is not None


def _opens_block(layout: Layout, position: int, end: int) -> bool:
    """A heading or an item of a list: "Section 31(3) Law enforcement;", or a cell with nothing but the citation."""
    block = layout.blocks[layout.block_at(position)]
    lead = layout.plain[block.start : position].strip(" .-•*()\"'o0123456789")
    short = block.end - block.start < 160
    if not lead or len(lead) < 4:
        return short or _AFTER_HEADING.match(layout.plain, end) is not None
    return short and _LABELLED.fullmatch(layout.plain, block.start, position) is not None
