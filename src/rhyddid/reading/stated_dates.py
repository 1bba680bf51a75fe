"""The three days a letter may state: when the request was received, its own date, the deadline it sets.

In: plain text, layout, roles. Out: spans and days. A day without its year takes it from the letter's own date or the
nearest day with one; a day of something else (a policy, a meeting, a review to be asked for) is none of the three.
"""
# ruff: noqa: E501 -- the patterns are data, one form of words after another

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from rhyddid.reading.dates import DayFound, days_in, nearest_year
from rhyddid.reading.layout import Layout
from rhyddid.reading.paragraphs import Paragraphs

_RECEIVED_BEFORE = re.compile(
    r"(?:\breceived (?:this request |it |your request |your e-?mail )?(?:by (?:the |this |our )?[^.;]{1,60}? |into (?:the |this |our )?[^.;]{1,50}? |in (?:the |this |our )?[^.;]{1,50}? |at (?:the |this |our )?[^.;]{1,50}? )?(?:on|dated|with effect from|as of|:)? ?(?:the )?"
    r"|\b(?:receipt|received) (?:on|of your request on) (?:the )?"
    r"|\b(?:date (?:of )?(?:receipt|received|request received)|date request received|received date|received)\W{1,4}(?:on )?"
    r"|\breceipt of your (?:[a-z']+ ){0,6}(?:on|of|dated) (?:the )?"
    r"|\b(?:dderbyniwyd|derbyniwyd|dderbyniasom|derbyniom|dderbyniodd)\b[^.;]{0,60}?\b(?:ar|dyddiedig) (?:y )?"
    r"|\b(?:we|which we|council|trust|force|office) (?:have )?received[^.;]{0,60}?\bon (?:the )?"
    r"|\bsubmitted to (?:us|the [a-z ]{2,30}) on (?:the )?"
    r"|\b(?:writing|written|wrote|sent (?:it|this|your (?:request|e-?mail|letter))|e-?mailing) (?:in )?to (?:us|me|the [a-z ]{2,30}) on (?:the )?"
    r"|\bwhich we had from you on (?:the )?"
    r"|\b(?:date|received|request|case|ticket|call|enquiry|foi)(?: (?:opened|logged|received|made|of request|submitted|created|raised|registered|validated))(?: on)?[ :.|-]{1,4}(?:on )?(?:the )?"
    r"|\b(?:opened|logged|created|raised|registered|validated|submitted|request date|received)[ ]?[:|][ |]*(?:the )?"
    r"|\b(?:has been|have been|been|was) (?:with|before) (?:us|me|the [a-z ]{2,30}) since (?:the )?"
    r"|\b(?:sent (?:in|us|to us)|put (?:in|to us)|handed in|lodged|logged|registered|validated|delivered|landed|arrived|came|got here|turned up)\b[^.;]{0,40}? on (?:the )?"
    r"|\b(?:daeth|cyrhaeddodd|cyrraedd|cawsom|cafodd|cefais|cafwyd|cofnodwyd|cofrestrwyd|derbyniasom|dderbyniais|derbyniais)\b[^.;]{0,60}?\b(?:ar|dyddiedig) (?:y )?"
    r"|\bdyddiad (?:derbyn|y cais|derbyniwyd|cofnodi|y'i derbyniwyd)[^.;:]{0,20}[ :.|-]{1,4}"
    r"|\b(?:dod i law|ddaeth i law|i law) ar (?:y )?"
    r"|\b(?:reached|arrived at|came to|came in to) (?:us|me|this office|the [a-z ]{2,30}) on (?:the )?)$"
)
_DATED_BEFORE = re.compile(
    r"(?:\b(?:your|a|the|this|eich|recent|original|re:|re|subject:)|'ch\b) {1,3}(?:(?:recent|original|new|written|further|freedom|of|information|access|to|foi|eir|foia|act|environmental|under|the|2000|2004|2002|2014|\(?foi\)?|online)\W{1,3}){0,10}(?:requests?|e-?mail|letter|enquiry|correspondence|application|communication|message|note|questions|form|cais|gais|e-?bost|ebost|neges|llythyr|ymholiad|foi(?= (?:of|dated)))\b"
    r"[^.;]{0,140}?(?:(?:\bof|\bdated|\bmade on|\bmade|\bsubmitted on|\bsubmitted|\bsent on|\bsent|\bon|\bdyddiedig|\bar|\bof the|, dated|\(dated) (?:the |y )?)$"
)
_RECEIVED_AFTER = re.compile(
    r",? (?:the [a-z ]{2,40}|we|i|this (?:office|department|force|trust|council)) (?:has |have )?(?:received|got|had|took delivery of|logged|registered) (?:from you )?(?:your|an?|the) |,? (?:y |fe )?(?:derbyniasom|cawsom|cafodd|derbyniwyd|daeth|derbyniodd)\b"
)
_ASKED_BEFORE = re.compile(
    r"\b(?:date of (?:your |the )?request|request date|date requested|date of enquiry)\W{1,4}(?:the )?$|(?:^|[.;] )(?:on|ar) (?:the )?$|\b(?:gwnaethoch|ysgrifennoch|gofynasoch|anfonoch|e-?bostioch|cysylltoch|gwneud cais|gofynnoch)\b[^.;]{0,60} ar (?:y )?$|\b(?:to|of|for) yours of (?:the )?$|\byou (?:wrote|contacted|emailed|e-mailed|asked|requested)(?: [a-z-]+){0,6} on (?:the )?$|\b(?:questions?|request|e-?mail|letter|enquiry|message|points?) (?:that |which )?you (?:sent|put|posted|submitted|made|e-?mailed|wrote|handed)\b[^.;]{0,30} on (?:the )?$"
)
_YOURS_BEFORE = re.compile(r"\b(?:your|the|'ch|eich) $")
_REQUEST_AFTER = re.compile(
    r",? (?:freedom|foi|foia|eir|foil|request|e-?mail|letter|information|environmental)\b"
)
_ASKED_AFTER = re.compile(
    r",? (?:fe )?(?:gofynasoch|ysgrifennoch|anfonoch|gwnaethoch|cysylltoch|gofynnoch)\b|,? (?:you|the council received|we received|this (?:office|force|trust) received|gofynasoch|cawsom)\b(?! (?:were|have been) (?:sent|told|given))[^.;]{0,80}?\b(?:asked|requested|wrote|submitted|request|sent|emailed|contacted|following)"
)
_NOT_RECEIPT = re.compile(
    r"\b(?:internal review|review request|clarif\w+|acknowledge(?:d|ment)?|appeal|complaint|response (?:of|dated|sent)|our (?:e-?mail|letter|response|reply)|replied|responded|adolygiad|payment|fee)\b"
)
_NOT_RECEIVED = re.compile(
    r"\b(?:internal review|review request|request for (?:a |an )?(?:internal )?review|clarif\w+|appeal|complaint|payment|fee|you (?:have )?received|response (?:that )?(?:you )?received|(?:previous|earlier|last) (?:request|e-?mail|letter|response)|am adolygiad)\b[^.;]{0,110}$"
)
_BEFORE_A_DAY = re.compile(
    r"\b(?:on|of|dated|since|from|ar|dyddiedig|made|sent|came|at \d\d?[.:]\d\d(?: ?[ap]m)? on|received)[ ,:(-]{1,3}(?:the |y )?$"
)
_OF_THE_REQUESTER = re.compile(
    r"\b(?:your|eich|'ch|yours|you) (?:[a-z-]+ ){0,6}(?:requests?|e-?mails?|letter|enquiry|message|note|questions?|application|correspondence|form|wrote|asked|sent|contacted|made|submitted|got in touch|cais|gais|e-?bost|ebost|llythyr|neges|ymholiad|query|foi)\b|\bfrom you\b|\bthanks? (?:you )?for\b|\b(?:gofynasoch|ysgrifennoch|anfonoch|gwnaethoch|cysylltoch|rhoesoch|diolch am)\b"
)
_OF_US = re.compile(
    r"\b(?:our|we|i) (?:[a-z-]+ )?(?:reply|response|letter|e-?mail|acknowledg\w+|wrote|replied|answered|sent|told|asked|refused|decision|ein)\b|\b(?:first reply|original (?:reply|response)|clarified|narrowed|earlier|previous|contract|policy|meeting|between|period|since january)\b"
)
_ABOUT_REVIEW = re.compile(
    r"\b(?:requesting|asking for|seeking|in which you ask(?:ed)? for) (?:an? )?(?:internal )?review\b"
)
_DEADLINE_BEFORE = re.compile(
    r"(?:\b(?:by|before|until|till|no later than|not later than|on or before|due (?:on|by|for|is)?|is|was|of|to|than|expires? on|which is|that is|i\.e\.?|being|on|for|namely|up to|cyn|erbyn|hyd at|hyd|tan|nag?|yw|i|ar)\b[ :,(]*(?:the |y |close of (?:business|play) on |the close of |close of |diwedd |end of |the end of |midnight on |latest )?)$"
)
_DEADLINE_WORDS = re.compile(
    r"\b(?:respon[ds]\w*|repl(?:y|ies)|answer|decision|deadline|due|working days?|time ?(?:limit|scale|frame)s?|date for (?:response|compliance)|target|statutory|complian\w+|hear from us|send (?:you|it|our)|outcome|in touch|write (?:to you|again)|get back|come back|with you|you(?:'ll| will| should| can) (?:get|have|receive|hear|expect)|(?:gives?|allows?) us|we have|ready|done|finish\w*|clywed|cewch|cau|gennym|anfon|hymateb|ymateb|ateb|terfyn|diwrnod gwaith|penderfyniad|estyn\w*|ymestyn)\b"
)
_DEADLINE_STRONG = re.compile(
    r"(?:\b(?:deadline|due date|target date|response date|respond by|reply by|(?:response|reply|answer|decision) (?:is )?due|due (?:on|by|date)|date due|statutory deadline|answer by|no later than|by no later|last day(?: for [a-z ]{2,30})?|latest date(?: for [a-z ]{2,30})?|final date|(?:twentieth|20th|fortieth|40th) (?:working )?day|(?:working days|period|time|time allowed|clock|limit|it)(?: for [a-z ]{2,30})? (?:will )?(?:ends?|expires?|runs? out|finish(?:es)?|is up)|(?:gives?|allows?) (?:us|it|the [a-z]+) (?:until|till|up to|to)|dyddiad (?:cau|targed|ymateb|olaf)|terfyn amser)\b[^.;]{0,40}|(?:^|[ |])(?:due|target|respond by|reply by|answer by|deadline)(?: date)? ?[:|][ |]*)$"
)
_NOT_DEADLINE = re.compile(
    r"\b(?:if we do not (?:hear|receive)|please (?:kindly )?(?:reply|respond|let|send|pay|tell|answer|write|contact|confirm|provide)|rhowch wybod|atebwch|within (?:two|2|three|3|six|6) months|request (?:for )?(?:an |a )?(?:internal )?review (?:should|must)|clarif\w+ (?:by|before)|let us know by|contact us by|pay(?:ment)? (?:by|before)|fee|you (?:must|should) (?:reply|respond|confirm|contact|appeal|write|submit)|published (?:by|on|before)|contract|close the request|complain)\b"
)
_OWN_DATE_LINE = re.compile(
    r"^[ >|]*(?:(?:date|dated|dyddiad ?/ ?date|date ?/ ?dyddiad|dyddiad(?: y llythyr| yr ymateb| yr ateb| y penderfyniad| cyhoeddi)?|our date|date of (?:this )?(?:letter|response|decision|issue|reply|notice)|(?:response|reply|decision|letter|issue) date|date (?:issued|sent|answered|closed|completed|of response|responded|of completion)|issued|sent|closed|answered|completed|replied|responded|ein dyddiad)\b[ :.-]*)?(?:on )?$"
)
_PLACE_THEN_DATE = re.compile(
    r"^[ >|]*(?!.*\b(?:received|request\w*|receipt|due|deadline|your|reply|respond|until|by|on|between|from|since|period|opened|contract|meeting|cais|derbyn\w*)\b)[a-z0-9][^.;?!]{2,60}[,|][ ]*$"
)
_AFTER_OWN_DATE = re.compile(
    r"^[ .,|]*(?:(?:/|dyddiad)[^.;]{0,30}\d{4}|\d{1,2}[:.]\d\d(?: ?[ap]m)?)?[ .,|]*$"
)
_DECISION_DATE = re.compile(
    r"\b(?:date of (?:this )?(?:letter|response|decision|notice|issue)|dated this|signed and dated|response (?:issued|date|sent)|decision (?:made|date)|date of reply)\b[ :.-]*(?:on )?(?:the )?$"
)
_RUN_OF_BLANKS = re.compile(r" {2,}")
_MOST_DAYS = 300
"""A letter states its own days early; the rest of a long table is its content."""
_RECEIVED_ON_THAT_DATE = re.compile(
    r" and (?:was )?received (?:by [^.;]{1,50}? )?(?:on )?(?:that|the same) (?:date|day)"
)


