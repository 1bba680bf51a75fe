"""Phone numbers however they are written: British, Irish, international; no references, sums, years, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

Span = tuple[int, int]

_BLANK = r"[ \t\u00a0\u2007\u2009\u202f]"
_DASH = r"[-\u2010-\u2015\u2212]"
# Digits with at most a blank, a dash, a bracket or one line's end between them.
_RUN = re.compile(
    rf"\d[\d()]*"
    rf"(?:(?:{_BLANK}{{0,2}}{_DASH}{_BLANK}{{0,2}}|\.|{_BLANK}{{0,3}}|{_BLANK}*\n[ \t>]*)[(+]{{0,2}}\d[\d()]*)*"
)
_GROUP = re.compile(r"\d+")
_EXTENSION = re.compile(
    rf"{_BLANK}{{0,2}}[,;]?{_BLANK}{{0,2}}\(?(?:extension|extn|ext|estyniad|est|x){_BLANK}?(?:no|number|rhif)?"
    rf"[.:]{{0,2}}{_BLANK}?\d{{1,6}}\)?(?!\w)",
    re.IGNORECASE,
)
_SECOND_NUMBER = re.compile(
    rf"{_BLANK}?(?:/|\bor\b|\bneu\b){_BLANK}?[1-9]\d{{2}}{_BLANK}?\d{{2,5}}(?![/.,]\d|\w)"
)
_SHORT_SECOND_NUMBER = re.compile(r"[/-]\d{1,3}(?![/-]|[.,]\d|\w)")

_PHONE_WORDS = (
    r"(?:tele?phone|tel|phone|ph|mobile|mob|cell|fax|landline|direct[ ]?(?:line|dial)|ddi|dd|switchboard|help[ ]?line|"
    r"hotline|whatsapp|text|sms|call(?:[ ]us)?(?:[ ](?:on|at))?|ring|ffoniwch|ff[oô]n|symudol|ffacs|llinell)"
)
_PHONE_LABEL = re.compile(
    rf"(?<![^\W_])(?:{_PHONE_WORDS}\b[^\n\d]{{0,30}}|{_PHONE_WORDS}|[TMFPD][.:]?[ \t]*[:.]?[ \t]*)[(+]{{0,2}}\Z",
    re.IGNORECASE,
)
# The same, strict enough to believe a number that has no leading 0 or plus.
_PHONE_FIELD = re.compile(
    rf"(?<![^\W_]){_PHONE_WORDS}(?:[ ]?(?:no|number|numbers|rhif))?[ ]?(?:\([a-z ]{{1,12}}\)[ ]?)?"
    rf"[.:]{{1,2}}[ \t]*[(+]{{0,2}}\Z",
    re.IGNORECASE,
)
_EXTENSION_FIELD = re.compile(
    r"(?<![^\W_])(?:extension|extn|ext|estyniad)[ ]?(?:no|number|rhif)?[.:]{0,2}[ \t]?\Z", re.I
)
_OTHER_LABEL = re.compile(
    r"\b(?:our[ ]ref|your[ ]ref|ref(?:erence)?s?|cyf(?:eirnod)?|case|foia?|eir|foisa|sar|request|invoice|order|contract|"
    r"account|acct|purchase|po|uprn|usrn|urn|crime|log|incident|id|tender|lot|rf[siq]|serial|imei|policy|asset|vat|"
    r"company|charity|registration|reg|isbn|issn|doi|ean|gtin|part|item|model|version|complaint|ticket|job)\b"
    r"[^\n\d]{0,25}\Z",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?<!\d)\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})(?!\d)|(?<!\d)\d{4}-\d\d-\d\d(?!\d)")
_LABEL_REACH = 60
_FEWEST_DIGITS = 6
_NOT_BEFORE = frozenset("£$€#%=_/@&")
_NOT_AFTER = frozenset("%_@£$€")


# a number whose first nought was typed as a letter
_LETTER_NOUGHT = re.compile(rf"(?<![^\W_])[Oo][1-9]\d{{2,4}}{_BLANK}?\d{{3}}{_BLANK}?\d{{3,4}}(?!\w|[.,]\d)")


def find_phone_numbers(text: str) -> Iterator[Span]:
    """The spans of phone numbers, with their extensions."""
    for typed in _LETTER_NOUGHT.finditer(text):
        if sum(sign.isdigit() for sign in typed[0]) == 10:
            yield typed.span()
    for run in _RUN.finditer(text):
        if run.end() - run.start() < _FEWEST_DIGITS and not _may_be_extension(text, run.start()):
            continue
        groups = [_Group(*group.span(), group[0]) for group in _GROUP.finditer(text, *run.span())]
        index = 0
        while index < len(groups):
            found = _number_at(text, groups, index)
            if found is None:
                index += 1
                continue
            start, last, end = found
            yield start, end
            index = last + 1


def _may_be_extension(text: str, start: int) -> bool:
    before = text[max(0, start - 24) : start].lower()
    return "ext" in before or "est" in before


@dataclass(frozen=True, slots=True)
class _Group:
    start: int
    end: int
    digits: str


def _number_at(text: str, groups: list[_Group], first: int) -> tuple[int, int, int] | None:
    """The number that begins with a group: its start, its last group and its end."""
    group = groups[first]
    start = group.start
    while start > 0 and text[start - 1] in "(+":
        start -= 1
    if groups[-1].end - start < _FEWEST_DIGITS and not _may_be_extension(text, start):
        return None
    before = text[max(0, start - _LABEL_REACH) : start]
    labelled = _PHONE_LABEL.search(before) is not None
    if not _may_begin(text, groups, first, start, labelled):
        return None
    plus = "+" in text[start : group.start]
    last = _last_group(text, groups, first, plus, labelled, before)
    if last is None:
        return None
    end = groups[last].end
    if _DATE.search(text[start:end]) or not _may_end(text, end, compact=first == last):
        return None
    if end < len(text) and text[end] == ")" and text.count("(", start, end) > text.count(")", start, end):
        end += 1
    for more in (_EXTENSION, _SECOND_NUMBER, _SHORT_SECOND_NUMBER):
        if found := more.match(text, end):
            end = found.end()
            break
    while last + 1 < len(groups) and groups[last + 1].start < end:
        last += 1
    return start, last, end


def _may_begin(text: str, groups: list[_Group], first: int, start: int, labelled: bool) -> bool:
    if start == 0:
        return True
    before = text[start - 1]
    if first > 0 and start <= groups[first - 1].end + 1:
        # "12.0163" or "7-0163": the rest of something longer
        return before.isspace() or before in "()" or "(" in text[groups[first - 1].end : start + 1]
    if before.isalnum():
        return labelled and not before.isdigit()
    if before in _NOT_BEFORE:
        return False
    if before in "-.,:" and start > 1 and text[start - 2].isalnum():
        return labelled or (before in ".:," and not text[start - 2].isdigit())
    return True


def _may_end(text: str, end: int, *, compact: bool) -> bool:
    after = text[end : end + 2]
    if not after:
        return True
    if after[0] in _NOT_AFTER or (after[0] in ",." and after[1:].isdigit()):
        return False
    if after[0].isalpha():
        return _EXTENSION.match(text, end) is not None
    return not (compact and after[0] in "-/" and after[1:].isalpha())


def _last_group(
    text: str, groups: list[_Group], first: int, plus: bool, labelled: bool, before: str
) -> int | None:
    digits = groups[first].digits
    lone = _OTHER_LABEL.search(before) is not None and not labelled
    if plus:
        return _international(text, groups, first, labelled)
    if digits.startswith("00"):
        if len(digits) > 2 or first + 1 < len(groups):
            return _international(text, groups, first, labelled, needs_proof=True)
        return None
    if digits.startswith("0"):
        return _national(text, groups, first, labelled, lone)
    if digits.startswith("44") and not lone:
        last = _british(text, groups, first, skip=2)
        if last is not None and (labelled or last > first):
            return last
    if (
        text[groups[first].start - 1 : groups[first].start] == "("
        or "-" in text[groups[first].end : groups[first].end + 1]
    ):
        last = _north_american(text, groups, first)
        if last is not None:
            return last
    return _labelled_only(text, groups, first, before)


def _stops(text: str, groups: list[_Group], first: int, most_digits: int) -> Iterator[tuple[int, str]]:
    """Every group that the number may end with, and its digits so far; one line's end at most lies within."""
    digits, lines = "", 0
    for index in range(first, min(first + 12, len(groups))):
        if index > first:
            gap = text[groups[index - 1].end : groups[index].start]
            lines += "\n" in gap
            if lines > 1 or "+" in gap:
                return
        digits += groups[index].digits
        if len(digits) > most_digits:
            return
        following = text[groups[index].end : groups[index + 1].start] if index + 1 < len(groups) else " "
        if following and (following[0].isspace() or following[0] in "()" or not following.strip(" ()")):
            yield index, digits


