"""Errors as programs and people read them: RFC 9457 problem details, in the language that was asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TITLES: dict[int, Promise] = {
    400: _("This cannot be asked so"),
    401: _("A key is needed"),
    403: _("The key may not do this"),
    404: _("There is nothing here"),
    405: _("This cannot be done here"),
    409: _("This cannot be done now"),
    422: _("Something that was sent cannot be used"),
    429: _("Too many questions in a short time"),
    500: _("Something went wrong here"),
    503: _("The site cannot be written to at the moment"),
}


class Problem(Exception):
    """What is wrong, where, and what to do: answered as problem details with `status`."""

    def __init__(
        self, status: int, detail: str | Promise, *, errors: list[dict[str, Any]] | None = None
    ) -> None:
        super().__init__(str(detail))
        self.status = status
        self.detail = detail
        self.errors = errors or []


def problem_response(
    status: int,
    detail: str | Promise,
    *,
    errors: list[dict[str, Any]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The problem as an answer."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": str(TITLES.get(status, TITLES[400])),
        "status": status,
        "detail": str(detail),
    }
    if errors:
        body["errors"] = errors
    response = HttpResponse(
        json.dumps(body, ensure_ascii=False), status=status, content_type="application/problem+json"
    )
    for name, value in (headers or {}).items():
        response[name] = value
    return response
