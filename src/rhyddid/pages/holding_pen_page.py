"""What a person sees of the holding pen: staff everything, a team's editors what may belong to their team's requests."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext

from rhyddid.accounts.models import EDITING_ROLES, Membership, Person
from rhyddid.pages.letter_view import Piece, letter_pieces
from rhyddid.post.guessing import REASONS
from rhyddid.post.holding_pen import guessed_requests, held_waiting
from rhyddid.post.models import HeldMessage
from rhyddid.requests.models import Request

SHOWN = 50
_LOOKED_THROUGH = 500
_RECENT = 10


@dataclass(frozen=True)
class ShownGuess:
    request: Request
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class ShownHeld:
    held: HeldMessage
    pieces: tuple[Piece, ...]
    guesses: tuple[ShownGuess, ...]


def editing_team_ids(person: Person) -> set[int]:
    """The teams whose requests the person may give a message to."""
    rows = Membership.objects.filter(person=person, role__in=EDITING_ROLES)
    return set(rows.values_list("team_id", flat=True))


def requests_to_give(person: Person) -> QuerySet[Request]:
    """The requests to which this person may give a held message."""
    if person.is_staff:
        return Request.objects.filter(rehearsal_day=None)
    return Request.objects.filter(rehearsal_day=None, team_id__in=editing_team_ids(person))


def waiting_for(person: Person) -> list[ShownHeld]:
    """What waits and concerns the person, oldest first, at most SHOWN; guesses at other teams' requests are left out."""
    held = list(held_waiting()[: SHOWN if person.is_staff else _LOOKED_THROUGH])
    requests = guessed_requests(held)
    teams = editing_team_ids(person)
    allowed = {pk: each for pk, each in requests.items() if person.is_staff or each.team_id in teams}
    shown = [_shown(each, allowed) for each in held]
    return [each for each in shown if each.guesses or person.is_staff][:SHOWN]


def resolved_by(person: Person) -> QuerySet[HeldMessage]:
    """What the person has dealt with lately, newest first: it can be taken back."""
    done = HeldMessage.objects.filter(resolved_by=person, resolved_at__isnull=False)
    return done.select_related("message").order_by("-resolved_at")[:_RECENT]


def _shown(held: HeldMessage, allowed: dict[int, Request]) -> ShownHeld:
    guesses = tuple(
        ShownGuess(
            allowed[guess["request"]],
            guess["score"],
            tuple(gettext(REASONS[reason]) for reason in guess["reasons"] if reason in REASONS),
        )
        for guess in held.guesses
        if guess["request"] in allowed
    )
    return ShownHeld(held, letter_pieces(held.message.text, held.message.folded), guesses)
