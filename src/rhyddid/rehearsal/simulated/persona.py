"""An authority's ways: how it writes dates, numbers its cases, signs and ends its letters. The same for every letter."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from rhyddid.rehearsal.simulated.authorities import Authority
from rhyddid.rehearsal.simulated.written_dates import ENGLISH_STYLES, DateStyle

_ROLES = (
    ("Information Rights Officer", "Swyddog Hawliau Gwybodaeth"),
    ("Freedom of Information Decision Maker", "Penderfynwr Rhyddid Gwybodaeth"),
    ("Disclosure Officer", "Swyddog Datgelu"),
    ("Information Governance Assistant", "Cynorthwyydd Llywodraethu Gwybodaeth"),
)
_OFFICES = (
    "Information Rights Unit",
    "Disclosure Team",
    "Freedom of Information Office",
    "Information Governance",
)


@dataclass(frozen=True)
class Persona:
    """`signature`, `review` and `disclaimer` number the wordings; 0 means none."""

    role: str
    role_cy: str
    office: str
    phone: str
    date_style: DateStyle
    case_number: int
    case_style: str
    signature: int
    review: int
    disclaimer: int
    virus_footer: bool
    quote_style: str

    def reference(self, received_on: dt.date) -> str:
        """The authority's own number for the case."""
        return self.case_style.format(
            number=self.case_number, year=received_on.year, short=received_on.year % 100
        )


def persona_of(authority: Authority, *, seed: int) -> Persona:
    """Deterministic in the authority and the seed."""
    rng = random.Random(f"persona/{seed}/{authority.slug}")
    role, role_cy = rng.choice(_ROLES)
    return Persona(
        role=role,
        role_cy=role_cy,
        office=rng.choice(_OFFICES),
        phone=f"01632 960{rng.randint(0, 999):03d}",
        date_style=rng.choice(ENGLISH_STYLES),
        case_number=rng.randint(1000, 19999),
        case_style=rng.choice(
            (
                "{number}/{year}",
                "FOI {number}/{short}",
                "FOI-{year}-{number:05d}",
                "IR{number}",
                "01/FOI/{short}/{number}",
            )
        ),
        signature=rng.randint(1, 3),
        review=rng.randint(1, 2),
        disclaimer=rng.choice((0, 1, 1, 2)),
        virus_footer=rng.random() < 0.3,
        quote_style=rng.choice(("on_wrote", "original_message", "underscores")),
    )
