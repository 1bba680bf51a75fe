"""Acting on one's request: who sees it, withdrawing it, complaining, what regulator and tribunal decided, closing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rhyddid.accounts.models import Person
from rhyddid.accounts.queries import may_edit, team_ids_of
from rhyddid.batches.models import Recipient
from rhyddid.pages.asked import asked_number
from rhyddid.pages.doors import editor, seen_request
from rhyddid.pages.forms.requester_actions import ComplaintForm, EscalationForm, VisibilityForm, WithdrawForm
from rhyddid.pages.law_words import page_language
from rhyddid.pages.seen import note_seen
from rhyddid.pages.sent_once import is_sent, mark_sent, once_key
from rhyddid.requests.clock import today_for
from rhyddid.requests.complaint_bundle import complaint_bundle
from rhyddid.requests.event_words import event_told
from rhyddid.requests.models import EventType, Request
from rhyddid.requests.next_letters import next_letters
from rhyddid.requests.request_send import NothingToFollow
from rhyddid.requests.requester_actions import (
    CannotChange,
    escalation_record,
    own_word_take_back,
    own_words,
    request_settle,
    request_withdraw,
    withdrawal_text,
)
from rhyddid.requests.visibility_change import CannotChange as CannotShow
from rhyddid.requests.visibility_change import (
    Seen,
    last_request_change,
    request_visibility_set,
    request_visibility_undo,
)
from rhyddid.wording import Wording, gettext_noop


@require_http_methods(["GET", "HEAD", "POST"])
def visibility(http: HttpRequest, slug: str) -> HttpResponse:
    """Publish the request, keep it back until a day or the answer, or make it private; `undo` takes the last change back."""
    request = seen_request(http, slug)
    by = editor(http, request.team)
    last = last_request_change(request)
    undoes = "undo" in http.POST
    form = VisibilityForm(
        None if undoes else http.POST or None, initial=VisibilityForm.chosen(Seen.of(request))
    )
    fault = ""
    if undoes or (form.is_bound and form.is_valid()):
        try:
            if undoes:
                if last is None or str(last.pk) != http.POST["undo"]:
                    raise CannotShow(Wording(gettext_noop("It has been changed again since: choose anew.")))
                request_visibility_undo(event=last, by=by)
            else:
                request_visibility_set(
                    request=request, wanted=form.wanted, by=by, reason=form.cleaned_data["reason"]
                )
        except CannotShow as error:
            fault = error.wording.render(page_language())
        else:
            messages.success(http, _("Who sees the request has been set."))
            return redirect("request", slug=slug)
    batch = Recipient.objects.filter(request=request).select_related("batch").first()
    context = {
        "section": "desk",
        "shown": request,
        "form": form,
        "fault": fault,
        "last": last,
        "batch": batch.batch if batch else None,
    }
    return render(
        http, "pages/requester/visibility.html", context, status=422 if form.errors or fault else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(http: HttpRequest, slug: str) -> HttpResponse:
    """Tell the authority that the request is withdrawn."""
    request = seen_request(http, slug)
    by = editor(http, request.team)
    if is_sent(http):
        return redirect("request", slug=slug)
    form = WithdrawForm(http.POST or None, initial={"text": withdrawal_text(request)})
    if form.is_bound and form.is_valid():
        try:
            request_withdraw(request=request, text=form.cleaned_data["text"], by=by)
        except NothingToFollow:
            form.add_error(None, _("No letter has left for this request: take it back instead."))
        else:
            mark_sent(http)
            messages.success(
                http, _("Your letter is in the outbox. With its leaving the request is withdrawn.")
            )
            return redirect("request", slug=slug)
    context = {"section": "desk", "shown": request, "form": form, "once": once_key(http)}
    return render(http, "pages/requester/withdraw.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def escalation(http: HttpRequest, slug: str) -> HttpResponse:
    """Record what went before the regulator or the tribunal; `take-back` takes one's own word back."""
    request = seen_request(http, slug)
    by = editor(http, request.team)
    if http.method == "POST" and "take-back" in http.POST:
        if own_word_take_back(request=request, pk=asked_number(http.POST["take-back"]), by=by):
            messages.success(http, _("It has been taken back."))
        return redirect("request-escalation", slug=slug)
    if is_sent(http):
        return redirect("request-escalation", slug=slug)
    form = EscalationForm(http.POST or None, language=page_language())
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            escalation_record(request=request, by=by, **(given | {"type": EventType(given["type"])}))
        except CannotChange as error:
            form.add_error(None, str(error))
        else:
            mark_sent(http)
            messages.success(http, _("It stands in the timeline now."))
            return redirect("request", slug=slug)
    stated = [(event, event_told(event)) for event in own_words(request)]
    context = {"section": "desk", "shown": request, "form": form, "stated": stated, "once": once_key(http)}
    return render(http, "pages/requester/escalation.html", context, status=422 if form.errors else 200)


@require_POST
def settle(http: HttpRequest, slug: str) -> HttpResponse:
    """Say that nothing more is to be done: the desk no longer asks."""
    request = seen_request(http, slug)
    by = editor(http, request.team)
    request_settle(request=request, by=by)
    messages.success(http, _("The desk no longer asks about this request."))
    return redirect("desk")


@require_http_methods(["GET", "HEAD", "POST"])
def complain(http: HttpRequest, slug: str) -> HttpResponse:
    """The complaint to the regulator, and the bundle that goes with it; a POST makes the bundle with the letter."""
    request = seen_request(http, slug)
    if request.team_id not in team_ids_of(http.user):
        raise Http404
    if http.method == "POST":
        form = ComplaintForm(http.POST)
        if form.is_valid():
            return _bundle(http, request, form.cleaned_data["text"])
    steps = next_letters(request, page_language())
    step = next((each for each in steps if each.step.kind == "complain"), None)
    form = ComplaintForm(initial={"text": step.draft.text if step is not None and step.draft else ""})
    bundle = complaint_bundle(http.user, request, made_on=today_for(request))
    context = {
        "section": "desk",
        "shown": request,
        "form": form,
        "step": step,
        "bundle": bundle,
        "files": sum(len(letter.files) for letter in bundle.letters),
        "may_write": isinstance(http.user, Person) and may_edit(http.user, request.team),
    }
    return render(http, "pages/requester/complain.html", context)


def _bundle(http: HttpRequest, request: Request, text: str) -> HttpResponse:
    # reportlab takes a while to load, and few pages need it
    from rhyddid.requests.complaint_pdf import complaint_pdf

    bundle = complaint_bundle(http.user, request, complaint=text, made_on=today_for(request))
    note_seen(
        http,
        "bundle",
        request_id=request.pk,
        messages=[letter.message.pk for letter in bundle.letters],
        unmasked=True,
    )
    answer = HttpResponse(complaint_pdf(bundle, page_language()), content_type="application/pdf")
    name = slugify(f"{request.authority.slug} {bundle.made_on}")
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer
