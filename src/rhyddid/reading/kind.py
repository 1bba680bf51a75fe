"""What kind of letter it is, by weighing the cues of `tables/kinds.toml`.

In: the plain text, its layout, what the transport knows. Out: a `KindFound` with the kind, its margin over the next and
the words that told most. A letter that decides is a decision though it also asks or promises; a letter that only
promises is an acknowledgement or an extension, whatever sections it names.
"""
# ruff: noqa: E501 -- the patterns are data, one form of words after another

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from rhyddid.letters.letter import MailKind
from rhyddid.reading.cues import Hit, cue_table, hits
from rhyddid.reading.kind_words import kind_shares
from rhyddid.reading.layout import Layout, Span
from rhyddid.reading.paragraphs import Paragraphs
from rhyddid.reading.reading import LetterKind

_BY_TRANSPORT: dict[MailKind, LetterKind] = {
    "automatic_reply": "automatic_reply", "bounce": "bounce", "delay_notice": "bounce", "spam": "other",
}  # fmt: skip
_CAP = 9.0
_WIDE = 8.0
_PASSED_ON = 5.0
"""The weight of words that pass a request on; what weighs less only says whose matter it is."""
_RULES = 0.9
"""How much a point of the rules weighs beside the words (measured by `kind_training`)."""
_KINDS: tuple[LetterKind, ...] = (
    "acknowledgement", "automatic_reply", "bounce", "clarification", "decision", "extension", "other", "request",
    "review_outcome", "transfer",
)  # fmt: skip
_DECIDES = {"not_held", "neither_confirm_nor_deny", "cost_limit", "vexatious", "exempt", "redacted"}
_REVIEW_ASKED = re.compile(
    r"\b(?:acknowledge|acknowledgement|receipt)\b[^.]{0,120}\b(?:internal review|review|appeal)\b|\b(?:internal review|review|appeal)\b[^.]{0,160}\b(?:will be|decision on your request will|aim to|hereby acknowledge|i acknowledge|being (?:considered|conducted|dealt))"
)
_FOI_WORDS = re.compile(
    r"\b(?:freedom of information|foi|foia|foisa|eir|eirs|environmental information|request for information|information request|information act|rhyddid gwybodaeth|access to information|records?|your request|eich cais)\b"
)
_FIGURE = re.compile(r"(?<![\w/.-])\d[\d,.]*(?![\w/-])|£ ?\d")
_LIMIT_OR_FEE = re.compile(r"\b(?:limit|fees?|charge|photocop\w*|postage|hour|payment)\b")
_FEE_FIRST = re.compile(
    r"\b(?:fees? notice|notice of fees?|section 9\b|hysbysiad ffi|until (?:[a-z]+ ){0,4}(?:payment|cheque)|(?:fee|charge) is payable|suspended|payment is received|paid within|within three months)\b"
)
_REVIEW_TO_COME = re.compile(
    r"\breview (?:will|is to|shall) (?:now )?be\b|\b(?:will|shall|is to|are to) (?:carry out|conduct|undertake|look (?:again )?(?:at|into)|reconsider)\b[^.]{0,60}\b(?:review|complaint|request)\b"
    r"|\b(?:let you (?:know|have)|tell you|inform you of|send you) (?:of )?the (?:outcome|result)\b[^.]{0,60}\b(?:by|within|in|as soon|when)\b|\b(?:byddwn|bydd)\b[^.]{0,60}\badolygiad\b"
)
_REVIEW_DONE = re.compile(
    r"\b(?:uphold|upheld|overturn|vary|varying|(?<!to be )affirm(?:ed|ing)?|annul\w*|dismiss(?:ed)?|i find|we find|i am satisfied|canlyniad|(?:has|have|was|were) (?:now )?(?:been )?(?:carried out|completed|conducted|undertaken|reviewed))\b"
)
_TO_REQUESTER = re.compile(
    r"(?:^|[ ])(?:dear|annwyl|a chara)(?! (?:the )?(?:council|sir|madam|foi|officer|team|information|clerk))\b|\b(?:you (?:wanted|asked|requested)|your (?:question|request))"
)
_TELLS = re.compile(
    r"£ ?\d|€ ?\d|https?://|www\.|\b\d[\d,]* (?:in|during|for) (?:19|20)\d\d\b|(?:19|20)\d\d(?:/\d\d)? ?[:=-] ?\d|\b(?:it|this|they) (?:cost|was|were) (?:£|made|supplied|bought)"
)
_BECOMES_FINAL = re.compile(
    r"\b(?:(?:information|figures|answers) (?:that |which )?you (?:have )?(?:asked for|requested|sought) (?:is|are)|please find|our response|attached|(?:can|am|are) now (?:able to |in a position to )?(?:let you|respond|provide|send|reply|answer|confirm)|have now (?:completed|concluded|reached|made|considered))\b"
)
_REQUEST_LIKE = re.compile(r"^\W*(?:to:? [^\n]{0,60}\s+)?(?:dear|annwyl|to|hi|hello)\b[^,\n]{0,70}[,\n ]")
_ADDRESS_OFFICER = re.compile(
    r"^\W*(?:dear|annwyl|to)\b[^,\n]{0,70}\b(?:council|police|trust|freedom|foi|department|university|authority|board|officer|sir|madam|commission|ministry|office|agency|constabulary|heddlu|cyngor|syr|swyddog)\b"
)