def _national(text: str, groups: list[_Group], first: int, labelled: bool, lone: bool) -> int | None:
    if (
        groups[first].digits == "0"
        and text[groups[first].end : groups[first].end + 1] != ")"
        and not labelled
    ):
        return None  # a decimal fraction, an ISBN
    last = _british(text, groups, first, skip=1, labelled=labelled)
    if last is not None:
        shape = [len(group.digits) for group in groups[first : last + 1]]
        usual = 3 <= shape[0] <= 6 or text[groups[first].end : groups[first].end + 1] == ")"
        if last == first:
            return None if lone else last
        if not labelled and set(shape) == {2}:
            return None  # a row of a table
        if usual or labelled or _is_valid("".join(group.digits for group in groups[first : last + 1]), "GB"):
            return last
        return None
    best = None
    for last, digits in _stops(text, groups, first, 11):
        if not 8 <= len(digits) <= 11 or digits[1] == "0" or not _well_grouped(groups, first, last):
            continue
        if not labelled and all(len(group.digits) == 2 for group in groups[first : last + 1]):
            continue  # a row of a table
        if labelled or (
            not lone and len(digits) == 10 and (_is_valid(digits, "GB") or _is_valid(digits, "IE"))
        ):
            best = last
    return best


def _british(text: str, groups: list[_Group], first: int, skip: int, *, labelled: bool = False) -> int | None:
    """The group that ends ten digits of a British number after `skip` digits of prefix (and a nought in brackets)."""
    for last, digits in _stops(text, groups, first, skip + 11):
        own = digits[skip:]
        if skip != 1 and own.startswith("0"):
            own = own[1:]
        if len(own) == 10 and own[0] in "1235789" and (labelled or _well_grouped(groups, first, last)):
            return last
    return None


