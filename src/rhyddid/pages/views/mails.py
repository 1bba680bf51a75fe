"""The links in mails: confirming an address, and stopping or changing what comes. No session is asked for or made.

RFC 8058: a mail program POSTs `List-Unsubscribe=One-Click` to the address in the mail's head, and no more mails come.
Whoever opens the same address gets a page: scanners open links, and opening one changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from rhyddid.following.confirmations import follow_confirm, pending_follow
from rhyddid.following.mail_links import follower_of_token, mail_token
from rhyddid.following.models import StopReason
from rhyddid.following.services import mails_stop
from rhyddid.following.targets import target_find, target_of
from rhyddid.pages.follow_changes import follow_change
from rhyddid.pages.following_page import following_page

View = Callable[..., HttpResponse]


def _by_link(view: View) -> View:
    """The link itself is the key: it is kept out of stores, search engines and other sites' logs."""

    @wraps(view)
    def answer(http: HttpRequest, **arguments: str) -> HttpResponse:
        response = view(http, **arguments)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response

    return csrf_exempt(answer)


@_by_link
@require_http_methods(["GET", "HEAD", "POST"])
def follow_confirmation(http: HttpRequest, token: str) -> HttpResponse:
    """Confirm an address: the button does, once."""
    if http.method == "POST":
        follow = follow_confirm(token=token)
        if follow is None:
            return render(http, "pages/follow_confirm.html", {"is_gone": True}, status=410)
        context = {"follow": follow, "target": target_of(follow), "link": mail_token(follow.follower)}
        return render(http, "pages/follow_confirm.html", context)
    pending = pending_follow(token)
    subject, _colon, name = pending.wanted.partition(":") if pending is not None else ("", "", "")
    target = target_find(None, subject, name)
    if pending is None or target is None:
        return render(http, "pages/follow_confirm.html", {"is_gone": True}, status=410)
    return render(http, "pages/follow_confirm.html", {"pending": pending, "target": target})


@_by_link
@require_http_methods(["GET", "HEAD", "POST"])
def mails(http: HttpRequest, token: str) -> HttpResponse:
    """What one follows, by the link in a mail."""
    follower = follower_of_token(token)
    if follower is None:
        raise Http404
    if http.method == "POST":
        if http.POST.get("List-Unsubscribe"):
            mails_stop(follower=follower, reason=StopReason.ASKED)
            return HttpResponse("OK", content_type="text/plain")
        follow_change(http, follower)
        return redirect("mails", token=token)
    if settings.LANGUAGE_COOKIE_NAME not in http.COOKIES:
        language = follower.person.language if follower.person is not None else follower.language
        translation.activate(language)
    return render(http, "pages/mails.html", {"page": following_page(follower)})
