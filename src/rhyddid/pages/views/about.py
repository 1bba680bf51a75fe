"""The pages about the site: what it is, help, privacy, cookies, accessibility, licence. Facts come from the settings."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

PAGES = ("help", "privacy", "cookies", "accessibility", "licence")


@require_safe
def about(http: HttpRequest) -> HttpResponse:
    return render(http, "pages/about/about.html", _context())


@require_safe
def page(http: HttpRequest, name: str) -> HttpResponse:
    """One of PAGES."""
    return render(http, f"pages/about/{name}.html", _context())


def _context() -> dict[str, object]:
    return {
        "section": "about",
        "contact": settings.CONTACT,
        "keep": settings.RETENTION,
        "upload_hours": settings.UPLOAD_KEPT_HOURS,
        "session_days": settings.SESSION_COOKIE_AGE // (24 * 3600),
        "takedown_days": settings.TAKEDOWN_DAYS,
        "assistant": bool(settings.ASSISTANT_URL),
        "cookies": {
            "session": settings.SESSION_COOKIE_NAME,
            "token": settings.CSRF_COOKIE_NAME,
            "language": settings.LANGUAGE_COOKIE_NAME,
        },
    }
