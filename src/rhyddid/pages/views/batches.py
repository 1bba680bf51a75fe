"""The list of batches: the viewer's teams' own, and published ones."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rhyddid.pages.home_page import public_batches, real_batches, rehearsals
from rhyddid.pages.list_page import list_page


@require_safe
def batches(http: HttpRequest) -> HttpResponse:
    """The viewer's teams' batches, newest first, and their rehearsals; published ones for everybody."""
    context = {
        "section": "batches",
        "page": list_page(real_batches(http.user), 30, http.GET.get("page")),
        "rehearsals": rehearsals(http.user),
        "published": public_batches(),
    }
    return render(http, "pages/batches.html", context)
