"""The public calculator of deadlines: a page, JSON and an iCalendar from one shareable address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rhyddid.law.clock import explain_days
from rhyddid.law.icalendar import to_icalendar
from rhyddid.law.terms import welsh_reviewed
from rhyddid.pages.deadlines_page import (
    MOST_DAYS,
    MOST_EVENTS,
    Calculation,
    calculation,
    event_choices,
    kind_choices,
    regime_choices,
)
from rhyddid.pages.law_words import STATE_LABELS, page_language
from rhyddid.wording import LANGUAGES


@require_safe
def deadlines(http: HttpRequest) -> HttpResponse:
    """The form, and below it the answer with its reasons, day by day."""
    found = calculation(http.GET)
    context = {
        "section": "law",
        "found": found,
        "result": found.result,
        "regimes": regime_choices(found.regime),
        "kinds": kind_choices(found.regime, found.kind),
        "rows": [(row, event_choices(found.regime, row.type)) for row in found.rows],
        "can_add": len(found.rows) < MOST_EVENTS,
        "state": STATE_LABELS[found.result.state] if found.result is not None else "",
        "share": http.build_absolute_uri(f"?{found.share}") if found.share else "",
        "language": page_language(),
        "welsh_reviewed": welsh_reviewed(),
    }
    return render(http, "pages/law/deadlines.html", context, status=400 if found.is_wrong else 200)


@require_safe
def deadlines_json(http: HttpRequest) -> HttpResponse:
    """What `rhyddid clock --json --explain` prints for the same question."""
    found = calculation(http.GET)
    if found.result is None:
        return JsonResponse({"errors": _errors(found)}, status=400)
    language = asked_language(http)
    printed = found.result.to_json(language)
    printed["days"] = [day.to_json(language) for day in explain_days(found.result)[:MOST_DAYS]]
    return JsonResponse(printed, json_dumps_params={"ensure_ascii": False})


@require_safe
def deadlines_ics(http: HttpRequest) -> HttpResponse:
    """The dates as an iCalendar."""
    found = calculation(http.GET)
    if found.result is None:
        text = "\n".join(f"{name}: {problem}" for name, problem in _errors(found).items())
        return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
    uid = f"{found.regime.id}-{found.result.received.isoformat()}"
    return ics_answer(to_icalendar(found.result, uid, language=asked_language(http)), "deadlines.ics")


def ics_answer(text: str, filename: str) -> HttpResponse:
    """An iCalendar as an answer."""
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="{filename}"'
    return answer


def asked_language(http: HttpRequest) -> str:
    """`?language=` where it is one of ours, or the page's: a calendar program sends no cookie."""
    asked = http.GET.get("language", "")
    return asked if asked in LANGUAGES else page_language()


def _errors(found: Calculation) -> dict[str, str]:
    errors = dict(found.problems)
    if not found.received:
        errors.setdefault("received", "missing")
    errors |= {f"event {at}": row.problem for at, row in enumerate(found.rows, start=1) if row.problem}
    return errors
