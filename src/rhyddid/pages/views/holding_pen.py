"""The holding pen: messages that match no request, with scored guesses; accept one or many, call it spam, take back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from rhyddid.accounts.models import Person
from rhyddid.pages.asked import asked_number, asked_text
from rhyddid.pages.doors import person
from rhyddid.pages.holding_pen_page import (
    editing_team_ids,
    requests_to_give,
    resolved_by,
    waiting_for,
)
from rhyddid.post.holding_pen import (
    AlreadyResolved,
    NothingToUndo,
    held_accept,
    held_mark_spam,
    held_undo,
)
from rhyddid.post.models import HeldMessage


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def holding_pen(http: HttpRequest) -> HttpResponse:
    """What waits; a POST says what to do: `accept:ID`, `accept-many`, `spam:ID` or `undo:ID`."""
    who = person(http)
    if not who.is_staff and not editing_team_ids(who):
        raise PermissionDenied
    if http.method == "POST":
        _act(http, who)
        return redirect("holding-pen")
    context = {"section": "holding-pen", "waiting": waiting_for(who), "done": resolved_by(who)}
    return render(http, "pages/holding_pen.html", context)


def _act(http: HttpRequest, who: Person) -> None:
    what, _colon, pk = http.POST.get("do", "").partition(":")
    try:
        if what == "accept-many":
            _accept_many(http, who)
        elif what == "undo":
            done = HeldMessage.objects.filter(pk=asked_number(pk), resolved_by=who).first()
            if done is None:
                raise Http404
            held_undo(held=done, by=who)
            messages.success(http, _("Taken back: the message waits again."))
        elif what == "accept":
            _accept_one(http, who, _waiting(who, pk))
        elif what == "spam":
            held_mark_spam(held=_waiting(who, pk), by=who)
            messages.success(http, _("Marked as spam."))
    except AlreadyResolved:
        messages.warning(http, _("Somebody else has dealt with this message."))
    except NothingToUndo:
        messages.warning(http, _("The message waits already."))


def _accept_one(http: HttpRequest, who: Person, held: HeldMessage) -> None:
    wanted = asked_text(http.POST.get(f"other-{held.pk}"), 500).rstrip("/").rpartition("/")[2]
    chosen = http.POST.get(f"guess-{held.pk}", "")
    found = requests_to_give(who)
    request = found.filter(slug=wanted).first() if wanted else found.filter(pk=asked_number(chosen)).first()
    if request is None:
        messages.error(http, _("Choose the request that the message belongs to."))
        return
    held_accept(held=held, requests=[request], by=who)
    messages.success(http, _("The message is now in “%(subject)s”.") % {"subject": request.subject})


def _accept_many(http: HttpRequest, who: Person) -> None:
    ticked = {asked_number(pk) for pk in http.POST.getlist("held")}
    accepted = 0
    for shown in waiting_for(who):
        if shown.held.pk in ticked and shown.guesses:
            held_accept(held=shown.held, requests=[shown.guesses[0].request], by=who)
            accepted += 1
    messages.success(
        http,
        ngettext("%(count)s message accepted.", "%(count)s messages accepted.", accepted)
        % {"count": accepted},
    )


def _waiting(who: Person, pk: str) -> HeldMessage:
    """The held message `pk` where it concerns `who`."""
    for shown in waiting_for(who):
        if shown.held.pk == asked_number(pk):
            return shown.held
    raise Http404
