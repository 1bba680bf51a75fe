"""The authority's own reference for this case.

In: text, its plain form and paragraph roles. Out: `ReferenceFound`s. "Your ref", numbers of other cases, of laws, of
letters and telephone numbers are left out; of several spellings of one number the first is given.
"""
# ruff: noqa: E501 -- the patterns are data, one form of words after another

from __future__ import annotations

import re
from dataclasses import dataclass

from rhyddid.reading.forms import form
from rhyddid.reading.layout import Layout

_LABELS = tuple(form("references", name) for name in ("label", "number", "sign"))
_QUOTE = form("references", "quote")
_QUALIFIED = re.compile(
    r"\b(?:(?P<whose>our|ein|your|eich|internal review|original request|original|review) +)?"
    r"(?:(?:foi|eir|foia|foisa|foip|enquiry|request|case|unique|application|rfi|log|tracking|correspondence|disclosure|council|trust|information|freedom of information(?: act)?(?: \d{4})?|environmental information(?: regulations)?(?: \d{4})?) +)*$"
)
_VALUE = re.compile(
    r"(?P<value>(?:FOI|EIR|RFI|FoI) ?(?:19|20)\d\d \d{2,5}(?![\d/])|(?:(?!(?i:on|of|in|for|by|to|and|was|is|dated|the|your|at|as|or|with|from|no|act|acts|regulations|law|section|is)\b)[A-Za-z]{1,6}[ \t]?[/:\-–#]?[ \t]?(?=\d))?[A-Za-z0-9][A-Za-z0-9]*(?:\(\d+\)(?:\([A-Z]\)|[A-Z]*))?(?:[/\-–_.:\\](?=[A-Za-z0-9])[A-Za-z0-9]+(?:\(\d+\))?){0,8})(?:\s?\((?:[A-Z]{1,3})\))?"
)
_SUBJECT = form("references", "subject")
_IN_SENTENCE = form("references", "in_sentence")
_BARE_LINE = re.compile(
    r"(?:^|\n)[ \t]*(?:re:?[ \t]*)?(?P<value>(?:FOI|EIR|FOIA|RFI|FoI|IR|FOISA|AIE)[ ]?[/\-–:#]?[ ]?[A-Z0-9]*\d[A-Z0-9/\-–.]*|[A-Z]{1,5}[/-]\d[A-Z0-9]*[/-][A-Z0-9/-]+)[ \t]*(?=\n|$|[-–:,(])"
)
_OTHER_BODY = re.compile(r"\b(?:commissioner(?:'s)?|ico|tribunal|contract|tender|planning|your) $")
_OWN = re.compile(r"\b(?:request|foi|case|ticket|enquiry|application|review|tracking|cais|gais|achos)\b")
_YOURS = re.compile(r"(?i)\b(?:your ref(?:erence)?|y/ref|eich cyf(?:eirnod)?)\b[^\n]{0,30}$")
_FILE_NAME = re.compile(r"\.(?:pdf|docx?|xlsx?|csv|zip|pptx?|rtf|png|jpe?g|msg|eml)\b", re.IGNORECASE)
_TOKEN_LINE = re.compile(
    r"(?:^|\n)[ \t]*(?:(?:FOI|EIR|RFI|FOIA|Re:|RE:)[ ](?:[A-Z]{1,4}[ ])?)?(?P<value>(?=[^\s]*\d)(?:[A-Z]{0,6}|[A-Z][A-Za-z]{1,5})[-/]?\d[A-Z0-9]*[-/.][A-Z0-9][A-Z0-9/.-]*)[ \t]*(?=\n)"
)
_TITLE_END = re.compile(
    r"(?:^|\n)[ \t]*(?!Date|Dated|Tel|From|To\b)[A-Z][A-Za-z ,/&'’]{5,90}?[ ]?[-–:(][ ]?(?P<value>(?=[^\s]*\d)[A-Z0-9]{1,8}[/-][A-Z0-9][A-Z0-9/-]*)\)?[ \t]*(?=\n)"
)
_IN_BRACKETS = re.compile(
    r"[(\[](?:(?:our |your )?(?:request |case )?(?:ref(?:erence)?(?: number| no)?\.?:? ?)?)(?P<value>(?:FOI|EIR|FOIA|RFI|FoI|IR|FOISA|F)[ ]?[/\-–:#]?[ ]?[A-Z0-9]*\d[A-Z0-9/\-–.]*)[)\]]"
)
_HEAD_TOKEN = re.compile(
    r"(?:^|(?<=\n))[ \t>*]*(?:(?:re|ref)[:.]?[ \t]+)?"
    r"(?P<value>(?=[^\n]{0,24}\d)(?:(?:[A-Z]{1,5}|FoI|RhG|EnvIR)[ ])?(?=[^\s]*\d)[A-Za-z0-9]+(?:[/.\-–][A-Za-z0-9]+)*)"
    r"(?=[ \t]*(?:\n|$|[ \t]{2}|\t|[|/:;.,(–-][ \t\n]))"
)
_NOT_HEAD = re.compile(
    r"[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}|(?:po|p\.o\.?|page|tel|room|floor|unit|suite|block|level|box|no|flat|dx|version|v|form|section|part|question|q|annex|appendix|record|class|grade|reg|section) ?\d.*|\d{1,2}(?:st|nd|rd|th)|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)\w* ?\d.*|\d{1,4}[a-zA-Z]?|\d+\.\d+|0\d{3,}|(?:19|20)\d\d[-/–](?:19|20)?\d{1,2}|\d{1,4}[-–]\d{1,4}|\d{1,2}[/-]\d{1,2}",
    re.IGNORECASE,
)
_AFTER_DASH = re.compile(
    r"(?im)^[^\n.]{0,60}\b(?:requests?|review|foi|foia|eir|information|cais|adolygiad|complaint|enquiry)\b[^\n.]{0,40}? [-–] ?(?P<value>[A-Za-z0-9]+(?:[/-][A-Za-z0-9]+)+)[ \t]*\.?[ \t]*$"
)
_WEAK_TOKEN = re.compile(
    r"(?<![\w/.@-])(?P<value>(?:[A-Z0-9]{1,6}[/.\-])?(?:FOI|FoI|EIR|FOIA|RFI|IR|FOISA|AIE|RhG|EnvIR)[/ .\-]?(?=[\w/.\-]*\d)[A-Z0-9]+(?:[/.\-][A-Z0-9]+)*)(?![\w@])"
)
_ANOTHERS = re.compile(
    r"\b(?:earlier|previous|last|other|original|gwreiddiol|blaenorol|your complaint|case with the commissioner)\b[^.\n]{0,40}$"
)
_CODE = re.compile(
    r"(?<![\w/.@#£-])(?P<value>(?:(?:FOI|EIR|RFI|IR|FOISA|AIE|IG|INF|REF)[ ]|[A-Z]{2,6}(?:[-/._][A-Z0-9]{1,8}){0,3}[-/._]?)\d[A-Z0-9]*(?:[-/._][A-Z0-9]{1,12}){0,4})(?![\w@£%]|[.,]\d)"
)
_NOT_CODE = re.compile(
    r"(?:IC|FS|SI|ISO|BS|EN|PO|VAT|COVID|UPRN|CN|DN|GDPR|FOIA?|EIR|DPA|WPS|RAF|BBC|NHS)[- /]?(?:\d{1,4}|\d{6,9}(?:-[A-Z0-9]{4})?)|(?:IC|FS|CN|SI|ISO|DX|PO|UPRN|VAT|COVID)\b.*|[A-Z]{1,2}\d{1,2}[A-Z]? ?\d[A-Z]{2}"
)
_OF_ANOTHER_THING = re.compile(
    r"(?i)\b(?:contract|tender|planning|application|form|policy|invoice|purchase order|order|vehicle|model|type|serial|road|route|notice|case of|v|act|regulations?|box|charity|company|registered|registration|vat|tel|telephone|phone|fax|mob(?:ile)?|postcode|account|sort code|room|flat|unit)(?: (?:number|no\.?|ref(?:erence)?))?[ :.]*$"
)
_ACT = re.compile(r"(?i)(?:foia?|foisa|eir|act|dpa|rhg) ?(?:1997|2000|2002|2004|2014|2018)")
_YEARS = re.compile(r"((?:19|20)\d\d)[-/–]((?:19|20)?\d\d)")
_LAW_NUMBER = re.compile(r"^(?:19|20)\d\d$|^(?:2000|2004|2002)$")
_DATE_LIKE = re.compile(r"^\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d{2}|\d{4})$|^\d{1,2}(?:st|nd|rd|th)$")


