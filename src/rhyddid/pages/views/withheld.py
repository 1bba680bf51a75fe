"""Files that are withheld: what waits for a decision, and deciding about one of them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rhyddid.pages.doors import person
from rhyddid.pages.file_links import file_link
from rhyddid.pages.forms.files import DecisionForm
from rhyddid.pages.list_page import list_page
from rhyddid.pages.request_page import problem_words
from rhyddid.pages.withheld_page import withheld_page
from rhyddid.requests.file_check import DecisionRefused, file_decide, file_decision_undo
from rhyddid.requests.file_models import Decided, FileDecision, Hold
from rhyddid.requests.public_copies import public_copy_soon
from rhyddid.requests.visibility import files_to_decide

PER_PAGE = 50


@require_safe
@login_required
def withheld_files(http: HttpRequest) -> HttpResponse:
    """The withheld files about which the viewer may decide, those without a decision first."""
    held = files_to_decide(http.user).exclude(file_check=None).exclude(file_check__hold=Hold.FREE)
    # "waiting" is the last of the holds in the alphabet
    held = held.select_related("file_check", "message").order_by("-file_check__hold", "pk")
    page = list_page(held, PER_PAGE, http.GET.get("page"))
    rows = [(each, problem_words(each)) for each in page.object_list]
    return render(http, "pages/withheld_files.html", {"section": "tasks", "page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withheld_file(http: HttpRequest, pk: int) -> HttpResponse:
    """What was found in one file, and the form that decides about it."""
    attachment = get_object_or_404(files_to_decide(http.user).select_related("message", "file_check"), pk=pk)
    by = person(http)
    form = DecisionForm(http.POST if "decision" in http.POST else None)
    if http.method == "POST" and "undo" in http.POST:
        asked = http.POST["undo"]
        decision = get_object_or_404(
            FileDecision, pk=int(asked) if asked.isdecimal() else 0, attachment=attachment
        )
        file_decision_undo(decision=decision, by=by)
        messages.success(http, _("The decision is taken back."))
        return redirect("withheld-file", pk=pk)
    if http.method == "POST" and form.is_valid():
        decision_made = Decided(form.cleaned_data["decision"])
        try:
            file_decide(
                attachment=attachment, decision=decision_made, reason=form.cleaned_data["reason"], by=by
            )
        except DecisionRefused as error:
            form.add_error(None, _(str(error)))
        else:
            if decision_made != Decided.KEEP:
                public_copy_soon(attachment.pk)
            messages.success(http, _("Your decision is kept."))
            return redirect("withheld-file", pk=pk)
    shown = withheld_page(http.user, attachment)
    original = (
        file_link(http.user, "attachment-download", shown.request.slug, attachment.pk)
        if shown.request is not None and shown.may_have_original
        else ""
    )
    context = {"section": "tasks", "shown": shown, "form": form, "original": original}
    return render(http, "pages/withheld.html", context)
