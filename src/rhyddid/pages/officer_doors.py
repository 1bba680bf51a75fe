"""The doors of officers, who have no account: the link in a letter of ours is all that opens them.

Nothing here knows a session or a cookie. A page is never kept, never found by a search engine, and tells no other
site its address.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from rhyddid.post.models import Upload
from rhyddid.post.rate import rate_allows
from rhyddid.post.uploads import upload_to_confirm
from rhyddid.requests.models import UploadLink
from rhyddid.requests.upload_link import upload_link_of

_HOUR = dt.timedelta(hours=1)
_WRONG_LINKS_AN_HOUR = 60

View = Callable[..., HttpResponse]


def officer_door(view: View) -> View:
    """A view that only the address opens."""

    @csrf_exempt
    @wraps(view)
    def opened(http: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(http, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return opened


def officer_link(http: HttpRequest, token: str) -> UploadLink | HttpResponse:
    """The link that a token opens; otherwise the answer that says there is none. Guessing is made slow."""
    link = upload_link_of(token)
    return link if link is not None else _unknown(http)


def officer_confirmation(http: HttpRequest, token: str) -> Upload | HttpResponse:
    """The uploaded answer that a token confirms; otherwise the answer that says there is none."""
    upload = upload_to_confirm(token)
    return upload if upload is not None else _unknown(http)


def in_language_of(http: HttpRequest, language: str) -> None:
    """The page speaks the letter's language, unless its reader has chosen one."""
    if settings.LANGUAGE_COOKIE_NAME not in http.COOKIES:
        translation.activate(language)


def closed(http: HttpRequest, why: str, status: int) -> HttpResponse:
    """A page that says why nothing can be uploaded here."""
    return render(http, "pages/upload_closed.html", {"why": why}, status=status)


def too_often(http: HttpRequest, key: str, most: int, per: dt.timedelta = _HOUR) -> HttpResponse | None:
    """The answer to one who comes too often."""
    if rate_allows(key, most=most, per=per):
        return None
    return closed(http, _("That was too often: wait a little, and try again."), 429)


def _unknown(http: HttpRequest) -> HttpResponse:
    here = http.META.get("REMOTE_ADDR", "")
    refused = too_often(http, f"upload-unknown:{here}", _WRONG_LINKS_AN_HOUR)
    return refused or closed(http, _("This link opens nothing: copy it whole from the letter."), 404)
