"""What a person sees of the holding pen: staff everything, a team's editors what can only be their team's.

A guess is no proof: a letter that may be another team's is for staff to read. Reply addresses are hidden from all.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext

from rhyddid.accounts.models import EDITING_ROLES, Membership, Person
from rhyddid.pages.letter_view import Piece
from rhyddid.pages.masks import Mask
from rhyddid.pages.request_page import masked_pieces
from rhyddid.post.guessing import REASONS
from rhyddid.post.holding_pen import guessed_requests, held_waiting
from rhyddid.post.models import HeldMessage
from rhyddid.requests.models import Request

SHOWN = 50
_LOOKED_THROUGH = 500
_RECENT = 10
# reasons that are no guesswork: the letter came to the request's own address, or answers a letter of it
_CERTAIN = frozenset({"reply_address", "thread", "upload_link"})
# nothing but reply addresses is hidden from whoever may read the letter
_MASK = Mask(unmasked=True)


@dataclass(frozen=True)
class ShownGuess:
    request: Request
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class ShownHeld:
    held: HeldMessage
    subject: str
    sender_name: str
    sender_address: str
    pieces: tuple[Piece, ...]
    guesses: tuple[ShownGuess, ...]


@dataclass(frozen=True)
class DoneHeld:
    """A message that was dealt with."""

    held: HeldMessage
    subject: str


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
    """What waits and concerns the person, oldest first, at most SHOWN."""
    held = list(held_waiting()[: SHOWN if person.is_staff else _LOOKED_THROUGH])
    requests = guessed_requests(held)
    teams = editing_team_ids(person)
    allowed = {pk: each for pk, each in requests.items() if person.is_staff or each.team_id in teams}
    theirs = [each for each in held if person.is_staff or _is_theirs(each, requests, allowed)]
    return [_shown(each, allowed) for each in theirs[:SHOWN]]


def _is_theirs(held: HeldMessage, requests: dict[int, Request], allowed: dict[int, Request]) -> bool:
    """Whether the message can only belong to the `allowed` requests, or is known to be about one of them."""
    known = [guess for guess in held.guesses if guess["request"] in requests]
    ours = [guess for guess in known if guess["request"] in allowed]
    certain = any(_CERTAIN.intersection(guess["reasons"]) for guess in ours)
    return bool(ours) and (certain or len(ours) == len(known))


def resolved_by(person: Person) -> list[DoneHeld]:
    """What the person has dealt with lately, newest first: it can be taken back."""
    done = HeldMessage.objects.filter(resolved_by=person, resolved_at__isnull=False)
    rows = done.select_related("message").order_by("-resolved_at")[:_RECENT]
    return [DoneHeld(held, _MASK.of(held.message.subject).text) for held in rows]


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
    message = held.message
    return ShownHeld(
        held=held,
        subject=_MASK.of(message.subject).text,
        sender_name=_MASK.of(message.sender_name).text,
        sender_address=_MASK.of(message.sender_address).text,
        pieces=masked_pieces(message.text, message.folded, (), _MASK),
        guesses=guesses,
    )