@dataclass(frozen=True, slots=True)
class ReferenceFound:
    """A reference at `start:end`."""

    value: str
    start: int
    end: int
    basis: str


def references_in(layout: Layout) -> list[ReferenceFound]:
    """The references of this case; one for each case."""
    found: list[ReferenceFound] = []
    other_cases: list[ReferenceFound] = []
    plain, text = layout.plain, layout.text
    labels = sorted((match for each in _LABELS for match in each.all(plain)), key=lambda each: each.start())
    for label in labels:
        before = plain[max(0, label.start() - 70) : label.start()]
        qualified = _QUALIFIED.search(before)
        whose = (qualified["whose"] or "") if qualified else ""
        words = (qualified[0] if qualified else "") + label[0]
        own = _OWN.search(words) is not None
        if (whose in ("your", "eich") and not own) or (_OTHER_BODY.search(before) and not own):
            continue
        each = _value(text, label.end(), "label")
        if each is None:
            continue
        another = whose.startswith("original") or _ANOTHERS.search(before)
        (other_cases if another else found).append(each)
    head = [] if any(each.basis == "label" for each in found) else _head(layout)
    if not found and not head:
        head = [
            each
            for match in _AFTER_DASH.finditer(text, 0, 900)
            if (each := _value(text, match.start("value"), "line")) is not None
            and each.end == match.end("value")
            and sum(sign.isdigit() for sign in each.value) >= 3
        ][:1]
    found += head
    for pattern in (_SUBJECT, _IN_SENTENCE, _QUOTE):
        for match in pattern.all(plain):
            if _ANOTHERS.search(plain, max(0, match.start() - 60), match.end()):
                continue
            if pattern is _SUBJECT and not _near_top(layout, match.start()):
                continue
            line_end = text.find("\n", match.end())
            if _FILE_NAME.search(text, match.start(), line_end if line_end >= 0 else len(text)):
                continue
            near = match[0].rstrip(" -:#(").endswith(("foi", "eir", "foia"))
            strong = (near and pattern is _SUBJECT) or pattern is _QUOTE
            each = _value(text, match.end(), "label" if strong else "subject")
            each = _whole_token(text, each) if each else None
            if (each and pattern is _IN_SENTENCE) or (each and re.search(r"\d", each.value)):
                found.append(each)
    top = _top_end(layout)
    for match in _BARE_LINE.finditer(text, 0, top):
        if _FILE_NAME.search(
            text, match.start(), text.find("\n", match.end()) if "\n" in text[match.end() :] else len(text)
        ):
            continue
        if _near_top(layout, match.start()):
            found.append(
                ReferenceFound(match["value"].strip(), match.start("value"), match.end("value"), "line")
            )
    if not found:
        for line in (_TOKEN_LINE, _TITLE_END):
            found += [
                each
                for match in line.finditer(text, 0, 900)
                if (each := _value(text, match.start("value"), "line")) is not None
                and sum(sign.isdigit() for sign in each.value) >= 4
            ][:1]
            if found:
                break
    if not found:
        found += [
            ReferenceFound(match["value"], match.start("value"), match.end("value"), "brackets")
            for match in _IN_BRACKETS.finditer(text, 0, top)
            if _near_top(layout, match.start())
        ]
    if not found:
        found += [
            ReferenceFound(match["value"], match.start("value"), match.end("value"), "brackets")
            for match in _WEAK_TOKEN.finditer(text, 0, 1500)
            if not _ANOTHERS.search(plain, max(0, match.start() - 60), match.start())
            and not _FILE_NAME.search(text, match.start(), (text + "\n").find("\n", match.end()))
            and sum(sign.isdigit() for sign in match["value"]) >= 2
        ][:1]
    found = [
        each
        for each in found
        if not _ACT.fullmatch(each.value) and not _YOURS.search(text, max(0, each.start - 45), each.start)
    ]
    if not found:
        found = _codes(layout, top)
    return _one_a_case(found, other_cases)


