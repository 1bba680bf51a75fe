"""The first page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rhyddid.pages.home_page import needs_of, public_batches, recent_public_requests, team_batches


@require_safe
def home(http: HttpRequest) -> HttpResponse:
    """What this is, and what is going on; for people signed in, what needs them."""
    context: dict[str, object] = {"recent": recent_public_requests(), "published": public_batches()}
    if http.user.is_authenticated:
        context |= {"mine": team_batches(http.user), "needs": needs_of(http.user)}
    return render(http, "pages/home.html", context)
