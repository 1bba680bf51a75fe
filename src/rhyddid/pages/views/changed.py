"""What a newer version of the software reads otherwise: accept it or keep what stood, one by one, or all at once."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from rhyddid.accounts.queries import may_check
from rhyddid.batches.changed_readings import (
    Difference,
    difference_accept,
    difference_keep,
    differences,
    differences_accept,
)
from rhyddid.batches.models import Batch
from rhyddid.pages.answer_words import answer_words
from rhyddid.pages.asked import asked_number
from rhyddid.pages.checking_page import said_words
from rhyddid.pages.doors import checker, person, team_batch
from rhyddid.pages.list_page import list_page
from rhyddid.requests.models import Decision, Finding

PER_PAGE = 40


@dataclass(frozen=True)
class ShownDifference:
    difference: Difference
    authority: str
    number: str
    before: str
    after: str
    judged: str
    href: str


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def changed(http: HttpRequest, slug: str) -> HttpResponse:
    """The differences that nobody has looked at; a form sent again finds nothing left to do."""
    batch = team_batch(http, slug)
    if http.method == "POST":
        _posted(http, batch)
        return redirect("changed", slug=slug)
    found = list_page(differences(batch), PER_PAGE, http.GET.get("page"))
    rows = [_shown(batch, each) for each in found]
    context = {
        "section": "batches",
        "batch": batch,
        "rows": rows,
        "page": found,
        "unjudged": sum(1 for row in rows if row.difference.judged is None),
        "may_check": may_check(person(http), batch.team),
    }
    return render(http, "pages/changed.html", context)


def _posted(http: HttpRequest, batch: Batch) -> None:
    by = checker(http, batch.team)
    finding = asked_number(http.POST.get("finding"))
    match http.POST.get("do"):
        case "accept":
            done = difference_accept(batch=batch, finding_id=finding, by=by)
        case "keep":
            done = difference_keep(batch=batch, finding_id=finding, by=by)
        case "accept-all":
            ids = {asked_number(pk) for pk in http.POST.getlist("shown")}
            count = differences_accept(batch=batch, finding_ids=ids, by=by)
            text = ngettext("%(count)s answer accepted.", "%(count)s answers accepted.", count)
            messages.success(http, text % {"count": count})
            return
        case _:
            return
    if not done:
        messages.info(http, _("There was nothing left to do there."))


def _shown(batch: Batch, each: Difference) -> ShownDifference:
    question, request = each.after.question, each.after.reading.request
    assert question is not None  # differences are of answers to questions
    return ShownDifference(
        difference=each,
        authority=request.authority.name,
        number=question.number,
        before=_words(each.before),
        after=_words(each.after),
        judged=said_words(each.judged) if each.judged is not None else "",
        href=reverse("check", args=[batch.slug, request.pk, question.pk]),
    )


def _words(finding: Finding) -> str:
    value = finding.value
    label = str(Decision(value["decision"]).label)
    words = answer_words(value["decision"], value.get("values", ()), value.get("text", ""))
    return f"{label}: {words}" if words else label