_ANSWERS_REQUEST = re.compile(
    r"\b(?:your|eich) (?:[a-z]+ ){0,4}(?:request|enquiry|e-?mail|letter|application|cais)\b[^.]{0,60}\b(?:of|dated|for|was|which|received|has|under|about|dyddiedig|ar)\b|\bthank you for your (?:[a-z]+ ){0,4}(?:request|e-?mail|enquiry)"
)


_CLEAR = 1.2
"""So far must the words of a letter that no rule knows lead, as logarithms of shares."""

_MOVES_THE_CLOCK = frozenset({"decision", "review_outcome", "clarification", "extension", "transfer"})


@dataclass(frozen=True, slots=True)
class KindFound:
    """The kind, by how much it leads, and where it is told."""

    kind: LetterKind
    margin: float
    evidence: Span | None
    basis: str


def kind_of(
    layout: Layout, roles: Paragraphs, decided: list[Hit], mail_kind: MailKind | None, *, has_attachment: bool
) -> KindFound:
    """The kind of the letter; `decided` are its hits from the decisions table."""
    if mail_kind in _BY_TRANSPORT and mail_kind != "spam":
        return KindFound(_BY_TRANSPORT[mail_kind], 10.0, None, "transport")
    score, best_hit, negative, body = _weighed(layout, roles, decided, has_attachment=has_attachment)
    by_rules = _by_rules(layout, roles, score, best_hit, negative, body)
    if by_rules.basis == "words" and by_rules.margin >= _WIDE:
        return by_rules
    ranked = together(as_kinds(score), kind_shares(layout.plain))
    name = ranked[0][0]
    if name == by_rules.kind:
        return by_rules
    hit = next(
        (
            best_hit[sense]
            for sense in sorted(best_hit, key=lambda each: -score[each])
            if _as_kind(sense) == name
        ),
        None,
    )
    lead = ranked[0][1] - ranked[1][1]
    if hit is None and not decided and name in _MOVES_THE_CLOCK and lead < _CLEAR:
        return by_rules  # no words of the letter's own say so: a mere guess must not end anybody's time
    return KindFound(name, lead, (hit.start, hit.end) if hit else None, "likely")


def together(scores: dict[LetterKind, float], shares: dict[str, float]) -> list[tuple[LetterKind, float]]:
    """The kinds by what the rules and the words say together, the likeliest first."""
    kinds: list[LetterKind] = list(_KINDS)
    sums = [(kind, shares.get(kind, -9.0) + _RULES * min(scores.get(kind, 0.0), _CAP)) for kind in kinds]
    return sorted(sums, key=lambda each: -each[1])


def rule_scores(
    layout: Layout, roles: Paragraphs, decided: list[Hit], *, has_attachment: bool
) -> dict[LetterKind, float]:
    """What the rules alone say of each kind, for the training of the words."""
    return as_kinds(_weighed(layout, roles, decided, has_attachment=has_attachment)[0])


def as_kinds(score: dict[str, float]) -> dict[LetterKind, float]:
    """The scores of senses as those of kinds."""
    found: dict[LetterKind, float] = {}
    for sense, each in score.items():
        kind = _as_kind(sense)
        found[kind] = max(each, found.get(kind, 0.0))
    return found


