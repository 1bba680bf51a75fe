"""Announcements: operators make and withdraw them, readers put them away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from rhyddid.accounts.models import Team
from rhyddid.care.announcements import announcement_make, announcement_restore, announcement_withdraw
from rhyddid.care.notice_models import Announcement, Audience
from rhyddid.pages.asked import asked_number
from rhyddid.pages.doors import operator
from rhyddid.pages.kept_pages import PUT_AWAY
from rhyddid.pages.list_page import list_page
from rhyddid.pages.put_away import put_away_ids

_YEAR = 365 * 24 * 3600


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AnnouncementForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("In English"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    text_cy = forms.CharField(
        label=gettext_lazy("In Welsh"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    href = forms.CharField(
        label=gettext_lazy("A link to read more"), max_length=500, required=False,
        help_text=gettext_lazy("An address on this site, such as /about/, or one that begins with https://."),
    )  # fmt: skip
    audience = forms.ChoiceField(label=gettext_lazy("For whom"), choices=Audience.choices)
    teams = forms.CharField(
        label=gettext_lazy("Which teams"), required=False, max_length=1000,
        help_text=gettext_lazy("Their names, with a semicolon between."),
    )  # fmt: skip
    starts_on = forms.DateField(label=gettext_lazy("From"), widget=_day())
    ends_on = forms.DateField(
        label=gettext_lazy("The last day; empty: until it is withdrawn"), required=False, widget=_day()
    )
    is_warning = forms.BooleanField(label=gettext_lazy("It is a warning"), required=False)

    def clean_href(self) -> str:
        href: str = self.cleaned_data["href"]
        if href and not (href.startswith("https://") or (href.startswith("/") and not href.startswith("//"))):
            raise forms.ValidationError(_("Use an address on this site, such as /about/, or https://…"))
        return href

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        names = [each.strip() for each in given.pop("teams", "").split(";") if each.strip()]
        given["teams"] = []
        if given.get("audience") == Audience.TEAMS:
            for name in names:
                team = Team.objects.filter(name__iexact=name).order_by("pk").first()
                if team is None:
                    self.add_error("teams", _("There is no team “%(name)s”.") % {"name": name})
                else:
                    given["teams"].append(team.pk)
            if not names:
                self.add_error("teams", _("Name at least one team."))
        starts, ends = given.get("starts_on"), given.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The last day comes before the first."))
        return given


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def announcements(http: HttpRequest) -> HttpResponse:
    """The operators' page: make one, withdraw one, show one again."""
    who = operator(http)
    do, _colon, number = http.POST.get("do", "").partition(":")
    if do in ("withdraw", "restore"):
        row = get_object_or_404(Announcement, pk=asked_number(number))
        if do == "withdraw":
            announcement_withdraw(announcement=row, by=who)
            messages.success(http, _("It is shown no more. You can undo it here."))
        else:
            announcement_restore(announcement=row, by=who)
            messages.success(http, _("It is shown again."))
        return redirect("announcements")
    form = AnnouncementForm(http.POST or None, initial={"starts_on": timezone.localdate()})
    if http.method == "POST" and form.is_valid():
        announcement_make(by=who, **form.cleaned_data)
        messages.success(http, _("It is announced."))
        return redirect("announcements")
    page = list_page(Announcement.objects.select_related("made_by"), 30, http.GET.get("page"))
    return render(http, "pages/announcements.html", {"section": "tasks", "form": form, "page": page})


# Exempt as the language switch is: all that a forged form could do is to put an announcement away.
@csrf_exempt
@require_POST
def put_away(http: HttpRequest) -> HttpResponse:
    """Show an announcement no more in this browser."""
    number = asked_number(http.POST.get("announcement"))
    if not number:
        raise Http404
    after = http.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        after, allowed_hosts={http.get_host()}, require_https=http.is_secure()
    ):
        after = "/"
    answer = redirect(after)
    ids = [*(each for each in put_away_ids(http) if each != number), number]
    answer.set_cookie(
        PUT_AWAY, ".".join(str(each) for each in ids[-12:]), max_age=_YEAR, httponly=True, samesite="Lax",
        secure=http.is_secure(),
    )  # fmt: skip
    return answer
