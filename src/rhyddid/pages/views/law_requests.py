"""A request's dates for other programs: an iCalendar feed and JSON. Who may see the request may see its dates."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from rhyddid.law.clock import explain_days
from rhyddid.law.clock_result import ClockResult
from rhyddid.law.icalendar import to_icalendar
from rhyddid.pages.deadlines_page import MOST_DAYS
from rhyddid.pages.doors import seen_request
from rhyddid.pages.masks import mask_of
from rhyddid.pages.views.law_deadlines import asked_language, ics_answer
from rhyddid.requests.clock import clock_result
from rhyddid.requests.models import Request


@require_safe
def request_ics(http: HttpRequest, slug: str) -> HttpResponse:
    """The request's dates as an iCalendar; a calendar program without a session sees public requests only."""
    request = seen_request(http, slug)
    result = _result(request)
    title = mask_of(http.user, request).of(f"{request.subject} ({request.authority.name})").text
    text = to_icalendar(result, request.slug, title, asked_language(http))
    return ics_answer(text, f"{request.slug}.ics")


@require_safe
def request_clock(http: HttpRequest, slug: str) -> HttpResponse:
    """The request's clock in the shape of `rhyddid clock --json`, with its days and the request's address."""
    request = seen_request(http, slug)
    result = _result(request)
    language = asked_language(http)
    printed = result.to_json(language)
    printed["days"] = [day.to_json(language) for day in explain_days(result)[:MOST_DAYS]]
    printed["request"] = http.build_absolute_uri(reverse("request", args=[slug]))
    return JsonResponse(printed, json_dumps_params={"ensure_ascii": False})


def _result(request: Request) -> ClockResult:
    result = clock_result(request)
    if result is None:
        raise Http404("The authority has not received the request yet.")
    return result
