"""The list of batches: the viewer's teams' own, and published ones."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rhyddid.accounts.queries import team_ids_of
from rhyddid.batches.models import Batch
from rhyddid.pages.home_page import public_batches
from rhyddid.pages.list_page import list_page


@require_safe
def batches(http: HttpRequest) -> HttpResponse:
    """The viewer's teams' batches, newest first; published ones for everybody."""
    closed = Q(recipients__request__state__closed_on__isnull=False)
    mine = (
        Batch.objects.filter(team_id__in=team_ids_of(http.user))
        .annotate(size=Count("recipients"), closed=Count("recipients", filter=closed))
        .order_by("-created_at", "-pk")
    )
    context = {
        "section": "batches",
        "page": list_page(mine, 30, http.GET.get("page")),
        "published": public_batches(),
    }
    return render(http, "pages/batches.html", context)
