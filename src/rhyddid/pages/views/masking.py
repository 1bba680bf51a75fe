"""Masking rules: try one on a text or a letter, keep it, take it back. For operators, and for editors of a request."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rhyddid.accounts.models import Person
from rhyddid.pages.asked import asked_number
from rhyddid.pages.doors import editor, person, seen_request
from rhyddid.pages.forms.masking import MaskingRuleForm
from rhyddid.pages.list_page import list_page
from rhyddid.pages.masking_page import letter_text, rules_shown, tried
from rhyddid.requests.masking_rule_change import BadRule, masking_rule_add, masking_rule_undo, rule_check
from rhyddid.requests.masking_rules import SITE, About, Rule, about
from rhyddid.requests.models import Request

PER_PAGE = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def masking_rules(http: HttpRequest) -> HttpResponse:
    """The rules of the whole site; for operators."""
    who = person(http)
    if not who.is_staff:
        raise PermissionDenied
    return _page(http, who, None)


@require_http_methods(["GET", "HEAD", "POST"])
def request_masking(http: HttpRequest, slug: str) -> HttpResponse:
    """The rules of one request; for its team's editors."""
    request = seen_request(http, slug)
    return _page(http, editor(http, request.team), request)


def _page(http: HttpRequest, who: Person, request: Request | None) -> HttpResponse:
    form = MaskingRuleForm(http.POST or None, request=request)
    do = http.POST.get("do", "")
    seen = None
    if do.startswith("undo:"):
        rule = get_object_or_404(rules_shown(request), pk=asked_number(do.removeprefix("undo:")))
        if masking_rule_undo(rule=rule, by=who):
            messages.success(http, _("The rule is taken back."))
        return _back(request)
    if http.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if do == "keep":
            try:
                masking_rule_add(
                    scope=given["scope"],
                    kind=given["kind"],
                    value=given["value"],
                    shown_as=given["shown_as"],
                    reason=given["reason"],
                    by=who,
                    authority=given["authority"],
                    request=given["request"],
                )
            except BadRule as error:
                form.add_error(None, error.wording.render((get_language() or "en")[:2]))
            else:
                messages.success(http, _("The rule is kept. It holds from now on."))
                return _back(request)
        else:
            seen = _try(form, given, request)
    context = {
        "section": "tasks" if request is None else "requests",
        "shown": request,
        "form": form,
        "tried": seen,
        "page": list_page(rules_shown(request), PER_PAGE, http.GET.get("page")),
    }
    return render(http, "pages/masking.html", context)


def _back(request: Request | None) -> HttpResponse:
    if request is None:
        return redirect("masking")
    request.refresh_from_db(fields=["slug"])  # a rule takes its words out of the address as well
    return redirect("request-masking", slug=request.slug)


def _try(form: MaskingRuleForm, given: dict[str, Any], request: Request | None) -> object:
    text = given["text"]
    if given["letter"]:
        found = letter_text(given["letter"], request)
        if found is None:
            form.add_error("letter", _("There is no letter with this number."))
            return None
        text = found
    fresh = None
    if given["value"]:
        try:
            value = rule_check(kind=given["kind"], value=given["value"], reason="tried")
        except BadRule as error:
            form.add_error("value", error.wording.render((get_language() or "en")[:2]))
            return None
        fresh = Rule(0, given["scope"], None, None, given["kind"], value, given["shown_as"])
    return tried(text, _to(given), fresh)


def _to(given: dict[str, Any]) -> About:
    if given["request"] is not None:
        return about(given["request"])
    return About(None, given["authority"].pk) if given["authority"] is not None else SITE
