"""Middleware: while the site is read only nothing is written by its pages, and a suspended person writes nothing.

Mail keeps coming in: its doors are not pages. Signing in and out, the language and what is put away are nobody's loss.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from rhyddid.accounts.models import Person
from rhyddid.care.read_only import read_only_now
from rhyddid.care.suspensions import suspension_of

_SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
# the API asks the same of itself, and answers in its own way
_NEVER_STOPPED = (
    "/post/", "/api/", "/sign-in/", "/sign-out/", "/language/", "/announcements/put-away/", "/read-only/",
)  # fmt: skip
# what a suspended person may still do: look after the account, and take their things away
_OWN_ACCOUNT = ("/account/", "/password/", "/confirm/", "/mails/")
_RETRY_AFTER = "3600"


class WritingStops:
    """Asked for requests that write; others cost nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, http: HttpRequest) -> HttpResponseBase:
        return self._get_response(http)

    def process_view(self, http: HttpRequest, *_view: Any) -> HttpResponse | None:
        if http.method in _SAFE or http.path.startswith(_NEVER_STOPPED):
            return None
        stop = read_only_now()
        if stop is not None:
            return _answer(
                http, 503, "pages/stopped_read_only.html", _("The site is read only."), {"stop": stop}
            )
        who = getattr(http, "user", None)
        if isinstance(who, Person) and not http.path.startswith(_OWN_ACCOUNT):
            suspension = suspension_of(who.pk)
            if suspension is not None:
                words = _("Your account is suspended.")
                return _answer(http, 403, "pages/stopped_suspended.html", words, {"suspension": suspension})
        return None


def _answer(
    http: HttpRequest, status: int, template: str, words: str, context: dict[str, object]
) -> HttpResponse:
    if "application/json" in http.headers.get("Accept", ""):
        answer: HttpResponse = JsonResponse({"error": words}, status=status)
    else:
        # what was typed is shown again, so that it can be kept until it can be sent
        typed = [
            value
            for name, values in http.POST.lists()
            for value in values
            if name not in ("csrfmiddlewaretoken", "password") and len(value) > 40
        ]
        answer = render(http, template, {**context, "typed": typed}, status=status)
    if status == 503:
        answer["Retry-After"] = _RETRY_AFTER
    return answer
