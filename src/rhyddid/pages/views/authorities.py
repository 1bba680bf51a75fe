"""The directory, an authority's page with its numbers, authorities side by side, and each as a table to download."""

from __future__ import annotations

import string
from collections.abc import Iterator
from itertools import islice

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from rhyddid.authorities.models import Authority
from rhyddid.authorities.nations import nation_codes
from rhyddid.authorities.queries import authority_search, known_tags
from rhyddid.batches.request_data import request_rows
from rhyddid.pages.asked import asked_text
from rhyddid.pages.authority_page import (
    MOST_COMPARED,
    SORTS,
    UNSENT,
    authority_page,
    compared,
    directory,
    requests_to,
)
from rhyddid.pages.csv_stream import Cell, csv_download
from rhyddid.pages.list_page import list_page
from rhyddid.requests.models import Request, State

PER_PAGE = 60
MAX_FOUND = 60
_LOT = 500
_REQUEST_COLUMNS = (
    "slug", "url", "subject", "state", "late", "created_at", "received", "due", "closed_on", "regime", "team",
)  # fmt: skip
_SORT_NAMES = {
    "name": _("Name"),
    "requests": _("Requests"),
    "in_time": _("In time"),
    "median": _("Days to an answer"),
    "late": _("Late"),
    "refused": _("Refused"),
}
_NATION_NAMES = {
    "ENG": _("England"),
    "WLS": _("Wales"),
    "SCT": _("Scotland"),
    "NIR": _("Northern Ireland"),
}


@require_safe
def authorities(http: HttpRequest) -> HttpResponse:
    """All authorities by name; `?q=` finds them by name or alias, `?tag=`, `?nation=` and `?letter=` narrow the list."""
    words = asked_text(http.GET.get("q"), 200)
    found: QuerySet[Authority] | list[Authority] = (
        authority_search(words, limit=MAX_FOUND) if words else directory(http.GET)
    )
    context = {
        "section": "authorities",
        "page": list_page(found, PER_PAGE, http.GET.get("page")),
        "words": words,
        "tag": asked_text(http.GET.get("tag"), 60),
        "nation": http.GET.get("nation", ""),
        "letter": http.GET.get("letter", "").upper()[:1],
        "letters": string.ascii_uppercase,
        "nations": [(code, _NATION_NAMES.get(code, code)) for code in nation_codes()],
        "tags": known_tags()[:40],
    }
    return render(http, "pages/authorities.html", context)


@require_safe
def authorities_csv(http: HttpRequest) -> StreamingHttpResponse:
    """The directory as a table, or the part of it that the address names; no addresses of mail."""
    header = (
        "slug",
        "name",
        "name_cy",
        "kind",
        "nations",
        "regimes",
        "website",
        "tags",
        "other_names",
        "url",
    )
    return csv_download("authorities.csv", header, _directory_rows(directory(http.GET)))


def _directory_rows(found: QuerySet[Authority]) -> Iterator[list[Cell]]:
    for each in found.prefetch_related("other_names").iterator(chunk_size=_LOT):
        yield [
            each.slug,
            each.name,
            each.name_cy,
            each.kind,
            ";".join(each.nations),
            ";".join(each.regimes),
            each.website,
            ";".join(each.tags),
            ";".join(name.name for name in each.other_names.all()),
            f"{settings.SITE_URL}/authorities/{each.slug}/",
        ]


@require_safe
def authorities_compare(http: HttpRequest) -> HttpResponse:
    """The authorities of a tag side by side, in numbers kept by night; `?sort=` says by which."""
    tag = asked_text(http.GET.get("tag"), 60).lower()
    sort = http.GET.get("sort", "name")
    rows = compared(tag, sort) if tag else []
    counted = [row.figures.counted_at for row in rows if row.figures is not None]
    context = {
        "section": "authorities",
        "tag": tag,
        "tags": known_tags()[:200],
        "rows": rows,
        "sort": sort if sort in SORTS else "name",
        "sorts": [(name, _SORT_NAMES[name]) for name in SORTS],
        "is_cut": len(rows) == MOST_COMPARED,
        "counted_at": min(counted, default=None),
        "floor": settings.FIGURES_FLOOR,
    }
    return render(http, "pages/authorities_compare.html", context)


@require_safe
def authority_show(http: HttpRequest, slug: str) -> HttpResponse:
    """An authority: its numbers, names and laws, and the requests to it that the viewer may see. One that was merged is
    told of by the one it went into.
    """
    authority = get_object_or_404(Authority.objects.select_related("merged_into"), slug=slug)
    asked = requests_to(http.user, authority, http.GET)
    context = {
        "section": "authorities",
        "authority": authority,
        "about": authority_page(authority),
        "page": list_page(asked, 30, http.GET.get("page")),
        "state": http.GET.get("state", ""),
        "states": [each for each in State if each not in UNSENT],
    }
    return render(http, "pages/authority.html", context)


@require_safe
def authority_csv(http: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The requests to it that the viewer may see, as a table."""
    authority = get_object_or_404(Authority.objects.all(), slug=slug)
    found = requests_to(http.user, authority, http.GET).select_related("team")
    return csv_download(f"{slug}-requests.csv", _REQUEST_COLUMNS, _request_lines(http, found))


def _request_lines(http: HttpRequest, found: QuerySet[Request]) -> Iterator[list[Cell]]:
    waiting = found.iterator(chunk_size=_LOT)
    while lot := list(islice(waiting, _LOT)):
        for row in request_rows(http.user, lot):
            row = row | {"team": row["team"]["name"], "late": "true" if row["late"] else "false"}
            yield [row[name] for name in _REQUEST_COLUMNS]
