"""Whether the letter offers an internal review, within how many working days, and whether it names the regulator."""
# ruff: noqa: E501 -- the patterns are data, one form of words after another

from __future__ import annotations

import re

from rhyddid.reading.cues import expand
from rhyddid.reading.finding import finder
from rhyddid.reading.forms import form
from rhyddid.reading.layout import Layout, Span

_OFFERS = (form("review", "offer"), form("review", "offer_otherwise"))
_OFFERS_TO_YOU = form("review", "to_you")
_UNHAPPY = form("review", "unhappy")
_REMAIN = form("review", "remain")
_AFTER_REVIEW = form("review", "after_review")
_TO_REGULATOR = form("review", "to_regulator")
_OTHER_DOOR = form("review", "other_door")
_OWN_REVIEW = form("review", "own_review")
_NUMBER_WORDS = {
    "ten": 10,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "deugain": 40,
    "ugain": 20,
}
_DAYS = r"(?P<n>\d{1,3}|ten|fifteen|twenty|thirty|forty|fifty|sixty|ugain|deugain)(?: ?\(\d+\)| \([a-z -]+\))? ?(?:working|business|week|school|diwrnod|niwrnod|ddiwrnod) ?(?:days?|gwaith)"
_WITHIN = finder(
    expand(
        rf"\b(?:within|no later than|inside|not later than|up to|in|you have|have|o fewn|cyn pen|dim hwyrach na|for|heb fod yn hwyrach na)\b (?:a period of |the next |the |(?:\d+|one|two|three|four|six|eight) (?:calendar )?(?:weeks?|months?),? ?\(?(?:i\.e\.?,? ?)?(?:that is,? )?(?:or )?)?{_DAYS}"
    )
)
_YOU_ASK = form("review", "you_ask")
_THEY_ANSWER = form("review", "they_answer")
_OF_COSTS = form("review", "costs")
_THEIR_CLOCK = re.compile(
    r"[^.;]{0,30}\b(?:your (?:request|review|complaint|appeal|letter|e-?mail)|the (?:review )?request|your request for|eich cais)\b"
)
_REGULATOR = finder(
    r"\b(?:information commissioner(?:'?s)?(?: office)?|\bico\b|comisiynydd gwybodaeth|scottish information commissioner|office of government information services|ogis|oaic|ico\.org\.uk|an coimisin[eé]ir faisn[eé]ise)\b"
)


def review_offer(
    layout: Layout, *, decided: bool, reviewed: bool = False
) -> tuple[bool, int | None, Span | None]:
    """Offered, working days to ask for it in, and where. `decided`: the letter decides; `reviewed`: it is a review's outcome."""
    if not decided:
        return False, None, None
    offers = [
        place
        for place in sorted(match.start() for each in _OFFERS for match in each.all(layout.plain))
        if _is_offer(layout, place, reviewed)
    ]
    if not offers:
        return False, None, None
    days = next(
        (
            number
            for match in _WITHIN.all(layout.plain)
            if any(-250 <= match.start() - place <= 900 for place in offers)
            and (number := _days_to_ask(layout, match)) is not None
        ),
        None,
    )
    return True, days, layout.sentence_at(offers[0])


def _is_offer(layout: Layout, position: int, reviewed: bool) -> bool:
    sentence = layout.sentence_at(position)
    words = layout.plain[sentence[0] : sentence[1]]
    sentence_within = _WITHIN.first(layout.plain, *sentence)
    if not reviewed and words.startswith("internal review") and sentence_within:
        return True
    if _TO_REGULATOR.search(words) and not _OWN_REVIEW.search(words) and not _OTHER_DOOR.search(words):
        return False
    later = _REMAIN.search(words)
    if (
        later
        and sentence[0] + later.start() < position
        and _TO_REGULATOR.search(words)
        and not _OWN_REVIEW.search(words)
    ):
        return False
    if later and _AFTER_REVIEW.search(words):
        return False
    if reviewed and not re.search(r"\b(?:internal review|reviewed|adolygiad mewnol)\b", words):
        return False
    if reviewed and not re.search(r"\byou (?:can|may|are entitled|have (?:the|a) right)\b", words):
        return False
    return _OFFERS_TO_YOU.search(words) is not None and not _is_about_this_letter(words)


def _days_to_ask(layout: Layout, match: re.Match[str]) -> int | None:
    """The working days of "within 40 working days" where they are the requester's, not the authority's."""
    sentence = layout.sentence_at(match.start())
    before = layout.plain[sentence[0] : match.start()]
    clause = re.split(r"; |, and (?:we|the)\b|, (?:we|which we)\b", before)[-1]
    if _THEIR_CLOCK.match(layout.plain, match.end()) or _THEY_ANSWER.search(clause):
        return None
    if not (
        _YOU_ASK.search(layout.plain, sentence[0], min(sentence[1], match.end() + 80))
        or before.startswith("internal review")
    ) or _OF_COSTS.search(layout.plain, *sentence):
        return None
    number = match["n"]
    return _NUMBER_WORDS.get(number) or (int(number) if number.isdigit() else None)


def _is_about_this_letter(sentence: str) -> bool:
    """The review is the one this letter answers, or one that only the regulator's paragraph speaks of."""
    return re.search(
        r"(?:your (?:request|email|letter|appeal)[^.]{0,40} (?:for|requesting|seeking) (?:an? )?(?:internal )?review|you (?:have )?(?:asked|requested|were requesting)[^.]{0,30} (?:for )?(?:an? )?(?:internal )?review|this (?:internal )?review|outcome of (?:the|your|this|an|our) (?:internal )?review|carried out|has been conducted|response to (?:your )?internal review|intention of an internal|(?:conducted|completed|my|our) (?:an )?internal review(?! (?:process|procedure|team|officer|panel))|before you|exhausted|until (?:the|our|an) internal|if you (?:have|are) (?:already|still)|remain (?:dissatisfied|unhappy))",
        sentence,
    ) is not None and not (
        _UNHAPPY.search(sentence) and (_OWN_REVIEW.search(sentence) or "review" in sentence)
    )


def regulator_named(layout: Layout) -> Span | None:
    """Where the letter names the regulator."""
    match = _REGULATOR.first(layout.plain)
    return match.span() if match else None
