"""Whether the letter offers an internal review, within how many working days, and whether it names the regulator."""
# ruff: noqa: E501 -- the patterns are data, one form of words after another

from __future__ import annotations

import re

from rhyddid.reading.finding import finder
from rhyddid.reading.layout import Layout, Span


def _loose(pattern: str) -> str:
    """A pattern whose every blank matches any run of blanks."""
    return pattern.replace(" ?", "\0").replace(" ", " +").replace("\0", " *")


def _blanks(pattern: str) -> re.Pattern[str]:
    return re.compile(_loose(pattern))


_OFFER = finder(
    _loose(
        r"\b(?:internal review|internal appeal|review of (?:the|this|our|its|your|my|how|that) ?(?:decision|response|handling|refusal|request|way|reply|answer|determination|actions?|we|outcome)?|review (?:the|this|our|its|your|that|it|how|what|any)\b|re-?review|have (?:this|it|our decision|the decision|that) reviewed|entitled to (?:have this reviewed|a review|request a review|ask for a review)|(?:request|ask for|seek|require|demand|apply for|asking for|requesting|seeking|want|like) (?:a|an|that a|such a|this)? ?(?:internal |independent |formal )*review|right (?:to|of) (?:an? )?(?:internal |independent internal |independent |formal )?(?:review|appeal|complain|re-?examination|reconsideration)|appeal (?:this|the|our|against|to|that|any|within|by|in)|administrative appeal|administratively appeal|may (?:[a-z]+ )?appeal|can (?:[a-z]+ )?appeal|(?:wish|want|like) to appeal|(?:an|your) appeal (?:must|should|may|can|to)|(?:decision|response|request|handling|reply|answer|it|this|matter)(?: to be)? (?:reviewed|re-?examined|reconsidered|looked (?:at|into)(?: again)?)|looked (?:at|into) again|look (?:again at|at [^.;]{1,50}? again|into [^.;]{1,50}? again)|(?:re-?examin(?:e|ed|ation)|reconsider(?:ed|ation)?|second look|fresh look|look again)|adolygiad mewnol|(?:adolygu|ailystyried)(?:'r| ein| y)\b|(?:ofyn|gofyn|cais|wneud cais) (?:am|i ni) (?:adolygiad|ailystyried|edrych eto|adolygu)|complaints? (?:procedure|process)|requirements? for (?:a )?review|requests? for (?:an? )?(?:internal )?review|reviews? (?:should|must|can|may) be (?:requested|asked|sought|made)|(?:challenge|contest|question|dispute) (?:this|the|our) (?:decision|response|reply|answer|refusal)|complain\w* (?:to us|about (?:this|our|the) (?:response|decision|reply|handling|answer))|make (?:representations|a complaint|an appeal)|(?:write|apply|contact|email|e-mail)[^.;]{0,40} for a review|ask (?:us|the|that)[^.;]{0,40}? (?:to |be )(?:review|look|reconsider|carry out)\w*|review can be requested|request a reconsideration|fees? for an internal review)\b"
    )
)
_OFFERS_TO_YOU = _blanks(
    r"\b(?:you|your|please|should be|must be|can be|may be|should|write|apply|right|entitled|ask|request\w*|chi|cewch|gallwch|eich|gennych|submitted|address(?:ed)?)\b"
)
_UNHAPPY = _blanks(
    r"\b(?:if|should|where|unless|were) (?:you|any)\b[^.]{0,70}\b(?:unhappy|dissatisf\w*|not (?:satisfied|happy|content|agree)|disagree|wish|would like|want|feel|believe|think|consider)\b|\bplease (?:ask|write|contact|apply|request)\b|\byou (?:can|may|are entitled|have (?:the|a) right|should|must|could)\b"
)
_REMAIN = _blanks(
    r"\b(?:remain|still|afterwards|thereafter|then|following (?:that|the|an|our)|after (?:that|the|an|our))\b"
)
_AFTER_REVIEW = _blanks(
    r"\b(?:following|after|outcome of|result of|with) (?:our|the|an|that|this|any|your)? ?(?:internal )?review\b"
)
_TO_REGULATOR = _blanks(
    r"\b(?:commissioner|ico|ombudsman|tribunal|oic|oaic|comisiynydd|ogis|regulator|court)\b"
)
_OTHER_DOOR = _blanks(
    r"\b(?:review\w*|adolygiad|or to the|representations)\b|\bto the (?:chief|head|director|clerk|chair|principal|monitoring|town|council|board|trust|university|secretary|registrar)\b"
)
_OWN_REVIEW = _blanks(
    r"\b(?:internal|re-?examin\w*|look(?:ed)? (?:at|into|again)|reconsider\w*|mewnol|review (?:it|its|the|this|our|how|what)|have (?:this|it) reviewed)\b"
)
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
_DAYS = r"(?P<n>\d{1,3}|ten|fifteen|twenty|thirty|forty|fifty|sixty|ugain|deugain)(?: ?\(\d+\)| \([a-z -]+\))? ?(?:working|business|week|school|diwrnod) ?(?:days?|gwaith)"
_WITHIN = finder(
    _loose(
        rf"\b(?:within|no later than|inside|not later than|up to|in|you have|have|o fewn|cyn pen|dim hwyrach na)\b (?:a period of |the next |the |(?:\d+|one|two|three|four|six|eight) (?:calendar )?(?:weeks?|months?),? ?\(?(?:i\.e\.?,? ?)?(?:that is,? )?(?:or )?)?{_DAYS}"
    )
)
_YOU_ASK = re.compile(
    r"\b(?:you|your|please|requests?|should|must|submit\w*|ask|asking|write|writing|contact|apply|made|lodged?|complain\w*|seek|appeal\w*|cewch|gallwch|gennych|ofyn|gofyn|chi)\b"
)
_THEY_ANSWER = re.compile(
    r"\b(?:we|i|trust|council|force|board|department|university|authority|reviewer|reviews?|service|it|team) (?:will|shall|aim|aims|endeavours?|try|tries|undertake|intend)\b|(?<!our )(?<!the )(?<!this )(?<!your )(?<!my )\b(?:respond|reply|complete|completed|concluded|carried out|conducted|notified|informed|acknowledged|answered|dealt with|outcome|byddwn|anelwn|ein nod)\b"
)
_OF_COSTS = re.compile(r"\b(?:aggregat\w+|add together|similar information|fees regulations|cost of)\b")
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
        match.start() for match in _OFFER.all(layout.plain) if _is_offer(layout, match.start(), reviewed)
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
        _YOU_ASK.search(layout.plain, sentence[0], match.end()) or before.startswith("internal review")
    ) or _OF_COSTS.search(layout.plain, *sentence):
        return None
    number = match["n"]
    return _NUMBER_WORDS.get(number) or (int(number) if number.isdigit() else None)


def _is_about_this_letter(sentence: str) -> bool:
    """The review is the one this letter answers, or one that only the regulator's paragraph speaks of."""
    return re.search(
        r"(?:your (?:request|email|letter|appeal)[^.]{0,40} (?:for|requesting|seeking) (?:an? )?(?:internal )?review|you (?:have )?(?:asked|requested|were requesting)[^.]{0,30} (?:for )?(?:an? )?(?:internal )?review|this (?:internal )?review|outcome of (?:the|your|this|an|our) (?:internal )?review|carried out|has been conducted|response to (?:your )?internal review|intention of an internal|(?:conducted|completed|my|our) (?:an )?internal review|before you|exhausted|until (?:the|our|an) internal|if you (?:have|are) (?:already|still)|remain (?:dissatisfied|unhappy))",
        sentence,
    ) is not None and not (
        _UNHAPPY.search(sentence) and (_OWN_REVIEW.search(sentence) or "review" in sentence)
    )


def regulator_named(layout: Layout) -> Span | None:
    """Where the letter names the regulator."""
    match = _REGULATOR.first(layout.plain)
    return match.span() if match else None
