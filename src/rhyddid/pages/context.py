"""What every template knows about the site."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """The site's name, and whether letters leave this machine."""
    return {"site_name": settings.SITE_NAME, "delivery_is_live": settings.DELIVERY == "live"}