@dataclass(frozen=True, slots=True)
class StatedDay:
    """A day with the place and the way it was told."""

    value: str
    start: int
    end: int
    basis: str


@dataclass(frozen=True, slots=True)
class StatedDays:
    """The three days; None where the letter does not state one."""

    received: StatedDay | None
    decided: StatedDay | None
    deadline: StatedDay | None


def stated_days(
    layout: Layout, roles: Paragraphs, *, american: bool, sent: dt.date | None = None
) -> StatedDays:
    """What the letter states of its case's days."""
    days = days_in(layout.plain, month_first=american)[:_MOST_DAYS]
    decided = _decided(layout, roles, days)
    around = _around(days, decided, sent)
    received = _received(layout, roles, days, around)
    if around is None and received is not None:
        around = dt.date.fromisoformat(received.value)
    deadline = _deadline(layout, roles, days, around, received)
    return StatedDays(received, decided, deadline)


def _around(days: list[DayFound], decided: StatedDay | None, sent: dt.date | None) -> dt.date | None:
    if decided:
        return dt.date.fromisoformat(decided.value)
    if sent:
        return sent
    dated = [day for day in days if day.year]
    if not dated:
        return None
    iso = dated[0].iso()
    return dt.date.fromisoformat(iso) if iso else None


def _value(day: DayFound, around: dt.date | None) -> str | None:
    if day.year is not None:
        return day.iso()
    return day.iso(nearest_year(day, around)) if around else None


