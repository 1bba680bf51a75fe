"""robots.txt: what crawlers may read. What is not public says noindex itself."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

_CLOSED = (
    "/sign-in/",
    "/sign-out/",
    "/sign-up/",
    "/confirm/",
    "/password/",
    "/account/",
    "/teams/",
    "/language/",
    "/tasks/",
    "/holding-pen/",
    "/follow/",
    "/following/",
    "/mails/",
    "/webhooks/",
    "/masking/",
    "/breaches/",
    "/erase/",
    "/rereads/",
    "/batches/new/",
    "/withheld/",
    "/upload/",
    "/files/",
    "/desk/",
    "/account/",
    "/audit/",
    "/people/",
    "/announcements/",
    "/proposals/",
    "/takedowns/",
    "/held-letters/",
)


@require_safe
def robots(http: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _CLOSED), "Disallow: /*?*"]
    lines += ["", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
