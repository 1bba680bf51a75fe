"""What a page may open for whom: objects by their address, or 404 where the viewer may not know of them."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from rhyddid.accounts.models import Person, Team
from rhyddid.accounts.queries import may_check, may_edit, team_ids_of
from rhyddid.batches.held_reasons import HeldReason
from rhyddid.batches.models import Batch, BatchState, Recipient
from rhyddid.requests.models import Request
from rhyddid.requests.visibility import visible_requests

_MAY_WAIT = (BatchState.WAITING_FOR_APPROVAL, BatchState.QUEUED, BatchState.SENT)


def seen_request(http: HttpRequest, slug: str) -> Request:
    """The request at `slug`, with authority, team and state; 404 where the viewer may not see it."""
    seen = visible_requests(http.user).select_related("authority", "team", "state")
    return get_object_or_404(seen, slug=slug)


def team_batch(http: HttpRequest, slug: str) -> Batch:
    """The batch at `slug` where it is one of the viewer's teams'; 404 for everybody else."""
    mine = Batch.objects.filter(team_id__in=team_ids_of(http.user)).select_related("team", "created_by")
    return get_object_or_404(mine, slug=slug)


def person(http: HttpRequest) -> Person:
    """Who is signed in. Raises PermissionDenied where nobody is."""
    if not isinstance(http.user, Person):
        raise PermissionDenied
    return http.user


def operator(http: HttpRequest) -> Person:
    """Who is signed in, as one who runs the site; 403 for everybody else."""
    who = person(http)
    if not who.is_staff:
        raise PermissionDenied
    return who


def editor(http: HttpRequest, team: Team) -> Person:
    """Who is signed in, as one who may write for `team`: strangers get 404, readers and checkers 403."""
    who = http.user
    if not isinstance(who, Person) or team.pk not in team_ids_of(who):
        raise Http404
    if not may_edit(who, team):
        raise PermissionDenied
    return who


def checker(http: HttpRequest, team: Team) -> Person:
    """Who is signed in, as one who may judge what the software read: strangers get 404, readers 403."""
    who = http.user
    if not isinstance(who, Person) or team.pk not in team_ids_of(who):
        raise Http404
    if not may_check(who, team):
        raise PermissionDenied
    return who


def waits_for_approval(batch: Batch) -> bool:
    """Whether letters of the batch wait for an operator; some of them may have been approved, and left, already."""
    return batch.state in _MAY_WAIT and _unapproved().filter(batch=batch).exists()


def _unapproved() -> QuerySet[Recipient]:
    given_up = (HeldReason.DROPPED, HeldReason.RECALLED)
    return Recipient.objects.filter(request=None, approved=False).exclude(held_reason__in=given_up)


def previewed_batch(http: HttpRequest, slug: str) -> Batch:
    """The batch at `slug` for its team, and for operators where letters of it wait for their approval; 404 for everybody
    else.
    """
    who = http.user
    mine = Q(team_id__in=team_ids_of(who))
    if isinstance(who, Person) and who.is_staff:
        mine |= Q(state__in=_MAY_WAIT) & Q(Exists(_unapproved().filter(batch=OuterRef("pk"))))
    return get_object_or_404(Batch.objects.filter(mine).select_related("team", "created_by"), slug=slug)
