"""The webhooks of a team: for those who write for it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rhyddid.accounts.models import Person, Team
from rhyddid.following.models import Webhook, WebhookCall
from rhyddid.following.webhook_queue import ping_queue
from rhyddid.following.webhooks import (
    TooManyWebhooks,
    webhook_add,
    webhook_bring_back,
    webhook_remove,
    webhook_secret_renew,
)
from rhyddid.pages.asked import asked_number
from rhyddid.pages.doors import editor
from rhyddid.pages.forms.webhooks import WebhookForm
from rhyddid.pages.list_page import list_page

_CALLS = 30


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def webhooks(http: HttpRequest, slug: str) -> HttpResponse:
    """The list with its log, and the form that adds one."""
    team = get_object_or_404(Team, slug=slug)
    by = editor(http, team)
    form = WebhookForm(http.POST if http.POST.get("do") == "add" else None)
    if http.method == "POST":
        if not form.is_bound:
            _change(http, team, by)
            return redirect("webhooks", slug=slug)
        if form.is_valid():
            try:
                webhook_add(team=team, by=by, **form.cleaned_data)
            except TooManyWebhooks:
                messages.error(http, _("A team has ten webhooks at most."))
            else:
                messages.success(http, _("The webhook is added, and called once to try it."))
            return redirect("webhooks", slug=slug)
    calls = WebhookCall.objects.filter(webhook__team=team).select_related("webhook", "event__request")
    context = {
        "team": team,
        "form": form,
        "webhooks": team.webhooks.filter(removed_at=None),
        "removed": team.webhooks.filter(removed_at__isnull=False).order_by("-removed_at")[:5],
        "page": list_page(calls.order_by("-pk"), _CALLS, http.GET.get("page")),
    }
    return render(http, "pages/webhooks.html", context, status=422 if form.is_bound else 200)


def _change(http: HttpRequest, team: Team, by: Person) -> None:
    webhook = get_object_or_404(Webhook, team=team, pk=asked_number(http.POST.get("webhook")))
    do = http.POST.get("do", "")
    if do == "remove":
        webhook_remove(webhook=webhook, by=by)
        messages.success(http, _("The webhook is removed. It can be undone below."))
    elif do in ("undo", "start"):
        webhook_bring_back(webhook=webhook, by=by)
        messages.success(http, _("The webhook is on, and called once to try it."))
    elif do == "try" and webhook.disabled_at is None:
        ping_queue(webhook=webhook)
        messages.success(http, _("It is called once to try it."))
    elif do == "secret":
        webhook_secret_renew(webhook=webhook, by=by)
        messages.success(http, _("There is a new secret. The old one signs nothing any more."))
