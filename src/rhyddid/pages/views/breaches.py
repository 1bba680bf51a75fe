"""Reporting that something is shown which should not be; the operators' page of such a breach; erasing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rhyddid.accounts.models import Person
from rhyddid.care.models import Task, TaskKind
from rhyddid.pages.asked import asked_number
from rhyddid.pages.breach_page import breach_page, subject_of
from rhyddid.pages.doors import person, seen_request
from rhyddid.pages.masks import mask_of
from rhyddid.pages.write_limits import may_write
from rhyddid.requests.breach import breach_close, breach_report, withhold, withholding_lift
from rhyddid.requests.erasure import Erasure, ErasureRefused, attachment_erase, message_erase
from rhyddid.requests.models import Attachment, Message, Request
from rhyddid.requests.visibility import listed_attachments, visible_annotations, visible_messages


class ReportForm(forms.Form):
    what = forms.CharField(
        label=gettext_lazy("What should not be shown, and where is it?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Name the letter or the file. Do not write the private thing itself again."),
    )
    contact = forms.EmailField(
        label=gettext_lazy("Your e-mail address, if you want to hear back"), required=False
    )


@require_http_methods(["GET", "HEAD", "POST"])
def report(http: HttpRequest, slug: str) -> HttpResponse:
    """Anybody who sees a request may report it."""
    request = seen_request(http, slug)
    about = _reported(http, request)
    form = ReportForm(http.POST or None)
    if http.method == "POST" and form.is_valid():
        who = http.user if isinstance(http.user, Person) else None
        if may_write(http, "report"):
            breach_report(
                request=request,
                what=form.cleaned_data["what"],
                contact=form.cleaned_data["contact"],
                by=who,
                about=about,
            )
            messages.success(http, _("Thank you. An operator of this site looks at it."))
            return redirect("request", slug=slug)
        form.add_error(None, _("You have reported much within an hour. Please write again later."))
    subject = mask_of(http.user, request).of(request.subject).text
    context = {"section": "requests", "shown": request, "subject": subject, "form": form, "about": about}
    return render(http, "pages/report.html", context)


def _reported(http: HttpRequest, request: Request) -> str:
    """The letter, file or annotation of the request that the address names, where the viewer sees it; else nothing."""
    asked = http.POST.get("about") or http.GET.get("about", "")
    kind, _dash, number = asked.partition("-")
    pk = asked_number(number)
    seen: dict[str, QuerySet[Any]] = {
        "message": visible_messages(http.user).filter(links__request=request),
        "attachment": listed_attachments(http.user).filter(message__links__request=request),
        "annotation": visible_annotations(http.user).filter(request=request),
    }
    return f"{kind}-{pk}" if kind in seen and seen[kind].filter(pk=pk).exists() else ""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def breach(http: HttpRequest, pk: int) -> HttpResponse:
    """One breach; a POST withholds (`withhold:message:ID`), shows again (`show:…`) or says that it is done."""
    who = _operator(http)
    task = get_object_or_404(Task, pk=pk, kind=TaskKind.BREACH)
    if http.method == "POST":
        do, _colon, rest = http.POST.get("do", "").partition(":")
        if do == "done":
            breach_close(task=task, by=who)
            messages.success(http, _("Done."))
            return redirect("tasks")
        kind, _colon, number = rest.partition(":")
        subject = subject_of(task, kind, asked_number(number))
        if subject is None or do not in ("withhold", "show"):
            raise Http404
        if do == "withhold":
            withhold(subject=subject, by=who, task=task)
            messages.success(http, _("Withheld: only the team sees it now."))
        else:
            withholding_lift(subject=subject, by=who, task=task)
            messages.success(http, _("Shown again."))
        return redirect("breach", pk=pk)
    return render(http, "pages/breach.html", {"section": "tasks", "page": breach_page(task)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(http: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """What an erasure would take, and the button for it; for operators."""
    who = _operator(http)
    everywhere = http.POST.get("everywhere") == "yes"
    reason = http.POST.get("reason", "").strip()
    problem = ""
    try:
        if http.method == "POST":
            _erase(kind, pk, reason, who, everywhere=everywhere, dry_run=False)
            messages.success(http, _("It is erased. A tombstone says who did it, why and when."))
            return redirect("tasks")
        plan = _erase(kind, pk, "plan", who, everywhere=True, dry_run=True)
    except ErasureRefused as refused:
        problem = refused.wording.render((get_language() or "en")[:2])
        plan = Erasure()
        if http.method == "POST" and not reason:
            plan = _erase(kind, pk, "plan", who, everywhere=True, dry_run=True)
    here = Erasure() if problem else _erase(kind, pk, "plan", who, everywhere=False, dry_run=True)
    context = {"section": "tasks", "kind": kind, "plan": here, "everywhere": plan, "problem": problem}
    return render(http, "pages/erase.html", {**context, "reason": reason})


def _erase(kind: str, pk: int, reason: str, by: Person, *, everywhere: bool, dry_run: bool) -> Erasure:
    if kind == "message":
        message = get_object_or_404(Message, pk=pk, erased_at=None)
        return message_erase(message=message, reason=reason, by=by, everywhere=everywhere, dry_run=dry_run)
    file = get_object_or_404(Attachment, pk=pk, erased_at=None)
    return attachment_erase(attachment=file, reason=reason, by=by, everywhere=everywhere, dry_run=dry_run)


def _operator(http: HttpRequest) -> Person:
    who = person(http)
    if not who.is_staff:
        raise PermissionDenied
    return who
