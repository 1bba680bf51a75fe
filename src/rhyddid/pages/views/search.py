"""The search page: one box over requests, letters, files and answers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rhyddid.pages.search_page import controls, search_page


@require_safe
def search(http: HttpRequest) -> HttpResponse:
    """What the viewer finds, newest first or the most relevant first."""
    context = {"section": "search", "page": search_page(http.user, http.GET), "controls": controls()}
    return render(http, "pages/search.html", context)
