"""Numbers that name a person or an account, told by their shape, their check digits and the words before them."""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]

_GAP = r"[ \t\u00a0.\-\u2010-\u2014]?"
_LABEL_REACH = 50

# Begins at the digits: a search that began with the letters would try every word of the text.
_SIX_DIGITS = re.compile(rf"(?<!\d)\d\d{_GAP}\d\d{_GAP}\d\d(?!\d)")
_PREFIX_BEFORE = re.compile(rf"(?<![^\W_])([A-Z]{{2}}){_GAP}\Z", re.IGNORECASE)
_SUFFIX_AFTER = re.compile(rf"{_GAP}[A-D](?![^\W_])", re.IGNORECASE)
_NATIONAL_INSURANCE_FIELD = re.compile(
    r"(?:national insurance|yswiriant gwladol|\bNINO|\bNI)(?:[ \t]+(?:number|no|rhif)\b\.?)?[^\n\w]{0,6}(?:is |yw )?\Z",
    re.IGNORECASE,
)
_NOT_ISSUED = frozenset(("BG", "GB", "KN", "NK", "NT", "TN", "ZZ"))

_HEALTH_NUMBER = re.compile(r"(?<![\w.,£/-])(\d{3})([ \u00a0-]?)(\d{3})\2(\d{4})(?![\w/]|[.,-]\d)")
_HEALTH_LABEL = re.compile(r"\b(?:NHS|GIG|CHI|H&C|patient)\b[^\n]{0,40}\Z", re.IGNORECASE)
_HEALTH_FIELD = re.compile(
    r"\b(?:NHS|CHI|H&C)[ \t]*(?:number|no\b\.?|rhif)[ \t]*(?:is\b|:|=|-)?[ \t]*\Z", re.IGNORECASE
)

_CARD = re.compile(
    r"(?<![\w.,£/-])(?:\d{13,19}|\d{4}(?:[ \u00a0-]\d{4}){2,3}(?:[ \u00a0-]\d{1,4})?|\d{4}[ \u00a0-]\d{6}[ \u00a0-]\d{4,5})"
    r"(?![\w/]|[.,-]\d)"
)
_CARD_ISSUERS = re.compile(
    r"4|5[1-5]|2(?:2[2-9]|[3-6]|7[01]|720)|3[47]|6(?:011|5|4[4-9])|5[06-8]|6[37]|3(?:0[0-5]|[68])"
)

_SORT_CODE = re.compile(r"(?<![\w.,£/-])\d\d([ \u2010-\u2014-])\d\d\1\d\d(?![\w/]|[.,-]\d)")
_SORT_CODE_FIELD = re.compile(
    r"(?<![^\W_])(?:sort(?:[ \t-]?code)?|s/c|cod didoli)[ \t]*(?:is\b|yw\b|:|=|-|no\.?)?\s{0,3}"
    r"(\d\d[ \u2010-\u2014-]?\d\d[ \u2010-\u2014-]?\d\d)(?!\w)",
    re.IGNORECASE,
)
_ACCOUNT_FIELD = re.compile(
    r"(?<![^\W_])(?:account|a/c|acc(?:oun)?t|acc|cyfrif)[ \t]*(?:number|num|no\b\.?|rhif)?[ \t]*(?:is\b|yw\b|:|=|-)?\s{0,3}"
    r"(\d{4}[ ]?\d{2,4})(?!\w)"
    r"|rhif cyfrif[ \t]*(?:yw\b|:|=|-)?\s{0,3}(\d{4}[ ]?\d{2,4})(?!\w)",
    re.IGNORECASE,
)
_LONE_ACCOUNT = re.compile(r"(?<![\w.,£/-])\d{8}(?![\w/]|[.,-]\d)")
_BANK_REACH = 120
_BANK_WORDS = ("sort", "s/c", "a/c", "acc", "didoli", "cyfrif")
_IBAN = re.compile(r"(?<![^\W_])[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,3})?(?![^\W_])")
_BIRTH_FIELD = re.compile(
    r"\b(?:d\.?o\.?b\b\.?|dates? of birth|born(?: on)?|dyddiad geni|ganwyd(?: ar)?)[ \t]*(?:is\b|was\b|yw\b|[:=(-])?"
    r"\s{0,3}(\d{1,2}[./ -]\d{1,2}[./ -]\d{2,4}|\d{4}-\d\d-\d\d"
    r"|\d{1,2}(?:st|nd|rd|th)?[ ](?:of[ ])?[A-Za-z]{3,10},?[ ]\d{4})(?!\d)",
    re.IGNORECASE,
)


