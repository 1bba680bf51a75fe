"""What every template knows about the site, and about who looks at it."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from rhyddid.accounts.models import EDITING_ROLES, Membership, Person
from rhyddid.accounts.queries import team_ids_of
from rhyddid.care.announcements import announcements_for, standing_announcements
from rhyddid.care.notice_models import Announcement, Audience
from rhyddid.care.read_only import read_only_now
from rhyddid.pages.put_away import put_away_ids


def site(request: HttpRequest) -> dict[str, object]:
    """The site's name and theme, whether letters leave this machine, what is announced, whether anything can be written,
    and whether the viewer writes for a team (each asked for once, and only by pages that want to know).
    """
    return {
        "site_name": settings.THEME.names.get(get_language() or "", settings.SITE_NAME)
        if settings.THEME.names.get("en") == settings.SITE_NAME
        else settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "theme": settings.THEME,
        "theme_edition": _edition(settings.THEME.css),
        "theme_texts": settings.THEME.texts.get(get_language() or "", {}),
        "has_other_language": len(settings.LANGUAGES) > 1,
        "announcements": SimpleLazyObject(lambda: _announcements(request)),
        "read_only": SimpleLazyObject(lambda: read_only_now() or False),
        "delivery_is_live": settings.DELIVERY == "live",
        "writes": SimpleLazyObject(lambda: _writes(request)),
    }


@lru_cache(maxsize=4)
def _edition(css: str) -> str:
    return hashlib.sha256(css.encode()).hexdigest()[:12]


def _announcements(request: HttpRequest) -> list[Announcement]:
    standing = standing_announcements()
    if not standing:
        return []
    who = getattr(request, "user", None)
    teams = team_ids_of(who) if any(each.audience == Audience.TEAMS for each in standing) else []
    return announcements_for(
        standing, signed_in=isinstance(who, Person), team_ids=teams, put_away=put_away_ids(request)
    )


def _writes(request: HttpRequest) -> bool:
    who = getattr(request, "user", None)
    return isinstance(who, Person) and Membership.objects.filter(person=who, role__in=EDITING_ROLES).exists()
