"""Personal data in a text, found by rules with checks: a text in, spans of it out; nothing is changed here."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

PersonalDataKind = Literal[
    "email", "phone", "postcode", "national_insurance", "nhs_number", "payment_card", "bank_account", "link", "name",
]  # fmt: skip


@dataclass(frozen=True)
class PersonalData:
    """`text[start:end]` is personal data of `kind`, to be shown as `shown_as`."""

    kind: PersonalDataKind
    start: int
    end: int
    shown_as: str


_EMAIL = re.compile(r"[\w.+'’-]+@[\w-]+(?:\.[\w-]+)+")


def find_personal_data(text: str, *, keep: Collection[str] = ()) -> tuple[PersonalData, ...]:
    """The personal data in `text`, in order, without overlaps; what `keep` names stays in view."""
    return tuple(
        PersonalData("email", match.start(), match.end(), "[e-mail address]")
        for match in _EMAIL.finditer(text)
        if match[0] not in keep
    )
