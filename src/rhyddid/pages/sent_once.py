"""A form that writes a letter is taken once: its hidden key, when it comes again, says that the letter is there already.

The session remembers the keys, so that a browser that sends a form again an hour later makes no second letter. Two that
arrive at one moment are told apart by the services, which lock the request and know the letter by its text.
"""

from __future__ import annotations

import secrets

from django.http import HttpRequest

FIELD = "once"
_KEPT = "forms_sent"
_REMEMBERED = 100


def once_key(http: HttpRequest) -> str:
    """The key for the form of this page: a fresh one, or that of the form that comes back with a fault."""
    return _given(http) or secrets.token_urlsafe(12)


def is_sent(http: HttpRequest) -> bool:
    """Whether the form that was posted has done its work before."""
    return bool(_given(http)) and _given(http) in http.session.get(_KEPT, ())


def mark_sent(http: HttpRequest) -> None:
    """Remember that the posted form has done its work."""
    if key := _given(http):
        http.session[_KEPT] = [*http.session.get(_KEPT, ()), key][-_REMEMBERED:]


def _given(http: HttpRequest) -> str:
    return http.POST.get(FIELD, "")[:40]
