"""Checking one cell: confirm, correct, reject, undo, and on to the next unchecked one."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rhyddid.accounts.models import Person
from rhyddid.accounts.queries import may_check
from rhyddid.batches.board import visible_batches
from rhyddid.batches.models import Batch
from rhyddid.pages.asked import asked_number
from rhyddid.pages.checking_page import CheckingPage, checking_page
from rhyddid.pages.doors import checker
from rhyddid.pages.forms.corrections import CorrectionForm
from rhyddid.pages.next_unchecked import Place, next_unchecked
from rhyddid.requests.judgements import BadJudgement, CheckedAlready, judgement_make, judgement_undo
from rhyddid.requests.models import Finding, Judgement, Message
from rhyddid.requests.visibility import visible_messages, visible_requests


@require_http_methods(["GET", "HEAD", "POST"])
def check(http: HttpRequest, slug: str, request_id: int, question_id: int) -> HttpResponse:
    """The letter beside what was read in it. Everything works by plain forms; the script adds keys and retries.

    Of a published sheet everybody sees a cell that the sheet shows, with its letter, and can change nothing.
    """
    batch = get_object_or_404(visible_batches(http.user).select_related("team"), slug=slug)
    found = visible_requests(http.user).filter(recipient__batch=batch)
    request = get_object_or_404(found.select_related("authority", "team", "state"), pk=request_id)
    question = get_object_or_404(request.questions.all(), pk=question_id)
    letter_id = asked_number(http.GET.get("letter")) or None
    page = checking_page(http.user, batch, request, question, letter_id=letter_id)
    form = CorrectionForm(question, page.cell)
    if http.method == "POST":
        by = checker(http, batch.team)
        if http.POST.get("verdict") == "correct":
            form = CorrectionForm(question, page.cell, http.POST)
            if not form.is_valid():
                return _page(http, batch, page, form, status=422)
        return _judged(http, batch, page, form, by)
    return _page(http, batch, page, form)


def _judged(
    http: HttpRequest, batch: Batch, page: CheckingPage, form: CorrectionForm, by: Person
) -> HttpResponse:
    here: Place = (page.request.pk, page.question.pk)
    verdict = http.POST.get("verdict", "")
    if verdict == "undo":
        _undo(http, page, by)
        return _go(http, _address(batch, here))
    value = form.value() if verdict == "correct" else None
    key = _key(http)
    made = Judgement.objects.filter(key=key, question=page.question, by=by).first() if key else None
    if made is not None:  # it arrived the first time, and only the answer was lost on its way back
        return _go(http, _next_address(batch, here, made, by))
    standing = page.standing
    if standing is not None and _is_done_already(standing, verdict, value, by):
        return _go(http, _next_address(batch, here, standing, by))
    if standing is not None and str(standing.pk) != http.POST.get("seen", ""):
        messages.warning(
            http,
            _("%(name)s has judged this answer since you opened it. Look again.") % {"name": standing.by},
        )
        return _go(http, _address(batch, here))
    try:
        made = judgement_make(
            request=page.request,
            question=page.question,
            verdict=verdict,
            by=by,
            finding=_finding(http, page),
            message=_letter(http, page),
            value=value,
            note=form.cleaned_data["note"] if verdict == "correct" else "",
            key=key,
        )
    except CheckedAlready:
        messages.warning(
            http, _("You have checked this answer. A third person decides between the two checks.")
        )
        return _go(http, _address(batch, here))
    except (BadJudgement, KeyError):
        messages.error(http, _("There is nothing here to confirm or reject. Correct the answer instead."))
        return _go(http, _address(batch, here))
    return _go(http, _next_address(batch, here, made, by))


def _undo(http: HttpRequest, page: CheckingPage, by: Person) -> None:
    """Take back the judgement that the person saw, and no other: a form that is sent again finds it taken back."""
    judgements = Judgement.objects.filter(request=page.request, question=page.question)
    seen = judgements.filter(pk=asked_number(http.POST.get("seen"))).first()
    if seen is not None:
        judgement_undo(judgement=seen, by=by)


def _finding(http: HttpRequest, page: CheckingPage) -> Finding | None:
    """The finding that the person saw: a newer letter may have brought another since."""
    found = Finding.objects.filter(question=page.question, reading__request=page.request)
    return found.filter(pk=asked_number(http.POST.get("finding"))).first()


def _letter(http: HttpRequest, page: CheckingPage) -> Message | None:
    """The letter that the person had open: what the software missed was found in it."""
    seen = visible_messages(http.user).filter(links__request=page.request)
    return seen.filter(pk=asked_number(http.POST.get("letter"))).first()


def _key(http: HttpRequest) -> uuid.UUID | None:
    """The key that was made for this form; none for nonsense."""
    try:
        return uuid.UUID(http.POST.get("key", ""))
    except ValueError:
        return None


def _is_done_already(standing: Judgement, verdict: str, value: dict[str, Any] | None, by: Person) -> bool:
    """Whether this very judgement stands already: a browser that lost its connection sends the same form again."""
    if standing.by_id != by.pk or standing.verdict != verdict:
        return False
    return verdict != "correct" or standing.value == value


def _address(batch: Batch, place: Place) -> str:
    return reverse("check", args=[batch.slug, *place])


def _next_address(batch: Batch, here: Place, made: Judgement, by: Person) -> str:
    following = next_unchecked(batch, here, by=by)
    if following is None:
        return f"{reverse('sheet', args=[batch.slug])}?done=1"
    return f"{_address(batch, following)}?last={made.pk}"


def _go(http: HttpRequest, address: str) -> HttpResponse:
    """On to `address`: as a redirect, or told to the script that sent the form."""
    if http.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"next": address})
    return HttpResponseRedirect(address)


def _last(http: HttpRequest, batch: Batch) -> dict[str, object] | None:
    """The judgement made just before, to be undone from here; None where it has been taken back."""
    made = (
        Judgement.objects.filter(
            pk=asked_number(http.GET.get("last")), request__recipient__batch=batch, undone_at=None
        )
        .select_related("question__request__authority")
        .first()
    )
    question = made.question if made is not None else None
    if made is None or question is None:
        return None
    return {
        "judgement": made.pk,
        "question": question,
        "address": _address(batch, (question.request_id, question.pk)),
    }


def _page(
    http: HttpRequest, batch: Batch, page: CheckingPage, form: CorrectionForm, status: int = 200
) -> HttpResponse:
    here: Place = (page.request.pk, page.question.pk)
    who = http.user if isinstance(http.user, Person) else None
    checks = may_check(who, batch.team)
    following = next_unchecked(batch, here, by=who) if checks else None
    siblings = page.request.questions.values_list("pk", "number")
    context = {
        "section": "batches",
        "batch": batch,
        "page": page,
        "shown": page.request,
        "form": form,
        "key": uuid.uuid4(),
        "may_check": checks,
        "following": _address(batch, following) if following else "",
        "last": _last(http, batch) if checks else None,
        "siblings": [
            (number, _address(batch, (page.request.pk, pk)), pk == here[1]) for pk, number in siblings
        ],
        "is_correcting": form.is_bound,
    }
    return render(http, "pages/checking.html", context, status=status)
