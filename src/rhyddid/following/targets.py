"""What can be followed or read as a feed: an address's words ("request:slug", "search:words") made into the thing itself.

Every look-up is asked as the viewer: what they may not see is not there for them to follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from rhyddid.accounts.models import Team
from rhyddid.accounts.queries import team_ids_of
from rhyddid.authorities.models import Authority
from rhyddid.authorities.regimes import law_name
from rhyddid.batches.board import visible_batches
from rhyddid.batches.models import Batch
from rhyddid.following.models import Follow, Subject
from rhyddid.law.regimes import regime_ids
from rhyddid.requests.masking import masked_for_public
from rhyddid.requests.masking_rules import about
from rhyddid.requests.models import Request
from rhyddid.requests.visibility import Viewer, public_request_filter, visible_requests
from rhyddid.search.query_language import MAX_LENGTH, query_read


@dataclass(frozen=True)
class Target:
    """One thing that can be followed. `name` is what an address calls it: a slug, a tag, a law, a search's words."""

    subject: Subject
    name: str
    title: str = ""
    request: Request | None = None
    authority: Authority | None = None
    batch: Batch | None = None
    team: Team | None = None

    def __str__(self) -> str:
        return f"{self.subject.value}:{self.name}"

    @property
    def value(self) -> str:
        """What a follow keeps of it where it is no row."""
        return self.name if self.subject in (Subject.TAG, Subject.LAW, Subject.SEARCH) else ""

    @property
    def href(self) -> str:
        """The page about it."""
        match self.subject:
            case Subject.REQUEST:
                return reverse("request", args=[self.name])
            case Subject.AUTHORITY:
                return reverse("authority", args=[self.name])
            case Subject.BATCH:
                return reverse("sheet", args=[self.name])
            case Subject.TAG:
                return f"{reverse('authorities')}?{urlencode({'tag': self.name})}"
            case Subject.LAW:
                return reverse("law-regime", args=[self.name])
            case Subject.TEAM:
                return reverse("asker", args=[self.name])
            case _:
                return f"{reverse('search')}?{urlencode({'q': self.name})}"

    def requests(self) -> Q:
        """Its requests, whoever asks: visibility is for the asker. A search has none: it is searched for."""
        match self.subject:
            case Subject.REQUEST:
                return Q(pk=self.request.pk if self.request else 0)
            case Subject.AUTHORITY:
                return Q(authority=self.authority)
            case Subject.BATCH:
                return Q(recipient__batch=self.batch)
            case Subject.TEAM:
                return Q(team=self.team)
            case Subject.TAG:
                return Q(authority__tags__contains=[self.name])
            case Subject.LAW:
                return Q(regime=self.name)
            case _:
                return Q(pk__in=[])


def target_find(viewer: Viewer, subject: str, name: str) -> Target | None:
    """The target that an address names, where `viewer` may know of it."""
    name = " ".join(name.replace("\x00", "").split())[:MAX_LENGTH]
    if not name:
        return None
    match subject:
        case Subject.REQUEST:
            request = (
                visible_requests(viewer)
                .filter(slug=name, rehearsal_day=None)
                .select_related("authority", "team")
                .first()
            )
            return _of_request(request) if request else None
        case Subject.AUTHORITY:
            authority = Authority.objects.filter(slug=name).first()
            return Target(Subject.AUTHORITY, name, authority.name, authority=authority) if authority else None
        case Subject.BATCH:
            batch = visible_batches(viewer).filter(slug=name, rehearsal_of=None).first()
            return _of_batch(batch) if batch else None
        case Subject.TEAM:
            team = Team.objects.filter(slug=name).first()
            return _of_team(team) if team is not None and _may_know(viewer, team) else None
        case Subject.TAG:
            known = Authority.objects.filter(tags__contains=[name]).exists()
            return Target(Subject.TAG, name, name) if known else None
        case Subject.LAW:
            return Target(Subject.LAW, name, law_name(name, "en")) if name in regime_ids() else None
        case Subject.SEARCH:
            return None if query_read(name).is_empty else Target(Subject.SEARCH, name, name)
    return None


def target_of(follow: Follow) -> Target:
    """What a follow follows; asks nothing where its row was selected along."""
    if follow.request is not None:
        return _of_request(follow.request)
    if follow.authority is not None:
        return Target(
            Subject.AUTHORITY, follow.authority.slug, follow.authority.name, authority=follow.authority
        )
    if follow.batch is not None:
        return _of_batch(follow.batch)
    if follow.team is not None:
        return _of_team(follow.team)
    subject = Subject(follow.subject)
    title = law_name(follow.value, "en") if subject == Subject.LAW else follow.value
    return Target(subject, follow.value, title)


def _of_request(request: Request) -> Target:
    subject = masked_for_public(request.subject, about(request)).text
    return Target(Subject.REQUEST, request.slug, f"{subject} – {request.authority.name}", request=request)


def _of_batch(batch: Batch) -> Target:
    return Target(Subject.BATCH, batch.slug, masked_for_public(batch.subject).text, batch=batch)


def _of_team(team: Team) -> Target:
    return Target(Subject.TEAM, team.slug, masked_for_public(team.shown_name).text, team=team)


def _may_know(viewer: Viewer, team: Team) -> bool:
    """A team is known by what it has asked in public, and to its members."""
    return (
        team.pk in team_ids_of(viewer) or Request.objects.filter(public_request_filter(), team=team).exists()
    )