def _weighed(
    layout: Layout, roles: Paragraphs, decided: list[Hit], *, has_attachment: bool
) -> tuple[dict[str, float], dict[str, Hit], list[Hit], list[Hit]]:
    """The weight of each sense, its best hit, and the hits of refusals and of all decisions in the body."""
    found = hits(cue_table("kinds"), layout.plain)
    closing = [
        (layout.blocks[n].start, layout.blocks[n].end)
        for n, role in enumerate(roles.roles)
        if role == "closing"
    ]
    body_end = (
        layout.blocks[roles.body_end].start if roles.body_end < len(layout.blocks) else len(layout.plain)
    )
    score: dict[str, float] = defaultdict(float)
    best_hit: dict[str, Hit] = {}
    for hit in found:
        in_closing = any(start <= hit.start < end for start, end in closing)
        weight = hit.weight * (0.25 if in_closing and hit.sense != "decision" else 1.0)
        if hit.sense in ("transfer", "clarification") and hit.start > body_end:
            weight *= 0.25
        score[hit.sense] += weight if score[hit.sense] < _CAP else weight * 0.2
        if hit.sense not in best_hit or weight > best_hit[hit.sense].weight:
            best_hit[hit.sense] = hit
    body = [hit for hit in decided if not any(start <= hit.start < end for start, end in closing)]
    negative = [hit for hit in body if hit.sense in _DECIDES]
    score["decision"] += min(7.0, 2.5 * len({(hit.sense, hit.start // 400) for hit in negative}))
    if any(hit.sense == "disclosed" for hit in body):
        score["decision"] += 2.0
    if any(role in ("heading_answer",) for role in roles.roles):
        score["decision"] += 4.0
    if len(closing) > 1 and any(
        "review" in layout.plain[a:b] or "adolygiad" in layout.plain[a:b] for a, b in closing
    ):
        score["decision"] += 2.5
    if score["acknowledgement"] < 3 and score["extension"] < 5 and _tells_sums(layout, roles):
        score["decision"] += 3.0
    if score["transfer"] and best_hit["transfer"].weight < _PASSED_ON:
        score["transfer"] *= 0.5 if any(hit.sense == "not_held" for hit in negative) else 0.8
    _adjust(layout, score, negative, has_attachment)
    return score, best_hit, negative, body


def _by_rules(
    layout: Layout,
    roles: Paragraphs,
    score: dict[str, float],
    best_hit: dict[str, Hit],
    negative: list[Hit],
    body: list[Hit],
) -> KindFound:
    ranked = sorted(score.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < 2.0 or (ranked[0][0] == "decision" and ranked[0][1] < 3.0 and negative):
        return _answer_without_opening(layout, roles, negative)
    name, top = ranked[0]
    if (
        name == "decision"
        and top < 9
        and not body
        and not _gives_figures(layout, roles)
        and not {"heading_answer", "heading_question", "lead_in"} & set(roles.roles)
    ):
        return KindFound("other", 0.0, None, "nothing")
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    hit_found = best_hit.get(name)
    return KindFound(
        _as_kind(name), top - second, (hit_found.start, hit_found.end) if hit_found else None, "words"
    )


def _answer_without_opening(layout: Layout, roles: Paragraphs, negative: list[Hit]) -> KindFound:
    """A letter that promises, asks and passes on nothing, but refuses or tells a sum or a link, answers."""
    if negative:
        return KindFound("decision", 0.0, (negative[0].start, negative[0].end), "narrow")
    first = layout.blocks[roles.body_first].start if roles.body_first < len(layout.blocks) else 0
    last = layout.blocks[roles.body_end].start if roles.body_end < len(layout.blocks) else len(layout.plain)
    told = _TELLS.search(layout.plain, first, last) if _TO_REQUESTER.search(layout.plain[:400]) else None
    return (
        KindFound("decision", 0.0, told.span(), "narrow")
        if told
        else KindFound("other", 0.0, None, "nothing")
    )


def _gives_figures(layout: Layout, roles: Paragraphs) -> bool:
    """Whether a paragraph of the body, not of its beginning or end, holds a figure."""
    return any(
        role == "body"
        and number < roles.body_end
        and _FIGURE.search(layout.plain, layout.blocks[number].start, layout.blocks[number].end)
        for number, role in enumerate(roles.roles)
        if number >= roles.body_first
    )


def _tells_sums(layout: Layout, roles: Paragraphs) -> bool:
    """Whether a paragraph of the body states a sum, and no limit or fee."""
    return any(
        role == "body"
        and roles.body_first <= number < roles.body_end
        and "£" in layout.plain[layout.blocks[number].start : layout.blocks[number].end]
        and not _LIMIT_OR_FEE.search(layout.plain, layout.blocks[number].start, layout.blocks[number].end)
        for number, role in enumerate(roles.roles)
    )


def _adjust(layout: Layout, score: dict[str, float], negative: list[Hit], has_attachment: bool) -> None:
    """What one sense says about another."""
    plain = layout.plain
    senses = {hit.sense for hit in negative}
    to_come = score.pop("review_acknowledgement", 0.0)
    if to_come and _reviewed(plain):
        score["acknowledgement"] += to_come
    if "neither_confirm_nor_deny" in senses:
        score["decision"] += 4.0
    if score["bounce"] >= 12:
        score["bounce"] += 20
    if score["automatic_reply"] >= 6:
        score["automatic_reply"] += 0 if score["decision"] > 8 else 3
    elif score["automatic_reply"]:
        score["automatic_reply"] = 2.0 if score["acknowledgement"] or score["decision"] else 4.0
    extending = score["extension"] >= 5 and re.search(
        r"\b(?:extend|extension|further time|more time|additional time|further \d+|not ready|not quite ready|expect to|not yet (?:reached|made)|will not be able|unable to respond|estyn|ymestyn|mwy o amser|in touch|hope to|apolog)",
        plain,
    )
    answered = score["decision"] - (2.5 * len(senses) if extending else 0)
    if extending and answered < 9 and not _BECOMES_FINAL.search(plain):
        score["extension"] += 5
        score["decision"] = min(score["decision"], 6.0)
        score["acknowledgement"] *= 0.5
    if score["review_outcome"] >= 5:
        if (
            score["acknowledgement"] >= 3
            and (_REVIEW_ASKED.search(plain) or _REVIEW_TO_COME.search(plain))
            and not _REVIEW_DONE.search(plain)
        ):
            score["acknowledgement"] += 6
            score["review_outcome"] = 2
        elif _reviewed(plain):
            score["review_outcome"] += score["decision"]
            score["acknowledgement"] *= 0.4
            score["extension"] *= 0.4
        else:
            score["review_outcome"] *= 0.5
    if score["other_matter"] and (score["decision"] >= 5 or senses or score["clarification"] >= 4):
        score["other_matter"] = 0.0
    if score["fees"] >= 5 and not senses and not has_attachment:
        score["fees"] += score["decision"] if _FEE_FIRST.search(plain) else 0
    if score["clarification"] >= 4 and score["decision"] < 8 and not senses:
        score["acknowledgement"] *= 0.5
        score["clarification"] += 3
    if "not_held" in senses and score["transfer"] and score["transfer"] < 6:
        score["decision"] += 5
        score["transfer"] *= 0.5
    if score["transfer"] >= 6 and score["decision"] < 14:
        score["transfer"] += 4 if senses <= {"not_held"} else 0
    if score["acknowledgement"] >= 4 and not senses and score["decision"] <= 7 and not has_attachment:
        score["acknowledgement"] += 2
    if score["decision"] >= 8:
        score["acknowledgement"] *= 0.5
    if _ANSWERS_REQUEST.search(plain):
        score["request"] *= 0.2
    elif _ADDRESS_OFFICER.match(plain) or not re.search(
        r"\b(?:your (?:request|email|e-mail|letter|enquiry|foi)|eich cais)\b", plain
    ):
        if _REQUEST_LIKE.match(plain) and score["request"] >= 3 and score["acknowledgement"] < 3:
            score["request"] += 8
    else:
        score["request"] *= 0.2
    if not senses and not _FOI_WORDS.search(plain):
        for name in ("decision", "acknowledgement"):
            score[name] *= 0.6


def _reviewed(plain: str) -> bool:
    """The letter is about a review from its beginning, not only in its last paragraph."""
    first = re.search(
        r"\b(?:internal review|your appeal|look(?:ed)? again|your complaint about|sought review|review of the decision|reconsidered|appeal made by you|review of|requirement for review|adolygiad mewnol|reconsideration|your complaint|think again|thought (?:that )?we were wrong|(?:were|are) wrong to|not (?:happy|satisfied) with (?:our|the)|fresh eyes|look(?:ed|ing)? at [^.;]{1,40} again)\b",
        plain[:900],
    )
    return first is not None


def _as_kind(name: str) -> LetterKind:
    kinds: dict[str, LetterKind] = {
        "acknowledgement": "acknowledgement", "clarification": "clarification", "extension": "extension", "decision": "decision",
        "review_outcome": "review_outcome", "transfer": "transfer", "request": "request", "automatic_reply": "automatic_reply",
        "bounce": "bounce",
    }  # fmt: skip
    return kinds.get(name, "other")
