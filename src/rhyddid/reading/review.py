"""Whether the letter offers an internal review, within how many working days, and whether it names the regulator."""

from __future__ import annotations

import re

from rhyddid.reading.layout import Layout, Span

_OFFER = re.compile(
    r"\b(?:internal review|review of (?:the|this|our|its|your|my) (?:decision|response|handling|refusal|request)|review (?:the|this|our) (?:decision|response|handling|request)|have (?:this|it|our decision|the decision) reviewed|entitled to (?:have this reviewed|a review|request a review|ask for a review)|(?:request|ask for|seek|require) (?:a|an|that a) (?:internal )?review|right (?:to|of) (?:an? )?(?:internal |independent internal )?(?:review|appeal)|appeal (?:this|the|our|against|to)|administrative appeal|may (?:also )?appeal|can appeal|adolygiad mewnol|ofyn am adolygiad|gofyn am adolygiad|complaints? (?:procedure|process)|requirement for review|fees? for an internal review)\b"
)
_OFFERS_TO_YOU = re.compile(
    r"\b(?:you|your|please|should be|must be|can be|should|write|apply|right|entitled|ask|request\w*|chi|cewch|gallwch|eich|gennych|submitted|address(?:ed)?)\b"
)
_NUMBER_WORDS = {"ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "deugain": 40, "ugain": 20}
_DAYS = r"(?P<n>\d{1,3}|ten|fifteen|twenty|thirty|forty|fifty|sixty|ugain|deugain)(?: ?\(\d+\)| \([a-z -]+\))? ?(?:working|business|week|school|diwrnod) ?(?:days?|gwaith)"
_WITHIN = re.compile(
    rf"\b(?:within|no later than|inside|not later than|up to|in|o fewn|cyn pen|dim hwyrach na)\b (?:a period of |the next |\d+ (?:weeks?|months?),? ?\(?(?:i\.e\.?,? ?)?(?:or )?)?{_DAYS}"
)
_ASKED_WITHIN = re.compile(
    r"\b(?:request(?:s|ed)?|submit(?:ted)?|ask(?:ed)?|writ(?:e|ing)|contact|apply|appl(?:y|ication)|made|make|sent|send|received|lodged?|raise[d]?|complain\w*|seek|do so|appeal|addressed|gyflwyno|cyflwyno|ofyn|gofyn|ysgrifennu|wneud)\b[^.;]{0,200}$"
)
_THEY_ANSWER = re.compile(
    r"\b(?:we|trust|council|force|board|department|university|authority|review (?:will|should)|reviewer|it) (?:will|aim|endeavour|shall|should|must|try|undertake)\b[^.;]{0,120}$|\b(?:respond|response|reply|complet\w+|outcome|acknowledg\w+|answered|concluded|carried out|ymateb)\b[^.;]{0,60}$"
)
_OF_RESPONSE = re.compile(r"[^.;]{0,60}\b(?:of|from|after|following|o|i|wedi|ar ol) (?:the |this |y |dyddiad )?(?:date|receipt|receiving|our|this|response|letter|initial|day|your|reply|ymateb|llythyr|dderbyn)")
_REGULATOR = re.compile(
    r"\b(?:information commissioner(?:'?s)?(?: office)?|\bico\b|comisiynydd gwybodaeth|scottish information commissioner|office of government information services|ogis|oaic|ico\.org\.uk|an coimisin[eé]ir faisn[eé]ise|ombudsman)\b"
)


def review_offer(layout: Layout, *, decided: bool) -> tuple[bool, int | None, Span | None]:
    """Offered, working days to ask for it in, and where. `decided`: the letter is a decision of some kind."""
    offer: Span | None = None
    days: int | None = None
    for match in _OFFER.finditer(layout.plain):
        sentence = layout.sentence_at(match.start())
        words = layout.plain[sentence[0] : sentence[1]]
        if not _OFFERS_TO_YOU.search(words) or _is_about_this_letter(words, layout.plain, match.start()):
            continue
        offer = offer or sentence
        break
    if offer is None or not decided:
        return False, None, offer if decided else None
    for match in _WITHIN.finditer(layout.plain, max(0, offer[0] - 400)):
        sentence = layout.sentence_at(match.start())
        before = layout.plain[sentence[0] : match.start()]
        if match.start() - offer[0] > 1500:
            break
        after = _OF_RESPONSE.match(layout.plain, match.end())
        asked = _ASKED_WITHIN.search(before)
        answers = _THEY_ANSWER.search(before)
        if answers and not (after and re.search(r"\b(?:you|request\w*|submitted|ofyn)\b", before) and not re.search(r"\b(?:we|will respond|aim)\b", before)):
            continue
        if asked or after:
            number = match["n"]
            days = _NUMBER_WORDS.get(number) or (int(number) if number.isdigit() else None)
            break
    return True, days, offer


def _is_about_this_letter(sentence: str, plain: str, position: int) -> bool:
    """The review is the one this letter answers, or one that only the regulator's paragraph speaks of."""
    return re.search(
        r"(?:your (?:request|email|letter|appeal)[^.]{0,40} (?:for|requesting|seeking) (?:an? )?(?:internal )?review|you (?:have )?(?:asked|requested|were requesting)[^.]{0,30} (?:for )?(?:an? )?(?:internal )?review|this (?:internal )?review|outcome of (?:the|your|this|an|our) (?:internal )?review|carried out|has been conducted|response to (?:your )?internal review|intention of an internal|(?:conducted|completed|my|our) (?:an )?internal review|before you|exhausted|until (?:the|our|an) internal|if you (?:have|are) (?:already|still)|remain (?:dissatisfied|unhappy))",
        sentence,
    ) is not None and not re.search(r"\byou (?:can|may|are entitled|have (?:the|a) right|should)[^.]{0,60}(?:internal review|reviewed|review of)", sentence)


def regulator_named(layout: Layout) -> Span | None:
    """Where the letter names the regulator."""
    match = _REGULATOR.search(layout.plain)
    return match.span() if match else None