def _decided(layout: Layout, roles: Paragraphs, days: list[DayFound]) -> StatedDay | None:
    """The date line at the top, or after the farewell; or words like "Date of this letter"."""
    top = layout.blocks[min(roles.body_first + 3, len(layout.blocks) - 1)].end if layout.blocks else 0
    if roles.body_first == 0 and layout.blocks:
        top = layout.blocks[min(9, len(layout.blocks) - 1)].end
    tail = layout.blocks[roles.body_end].start if roles.body_end < len(layout.blocks) else len(layout.plain)
    for day in days:
        if day.year is None:
            continue
        iso = day.iso()
        if iso is None:
            continue
        line_start = layout.text.rfind("\n", 0, day.start) + 1
        line_end = layout.text.find("\n", day.end)
        line_end = len(layout.text) if line_end < 0 else line_end
        before, after = layout.plain[line_start : day.start], layout.plain[day.end : line_end]
        cell = max(
            before.rfind("   "),
            before.rfind("|"),
            before.rfind("dyddiad/") if "dyddiad/date" in before else -1,
        )
        if cell >= 0 and day.start < top:
            before = before[cell:]
        if (
            (day.start < top or day.start > tail)
            and (_OWN_DATE_LINE.match(before) or _PLACE_THEN_DATE.match(before))
            and _AFTER_OWN_DATE.match(after)
        ):
            above = layout.plain[max(0, line_start - 60) : line_start].strip()
            if _runs_on(layout, line_start, line_end, day):
                continue
            if re.search(
                r"(?:received|request(?:ed)?|receipt|your (?:letter|email)|due|deadline|sent|from):?$", above
            ):
                continue
            return StatedDay(iso, day.start, day.end, "own_line")
        if _DECISION_DATE.search(layout.plain, max(0, day.start - 60), day.start):
            return StatedDay(iso, day.start, day.end, "named")
    return None


