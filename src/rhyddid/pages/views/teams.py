"""One's teams, making one, and a team's own page for its members: who is in it, in which role, and invitations."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rhyddid.accounts.invitations import invitation_make, invitation_withdraw, open_invitations
from rhyddid.accounts.models import Membership, Person, Role
from rhyddid.accounts.teams import TeamRefused, member_remove, role_set, team_make, team_rename
from rhyddid.pages.asked import asked_number
from rhyddid.pages.doors import person
from rhyddid.pages.forms.account import InvitationForm, TeamForm
from rhyddid.post.rate import rate_allows
from rhyddid.requests.models import Request
from rhyddid.requests.versions import requests_changed
from rhyddid.wording import gettext_noop

_DAY = dt.timedelta(days=1)
_MOST_SHOWN = 500
_INVITATIONS_A_DAY = 100
_TEAMS_A_DAY = 10


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def teams(http: HttpRequest) -> HttpResponse:
    """GET: one's teams. POST: make one."""
    who = person(http)
    form = TeamForm(http.POST if http.method == "POST" else None)
    if http.method == "POST" and form.is_valid():
        try:
            _not_too_often(f"team-make:{who.pk}", _TEAMS_A_DAY)
            made = team_make(name=form.cleaned_data["name"], by=who)
        except TeamRefused as refused:
            form.add_error(None, _say(refused))
        else:
            return redirect("team", slug=made.slug)
    mine = Membership.objects.filter(person=who).select_related("team").order_by("team__name", "pk")
    context = {"memberships": mine[:_MOST_SHOWN], "form": form, "section": "account"}
    return render(http, "pages/teams.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def team(http: HttpRequest, slug: str) -> HttpResponse:
    """GET: the team, for its members. POST: `do` is rename, invite, role, remove, withdraw or leave."""
    who = person(http)
    mine = get_object_or_404(Membership.objects.select_related("team"), team__slug=slug, person=who)
    here = mine.team
    is_owner = mine.role == Role.OWNER
    do = http.POST.get("do", "")
    rename = TeamForm(http.POST if do == "rename" else None, initial={"name": here.name})
    invite = InvitationForm(http.POST if do == "invite" else None)
    if http.method == "POST":
        if not is_owner and do != "leave":
            raise PermissionDenied
        try:
            answer = _done(http, do, who, mine, rename, invite)
            if answer is not None:
                return answer
        except TeamRefused as refused:
            form = {"rename": rename, "invite": invite}.get(do)
            if form is None:
                messages.error(http, _say(refused))
                return redirect("team", slug=here.slug)
            form.add_error(None, _say(refused))
    members = here.memberships.select_related("person").order_by("pk")
    context = {
        "team": here,
        "mine": mine,
        "is_owner": is_owner,
        "is_alone": here.alone_id is not None,
        "members": members[:_MOST_SHOWN],
        "invitations": open_invitations(here)[:_MOST_SHOWN] if is_owner else (),
        "roles": Role.choices,
        "rename": rename,
        "invite": invite,
        "section": "account",
    }
    failed = rename.errors or invite.errors
    return render(http, "pages/team.html", context, status=422 if failed else 200)


def _done(
    http: HttpRequest, do: str, who: Person, mine: Membership, rename: TeamForm, invite: InvitationForm
) -> HttpResponse | None:
    """What was asked for, done; None where a form has to be shown again. Raises TeamRefused."""
    here = mine.team
    match do:
        case "rename":
            if not rename.is_valid():
                return None
            if here.alone_id is not None:
                raise TeamRefused(
                    gettext_noop("This team has your public name: change it on the page of your account.")
                )
            with transaction.atomic():
                team_rename(team=here, name=rename.cleaned_data["name"], by=who)
                # pages that are kept in memory show the name
                requests_changed(Request.objects.filter(team=here).values_list("pk", flat=True))
            messages.success(http, _("The team has its new name."))
        case "invite":
            if not invite.is_valid():
                return None
            _not_too_often(f"invite:{who.pk}", _INVITATIONS_A_DAY)
            given = invite.cleaned_data
            invitation_make(team=here, email=given["email"], role=given["role"], by=who)
            messages.success(http, _("The invitation is on its way."))
        case "role":
            member = get_object_or_404(here.memberships, pk=asked_number(http.POST.get("member")))
            role_set(membership=member, role=http.POST.get("role", ""), by=who)
            messages.success(http, _("The role was changed."))
        case "remove":
            member = get_object_or_404(here.memberships, pk=asked_number(http.POST.get("member")))
            member_remove(membership=member, by=who)
            messages.success(http, _("The person is not in the team any more."))
        case "withdraw":
            invitation = get_object_or_404(here.invitations, pk=asked_number(http.POST.get("invitation")))
            invitation_withdraw(invitation=invitation, by=who)
            messages.success(http, _("The invitation’s link has ended."))
        case "leave":
            member_remove(membership=mine, by=who)
            messages.success(http, _("You have left the team."))
            return redirect("teams")
        case _:
            return None
    return redirect("team", slug=here.slug)


def _not_too_often(key: str, most: int) -> None:
    if not rate_allows(key, most=most, per=_DAY):
        raise TeamRefused(gettext_noop("That is enough for a day: go on tomorrow."))


def _say(refused: TeamRefused) -> str:
    return refused.wording.render((get_language() or "en")[:2])
