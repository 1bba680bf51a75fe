"""Where requests were used: the public list, and a request's own links, added and taken back by its team or an operator."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from rhyddid.pages.asked import asked_number
from rhyddid.pages.doors import person, seen_request
from rhyddid.pages.list_page import list_page
from rhyddid.pages.masks import mask_of
from rhyddid.pages.write_limits import may_write
from rhyddid.requests.annotation_models import Citation, CitationKind
from rhyddid.requests.used_elsewhere import citation_add, citation_undo, may_cite
from rhyddid.requests.visibility import visible_citations

PER_PAGE = 50


class CitationForm(forms.Form):
    url = forms.URLField(
        label=gettext_lazy("Address of the page"), max_length=500, assume_scheme="https",
        widget=forms.URLInput(attrs={"inputmode": "url"}),
    )  # fmt: skip
    title = forms.CharField(label=gettext_lazy("Its title"), max_length=250)
    source = forms.CharField(label=gettext_lazy("Who published it"), max_length=150, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=CitationKind.choices)
    language = forms.ChoiceField(
        label=gettext_lazy("Its language"),
        choices=[("en", gettext_lazy("English")), ("cy", gettext_lazy("Welsh"))],
    )
    published_on = forms.DateField(
        label=gettext_lazy("The day it was published, if you know it"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if not url.startswith(("http://", "https://")):
            raise forms.ValidationError(_("Use an address that begins with https:// or http://."))
        return url


@require_safe
def citations(http: HttpRequest) -> HttpResponse:
    """Where requests that the viewer may see were used, the newest first; `?kind=` narrows them."""
    found = visible_citations(http.user).filter(request__rehearsal_day=None)
    kind = http.GET.get("kind", "")
    if kind in CitationKind.values:
        found = found.filter(kind=kind)
    page = list_page(
        found.select_related("request__authority").order_by("-at", "-pk"), PER_PAGE, http.GET.get("page")
    )
    rows = [(row, mask_of(None, row.request).of(row.request.subject).text) for row in page]
    context = {"section": "requests", "page": page, "rows": rows, "kind": kind, "kinds": CitationKind.choices}
    return render(http, "pages/citations.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_citations(http: HttpRequest, slug: str) -> HttpResponse:
    """A request's own links, for its editors and for operators."""
    request = seen_request(http, slug)
    who = person(http)
    if not may_cite(who, request):
        raise PermissionDenied
    do = http.POST.get("do", "")
    if do.startswith("undo:"):
        row = get_object_or_404(Citation, pk=asked_number(do.removeprefix("undo:")), request=request)
        if citation_undo(citation=row, by=who):
            messages.success(http, _("The link is taken back."))
        return redirect("request-citations", slug=slug)
    form = CitationForm(http.POST if do == "add" else None)
    if do == "add" and form.is_valid():
        if may_write(http, "citation"):
            citation_add(request=request, by=who, **form.cleaned_data)
            messages.success(http, _("The link is shown on the request's page."))
            return redirect("request-citations", slug=slug)
        form.add_error(None, _("You have written much within an hour. Please write again later."))
    context = {
        "section": "requests",
        "shown": request,
        "subject": mask_of(who, request).of(request.subject).text,
        "form": form,
        "rows": Citation.objects.filter(request=request).select_related("by")[:200],
    }
    return render(http, "pages/request_citations.html", context)