def _runs_on(layout: Layout, line_start: int, line_end: int, day: DayFound) -> bool:
    """The line is the middle of a sentence: "which we received on" stood above it."""
    block = layout.blocks[layout.block_at(day.start)]
    if block.start >= line_start:
        return False
    above = layout.plain[layout.text.rfind("\n", 0, line_start - 1) + 1 : line_start].strip()
    return (
        len(above) > 50
        or re.search(r"\b(?:on|by|of|dated|the|until|before|from|and|to|in)$", above) is not None
    )


def _received(
    layout: Layout, roles: Paragraphs, days: list[DayFound], around: dt.date | None
) -> StatedDay | None:
    dated: StatedDay | None = None
    for day in days:
        value = _value(day, around)
        if value is None:
            continue
        sentence = layout.sentence_at(day.start)
        low = max(sentence[0], day.start - 260)
        before = _RUN_OF_BLANKS.sub(" ", layout.plain[low : day.start])
        if _RECEIVED_BEFORE.search(before):
            if not _NOT_RECEIVED.search(before[-80:]) and not _ABOUT_REVIEW.search(
                layout.plain, day.end, sentence[1]
            ):
                return StatedDay(value, day.start, day.end, "received")
            continue
        if _RECEIVED_ON_THAT_DATE.match(layout.plain, day.end) or (
            re.fullmatch(r"\W*(?:on|ar) (?:the |y )?", before)
            and _RECEIVED_AFTER.match(layout.plain, day.end)
        ):
            return StatedDay(value, day.start, day.end, "received")
        if dated is None:
            named_by_day = _YOURS_BEFORE.search(before) and _REQUEST_AFTER.match(layout.plain, day.end)
            asked = named_by_day or (
                _ASKED_BEFORE.search(before)
                and (
                    _ASKED_AFTER.match(layout.plain, day.end)
                    or before.rstrip().endswith((" on", ":", " ar", " of", "|", " the", "date"))
                )
            )
            match = _DATED_BEFORE.search(before)
            if (match or asked) and not _NOT_RECEIPT.search(match[0] if match else before):
                if before.count(" 20") > 3:
                    continue
                dated = StatedDay(value, day.start, day.end, "dated")
    return dated or _in_introduction(layout, roles, days, around)


