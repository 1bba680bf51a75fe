"""People, for operators: who they are, what they did, how far they are trusted, and suspending them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from rhyddid.accounts.models import Person
from rhyddid.care.notice_models import Suspension
from rhyddid.care.services import audit
from rhyddid.care.suspensions import suspend, suspension_lift, suspension_of
from rhyddid.pages.asked import asked_number, asked_text
from rhyddid.pages.doors import operator
from rhyddid.pages.list_page import list_page
from rhyddid.pages.person_page import person_page

PER_PAGE = 50
_MOST_TRUST = 9


class SuspensionForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why; the person reads it"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    until = forms.DateField(
        label=gettext_lazy("The last day; empty: until it is lifted"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until is not None and until < timezone.localdate():
            raise forms.ValidationError(_("This day is over."))
        return until


@login_required
@require_safe
def people(http: HttpRequest) -> HttpResponse:
    """Everybody with an account, the newest first; `?q=` finds by name or address, `?only=suspended` narrows."""
    operator(http)
    found = Person.objects.order_by("-joined_at", "-pk")
    words = asked_text(http.GET.get("q"), 100)
    if words:
        found = found.filter(Q(email__icontains=words) | Q(public_name__icontains=words))
    only = http.GET.get("only", "")
    if only == "suspended":
        today = timezone.localdate()
        stands = Suspension.objects.filter(Q(until=None) | Q(until__gte=today), lifted_at=None)
        found = found.filter(pk__in=stands.values("person_id"))
    page = list_page(found, PER_PAGE, http.GET.get("page"))
    return render(http, "pages/people.html", {"section": "tasks", "page": page, "words": words, "only": only})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def person_show(http: HttpRequest, pk: int) -> HttpResponse:
    """One person; a POST suspends, lifts the suspension, or sets the trust."""
    who = operator(http)
    row = get_object_or_404(Person, pk=pk)
    do = http.POST.get("do", "")
    form = SuspensionForm(http.POST if do == "suspend" else None)
    if do == "suspend":
        if row.is_staff:
            form.add_error(None, _("An operator cannot be suspended."))
        elif form.is_valid():
            suspend(person=row, by=who, reason=form.cleaned_data["reason"], until=form.cleaned_data["until"])
            messages.success(
                http, _("Suspended: this person reads, and writes nothing. You can undo it here.")
            )
            return redirect("person", pk=pk)
    elif do == "lift":
        if suspension_lift(person=row, by=who):
            messages.success(http, _("The suspension is lifted."))
        return redirect("person", pk=pk)
    elif do == "trust":
        trust = asked_number(http.POST.get("trust"), row.trust, most=_MOST_TRUST)
        if trust != row.trust:
            audit(
                action="trust_set", subject_kind="person", subject_id=row.pk, by=who,
                detail={"from": row.trust, "to": trust},
            )  # fmt: skip
            Person.objects.filter(pk=pk).update(trust=trust)
            messages.success(http, _("The trust is set."))
        return redirect("person", pk=pk)
    elif do:
        raise Http404
    context = {
        "section": "tasks",
        "page": person_page(row),
        "suspension": suspension_of(row.pk),
        "form": form,
        "trusts": range(4),
    }
    return render(http, "pages/person.html", context)
