"""The first page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rhyddid.pages.home_page import RECENT, needs_of, public_batches, real_batches, recent_public_requests


@require_safe
def home(http: HttpRequest) -> HttpResponse:
    """What this is, and what is going on; for people signed in, what needs them."""
    context: dict[str, object] = {"recent": recent_public_requests(), "published": public_batches()}
    if http.user.is_authenticated:
        context |= {"mine": real_batches(http.user)[:RECENT], "needs": needs_of(http.user)}
    return render(http, "pages/home.html", context)