def _in_introduction(
    layout: Layout, roles: Paragraphs, days: list[DayFound], around: dt.date | None
) -> StatedDay | None:
    """A day in the first paragraphs, in a sentence about the requester's own letter or request."""
    if roles.body_first >= len(layout.blocks):
        return None
    start = layout.blocks[max(0, roles.body_first)].start
    end = layout.blocks[min(roles.body_first + 1, len(layout.blocks) - 1)].end
    for day in days:
        if not start <= day.start < end:
            continue
        value = _value(day, around)
        low, high = layout.sentence_at(day.start)
        before, whole = layout.plain[max(low, day.start - 200) : day.start], layout.plain[low:high]
        if (
            value is not None
            and (around is None or value <= around.isoformat())
            and _BEFORE_A_DAY.search(before)
            and _OF_THE_REQUESTER.search(whole)
            and not _NOT_RECEIPT.search(before)
            and not _OF_US.search(before)
            and not _ABOUT_REVIEW.search(whole)
        ):
            return StatedDay(value, day.start, day.end, "introduction")
    return None


def _deadline(
    layout: Layout,
    roles: Paragraphs,
    days: list[DayFound],
    around: dt.date | None,
    received: StatedDay | None,
) -> StatedDay | None:
    found: list[StatedDay] = []
    for day in days:
        if received and day.start == received.start:
            continue
        value = _value(day, around)
        if value is None:
            continue
        sentence = layout.sentence_at(day.start)
        before = layout.plain[max(sentence[0], day.start - 240) : day.start]
        if received and value <= received.value and not before.rstrip().endswith("working days, by"):
            continue
        strong = _DEADLINE_STRONG.search(before)
        if not strong and not _DEADLINE_BEFORE.search(before):
            continue
        whole = layout.plain[max(sentence[0], day.start - 400) : min(sentence[1], day.end + 400)]
        if re.search(r"\binternal review\b|\boption to extend\b|\bcontract\b", whole):
            continue
        if (not strong and not _DEADLINE_WORDS.search(whole)) or _NOT_DEADLINE.search(before):
            continue
        if re.search(
            r"\b(?:our|your|the|my) (?:e-?mail|letter|response|reply|acknowledgement|chasers?|request|correspondence|decision)s? (?:of|dated|on|sent on|received on)(?: the)? $",
            before,
        ):
            continue
        if (
            not strong
            and re.search(r"\b(?:of|on|is|was|for|to|ar) (?:the )?$", before)
            and not re.search(
                r"\b(?:due|deadline|date|expire\w*|extend\w*|which is|until|response (?:is|was)|terfyn|ends?|runs? out|last day|twentieth|latest|i\.e|that is|cau|hyd|answered within|20 working days)\b[^.;]{0,60}$",
                before,
            )
        ):
            continue
        found.append(StatedDay(value, day.start, day.end, "strong" if strong else "by"))
    return max(found, key=lambda each: each.value, default=None)
