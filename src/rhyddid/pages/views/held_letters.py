"""A letter that waits for an operator's look: why, what it says, and the decision."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rhyddid.care.spam_rules import BECAUSE
from rhyddid.pages.doors import operator
from rhyddid.requests.annotation_models import LetterHold
from rhyddid.requests.letter_hold import letter_keep, letter_release


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def held_letter(http: HttpRequest, pk: int) -> HttpResponse:
    """Release the letter, or keep it with a reason that its writer reads; both can be undone by the other."""
    who = operator(http)
    row = get_object_or_404(
        LetterHold.objects.select_related("request__authority", "request__team", "request__created_by"), pk=pk
    )
    problem = ""
    if http.method == "POST":
        do, reason = http.POST.get("do"), http.POST.get("reason", "").strip()
        if do == "release":
            if letter_release(hold=row, by=who, reason=reason):
                messages.success(http, _("The letter leaves."))
            else:
                problem = _("It cannot be released: it has left, or its writer took it back.")
        elif do == "keep":
            if not reason:
                problem = _("Say why: its writer reads it.")
            elif letter_keep(hold=row, by=who, reason=reason):
                messages.success(http, _("The letter stays here. You can release it later."))
        else:
            raise Http404
        if not problem:
            return redirect("held-letter", pk=pk)
    context = {
        "section": "tasks",
        "hold": row,
        "reasons": [BECAUSE[each] for each in row.reasons if each in BECAUSE],
        "problem": problem,
    }
    return render(http, "pages/held_letter.html", context)
