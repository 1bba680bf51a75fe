"""The language switch: a cookie, set by a form on every page; for who is signed in, also the language of their mails."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from rhyddid.accounts.models import Person
from rhyddid.accounts.services import person_language_set


# Exempt so that pages for people who are not signed in need no cookie and can be cached: all that a forged form could do
# is to turn the page to the other language.
@csrf_exempt
def language_set(http: HttpRequest) -> HttpResponseBase:
    if (
        http.method == "POST"
        and settings.SESSION_COOKIE_NAME in http.COOKIES
        and isinstance(http.user, Person)
    ):
        person_language_set(person=http.user, language=http.POST.get("language", ""))
    return set_language(http)
