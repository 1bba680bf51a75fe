"""Corrections of a published sheet: the form for an authority, the link that confirms it, the team's list."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rhyddid.batches.board import visible_batches
from rhyddid.batches.models import Batch, CorrectionState
from rhyddid.batches.sheet_corrections import (
    TooManyCorrections,
    correction_add,
    correction_confirm,
    correction_decide,
    correction_of_link,
    may_be_corrected,
)
from rhyddid.pages.asked import asked_number, asked_text
from rhyddid.pages.doors import editor, team_batch
from rhyddid.pages.forms.sheet_correction import SheetCorrectionForm
from rhyddid.pages.list_page import list_page
from rhyddid.requests.masking import masked_for_public
from rhyddid.requests.masking_rules import about
from rhyddid.requests.models import Question

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def correct(http: HttpRequest, slug: str, request_id: int, question_id: int) -> HttpResponse:
    """Say that what a published cell shows is wrong. What is not published cannot be corrected here."""
    batch = get_object_or_404(visible_batches(http.user), slug=slug)
    question = get_object_or_404(
        Question.objects.select_related("request__authority").filter(request__recipient__batch=batch),
        pk=question_id,
        request_id=request_id,
    )
    if not may_be_corrected(batch, question):
        raise Http404
    form = SheetCorrectionForm(http.POST or None)
    status = 200
    if http.method == "POST":
        if form.is_valid() and not http.POST.get("website"):
            return _taken(http, batch, question, form)
        status = 422
    context = {
        "section": "batches",
        "batch": batch,
        "question": question,
        "asked": masked_for_public(question.text, about(question.request)).text,
        "form": form,
        "key": _key(http),
    }
    return render(http, "pages/sheet_correct.html", context, status=status)


def _taken(http: HttpRequest, batch: Batch, question: Question, form: SheetCorrectionForm) -> HttpResponse:
    try:
        made = correction_add(batch=batch, question=question, key=_key(http), **form.cleaned_data)
    except TooManyCorrections:
        messages.error(
            http, _("Many corrections of this sheet wait to be looked at. Please try again in a few days.")
        )
        return redirect("sheet", slug=batch.slug)
    return render(http, "pages/sheet_correct_taken.html", {"batch": batch, "correction": made})


def _key(http: HttpRequest) -> uuid.UUID:
    """The key of the form that was sent; a fresh one for nonsense."""
    try:
        return uuid.UUID(http.POST.get("key", ""))
    except ValueError:
        return uuid.uuid4()


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(http: HttpRequest, token: str) -> HttpResponse:
    """The page that the link opens. Opening it confirms nothing (mail scanners open links): the button does."""
    correction = correction_of_link(token)
    if correction is None:
        raise Http404
    if http.method == "POST":
        correction_confirm(correction=correction)
        correction.refresh_from_db()
    return render(
        http, "pages/sheet_correct_confirm.html", {"correction": correction, "batch": correction.batch}
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def corrections(http: HttpRequest, slug: str) -> HttpResponse:
    """The team's list: what was said, whether it comes from the authority, and what was decided."""
    batch = team_batch(http, slug)
    by = editor(http, batch.team)
    if http.method == "POST":
        correction = get_object_or_404(batch.corrections.all(), pk=asked_number(http.POST.get("correction")))
        note = asked_text(http.POST.get("note"), 2000)
        if correction_decide(correction=correction, state=http.POST.get("state", ""), note=note, by=by):
            messages.success(http, _("The correction is closed."))
        return redirect("corrections", slug=slug)
    found = batch.corrections.select_related("question__request__authority", "decided_by").order_by(
        "decided_at", "-created_at"
    )
    context = {
        "section": "batches",
        "batch": batch,
        "rows": list_page(found, PER_PAGE, http.GET.get("page")),
        "states": [CorrectionState.DONE, CorrectionState.DECLINED],
    }
    return render(http, "pages/corrections.html", context)
