"""The link in an invitation: who holds it signs in or up, and joins with a button. Following it changes nothing."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rhyddid.accounts.invitations import invitation_accept, invitation_of_token
from rhyddid.accounts.models import Membership, Person
from rhyddid.accounts.teams import TeamRefused
from rhyddid.post.rate import rate_allows

_WRONG_LINKS_AN_HOUR = 60


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(http: HttpRequest, token: str) -> HttpResponse:
    invitation = invitation_of_token(token)
    if invitation is None:
        key = f"invitation-unknown:{http.META.get('REMOTE_ADDR', '')}"
        often = not rate_allows(key, most=_WRONG_LINKS_AN_HOUR, per=timedelta(hours=1))
        return _answer(http, {"gone": True}, 429 if often else 404)
    who = http.user if isinstance(http.user, Person) else None
    if http.method == "POST" and who is not None:
        try:
            membership = invitation_accept(invitation=invitation, by=who)
        except TeamRefused:
            return _answer(http, {"gone": True}, 410)
        messages.success(http, _("You are in the team."))
        return redirect("team", slug=membership.team.slug)
    there = who is not None and Membership.objects.filter(team=invitation.team_id, person=who).exists()
    context = {"invitation": invitation, "is_member": there, "role": invitation.get_role_display()}
    return _answer(http, context)


def _answer(http: HttpRequest, context: dict[str, object], status: int = 200) -> HttpResponse:
    response = render(http, "pages/team_join.html", context, status=status)
    response["Referrer-Policy"] = "no-referrer"
    return response
