"""Personal data in a text, found by rules with checks: a text in, spans of it out; nothing is changed here."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from rhyddid.redaction.electronic_addresses import find_emails, find_private_links
from rhyddid.redaction.identifiers import (
    find_bank_accounts,
    find_dates_of_birth,
    find_health_numbers,
    find_national_insurance_numbers,
    find_payment_cards,
)
from rhyddid.redaction.person_names import find_names
from rhyddid.redaction.phone_numbers import find_phone_numbers
from rhyddid.redaction.postcodes import find_personal_postcodes
from rhyddid.wording import Wording, gettext_noop

PersonalDataKind = Literal[
    "link",
    "email",
    "bank_account",
    "payment_card",
    "national_insurance",
    "nhs_number",
    "date_of_birth",
    "phone",
    "postcode",
    "name",
]

SHOWN_AS: dict[PersonalDataKind, str] = {
    "link": gettext_noop("[private link]"),
    "email": gettext_noop("[e-mail address]"),
    "bank_account": gettext_noop("[bank details]"),
    "payment_card": gettext_noop("[card number]"),
    "national_insurance": gettext_noop("[National Insurance number]"),
    "nhs_number": gettext_noop("[NHS number]"),
    "date_of_birth": gettext_noop("[date of birth]"),
    "phone": gettext_noop("[phone number]"),
    "postcode": gettext_noop("[postcode]"),
    "name": gettext_noop("[name]"),
}
_PRECEDENCE: dict[PersonalDataKind, int] = {kind: place for place, kind in enumerate(SHOWN_AS)}


@dataclass(frozen=True, slots=True)
class PersonalData:
    """`text[start:end]` is personal data of `kind`, to be shown as `shown_as`."""

    kind: PersonalDataKind
    start: int
    end: int
    shown_as: str


def find_personal_data(
    text: str,
    *,
    keep: Collection[str] = (),
    names: Collection[str] = (),
    secrets: Collection[re.Pattern[str]] = (),
    kinds: Collection[PersonalDataKind] = tuple(SHOWN_AS),
    language: str = "en",
) -> tuple[PersonalData, ...]:
    """The personal data in `text`, in order, without overlaps.

    `keep` stays in view: addresses ("foi@council.example"), whole domains ("@council.example"), phone numbers and
    postcodes, however they are written. `names` are people's to mask; `secrets` are this site's own patterns for
    reply addresses and links. `kinds` limits what is looked for; `shown_as` is in `language`.
    """
    kept = {_plain(value) for value in keep}
    labels = {kind: Wording(SHOWN_AS[kind]).render(language) for kind in kinds}
    spans = sorted(
        (start, _PRECEDENCE[kind], end, kind)
        for kind in kinds
        for start, end in _found(kind, text, names, secrets)
        if not (kept and _is_kept(kind, text[start:end], kept))
    )
    merged: list[tuple[int, int, PersonalDataKind]] = []
    for start, precedence, end, kind in spans:
        if merged and start < merged[-1][1]:
            first_start, first_end, first_kind = merged[-1]
            stronger = kind if precedence < _PRECEDENCE[first_kind] else first_kind
            merged[-1] = (first_start, max(first_end, end), stronger)
        else:
            merged.append((start, end, kind))
    return tuple(PersonalData(kind, start, end, labels[kind]) for start, end, kind in merged)


def _found(
    kind: PersonalDataKind, text: str, names: Collection[str], secrets: Iterable[re.Pattern[str]]
) -> Iterator[tuple[int, int]]:
    match kind:
        case "link":
            yield from find_private_links(text)
            for pattern in secrets:
                yield from (match.span() for match in pattern.finditer(text) if match[0])
        case "email":
            yield from find_emails(text)
        case "bank_account":
            yield from find_bank_accounts(text)
        case "payment_card":
            yield from find_payment_cards(text)
        case "national_insurance":
            yield from find_national_insurance_numbers(text)
        case "nhs_number":
            yield from find_health_numbers(text)
        case "date_of_birth":
            yield from find_dates_of_birth(text)
        case "phone":
            yield from find_phone_numbers(text)
        case "postcode":
            yield from find_personal_postcodes(text)
        case "name":
            yield from find_names(text, names)


def _is_kept(kind: PersonalDataKind, value: str, kept: Collection[str]) -> bool:
    plain = _plain(value)
    if kind == "email":
        _, at, domain = plain.rpartition("@")
        return plain in kept or at + domain in kept
    return plain in kept


def _plain(value: str) -> str:
    """A value as it is compared: phone numbers by their national digits, postcodes without blanks."""
    value = value.strip().casefold()
    if "@" in value:
        return "".join(value.split())
    digits = re.sub(r"\D", "", value)
    if len(digits) >= 5 and not re.search(r"[a-z]", value):
        return "0" + re.sub(r"^(?:00)?44(?:0)?|^0", "", digits)
    return "".join(value.split())
