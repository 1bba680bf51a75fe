"""Whose address a request came from, behind web servers of one's own: what limits and logs count by.

A web server before the site adds the address that it saw to the end of `X-Forwarded-For`; only as many entries are believed
as there are such servers (`RHYDDID_PROXIES`), counted from the end, for whatever stands before was written by the visitor.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class ClientAddress:
    """Middleware, the first of all: puts the visitor's address where everything looks for it, in `REMOTE_ADDR`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, http: HttpRequest) -> HttpResponseBase:
        told = client_address(http.headers.get("X-Forwarded-For", ""), proxies=settings.PROXIES)
        if told:
            http.META["REMOTE_ADDR"] = told
        return self._get_response(http)


def client_address(forwarded: str, *, proxies: int) -> str:
    """The address that the outermost of `proxies` servers saw; empty where none was told, or it is none."""
    told = [each.strip() for each in forwarded.split(",")]
    if proxies < 1 or len(told) < proxies:
        return ""
    try:
        return str(ipaddress.ip_address(told[-proxies].strip("[]")))
    except ValueError:
        return ""
