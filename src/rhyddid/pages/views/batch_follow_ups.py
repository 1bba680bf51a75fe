"""Writing to many recipients of a batch at once: choose what it is, look at every letter, send, watch, take back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from rhyddid.accounts.queries import may_edit
from rhyddid.batches.follow_up_texts import DRAFTED, FOLLOW_UP_FIELDS, candidate_counts
from rhyddid.batches.follow_ups import (
    can_be_taken_back,
    follow_up_choose,
    follow_up_counts,
    follow_up_create,
    follow_up_delete,
    follow_up_letter_write,
    follow_up_letters,
    follow_up_recall,
    follow_up_send,
    previewed,
)
from rhyddid.batches.models import Batch, BatchFollowUp, FollowUpKind, FollowUpState
from rhyddid.batches.services import BatchError
from rhyddid.pages.asked import asked_number
from rhyddid.pages.doors import editor, person, team_batch
from rhyddid.pages.list_page import list_page

PER_PAGE = 20
LISTED = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def follow_ups(http: HttpRequest, slug: str) -> HttpResponse:
    """What was written to many so far, and a form for the next: its draft is looked at before anything is sent."""
    batch = team_batch(http, slug)
    kind, text, problem = http.POST.get("kind", http.GET.get("kind", "")), http.POST.get("text", ""), ""
    if http.method == "POST":
        by = editor(http, batch.team)
        try:
            made = follow_up_create(batch=batch, kind=kind, text=text, by=by)
        except BatchError as error:
            problem = str(error)
        else:
            return redirect("batch-follow-up", slug=slug, pk=made.pk)
    counts = candidate_counts(batch)
    context = {
        "section": "batches",
        "batch": batch,
        "kinds": [(each, counts[each.value], each in DRAFTED) for each in FollowUpKind],
        "kind": kind,
        "text": text,
        "problem": problem,
        "fields": FOLLOW_UP_FIELDS,
        "earlier": batch.follow_ups.select_related("created_by")[:LISTED],
        "may_write": may_edit(person(http), batch.team),
    }
    return render(http, "pages/batch_follow_ups.html", context, status=422 if problem else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(http: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Every letter as it will leave, each to be left out or written by itself; once sent, how far it is."""
    batch = team_batch(http, slug)
    here = get_object_or_404(BatchFollowUp.objects.select_related("batch", "created_by"), pk=pk, batch=batch)
    if http.method == "POST":
        return _act(http, batch, here)
    page = list_page(follow_up_letters(here), PER_PAGE, http.GET.get("page"))
    context = {
        "section": "batches",
        "batch": batch,
        "follow_up": here,
        "counts": follow_up_counts(here),
        "page": page,
        "letters": previewed(list(page)),
        "is_draft": here.state == FollowUpState.DRAFT,
        "can_be_taken_back": can_be_taken_back(here),
        "may_write": may_edit(person(http), batch.team),
    }
    return render(http, "pages/batch_follow_up.html", context)


def _act(http: HttpRequest, batch: Batch, here: BatchFollowUp) -> HttpResponse:
    by = editor(http, batch.team)
    do, _colon, number = http.POST.get("do", "").partition(":")
    try:
        if do == "delete":
            follow_up_delete(follow_up=here)
            messages.success(http, _("The draft is gone."))
            return redirect("batch-follow-ups", slug=batch.slug)
        if do == "recall":
            count = follow_up_recall(follow_up=here, by=by)
            told = ngettext("%(count)s letter was taken back.", "%(count)s letters were taken back.", count)
            messages.success(http, told % {"count": count})
        else:
            if here.state == FollowUpState.DRAFT:
                _keep_choice(http, here)
            if do == "write":
                letter = asked_number(number)
                follow_up_letter_write(
                    follow_up=here, letter_id=letter, text=http.POST.get(f"text-{letter}", "")
                )
                messages.success(http, _("The letter is kept. Nothing has been sent."))
            elif do == "send":
                _send(http, here)
    except BatchError as error:
        messages.error(http, str(error))
    page = asked_number(http.POST.get("page"), 1)
    answer = redirect("batch-follow-up", slug=batch.slug, pk=here.pk)
    answer["Location"] += f"?page={page}" if page > 1 else ""
    return answer


def _keep_choice(http: HttpRequest, here: BatchFollowUp) -> None:
    """The ticks of the page that was shown; those of other pages stay as they are."""
    shown = [asked_number(each) for each in http.POST.getlist("shown")]
    chosen = [asked_number(each) for each in http.POST.getlist("chosen")]
    if shown:
        follow_up_choose(follow_up=here, shown=shown, chosen=chosen)


def _send(http: HttpRequest, here: BatchFollowUp) -> None:
    if follow_up_send(follow_up=here, by=person(http)):
        messages.success(http, _("The letters are in the outbox."))
    else:
        messages.success(http, _("The letters are being put in the outbox. This page says how far it is."))