def _codes(layout: Layout, top: int) -> list[ReferenceFound]:
    """A code in capitals and figures that nothing introduces: at the top, or under the farewell."""
    text = layout.text
    last = layout.blocks[-1].start if layout.blocks else 0
    for start, end in ((0, top), (max(top, last), len(text))):
        for match in _CODE.finditer(text, start, end):
            before = text[max(0, match.start() - 40) : match.start()]
            line_end = (text + "\n").find("\n", match.end())
            if (
                sum(sign.isdigit() for sign in match["value"]) < 3
                or _NOT_CODE.fullmatch(match["value"])
                or _NOT_HEAD.fullmatch(match["value"])
                or _DATE_LIKE.match(match["value"])
                or _OF_ANOTHER_THING.search(before)
                or _YOURS.search(before)
                or _ANOTHERS.search(before.lower())
                or _FILE_NAME.search(text, match.start(), line_end)
            ):
                continue
            return [ReferenceFound(match["value"], match.start("value"), match.end("value"), "code")]
    return []


_MOST_HEAD_LINES = 14


def _head(layout: Layout) -> list[ReferenceFound]:
    """A line above the greeting, or just below it, that is nothing but the reference, with a date or subject behind it."""
    text = layout.text
    greeting = re.search(
        r"(?im)^[ \t>*]*(?:dear|annwyl|a chara|hi|hello|good (?:morning|afternoon))\b[^\n]*\n", text[:3000]
    )
    end = text.find("\n\n", greeting.end() + 2) if greeting else -1
    end = end if end >= 0 else min(len(text), 500 if not greeting else greeting.end() + 80)
    position = 0
    for _ in range(_MOST_HEAD_LINES + 20):
        match = _HEAD_TOKEN.match(text, position, end) if position < end else None
        if match:
            value = match["value"].rstrip(".-–/")
            digits = sum(sign.isdigit() for sign in value)
            if (
                digits >= 2
                and not _FILE_NAME.search(value)
                and not _NOT_HEAD.fullmatch(value)
                and not _DATE_LIKE.match(value)
                and (re.search(r"[A-Za-z]", value) or "/" in value or digits >= 6)
                and not re.match(
                    r"[ \t]*[,]?[ \t]*[A-Z][a-z]+ (?:Street|Road|Lane|Square|House|Avenue)",
                    text[match.end("value") :],
                )
            ):
                return [
                    ReferenceFound(value, match.start("value"), match.start("value") + len(value), "line")
                ]
        position = text.find("\n", position) + 1
        if position <= 0:
            break
    return []


