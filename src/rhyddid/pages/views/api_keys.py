"""Keys by which programs use the API for a team: made, shown once, listed, ended."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from rhyddid.accounts.api_tokens import NewToken, TokenRefused, api_token_end, api_token_make, api_tokens_seen
from rhyddid.accounts.queries import team_ids_of
from rhyddid.accounts.token_models import ApiToken
from rhyddid.pages.doors import person
from rhyddid.pages.forms.api_key import ApiKeyForm


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def api_keys(http: HttpRequest) -> HttpResponse:
    """The list, and the form; a key that was just made stands on this one page alone."""
    who = person(http)
    form = ApiKeyForm(http.POST or None, person=who)
    made: NewToken | None = None
    if http.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = api_token_make(
                team=given["team"],
                by=who,
                name=given["name"],
                scopes=given["scopes"],
                days=int(given["days"]),
            )
        except TokenRefused as error:
            form.add_error(None, _(str(error)))
        else:
            form = ApiKeyForm(person=who)
    context = {"form": form, "made": made, "tokens": api_tokens_seen(who), "teams": team_ids_of(who)}
    return render(http, "pages/api_keys.html", context)


@login_required
@require_POST
def api_key_end(http: HttpRequest, pk: int) -> HttpResponse:
    """End a key of one's own, or of a team that one owns."""
    who = person(http)
    mine = [token.pk for token in api_tokens_seen(who)]
    token = get_object_or_404(ApiToken.objects.filter(pk__in=mine), pk=pk)
    if api_token_end(token=token, by=who):
        messages.success(http, _("The key opens nothing any more."))
    return redirect("api-keys")
