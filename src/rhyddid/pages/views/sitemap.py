"""The sitemap in parts, and security.txt. Only what everybody may see and find is in the sitemap.

A part of requests is 10,000 ids, so that any part costs the same, however many there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.db.models import Max, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from rhyddid.authorities.models import Authority
from rhyddid.batches.models import Batch
from rhyddid.requests.models import Request
from rhyddid.requests.visibility import public_request_filter

PART = 10_000
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_SITE_PAGES = (
    "home", "requests", "authorities", "batches", "citations", "law", "deadlines", "about", "about-help",
    "about-privacy", "about-cookies", "about-accessibility", "about-licence",
)  # fmt: skip
_VALID = dt.timedelta(days=180)
Entry = tuple[str, dt.date | None]


@require_safe
def sitemap_index(http: HttpRequest) -> HttpResponse:
    """One line for each part."""
    parts = [("site", 1)]
    for part, model in (("requests", Request), ("authorities", Authority), ("batches", Batch)):
        newest = model._default_manager.aggregate(newest=Max("pk"))["newest"] or 0
        parts += [(part, number) for number in range(1, -(-newest // PART) + 1)]
    entries = [(reverse("sitemap-part", args=[part, number]), None) for part, number in parts]
    return _xml("sitemapindex", "sitemap", entries)


@require_safe
def sitemap_part(http: HttpRequest, part: str, number: int) -> HttpResponse:
    """The addresses of one part; 404 for a part that cannot be."""
    if not 1 <= number <= 10_000_000:
        raise Http404
    ids = Q(pk__gt=(number - 1) * PART, pk__lte=number * PART)
    entries: Iterable[Entry]
    if part == "site" and number == 1:
        entries = [(reverse(name), None) for name in _SITE_PAGES]
    elif part == "requests":
        entries = _requests(ids)
    elif part == "authorities":
        found = Authority.objects.filter(ids, active=True).order_by("pk")
        entries = [(reverse("authority", args=[slug]), None) for slug in found.values_list("slug", flat=True)]
    elif part == "batches":
        published = Batch.objects.filter(ids, published_at__isnull=False, rehearsal_of=None).order_by("pk")
        entries = [
            (reverse("board", args=[slug]), at.date() if at else None)
            for slug, at in published.values_list("slug", "published_at")
        ]
    else:
        raise Http404
    return _xml("urlset", "url", entries)


def _requests(ids: Q) -> Iterator[Entry]:
    """The requests that everybody may see; changed when an event last changed where they stand."""
    found = Request.objects.filter(ids, public_request_filter()).order_by("pk")
    for slug, at in found.values_list("slug", "state__computed_at").iterator(chunk_size=2000):
        yield reverse("request", args=[slug]), at.date() if at else None


def _xml(root: str, element: str, entries: Iterable[Entry]) -> HttpResponse:
    answer = HttpResponse(content_type="application/xml; charset=utf-8")
    xml = SimplerXMLGenerator(answer, "utf-8")
    xml.startDocument()
    xml.startElement(root, AttributesImpl({"xmlns": _NAMESPACE}))
    for path, day in entries:
        xml.startElement(element, AttributesImpl({}))
        xml.addQuickElement("loc", f"{settings.SITE_URL}{path}")
        if day is not None:
            xml.addQuickElement("lastmod", day.isoformat())
        xml.endElement(element)
    xml.endElement(root)
    xml.endDocument()
    return answer


@require_safe
def security_txt(http: HttpRequest) -> HttpResponse:
    """Where flaws are reported (RFC 9116); 404 where the operators have named no contact."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = (timezone.now() + _VALID).astimezone(dt.UTC).strftime("%Y-%m-%dT00:00:00Z")
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires}",
        f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}",
        f"Canonical: {settings.SITE_URL}{reverse('security-txt')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
