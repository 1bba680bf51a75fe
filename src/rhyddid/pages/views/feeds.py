"""Feeds and calendars: of what everybody may see, and by a secret address of a team's own.

A public feed is the same for everybody, signed in or not. Its ETag is its own hash: whoever asks again with it is told
that nothing has changed.
"""

from __future__ import annotations

import hashlib
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rhyddid.accounts.models import Person
from rhyddid.following.deadline_calendar import deadline_calendar
from rhyddid.following.feed_keys import feed_key_of
from rhyddid.following.feeds import FeedPage, atom_text, feed_of_requests, feed_of_search, json_text
from rhyddid.following.models import Subject
from rhyddid.following.targets import target_find
from rhyddid.pages.asked import asked_text
from rhyddid.pages.seen import note_seen
from rhyddid.pages.views.law_deadlines import asked_language
from rhyddid.search.query_language import MAX_LENGTH

_TYPES = {"atom": "application/atom+xml", "json": "application/feed+json", "ics": "text/calendar"}


@require_safe
def feed(http: HttpRequest, subject: str, form: str, name: str = "") -> HttpResponse:
    """A feed of anything that can be followed, or of everything; a batch also has a calendar."""
    after = asked_text(http.GET.get("after"), 80)
    if form not in _TYPES:
        raise Http404
    if subject == "all":
        page, title, home = feed_of_requests(None, Q(), after), _("All requests"), reverse("requests")
        return _feed(http, form, page, title, home)
    if subject == "search":
        name = asked_text(http.GET.get("q"), MAX_LENGTH)
    target = target_find(None, subject, name)
    if target is None:
        raise Http404
    if form == "ics":
        if target.subject not in (Subject.BATCH, Subject.REQUEST):
            raise Http404
        language = asked_language(http)
        return _calendar(
            http, deadline_calendar(None, target.requests(), name=target.title, language=language)
        )
    if target.subject == Subject.SEARCH:
        return _feed(
            http,
            form,
            feed_of_search(None, name, after),
            _("Search: %(words)s") % {"words": name},
            target.href,
        )
    return _feed(http, form, feed_of_requests(None, target.requests(), after), target.title, target.href)


@require_safe
def own_feed(http: HttpRequest, token: str, form: str) -> HttpResponse:
    """A team's own requests, public or not, by the secret address of one of its members."""
    key = feed_key_of(token)
    if key is None or form not in _TYPES:
        raise Http404
    wanted = Q(team=key.team)
    if form == "ics":
        language = key.person.language
        response = _calendar(
            http, deadline_calendar(key.person, wanted, name=key.team.name, language=language)
        )
    else:
        page = feed_of_requests(key.person, wanted, asked_text(http.GET.get("after"), 80))
        response = _feed(http, form, page, key.team.name, reverse("home"), by=key.person)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _feed(
    http: HttpRequest, form: str, page: FeedPage, title: str, home: str, by: Person | None = None
) -> HttpResponse:
    if form == "ics":
        raise Http404
    own = settings.SITE_URL + http.path
    asked = {"q": asked_text(http.GET.get("q"), MAX_LENGTH)} if "q" in http.GET else {}
    after = asked_text(http.GET.get("after"), 80)
    written = (atom_text if form == "atom" else json_text)(
        page,
        title=f"{title} – {settings.SITE_NAME}",
        home=settings.SITE_URL + home,
        self_url=_address(own, asked | ({"after": after} if after else {})),
        next_url=_address(own, asked | {"after": page.after}) if page.after else "",
    )
    response = _conditional(http, written, f"{_TYPES[form]}; charset=utf-8")
    if response.status_code == 200:
        letters = [entry.message_id for entry in page.entries if entry.message_id is not None]
        note_seen(http, "feed", messages=letters, by=by)
    response["Last-Modified"] = http_date(page.updated.timestamp())
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _calendar(http: HttpRequest, text: str) -> HttpResponse:
    response = _conditional(http, text, "text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="deadlines.ics"'
    return response


def _conditional(http: HttpRequest, text: str, content_type: str) -> HttpResponse:
    """The text, or 304 where the asker has it already. What is withheld is gone at once: caches ask each time."""
    body = text.encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type=content_type)
    answer = get_conditional_response(http, etag=etag, response=response) or response
    answer["ETag"] = etag
    answer["Cache-Control"] = "no-cache"
    return answer


def _address(path: str, asked: dict[str, str]) -> str:
    return f"{path}?{urlencode(asked)}" if asked else path