def find_dates_of_birth(text: str) -> Iterator[Span]:
    """The spans of dates that a text calls somebody's date of birth."""
    return (match.span(1) for match in _BIRTH_FIELD.finditer(text))


def find_national_insurance_numbers(text: str) -> Iterator[Span]:
    """The spans of National Insurance numbers: with a prefix that is issued, or after their name."""
    for digits in _SIX_DIGITS.finditer(text):
        prefix = _PREFIX_BEFORE.search(text, max(0, digits.start() - 4), digits.start())
        if prefix is None:
            continue
        suffix = _SUFFIX_AFTER.match(text, digits.end())
        if suffix is not None and _is_issued(prefix[1].upper()):
            yield prefix.start(), suffix.end()
        elif _NATIONAL_INSURANCE_FIELD.search(text[max(0, prefix.start() - _LABEL_REACH) : prefix.start()]):
            yield prefix.start(), suffix.end() if suffix else digits.end()


def find_health_numbers(text: str) -> Iterator[Span]:
    """The spans of NHS, CHI and Health and Care numbers whose check digit is right."""
    for number in _HEALTH_NUMBER.finditer(text):
        before = text[max(0, number.start() - _LABEL_REACH) : number.start()]
        checked = has_health_check_digit(number[1] + number[3] + number[4])
        named = _HEALTH_LABEL.search(before) is not None
        # ten digits without a blank may be anything, so their name must stand before them; and where "NHS number"
        # does, a slip of the pen makes the number no less personal
        if (checked and (named or number[2] != "")) or _HEALTH_FIELD.search(before):
            yield number.span()


def find_payment_cards(text: str) -> Iterator[Span]:
    """The spans of card numbers whose check digit is right and whose issuer exists."""
    for number in _CARD.finditer(text):
        digits = re.sub(r"\D", "", number[0])
        if 13 <= len(digits) <= 19 and _CARD_ISSUERS.match(digits) and has_luhn_check_digit(digits):
            yield number.span()


def find_bank_accounts(text: str) -> Iterator[Span]:
    """The spans of sort codes, account numbers beside them, and IBANs."""
    lowered = text.lower()
    if any(word in lowered for word in _BANK_WORDS):
        yield from _named_accounts(text)
    for number in _IBAN.finditer(text):
        end = _iban_end(number[0])
        if end:
            yield number.start(), number.start() + end


def _named_accounts(text: str) -> Iterator[Span]:
    codes = [match.span(1) for match in _SORT_CODE_FIELD.finditer(text)]
    accounts = [
        match.span(1) if match[1] else match.span(2)
        for match in _ACCOUNT_FIELD.finditer(text)
        if codes or len(re.sub(r"\D", "", match[1] or match[2])) == 8
    ]
    yield from codes
    yield from accounts
    for _, end in codes:
        for lone in _LONE_ACCOUNT.finditer(text, end, min(end + _BANK_REACH, len(text))):
            yield lone.span()
    for start, end in accounts:
        for code in _SORT_CODE.finditer(text, max(0, start - _BANK_REACH), min(end + _BANK_REACH, len(text))):
            yield code.span()


def has_health_check_digit(digits: str) -> bool:
    """Whether ten digits end in the check digit that the NHS gives them (modulus 11)."""
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    check = (
        11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    )
    return check % 11 == int(digits[9]) and check != 10


def has_luhn_check_digit(digits: str) -> bool:
    """Whether the digits end in the check digit of payment cards (ISO/IEC 7812)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0 and len(set(digits)) > 1


def _is_issued(prefix: str) -> bool:
    if prefix == "QQ":
        return True  # never issued, but what people write in examples stands for a number
    return prefix[0] not in "DFIQUV" and prefix[1] not in "DFIOQUV" and prefix not in _NOT_ISSUED


def _iban_end(text: str) -> int:
    """How much of `text` is an IBAN; words in capitals after it may look like more of it."""
    for end in range(len(text), 14, -1):
        if end < len(text) and text[end] != " ":
            continue
        plain = text[:end].replace(" ", "")
        if 15 <= len(plain) <= 34:
            number = "".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])
            if int(number) % 97 == 1:
                return end
    return 0
