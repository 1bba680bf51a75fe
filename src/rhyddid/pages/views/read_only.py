"""The operators' switch that makes the site read only, and back."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from rhyddid.care.read_only import read_only_now, read_only_set
from rhyddid.pages.doors import operator


class ReadOnlyForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("What those read who want to write, in English"), max_length=300, required=False
    )
    why_cy = forms.CharField(label=gettext_lazy("The same in Welsh"), max_length=300, required=False)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def read_only(http: HttpRequest) -> HttpResponse:
    """Turn the switch; mail keeps coming in either way."""
    who = operator(http)
    form = ReadOnlyForm(http.POST or None)
    if http.method == "POST" and form.is_valid():
        on = http.POST.get("do") == "on"
        read_only_set(read_only=on, by=who, **form.cleaned_data)
        messages.success(
            http, _("The site is read only now.") if on else _("The site can be written to again.")
        )
        return redirect("read-only")
    return render(http, "pages/read_only.html", {"section": "tasks", "form": form, "stop": read_only_now()})
