"""The addresses of the API, below /api/v1/, each behind the door (`door.py`)."""

from __future__ import annotations

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from rhyddid import __version__
from rhyddid.api import law, reads, writes
from rhyddid.api.description import docs_view, openapi_view
from rhyddid.api.door import behind_door, guarded
from rhyddid.api.problems import Problem, problem_response
from rhyddid.api.routes import router

log = logging.getLogger(__name__)
_MOST_ERRORS = 20

api = NinjaAPI(
    title="Rhyddid",
    version="1",
    description=(
        "Requests for information, what authorities answered, and what the answers say. Everybody reads what is public; "
        f"a team's key reads and writes what the team may. Software version {__version__}."
    ),
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-v1",
)
# these have put their operations on the router by being imported
_OPERATIONS = (reads, law, writes)
api.add_router("", router)


@api.exception_handler(Problem)
def _problem(http: HttpRequest, problem: Problem) -> HttpResponse:
    return problem_response(problem.status, problem.detail, errors=problem.errors)


@api.exception_handler(ValidationError)
def _not_valid(http: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [
        {
            "where": ".".join(str(part) for part in each["loc"][1:] if part not in _WRAPPERS),
            "what": each["msg"],
        }
        for each in error.errors[:_MOST_ERRORS]
    ]
    return problem_response(422, _("Something that was sent cannot be used: see `errors`."), errors=errors)


@api.exception_handler(HttpError)
def _http_error(http: HttpRequest, error: HttpError) -> HttpResponse:
    return problem_response(error.status_code, _("What was sent is no JSON, or not what this address takes."))


@api.exception_handler(Http404)
def _not_there(http: HttpRequest, error: Http404) -> HttpResponse:
    return problem_response(404, _("There is no such address: see the description of the API."))


def _nowhere(http: HttpRequest) -> HttpResponse:
    return problem_response(404, _("There is no such address: see the description of the API."))


# names of our own parameters, which nobody sent
_WRAPPERS = frozenset({"filters", "asked"})

urlpatterns: list[URLPattern | URLResolver] = [
    path("", docs_view(api), name="api"),
    path("openapi.json", behind_door(openapi_view(api)), name="api-openapi"),
    *[each for each in guarded(api.urls[0]) if getattr(each, "name", "") != "api-root"],
    re_path(r".*", behind_door(_nowhere)),
]
