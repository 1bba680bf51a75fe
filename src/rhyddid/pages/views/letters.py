"""Writing a further letter to the authority, and recording one that came on paper, through a portal or as files."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from rhyddid.authorities.queries import foi_addresses
from rhyddid.pages.doors import editor, seen_request
from rhyddid.pages.forms.letters import FollowUpForm, LetterForm, ResendForm
from rhyddid.pages.outgoing_files_form import files_of_form
from rhyddid.pages.request_page import request_page
from rhyddid.pages.sent_once import is_sent, mark_sent, once_key
from rhyddid.requests.message_receive import UploadedFile
from rhyddid.requests.models import Channel, EventType, RequestState, State
from rhyddid.requests.outgoing_files import FilesRefused, draft_files_forget
from rhyddid.requests.paper_letters import PaperKind, paper_record
from rhyddid.requests.request_send import NothingToFollow, follow_up_queue
from rhyddid.requests.resend import CannotResend, deliveries_to_resend, delivery_resend

_ADDED = {
    PaperKind.LETTER: gettext_lazy("The letter has been added and read."),
    PaperKind.FEE_NOTICE: gettext_lazy("The fees notice has been added."),
    PaperKind.FEE_PAID: gettext_lazy("The payment has been added."),
    PaperKind.OURS: gettext_lazy("The letter has been added."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(http: HttpRequest, slug: str) -> HttpResponse:
    """Write to the authority again: a message, a clarification, a request for a review."""
    request = seen_request(http, slug)
    by = editor(http, request.team)
    if is_sent(http):
        return redirect("request", slug=slug)
    waits = RequestState.objects.filter(request=request, state=State.AWAITING_CLARIFICATION).exists()
    once = once_key(http)
    outgoing = files_of_form(http, by=by, draft=once)
    purpose = EventType.CLARIFIED if waits else EventType.MESSAGE_SENT
    if outgoing.is_about_files:
        typed = {"purpose": http.POST.get("purpose", purpose), "text": http.POST.get("text", "")}
        form = FollowUpForm(initial=typed)
    else:
        form = FollowUpForm(http.POST or None, initial={"purpose": purpose})
    if form.is_bound and form.is_valid() and not outgoing.problems:
        try:
            follow_up_queue(
                request=request,
                text=form.cleaned_data["text"],
                by=by,
                event_type=EventType(form.cleaned_data["purpose"]),
                files=outgoing.files,
            )
        except FilesRefused as error:
            form.add_error(None, str(error))
        except NothingToFollow:
            form.add_error(
                None, _("No letter has left for this request, so there is no address to write to.")
            )
        else:
            mark_sent(http)
            draft_files_forget(by=by, draft=once)
            messages.success(http, _("Your letter is in the outbox."))
            return redirect("request", slug=slug)
    newest = request_page(http.user, request).messages[-1:]
    context = {
        "section": "requests",
        "shown": request,
        "form": form,
        "outgoing": outgoing,
        "once": once,
        "newest": newest,
        "waits": waits,
    }
    return render(http, "pages/follow_up.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def letter_resend(http: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Send a letter that failed, or got lost, once more: to a corrected address, with its first date."""
    request = seen_request(http, slug)
    by = editor(http, request.team)
    delivery = next((each for each in deliveries_to_resend(request) if each.pk == pk), None)
    if delivery is None:
        raise Http404
    known = foi_addresses([request.authority_id]).get(request.authority_id)
    form = ResendForm(
        http.POST or None, initial={"to_address": known.email if known else delivery.to_address}
    )
    if http.method == "POST" and form.is_valid():
        try:
            delivery_resend(delivery=delivery, to_address=form.cleaned_data["to_address"], by=by)
        except CannotResend as error:
            form.add_error("to_address", str(error))
        else:
            messages.success(http, _("Your letter is in the outbox."))
            return redirect("request", slug=slug)
    context = {"section": "requests", "shown": request, "form": form, "delivery": delivery}
    return render(http, "pages/letter_resend.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def letter_add(http: HttpRequest, slug: str) -> HttpResponse:
    """Record a letter that did not come or go by e-mail, a fees notice, or the payment of a fee."""
    request = seen_request(http, slug)
    by = editor(http, request.team)
    if is_sent(http):
        return redirect("request", slug=slug)
    form = LetterForm(http.POST or None, http.FILES or None)
    if http.method == "POST" and form.is_valid():
        given = form.cleaned_data
        paper_record(
            request=request,
            kind=given["kind"],
            day=given["day"],
            text=given["text"],
            files=[
                UploadedFile(file.name, file.content_type or "application/octet-stream", file.read())
                for file in given["papers"]
            ],
            channel=Channel(given["channel"]),
            by=by,
            amount=str(given["amount"]) if given["amount"] is not None else "",
        )
        mark_sent(http)
        messages.success(http, _ADDED[given["kind"]])
        return redirect("request", slug=slug)
    context = {"section": "requests", "shown": request, "form": form, "once": once_key(http)}
    return render(http, "pages/letter_add.html", context)
