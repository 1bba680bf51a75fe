"""The language switch: a cookie, set by a form on every page."""

from __future__ import annotations

from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

# Exempt so that pages for people who are not signed in need no cookie and can be cached: all that a forged form could do
# is to turn the page to the other language.
language_set = csrf_exempt(set_language)
