"""The public page of whoever asks, a team or a person alone: their public name, and what they asked that everybody sees."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from rhyddid.accounts.models import Team, TeamOldSlug
from rhyddid.accounts.queries import team_ids_of
from rhyddid.pages.list_page import list_page
from rhyddid.requests.models import Request
from rhyddid.requests.visibility import public_request_filter

PER_PAGE = 30


@require_safe
def asker(http: HttpRequest, slug: str) -> HttpResponse:
    """Also a member sees no more here than the public does. An address that the page had leads to the one it has."""
    team = Team.objects.filter(slug=slug).first()
    if team is None:
        moved = get_object_or_404(TeamOldSlug.objects.select_related("team"), slug=slug)
        return redirect("asker", slug=moved.team.slug, permanent=True)
    asked = Request.objects.filter(public_request_filter(), team=team).select_related("authority", "state")
    context = {
        "section": "requests",
        "team": team,
        "page": list_page(asked.order_by("-created_at", "-pk"), PER_PAGE, http.GET.get("page")),
        "is_member": team.pk in team_ids_of(http.user),
    }
    return render(http, "pages/asker.html", context)
