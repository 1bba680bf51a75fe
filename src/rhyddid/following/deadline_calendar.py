"""The last days of many requests as one iCalendar: of a team's, or of a batch. Dates come from the stored projection."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from rhyddid.law.icalendar import LAST_DAYS, CalendarDay, calendar_text
from rhyddid.requests.masking import masked_for_public
from rhyddid.requests.masking_rules import about
from rhyddid.requests.models import Request, State
from rhyddid.requests.visibility import Viewer, visible_requests

MOST_REQUESTS = 2_000
_OPEN = (State.RUNNING, State.AWAITING_CLARIFICATION, State.PAUSED_FOR_FEE)


def deadline_calendar(viewer: Viewer, wanted: Q, *, name: str, language: str) -> str:
    """The days of the requests that fit `wanted`, as `viewer` may see them: the newest MOST_REQUESTS."""
    found = (
        visible_requests(viewer)
        .filter(wanted, rehearsal_day=None, state__received__isnull=False)
        .select_related("authority", "state")
        .order_by("-created_at", "-pk")[:MOST_REQUESTS]
    )
    days = [day for request in found for day in _days(request, language)]
    return calendar_text(days, name=name)


def _days(request: Request, language: str) -> Iterator[CalendarDay]:
    state = request.state
    days = {
        "due": state.due if state.state in _OPEN else None,
        "notice": state.notice_due if state.state in _OPEN and state.notice_due != state.due else None,
        "review": state.review_due if state.state == State.UNDER_REVIEW else None,
        "regulator": state.regulator_by,
    }
    title = masked_for_public(f"{request.subject} ({request.authority.name})", about(request)).text
    for kind, day in days.items():
        if day is not None:
            yield CalendarDay(
                uid=f"{request.slug}-{kind}",
                day=day,
                summary=f"{title}: {LAST_DAYS[kind].render(language)}",
                stamp=state.received or timezone.localdate(),
                url=settings.SITE_URL + reverse("request", args=[request.slug]),
            )
