"""The directory and an authority's page."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from rhyddid.authorities.models import Authority
from rhyddid.authorities.queries import authorities_by_tag, authority_search, known_tags
from rhyddid.pages.asked import asked_text
from rhyddid.pages.list_page import list_page
from rhyddid.requests.visibility import visible_requests

PER_PAGE = 60
MAX_FOUND = 60


@require_safe
def authorities(http: HttpRequest) -> HttpResponse:
    """All authorities by name; `?q=` finds them by name or alias, `?tag=` by tag."""
    words = asked_text(http.GET.get("q"), 200)
    tag = asked_text(http.GET.get("tag"), 60)
    if words:
        found: QuerySet[Authority] | list[Authority] = authority_search(words, limit=MAX_FOUND)
    else:
        found = authorities_by_tag([tag] if tag else []).order_by("name")
    context = {
        "section": "authorities",
        "page": list_page(found, PER_PAGE, http.GET.get("page")),
        "words": words,
        "tag": tag,
        "tags": known_tags()[:40],
    }
    return render(http, "pages/authorities.html", context)


@require_safe
def authority_show(http: HttpRequest, slug: str) -> HttpResponse:
    """An authority: its laws, its names, and the requests to it that the viewer may see."""
    authority = get_object_or_404(Authority.objects.prefetch_related("other_names"), slug=slug)
    asked = visible_requests(http.user).filter(authority=authority, rehearsal_day=None)
    listed = asked.select_related("authority", "state").order_by("-created_at", "-pk")
    context = {
        "section": "authorities",
        "authority": authority,
        "page": list_page(listed, 30, http.GET.get("page")),
    }
    return render(http, "pages/authority.html", context)
