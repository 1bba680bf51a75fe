"""The requester's desk, the drafts on it, and the list of all requests of one's teams."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rhyddid.pages.asked import asked_text
from rhyddid.pages.desk_page import NEEDS, desk, desk_requests, editing_team_ids, unsent_drafts
from rhyddid.pages.doors import person
from rhyddid.pages.home_page import real_batches
from rhyddid.pages.list_page import list_page
from rhyddid.pages.own_drafts import drafts_take
from rhyddid.requests.models import State, Visibility

PER_PAGE = 30
BATCHES = 5


@login_required
@require_safe
def desk_show(http: HttpRequest) -> HttpResponse:
    """What needs me now, drafts and batches."""
    who = person(http)
    if drafts_take(http):
        messages.success(http, _("What you wrote before signing in is among your drafts."))
    context = {
        "section": "desk",
        "desk": desk(who),
        "batches": real_batches(who)[:BATCHES],
        "may_write": bool(editing_team_ids(who)),
    }
    return render(http, "pages/desk/desk.html", context)


@login_required
@require_safe
def desk_list(http: HttpRequest) -> HttpResponse:
    """All requests of one's teams; `need`, `state`, `visibility`, `kind` and `q` narrow the list."""
    who = person(http)
    asked = {name: asked_text(http.GET.get(name), 40) for name in ("need", "state", "visibility", "kind")}
    words = asked_text(http.GET.get("q"), 200)
    context = {
        "section": "desk",
        "page": list_page(desk_requests(who, words=words, **asked), PER_PAGE, http.GET.get("page")),
        "asked": asked,
        "words": words,
        "needs": NEEDS,
        "states": list(State),
        "visibilities": list(Visibility),
    }
    return render(http, "pages/desk/requests.html", context)


@login_required
@require_safe
def desk_drafts(http: HttpRequest) -> HttpResponse:
    """All drafts that have not been sent."""
    who = person(http)
    drafts_take(http)
    page = list_page(unsent_drafts(who), PER_PAGE, http.GET.get("page"))
    return render(http, "pages/desk/drafts.html", {"section": "desk", "page": page, "drafts": page})
