"""Short ways to make a batch for the tests of this room. All names are invented."""

from __future__ import annotations

from collections.abc import Sequence

from cast import QUESTIONS, make_authority, make_person, make_team
from rhyddid.accounts.models import Person, Team
from rhyddid.authorities.models import Authority
from rhyddid.batches.batch_file import BatchDraft
from rhyddid.batches.models import Batch
from rhyddid.batches.services import batch_create

LETTER = "Dear {authority},\n\nUnder the {law} I ask:\n\n{questions}\n\nYours faithfully,\n\n{sender}"


def make_draft(**changes: object) -> BatchDraft:
    fields: dict[str, object] = {
        "subject": "Drone detection",
        "letter": LETTER,
        "questions": QUESTIONS,
        "sender": "Nia Prosser",
    }
    return BatchDraft(**(fields | changes))  # type: ignore[arg-type]


def make_authorities(count: int, **fields: object) -> list[Authority]:
    return [make_authority(f"Council {number:03}", **fields) for number in range(count)]  # type: ignore[arg-type]


def make_batch(
    authorities: Sequence[Authority] | int = 3,
    *,
    team: Team | None = None,
    by: Person | None = None,
    **draft: object,
) -> Batch:
    team = team or make_team()
    by = by or make_person(team=team)
    chosen = make_authorities(authorities) if isinstance(authorities, int) else authorities
    return batch_create(team=team, by=by, draft=make_draft(**draft), authorities=chosen)
