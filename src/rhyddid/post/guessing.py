"""Which requests a mail in the holding pen might belong to: scored guesses with reasons, for a person to choose from.

In: a parsed mail. Out: at most five Guesses, best first. The shares of a score add up to 1.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.search import TrigramSimilarity
from django.utils import timezone
from django.utils.translation import gettext_noop

from rhyddid.authorities.models import AuthorityAddress
from rhyddid.mail.mail import Mail
from rhyddid.post.matching import authorities_of_domain, sender_domain
from rhyddid.post.subjects import bare_subject
from rhyddid.requests.models import Request

# why a guess was made, as it is stored; shown in the reader's language
REASONS = {
    "sender_address": gettext_noop("the sender's address is one of the authority's"),
    "sender_domain": gettext_noop("the sender's domain is the authority's"),
    "authority_named": gettext_noop("the letter names the authority"),
    "subject": gettext_noop("the subject is like the request's"),
    "quoted_text": gettext_noop("the letter quotes the request"),
    "recent": gettext_noop("the request is recent"),
    "reply_address": gettext_noop("it came to the request's own address"),
    "thread": gettext_noop("it answers a letter of the request"),
    "upload_link": gettext_noop("it was uploaded by the link in a letter of the request"),
    "sender_elsewhere": gettext_noop("the sender's address is not in a domain of the authority"),
    "sender_new": gettext_noop("nobody has written about the request from there before"),
    "disowned": gettext_noop("the sender's domain says that the mail is not its own"),
    "id_repeated": gettext_noop("it carries the Message-ID of another letter that says something else"),
    "request_old": gettext_noop("nothing has happened in the request for a long time"),
}
_SHARES = {
    "sender_address": 0.4,
    "sender_domain": 0.35,
    "authority_named": 0.2,
    "subject": 0.25,
    "quoted_text": 0.3,
    "recent": 0.05,
}
_MOST_GUESSES = 5
_LEAST_SCORE = 0.2
_LEAST_SIMILARITY = 0.3
_CANDIDATES_BY_DOMAIN = 200
_RECENT_BY_SUBJECT = 5000
_RECENT = dt.timedelta(days=120)
_LONG_AGO = dt.timedelta(days=730)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Guess:
    """`reasons` are keys of REASONS."""

    request: int
    score: float
    reasons: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """As the holding pen stores it."""
        return {"request": self.request, "score": round(self.score, 3), "reasons": list(self.reasons)}


def guesses(mail: Mail) -> list[Guess]:
    """The likeliest requests, best first; none where nothing speaks for any."""
    subject = bare_subject(mail.subject)
    domain = sender_domain(mail)
    candidates = _candidates(domain, subject)
    addresses = _addresses_of({request.authority_id for request, _ in candidates})
    text = _squeezed(f"{mail.sender.name if mail.sender else ''} {mail.subject} {mail.body.text}")
    scored = [
        _scored(request, similarity, mail, domain, addresses.get(request.authority_id, ()), text)
        for request, similarity in candidates
    ]
    good = [guess for guess in scored if guess.score >= _LEAST_SCORE]
    return sorted(good, key=lambda guess: (-guess.score, -guess.request))[:_MOST_GUESSES]


def _candidates(domain: str, subject: str) -> list[tuple[Request, float]]:
    """Requests to the sender's authorities, and recent ones with a like subject; each with its subject's likeness."""
    likeness = TrigramSimilarity("subject", subject)
    # a rehearsal's replies carry its own address: what has none is no part of it
    real = Request.objects.filter(rehearsal_day=None)
    requests = real.select_related("authority").annotate(likeness=likeness)
    found = list(
        requests.filter(authority__in=authorities_of_domain(domain)).order_by("-created_at")[
            :_CANDIDATES_BY_DOMAIN
        ]
    )
    if len(subject) > 5:
        recent = (
            real.filter(created_at__gt=timezone.now() - _LONG_AGO)
            .order_by("-created_at")
            .values("pk")[:_RECENT_BY_SUBJECT]
        )
        found += requests.filter(pk__in=recent, likeness__gt=_LEAST_SIMILARITY).order_by("-likeness", "-pk")[
            :100
        ]
    return [(request, request.likeness) for request in {each.pk: each for each in found}.values()]


def _addresses_of(authorities: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = AuthorityAddress.objects.filter(authority__in=list(authorities))
    for authority, email in rows.values_list("authority_id", "email"):
        found.setdefault(authority, []).append(email.lower())
    return found


def _scored(
    request: Request, similarity: float, mail: Mail, domain: str, addresses: Iterable[str], text: str
) -> Guess:
    sender = mail.sender.address.lower() if mail.sender else ""
    parts: dict[str, float] = {}
    if sender and sender in addresses:
        parts["sender_address"] = 1
    elif domain and any(address.endswith(f"@{domain}") for address in addresses):
        parts["sender_domain"] = 1
    elif _squeezed(request.authority.name) in text:
        parts["authority_named"] = 1
    if similarity > _LEAST_SIMILARITY:
        parts["subject"] = similarity
    if quoted := _share_quoted(request, text):
        parts["quoted_text"] = quoted
    if parts and timezone.now() - request.created_at < _RECENT:
        parts["recent"] = 1
    score = sum(_SHARES[reason] * strength for reason, strength in parts.items())
    return Guess(request.pk, min(score, 1.0), tuple(parts))


def _share_quoted(request: Request, text: str) -> float:
    """How many of the request's longer lines stand in the letter."""
    lines = [_squeezed(line) for line in request.text.splitlines() if len(line.strip()) > 30]
    return sum(line in text for line in lines) / len(lines) if lines else 0.0


def _squeezed(text: str) -> str:
    return _SPACE.sub(" ", text.replace(">", " ")).strip().casefold()