def _whole_token(text: str, found: ReferenceFound) -> ReferenceFound:
    """With what is joined to it on the left: "HM-FOI-" before "8891"; a free-standing "FOI" too."""
    start = found.start
    while start > 0 and (
        text[start - 1].isalnum() or (text[start - 1] in "/-." and start > 1 and text[start - 2].isalnum())
    ):
        start -= 1
    if start == found.start and re.search(
        r"(?<![A-Za-z])(?:FOI|EIR|FOISA|RFI|IR) $", text[max(0, start - 7) : start]
    ):
        start = text.rfind(" ", 0, start - 1) + 1
        start = max(start, text.rfind("\n", 0, found.start) + 1)
        start += len(text[start : found.start]) - len(text[start : found.start].lstrip("([ "))
    return (
        ReferenceFound(text[start : found.end], start, found.end, found.basis)
        if start < found.start
        else found
    )


def _top_end(layout: Layout) -> int:
    """The end of the line after the last place that is near the top."""
    last = max(700, layout.blocks[8].start if len(layout.blocks) > 8 else len(layout.text))
    for _ in range(2):
        last = layout.text.find("\n", last) + 1 or len(layout.text)
    return last


def _near_top(layout: Layout, position: int) -> bool:
    return position < 700 or (bool(layout.blocks) and layout.block_at(position) < 8)


def _value(text: str, position: int, basis: str) -> ReferenceFound | None:
    while position < len(text) and text[position] in " \t*_[(“\"'\xa0":
        position += 1
    if position < len(text) and text[position] == "\n":
        return None
    match = _VALUE.match(text, position)
    if not match:
        return None
    value = match[0].rstrip(".:-–/")
    if value.count("(") != value.count(")"):
        value = value.split("(")[0].strip()
    compact = re.sub(r"[^A-Za-z0-9]", "", value)
    digits = sum(sign.isdigit() for sign in compact)
    if digits < 2 or len(compact) < 3 or _LAW_NUMBER.match(value) or _DATE_LIKE.match(value):
        return None
    if len(value) > 40 or _ACT.fullmatch(value) or (basis != "label" and _is_year_range(value)):
        return None
    following = text[match.end() : match.end() + 12].lower()
    if re.match(
        r" ?(?:working|days|january|february|march|april|may|june|july|august|september|october|november|december|hours|questions)",
        following,
    ):
        return None
    return ReferenceFound(value, position, position + len(value), basis)


def _is_year_range(value: str) -> bool:
    """ "2019/20" or "2019-2020"; "2026-44" is none."""
    years = _YEARS.fullmatch(value)
    return years is not None and (int(years[1]) + 1 - int(years[2])) % 100 == 0


def _key(value: str) -> str:
    return re.sub(
        r"^(?:OURREF|REFERENCE|REF|CASE|REQUEST|FOI|EIR|FOIA|RFI)+(?=.*\d)",
        "",
        re.sub(r"[^0-9A-Za-z]", "", value).upper(),
    )


def _one_a_case(found: list[ReferenceFound], other_cases: list[ReferenceFound]) -> list[ReferenceFound]:
    kept: dict[str, ReferenceFound] = {}
    strong = any(each.basis in ("label", "line") for each in found)
    others = {_key(each.value) for each in other_cases} if found else set()
    for each in sorted(found, key=lambda one: (one.basis not in ("label", "line"), one.start)):
        key = _key(each.value)
        if key in others or (strong and each.basis not in ("label", "line") and not _same(key, kept)):
            continue
        if any(key in other or other in key for other in kept):
            continue
        kept[key] = each
    return list(kept.values())[:2] if kept else other_cases[:1]


def _same(key: str, kept: dict[str, ReferenceFound]) -> bool:
    return any(key in other or other in key for other in kept)
