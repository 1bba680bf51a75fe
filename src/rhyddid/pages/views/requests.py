"""The list of requests and a request's own page."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rhyddid.accounts.models import Person
from rhyddid.accounts.queries import may_edit, team_ids_of
from rhyddid.pages.annotations_shown import shown_annotations, shown_citations
from rhyddid.pages.asked import asked_text
from rhyddid.pages.chips import state_chip
from rhyddid.pages.doors import seen_request
from rhyddid.pages.kept_pages import keep, kept
from rhyddid.pages.list_page import list_page
from rhyddid.pages.masks import Mask
from rhyddid.pages.request_page import RequestPage, request_page
from rhyddid.pages.seen import note_seen
from rhyddid.requests.annotation_models import LetterHold
from rhyddid.requests.annotations import annotations_are_open
from rhyddid.requests.masking_rules import about
from rhyddid.requests.models import RequestState, State
from rhyddid.requests.versions import version_of
from rhyddid.requests.visibility import public_request_filter, visible_requests

PER_PAGE = 30


@require_safe
def requests(http: HttpRequest) -> HttpResponse:
    """Public requests and the viewer's own, newest first; `?state=` and `?q=` narrow them."""
    found = visible_requests(http.user).filter(rehearsal_day=None).select_related("authority", "state")
    words = asked_text(http.GET.get("q"), 200)
    state = http.GET.get("state", "")
    if words:
        # the public finds nothing by what it does not see
        mine = Q(team_id__in=team_ids_of(http.user), subject__icontains=words)
        found = found.filter(Q(public_subject__icontains=words) | mine)
    if state in State.values:
        found = found.filter(state__state=state)
    context = {
        "section": "requests",
        "page": list_page(found.order_by("-created_at", "-pk"), PER_PAGE, http.GET.get("page")),
        "words": words,
        "state": state,
        "states": [each for each in State if each not in (State.DRAFT, State.QUEUED, State.RECALLED)],
    }
    return render(http, "pages/requests.html", context)


def _waits(page: RequestPage, state: RequestState | None) -> bool:
    return page.is_team and state is not None and state.state == State.QUEUED


def _shown_again(http: HttpRequest, shows: tuple[int, list[int]]) -> None:
    request_id, messages = shows
    note_seen(http, "request", request_id=request_id, messages=messages)


@require_safe
@kept(version=version_of, shown_again=_shown_again)
def request_show(http: HttpRequest, slug: str) -> HttpResponse:
    """The thread, its state and dates with reasons, and the answers with their evidence."""
    request = seen_request(http, slug)
    page = request_page(http.user, request)
    is_public = type(request).objects.filter(public_request_filter(), pk=request.pk).exists()
    state = getattr(request, "state", None)
    mask = Mask(page.is_team, about(request))
    may_write = page.is_team and isinstance(http.user, Person) and may_edit(http.user, request.team)
    context = {
        "section": "requests",
        "page": page,
        "shown": request,
        "is_public": is_public,
        "may_write": may_write,
        "tone": state_chip(state.state, page.left).tone if state is not None else "",
        "annotations": shown_annotations(http.user, request, mask, page.shown_ids),
        "annotations_open": annotations_are_open(request),
        "citations": shown_citations(request),
        "hold": LetterHold.objects.filter(request=request).first() if _waits(page, state) else None,
        "may_cite": may_write or (isinstance(http.user, Person) and http.user.is_staff),
        "claimed_on": dt.date.fromisoformat(page.claimed.data["claimed_received_on"])
        if page.claimed
        else None,
    }
    messages = [shown.message.pk for shown in page.messages]
    note_seen(http, "request", request_id=request.pk, messages=messages, unmasked=page.is_team)
    if is_public and not page.is_team:
        keep(http, (request.pk, messages))
    return render(http, "pages/request.html", context)
