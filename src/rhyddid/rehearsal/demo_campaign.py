"""The demo: an invented campaign with two people and a batch to rehearse. Made once; asking again gives the same."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from rhyddid.accounts.models import DEMO_DOMAIN, Membership, Person, Role, Team
from rhyddid.batches.models import Batch, BatchQuestion

OWNER_EMAIL = f"owner{DEMO_DOMAIN}"
CHECKER_EMAIL = f"checker{DEMO_DOMAIN}"
PASSWORD = "rhyddid-demo"  # shown to whoever starts the demo; the demo listens on this machine only
START = dt.date(2026, 3, 2)

_LETTER = """Dear {authority},

Under the {law} I ask for the following about facial recognition: software that finds or compares faces in pictures or
footage, whether live or afterwards, in the years 2020 to 2025.

{questions}

Please send the answers by e-mail. If anything here is unclear, please tell me and I will gladly explain it.

Yours faithfully,

{sender}
"""
_QUESTIONS = (
    ("1", "Have you used or tried facial recognition software, and if so, which kind and when?", "text"),
    ("2", "Which companies supplied the software or ran the trial?", "organisation"),
    ("3", "What did you pay for it in all, up to the day of your answer?", "money"),
)


@dataclass(frozen=True)
class Demo:
    owner: Person
    checker: Person
    batch: Batch


@transaction.atomic
def demo_campaign() -> Demo:
    """The demo's team, people and batch."""
    team, _ = Team.objects.get_or_create(slug="demo", defaults={"name": "Brynglas Open Data Group"})
    owner = _person(team, OWNER_EMAIL, "Nia Prosser", Role.OWNER, trust=2, is_staff=True)
    checker = _person(team, CHECKER_EMAIL, "Owain Bellis", Role.CHECKER)
    batch, made = Batch.objects.get_or_create(
        slug="facial-recognition",
        defaults={
            "team": team,
            "created_by": owner,
            "subject": "Facial recognition software",
            "letter": _LETTER,
            "sender": owner.legal_name,
        },
    )
    if made:
        BatchQuestion.objects.bulk_create(
            BatchQuestion(batch=batch, position=position, number=number, text=text, answer_type=answer_type)
            for position, (number, text, answer_type) in enumerate(_QUESTIONS, start=1)
        )
    return Demo(owner, checker, batch)


def _person(
    team: Team, email: str, name: str, role: Role, *, trust: int = 0, is_staff: bool = False
) -> Person:
    person = Person.objects.filter(email=email).first()
    if person is None:
        person = Person.objects.create_user(
            email, PASSWORD, public_name=name, legal_name=name, trust=trust, is_staff=is_staff
        )
        Membership.objects.create(team=team, person=person, role=role)
    return person
