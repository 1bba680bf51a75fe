"""What was the outcome: the answers that software read in the replies to one request, confirmed or corrected by a person."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rhyddid.accounts.models import Person
from rhyddid.pages.answer_words import answer_words
from rhyddid.pages.asked import asked_number
from rhyddid.pages.doors import checker, seen_request
from rhyddid.pages.forms.corrections import CorrectionForm
from rhyddid.pages.seen import note_seen
from rhyddid.requests.answers import AnswerCell, answer_cells
from rhyddid.requests.judgements import BadJudgement, CheckedAlready, judgement_make, judgement_undo
from rhyddid.requests.models import Finding, Judgement, Message, Question, Request


@dataclass(frozen=True)
class ShownOutcome:
    """One question, what was read as its answer, and the form that corrects it."""

    question: Question
    cell: AnswerCell | None
    words: str
    form: CorrectionForm
    standing: Judgement | None
    key: uuid.UUID

    @property
    def is_open(self) -> bool:
        return self.cell is not None and self.cell.status == "unconfirmed"


@require_http_methods(["GET", "HEAD", "POST"])
def outcome(http: HttpRequest, slug: str) -> HttpResponse:
    """Every question with what was read; a POST judges one of them, or takes that judgement back."""
    request = seen_request(http, slug)
    by = checker(http, request.team)
    bound: CorrectionForm | None = None
    if http.method == "POST":
        question = request.questions.filter(pk=asked_number(http.POST.get("question"))).first()
        if question is None:
            return redirect("request-outcome", slug=slug)
        bound = _judge(http, request, question, by)
        if bound is None:
            return redirect(f"{reverse('request-outcome', args=[slug])}#question-{question.pk}")
    shown = _shown(request, bound)
    cells = [each.cell for each in shown if each.cell is not None]
    note_seen(
        http,
        "outcome",
        request_id=request.pk,
        messages={cell.message_id for cell in cells if cell.message_id is not None},
        unmasked=True,
    )
    context = {
        "section": "desk",
        "shown": request,
        "outcomes": shown,
        "open": sum(1 for each in shown if each.is_open),
        "has_read": bool(cells),
    }
    return render(http, "pages/requester/outcome.html", context, status=422 if bound is not None else 200)


def _shown(request: Request, bound: CorrectionForm | None) -> list[ShownOutcome]:
    cells = answer_cells([request.pk])
    standing = {
        judgement.question_id: judgement
        for judgement in Judgement.objects.filter(request=request, undone_at=None)
        .select_related("by")
        .order_by("at", "pk")
    }
    shown = []
    for question in request.questions.all():
        cell = cells.get((request.pk, question.pk))
        is_bound = bound is not None and bound.question.pk == question.pk
        form = bound if bound is not None and is_bound else CorrectionForm(question, cell)
        form.auto_id = f"id_{question.pk}_%s"
        words = (
            answer_words(cell.decision, cell.values, cell.text) if cell is not None and cell.decision else ""
        )
        shown.append(ShownOutcome(question, cell, words, form, standing.get(question.pk), uuid.uuid4()))
    return shown


def _judge(http: HttpRequest, request: Request, question: Question, by: Person) -> CorrectionForm | None:
    """Do what was pressed; a form that has to be filled in once more, where it has."""
    verdict = http.POST.get("verdict", "")
    if verdict == "undo":
        made = Judgement.objects.filter(
            request=request, question=question, pk=asked_number(http.POST.get("seen"))
        ).first()
        if made is not None and judgement_undo(judgement=made, by=by):
            messages.success(http, _("It has been taken back."))
        return None
    if verdict not in ("confirm", "reject", "correct"):
        return None
    cell = answer_cells([request.pk]).get((request.pk, question.pk))
    form = CorrectionForm(question, cell, http.POST if verdict == "correct" else None)
    if verdict == "correct" and not form.is_valid():
        return form
    finding = Finding.objects.filter(
        question=question, reading__request=request, pk=asked_number(http.POST.get("finding"))
    ).first()
    letters = Message.objects.filter(links__request=request)
    letter = letters.filter(pk=cell.message_id).first() if cell and cell.message_id else None
    try:
        judgement_make(
            request=request,
            question=question,
            verdict=verdict,
            by=by,
            finding=finding,
            message=letter,
            value=form.value() if verdict == "correct" else None,
            note=form.cleaned_data["note"] if verdict == "correct" else "",
            key=_key(http),
        )
    except CheckedAlready:
        messages.warning(http, _("You have checked this answer. Somebody else has the next word."))
    except BadJudgement:
        messages.error(http, _("There is nothing here to confirm or reject. Correct the answer instead."))
    else:
        messages.success(http, _("Question %(number)s: kept.") % {"number": question.number})
    return None


def _key(http: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(http.POST.get("key", ""))
    except ValueError:
        return None
