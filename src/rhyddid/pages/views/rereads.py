"""Passes that read stored letters again: how far each is, what it changed; begin one, break one off. For operators."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from rhyddid.pages.asked import asked_number
from rhyddid.pages.doors import person
from rhyddid.requests.models import RereadRun
from rhyddid.requests.reread import reread_start, reread_stop

_SHOWN = 20
CHANGES = {
    "read": gettext_lazy("read anew"),
    "text": gettext_lazy("another text"),
    "files": gettext_lazy("other pages in a file"),
    "outcome": gettext_lazy("another kind or outcome"),
    "answers": gettext_lazy("other answers"),
    "events": gettext_lazy("another event, which may move dates"),
    "failed": gettext_lazy("could not be read"),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rereads(http: HttpRequest) -> HttpResponse:
    """The newest passes; a POST begins one (`since`) or breaks one off (`stop:ID`)."""
    who = person(http)
    if not who.is_staff:
        raise PermissionDenied
    if http.method == "POST":
        do, _colon, number = http.POST.get("do", "").partition(":")
        if do == "stop":
            reread_stop(run=get_object_or_404(RereadRun, pk=asked_number(number)))
            messages.success(http, _("The pass is broken off."))
            return redirect("rereads")
        try:
            since = dt.date.fromisoformat(http.POST["since"]) if http.POST.get("since") else None
        except ValueError:
            messages.error(http, _("Write the day as 2026-03-31."))
            return redirect("rereads")
        reread_start(since=since, by=who, in_background=True)
        messages.success(http, _("The worker reads the letters again."))
        return redirect("rereads")
    runs = list(RereadRun.objects.select_related("request", "started_by")[:_SHOWN])
    rows = [
        (run, [(CHANGES[name], run.changed[name]) for name in CHANGES if run.changed.get(name)])
        for run in runs
    ]
    return render(http, "pages/rereads.html", {"section": "tasks", "rows": rows})
