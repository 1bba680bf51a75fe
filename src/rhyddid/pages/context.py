"""What every template knows about the site, and about who looks at it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from rhyddid.accounts.models import EDITING_ROLES, Membership, Person


def site(request: HttpRequest) -> dict[str, object]:
    """The site's name, whether letters leave this machine, and whether the viewer writes for a team (asked for once, and
    only by pages that want to know).
    """
    return {
        "site_name": settings.SITE_NAME,
        "delivery_is_live": settings.DELIVERY == "live",
        "writes": SimpleLazyObject(lambda: _writes(request)),
    }


def _writes(request: HttpRequest) -> bool:
    who = getattr(request, "user", None)
    return isinstance(who, Person) and Membership.objects.filter(person=who, role__in=EDITING_ROLES).exists()
