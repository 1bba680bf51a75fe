"""Pages of the law, open to everybody: the list, one page a law, one page a provision, and reports of errors."""

from __future__ import annotations

import time

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rhyddid.law.exemptions import canonical_provision, exemption
from rhyddid.law.regimes import regime_ids
from rhyddid.law.terms import welsh_reviewed
from rhyddid.pages.forms.law_report import LawReportForm
from rhyddid.pages.law_page import law_page, law_rows, provision_page
from rhyddid.pages.law_reports import law_report_add
from rhyddid.pages.law_words import page_language

MOST_REPORTS_AN_HOUR = 5
_LAW_PAGES = {"law", "law-regime", "law-provision", "deadlines"}


@require_safe
def laws(http: HttpRequest) -> HttpResponse:
    """Every law that the software knows."""
    rows = law_rows()
    home = [row for row in rows if row.regime.id.startswith(("uk-", "sct-"))]
    elsewhere = [row for row in rows if row not in home]
    return render(http, "pages/law/laws.html", _context(home=home, elsewhere=elsewhere))


@require_safe
def law_show(http: HttpRequest, law: str) -> HttpResponse:
    """One law: its rules with their sources, and its exemptions."""
    if law not in regime_ids():
        raise Http404
    return render(http, "pages/law/law.html", _context(page=law_page(law, timezone.localdate())))


@require_safe
def provision_show(http: HttpRequest, law: str, provision: str) -> HttpResponse:
    """One provision. Another spelling, or a part without an entry of its own, leads to the page that there is."""
    if law not in regime_ids():
        raise Http404
    canonical = canonical_provision(provision)
    page = provision_page(law, canonical)
    if page is None:
        wider = exemption(law, canonical)
        if wider is None:
            raise Http404
        return redirect("law-provision", law=law, provision=wider.provision)
    if canonical != provision:
        return redirect("law-provision", law=law, provision=canonical)
    return render(http, "pages/law/provision.html", _context(page=page))


@require_http_methods(["GET", "HEAD", "POST"])
def law_report(http: HttpRequest) -> HttpResponse:
    """Report an error on a page of the law; a session may do so a few times an hour."""
    about = http.POST.get("page") or http.GET.get("page", "")
    if not _is_law_page(about):
        raise Http404
    form = LawReportForm(http.POST or None)
    if http.method == "POST" and form.is_valid():
        now = time.time()
        recent = [at for at in http.session.get("law_reports", []) if now - at < 3600]
        if len(recent) >= MOST_REPORTS_AN_HOUR:
            form.add_error(None, _("You have sent several reports within an hour. Please wait a little."))
        else:
            law_report_add(page=about, words=form.cleaned_data["words"], language=page_language())
            http.session["law_reports"] = [*recent, now]
            messages.success(http, _("Thank you. Somebody will look at it."))
            return redirect(about)
    return render(http, "pages/law/report.html", _context(form=form, about=about))


def _context(**values: object) -> dict[str, object]:
    return {"section": "law", "language": page_language(), "welsh_reviewed": welsh_reviewed(), **values}


def _is_law_page(address: str) -> bool:
    """True for the address of one of these pages; nothing else may be redirected to."""
    if len(address) > 200 or not address.startswith("/") or address.startswith("//"):
        return False
    try:
        match = resolve(address)
    except Resolver404:
        return False
    return match.url_name in _LAW_PAGES and match.kwargs.get("law", "uk-foia") in regime_ids()