def _international(
    text: str, groups: list[_Group], first: int, labelled: bool, *, needs_proof: bool = False
) -> int | None:
    prefix = 2 if groups[first].digits.startswith("00") else 0
    longest = None
    for last, digits in _stops(text, groups, first, 15 + prefix):
        bare = digits[prefix:]
        if bare.startswith("44"):
            found = _british(text, groups, first, skip=prefix + 2)
            if found is not None:
                return found
        if len(bare) < 7 or (longest is not None and "\n" in text[groups[first].start : groups[last].end]):
            continue
        if _is_valid("+" + bare, None):
            return last
        if len(bare) >= 8:
            longest = last
    return longest if labelled or not needs_proof else None


def _north_american(text: str, groups: list[_Group], first: int) -> int | None:
    start = first + (groups[first].digits == "1")
    parts = groups[start : start + 3]
    if [len(part.digits) for part in parts] != [3, 3, 4]:
        return None
    number = "+1" + "".join(part.digits for part in parts)
    return start + 2 if _is_valid(number, None) else None


def _labelled_only(text: str, groups: list[_Group], first: int, before: str) -> int | None:
    if _EXTENSION_FIELD.search(before) and 3 <= len(groups[first].digits) <= 6:
        return first
    if not _PHONE_FIELD.search(before):
        return None
    best = None
    for last, digits in _stops(text, groups, first, 15):
        if "\n" in text[groups[first].start : groups[last].end]:
            break
        if len(digits) >= _FEWEST_DIGITS and _well_grouped(groups, first, last):
            best = last
    return best


def _well_grouped(groups: list[_Group], first: int, last: int) -> bool:
    """Not the noughts and ones of a table: single digits stand only at the front (a prefix, a nought in brackets)."""
    return all(len(group.digits) > 1 for group in groups[min(first + 2, last) : last + 1])


@lru_cache(maxsize=4096)
def _is_valid(number: str, region: str | None) -> bool:
    import phonenumbers  # slow import, and most numbers tell by themselves

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, region))
    except phonenumbers.NumberParseException:
        return False
