"""Demands to take something down: the form for everybody, and the operators' page with its clock and the letter back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rhyddid.care.models import AuditEntry
from rhyddid.care.takedown_models import Takedown, TakedownDecision, TakedownGround
from rhyddid.care.takedowns import TakedownRefused, takedown_decide, takedown_decision_undo, takedown_receive
from rhyddid.pages.doors import operator
from rhyddid.pages.write_limits import may_write
from rhyddid.requests.models import Request


class TakedownForm(forms.Form):
    place = forms.CharField(
        label=gettext_lazy("Address of the page, and where on it"),
        max_length=500,
        help_text=gettext_lazy("Copy the page's address, and say which letter, file or annotation you mean."),
    )
    ground = forms.ChoiceField(label=gettext_lazy("What is it about?"), choices=TakedownGround.choices)
    why = forms.CharField(
        label=gettext_lazy("Why should it be taken down?"), max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    name = forms.CharField(label=gettext_lazy("Your name"), max_length=200)
    on_behalf_of = forms.CharField(
        label=gettext_lazy("Whom you write for, if not for yourself"), max_length=200, required=False
    )
    email = forms.EmailField(label=gettext_lazy("Your e-mail address; the decision goes there"))


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"), choices=TakedownDecision.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("Why; for the operators"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    letter = forms.CharField(
        label=gettext_lazy("The letter back; empty: none is sent"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def takedown_ask(http: HttpRequest) -> HttpResponse:
    """Anybody demands that something be taken down; its clock starts today."""
    form = TakedownForm(http.POST or None, initial={"place": http.GET.get("place", "")[:500]})
    if http.method == "POST" and form.is_valid():
        if may_write(http, "takedown"):
            kind, pk = _subject(form.cleaned_data["place"])
            row = takedown_receive(
                language=(get_language() or "en")[:2], subject_kind=kind, subject_id=pk, **form.cleaned_data
            )
            return render(http, "pages/takedown_received.html", {"section": "", "takedown": row})
        form.add_error(None, _("You have demanded much within a day. Please write again later."))
    return render(http, "pages/takedown_ask.html", {"section": "", "form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def takedown(http: HttpRequest, pk: int) -> HttpResponse:
    """One demand: its last day, the decision with its reason and letter, and the undo."""
    who = operator(http)
    row = get_object_or_404(Takedown.objects.select_related("decided_by"), pk=pk)
    if http.POST.get("do") == "undo":
        if takedown_decision_undo(takedown=row, by=who):
            messages.success(http, _("The decision is taken back; the demand waits again."))
        return redirect("takedown", pk=pk)
    form = DecisionForm(http.POST or None, initial={"letter": _letter(row)})
    if http.method == "POST" and form.is_valid():
        try:
            with override(row.language):
                subject = _("Your demand to take something down")
            takedown_decide(takedown=row, by=who, subject=subject, **_decided(form))
        except TakedownRefused:
            form.add_error(None, _("This demand has been decided already."))
        else:
            messages.success(http, _("Decided. You can undo it here; a letter that was sent stays sent."))
            return redirect("takedown", pk=pk)
    request = (
        Request.objects.filter(pk=row.subject_id or 0).first() if row.subject_kind == "request" else None
    )
    context = {
        "section": "tasks",
        "takedown": row,
        "left": (row.due_on - timezone.localdate()).days if not row.decision else None,
        "request_there": request,
        "form": form,
        "history": AuditEntry.objects.filter(subject_kind="takedown", subject_id=row.pk)
        .select_related("by")
        .order_by("-at")[:50],
    }
    return render(http, "pages/takedown.html", context)


def _decided(form: DecisionForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("decision", "reason", "letter")}


def _letter(row: Takedown) -> str:
    """The beginning of a letter back, in the language that the demand was written in."""
    with override(row.language):
        return _(
            "Dear %(name)s,\n\nYou asked us on %(day)s to take down:\n%(place)s\n\n[Write here what was decided, and "
            "why.]\n\nYou may answer this mail, or complain to a regulator or a court.\n\n%(site)s"
        ) % {
            "name": row.name,
            "day": row.received_on.strftime("%d/%m/%Y"),
            "place": row.place,
            "site": settings.SITE_NAME,
        }


def _subject(place: str) -> tuple[str, int | None]:
    """The request that an address names, if it is one of this site's."""
    _before, found, rest = place.partition("/requests/")
    slug = rest.split("/", 1)[0].split("#", 1)[0].split("?", 1)[0].split(" ", 1)[0] if found else ""
    pk = Request.objects.filter(slug=slug).values_list("pk", flat=True).first() if slug else None
    return ("request", pk) if pk is not None else ("", None)
