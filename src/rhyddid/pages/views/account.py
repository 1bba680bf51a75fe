"""One's own account: names and language, and the ways to everything else that can be changed."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rhyddid.accounts.services import BadAccount, person_change
from rhyddid.pages.account_page import account_page
from rhyddid.pages.doors import person
from rhyddid.pages.forms.account import AccountForm
from rhyddid.requests.models import Request
from rhyddid.requests.versions import requests_changed


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(http: HttpRequest) -> HttpResponse:
    who = person(http)
    first = {"public_name": who.public_name, "legal_name": who.legal_name, "language": who.language}
    form = AccountForm(http.POST if http.method == "POST" else None, initial=first)
    if http.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                person_change(person=who, **form.cleaned_data)
                # pages that are kept in memory show the name
                requests_changed(Request.objects.filter(team__alone=who).values_list("pk", flat=True))
        except BadAccount as bad:
            form.add_error(None, str(bad))
        else:
            with override(who.language):
                messages.success(http, _("Your account was changed."))
            answer = redirect("account")
            answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, who.language, samesite="Lax", httponly=True)
            return answer
    context = {"page": account_page(who), "form": form, "section": "account"}
    return render(http, "pages/account.html", context, status=422 if form.errors else 200)
