"""Proposals for the directory: the form for everybody, and the page on which an operator decides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rhyddid.accounts.models import Person
from rhyddid.authorities.models import Authority, Purpose
from rhyddid.authorities.nations import UK_NATIONS, nation_codes
from rhyddid.authorities.proposal_models import AuthorityProposal
from rhyddid.authorities.proposals import (
    ProposalRefused,
    proposal_accept,
    proposal_make,
    proposal_refuse,
    proposal_undo,
)
from rhyddid.authorities.regimes import law_name, offered_regimes
from rhyddid.pages.doors import operator
from rhyddid.pages.write_limits import may_write


class ProposalForm(forms.Form):
    """For a new authority, or, with `authority`, for what is different about one; then every field but the source may stay
    empty, and one must not.
    """

    name = forms.CharField(label=gettext_lazy("Name of the authority"), max_length=250)
    name_cy = forms.CharField(label=gettext_lazy("Its name in Welsh"), max_length=250, required=False)
    email = forms.EmailField(
        label=gettext_lazy("The e-mail address for requests"), required=False, max_length=254
    )
    website = forms.URLField(label=gettext_lazy("Website"), required=False, assume_scheme="https")
    regimes = forms.MultipleChoiceField(
        label=gettext_lazy("Which law it answers under"), widget=forms.CheckboxSelectMultiple
    )
    nations = forms.MultipleChoiceField(
        label=gettext_lazy("Where it is"), required=False, widget=forms.CheckboxSelectMultiple
    )
    source = forms.CharField(
        label=gettext_lazy("Where can we see that this is so?"),
        max_length=500,
        help_text=gettext_lazy("A page of the authority's own is best."),
    )
    note = forms.CharField(
        label=gettext_lazy("Anything else"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    contact = forms.EmailField(
        label=gettext_lazy("Your e-mail address, if you want to hear back"), required=False
    )

    def __init__(self, *args: Any, authority: Authority | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._authority = authority
        language = (get_language() or "en")[:2]
        regimes, nations = self.fields["regimes"], self.fields["nations"]
        assert isinstance(regimes, forms.MultipleChoiceField)
        assert isinstance(nations, forms.MultipleChoiceField)
        named = sorted((law_name(each, language), each) for each in offered_regimes())
        regimes.choices = [(each, name) for name, each in named]
        nations.choices = [(each, _nation_name(each)) for each in nation_codes()]
        if authority is not None:
            self.fields["name"].required = False
            self.fields["name"].label = _("Its name, where that has changed")
            self.fields["regimes"].required = False

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        said = ("name", "name_cy", "email", "website", "regimes", "nations")
        if self._authority is not None and not any(given.get(each) for each in said) and not self.errors:
            raise forms.ValidationError(_("Say what is different: fill in at least one of the fields."))
        name = given.get("name", "")
        if self._authority is None and name and Authority.objects.filter(name__iexact=name).exists():
            self.add_error("name", _("There is an authority of this name already."))
        return given


@require_http_methods(["GET", "HEAD", "POST"])
def propose(http: HttpRequest, slug: str = "") -> HttpResponse:
    """Anybody proposes an authority, or a change to one; the form becomes a task."""
    authority = get_object_or_404(Authority.objects, slug=slug) if slug else None
    first = {"name": http.GET.get("name", "")[:250]} if authority is None else {}
    form = ProposalForm(http.POST or None, authority=authority, initial=first)
    if http.method == "POST" and form.is_valid():
        if may_write(http, "proposal"):
            who = http.user if isinstance(http.user, Person) else None
            proposal_make(authority=authority, by=who, **form.cleaned_data)
            messages.success(http, _("Thank you. An operator of this site looks at it."))
            return redirect("authority", slug=slug) if slug else redirect("authorities")
        form.add_error(None, _("You have proposed much within a day. Please write again later."))
    return render(
        http, "pages/propose.html", {"section": "authorities", "authority": authority, "form": form}
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(http: HttpRequest, pk: int) -> HttpResponse:
    """One proposal beside what the directory has: accept at one click, refuse with a reason, take the decision back."""
    who = operator(http)
    row = get_object_or_404(AuthorityProposal.objects.select_related("authority", "by", "made"), pk=pk)
    problem = ""
    if http.method == "POST":
        try:
            problem = _decide(http, row, who)
        except ProposalRefused as refused:
            problem = {
                "there": _("There is an authority of this name already."),
                "used": _("The authority has requests: it cannot be taken out any more."),
                "decided": _("This proposal has been decided already."),
            }.get(refused.why, str(refused))
        if not problem:
            return redirect("proposal", pk=pk)
    context = {"section": "tasks", "proposal": row, "fields": _fields(row), "problem": problem}
    return render(http, "pages/proposal.html", context)


def _decide(http: HttpRequest, row: AuthorityProposal, who: Person) -> str:
    """Do what the button says; returns what is wrong."""
    match http.POST.get("do"):
        case "accept":
            proposal_accept(proposal=row, by=who)
            messages.success(http, _("The directory says so now. You can undo it here."))
        case "refuse":
            if not proposal_refuse(proposal=row, by=who, reason=http.POST.get("reason", "")):
                return _("Say why.")
            messages.success(http, _("The directory stays as it is. You can undo it here."))
        case "undo":
            proposal_undo(proposal=row, by=who)
            messages.success(http, _("The decision is taken back."))
        case _:
            raise Http404
    return ""


def _fields(row: AuthorityProposal) -> list[tuple[object, str, str]]:
    """What is proposed: label, as the directory has it, as it would be."""
    language = (get_language() or "en")[:2]
    here = row.authority

    def laws(ids: list[str]) -> str:
        return ", ".join(law_name(each, language) for each in ids)

    old = here.addresses.filter(purpose=Purpose.FOI).first() if here is not None else None
    found: list[tuple[object, str, str]] = [
        (_("Name"), here.name if here else "", row.name),
        (_("Name in Welsh"), here.name_cy if here else "", row.name_cy),
        (_("E-mail address"), old.email if old else "", row.email),
        (_("Website"), here.website if here else "", row.website),
        (_("Law"), laws(here.regimes) if here else "", laws(row.regimes)),
        (_("Where it is"), ", ".join(here.nations) if here else "", ", ".join(row.nations)),
    ]
    return [each for each in found if each[2]]


def _nation_name(code: str) -> str:
    return gettext(UK_NATIONS[code]) if code in UK_NATIONS else code
