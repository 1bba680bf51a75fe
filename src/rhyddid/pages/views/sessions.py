"""Where one is signed in, and ending that: one session, or all but this one."""

from __future__ import annotations

from allauth.usersessions.internal.flows.sessions import end_other_sessions, end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rhyddid.pages.asked import asked_number
from rhyddid.pages.devices import device_of
from rhyddid.pages.doors import person

_MOST = 100


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(http: HttpRequest) -> HttpResponse:
    """GET: the list. POST: `end` is the id of a session, or `others`."""
    who = person(http)
    mine = UserSession.objects.filter(user=who)
    if http.method == "POST":
        if http.POST.get("end") == "others":
            end_other_sessions(http, who)
            messages.success(http, _("All other sessions have ended."))
            return redirect("usersessions_list")
        chosen = get_object_or_404(mine, pk=asked_number(http.POST.get("end")))
        here = chosen.is_current()
        end_sessions(http, [chosen])
        messages.success(http, _("The session has ended."))
        return redirect("home" if here else "usersessions_list")
    found = [each for each in mine.order_by("-created_at")[:_MOST] if not each.purge()]
    rows = [(each, device_of(each.user_agent), each.is_current()) for each in found]
    return render(http, "pages/sessions.html", {"rows": rows, "section": "account"})
