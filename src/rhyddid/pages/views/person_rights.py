"""What the law lets people do with their own data: take it along, close the account, take their name away, have it erased.

Each asks for the password again (allauth's re-authentication), says what it does, and wants a box ticked.
"""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.decorators import reauthentication_required
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rhyddid.accounts.models import Person
from rhyddid.accounts.teams import teams_left_without_owner
from rhyddid.pages.doors import person
from rhyddid.pages.forms.account import ErasureForm, LeavingForm
from rhyddid.requests.person_export import person_export
from rhyddid.requests.person_leaving import LeavingRefused, person_anonymise, person_close, person_erase_own

View = Callable[..., HttpResponseBase]


def _password_again(view: View) -> View:
    """The view, for who has given the password (or a code, or a passkey) within the last quarter of an hour."""
    guarded: View = reauthentication_required(app="allauth.account")(view)
    return guarded


@never_cache
@login_required
@_password_again
@require_http_methods(["GET", "HEAD", "POST"])
def export(http: HttpRequest) -> HttpResponseBase:
    """GET: what will be in it. POST: the file."""
    if http.method != "POST":
        return render(http, "pages/account_export.html", {"section": "account"})
    made = person_export(person(http))
    day = timezone.localdate().isoformat()
    return FileResponse(
        made, as_attachment=True, filename=f"my-data-{day}.zip", content_type="application/zip"
    )


@never_cache
@login_required
@_password_again
@require_http_methods(["GET", "HEAD", "POST"])
def close(http: HttpRequest) -> HttpResponse:
    return _leave(http, "close", LeavingForm(_posted(http)), lambda who, given: person_close(person=who))


@never_cache
@login_required
@_password_again
@require_http_methods(["GET", "HEAD", "POST"])
def anonymise(http: HttpRequest) -> HttpResponse:
    return _leave(
        http, "anonymise", LeavingForm(_posted(http)), lambda who, given: person_anonymise(person=who)
    )


@never_cache
@login_required
@_password_again
@require_http_methods(["GET", "HEAD", "POST"])
def erase(http: HttpRequest) -> HttpResponse:
    return _leave(
        http,
        "erase",
        ErasureForm(_posted(http)),
        lambda who, given: person_erase_own(person=who, letters=given["letters"]),
    )


@require_safe
def left(http: HttpRequest) -> HttpResponse:
    """Said to whoever has just gone: there is nobody signed in to say it to."""
    return render(http, "pages/account_left.html")


def _posted(http: HttpRequest) -> QueryDict | None:
    """What was sent; also an empty form is one."""
    return http.POST if http.method == "POST" else None


def _leave(
    http: HttpRequest, way: str, form: LeavingForm, do: Callable[[Person, dict[str, bool]], None]
) -> HttpResponse:
    who = person(http)
    if http.method == "POST" and form.is_valid():
        try:
            do(who, form.cleaned_data)
        except LeavingRefused as refused:
            form.add_error(None, refused.wording.render((get_language() or "en")[:2]))
        else:
            logout(http)
            return redirect("account-left")
    context = {
        "way": way,
        "title": {
            "close": _("Close your account"),
            "anonymise": _("Take your name away"),
            "erase": _("Erase your account"),
        }[way],
        "form": form,
        "without_owner": teams_left_without_owner(who),
        "section": "account",
    }
    return render(http, "pages/account_leave.html", context, status=422 if form.errors else 200)
