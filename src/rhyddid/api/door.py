"""What lies around every operation: who asks, how often, whether the answer has changed, who may read it in a browser."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from functools import wraps
from urllib.parse import unquote_plus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from rhyddid.api.callers import caller_read
from rhyddid.api.counting import Allowance, asked_once_more
from rhyddid.api.problems import Problem, problem_response

log = logging.getLogger(__name__)
View = Callable[..., HttpResponseBase]
_OPEN = {"Access-Control-Allow-Origin": "*"}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
_TOLD = "ETag, Link, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After"


def guarded(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The same addresses, each behind the door."""
    return [
        URLPattern(each.pattern, behind_door(each.callback), each.default_args, each.name)
        if isinstance(each, URLPattern)
        else each
        for each in patterns
    ]


def behind_door(view: View) -> View:
    """`view` with its caller read and counted, and its answer marked."""

    @csrf_exempt
    @wraps(view)
    def answer(http: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if http.method == "OPTIONS":
            response: HttpResponseBase = HttpResponse(status=204)
            for name, value in (_OPEN | _PREFLIGHT).items():
                response[name] = value
            return response
        try:
            response = _answered(http, view, args, kwargs)
        except Problem as problem:
            response = problem_response(problem.status, problem.detail, errors=problem.errors)
            if problem.status == 401:
                response["WWW-Authenticate"] = 'Bearer realm="API"'
        if http.method in ("GET", "HEAD"):
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = _TOLD
        response["X-Robots-Tag"] = "noindex"
        patch_vary_headers(response, ["Authorization", "Accept-Language"])
        return response

    return answer


def _answered(
    http: HttpRequest, view: View, args: tuple[object, ...], kwargs: dict[str, object]
) -> HttpResponseBase:
    if "\x00" in unquote_plus(http.META.get("QUERY_STRING", "")) or "\x00" in http.path or _has_nul(http):
        raise Problem(400, _("What was sent holds a character that no text has (NUL): leave it out."))
    caller = caller_read(http)
    http.api_caller = caller  # type: ignore[attr-defined]
    limits = settings.API_LIMITS
    if caller.token is not None:
        allowance = asked_once_more(f"token:{caller.token.pk}", limits[-1])
    else:
        allowance = asked_once_more(f"address:{http.META.get('REMOTE_ADDR', '')}", limits[0])
    if allowance.is_spent:
        return problem_response(
            429,
            _(
                "Wait a little: the header Retry-After says how many seconds. The whole record is in the dumps."
            ),
            headers=allowance.headers(),
        )
    response = view(http, *args, **kwargs)
    if response.status_code == 405:
        problem = problem_response(405, _("Only the methods in the header Allow are known here."))
        problem["Allow"] = response["Allow"]
        response = problem
    return _marked(http, response, allowance)


def _has_nul(http: HttpRequest) -> bool:
    if http.method in ("GET", "HEAD"):
        return False
    return b"\\u0000" in http.body or b"\x00" in http.body


def _marked(http: HttpRequest, response: HttpResponseBase, allowance: Allowance) -> HttpResponseBase:
    if response.status_code == 200 and http.method in ("GET", "HEAD") and isinstance(response, HttpResponse):
        etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        if etag in http.headers.get("If-None-Match", ""):
            response = HttpResponseNotModified()
        response["ETag"] = etag
    # what a key sees is nobody else's; and what is withheld is gone at once
    response["Cache-Control"] = "private, no-cache"
    for name, value in allowance.headers().items():
        response[name] = value
    return response
