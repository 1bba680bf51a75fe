"""Making a batch, and changing it before it is sent."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rhyddid.accounts.models import EDITING_ROLES, Person, Team
from rhyddid.authorities.queries import authority_search, known_tags
from rhyddid.batches.batch_file import BatchFileError
from rhyddid.batches.models import Batch, BatchState, RecipientList
from rhyddid.batches.services import BatchError, batch_create, batch_update, recipients_add
from rhyddid.pages.doors import editor, person, team_batch
from rhyddid.pages.forms.batch_fields import (
    BatchFields,
    chosen_authorities,
    draft_of,
    fields_of_batch,
    fields_of_post,
    first_fields,
    recipients_of,
    with_problems,
)
from rhyddid.requests.models import AnswerType

MAX_FOUND = 25
MAX_TAGS = 60


def _teams(who: Person) -> list[Team]:
    return list(
        Team.objects.filter(memberships__person=who, memberships__role__in=EDITING_ROLES).order_by("name")
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def batch_new(http: HttpRequest) -> HttpResponse:
    """A new batch: subject, letter, questions, recipients. Saved as a draft; nothing is sent from here."""
    by = person(http)
    teams = _teams(by)
    if not teams:
        raise PermissionDenied
    team = next((each for each in teams if each.slug == http.POST.get("team")), teams[0])
    if http.method != "POST":
        fields = first_fields((get_language() or "en")[:2], by.legal_name)
        return _form(http, fields, team=team, teams=teams)
    fields = fields_of_post(http.POST)
    if http.POST.get("do") != "save":
        return _form(http, fields, team=team, teams=teams)
    try:
        batch = batch_create(
            team=team, by=by, draft=draft_of(fields), authorities=recipients_of(fields, team)
        )
    except BatchFileError as error:
        return _form(http, with_problems(fields, error), team=team, teams=teams, status=422)
    messages.success(http, _("The batch is saved as a draft. Nothing has been sent."))
    return redirect("batch-preview", slug=batch.slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def batch_edit(http: HttpRequest, slug: str) -> HttpResponse:
    """Change the letter and questions of a draft, and add recipients."""
    batch = team_batch(http, slug)
    by = editor(http, batch.team)
    if batch.state not in (BatchState.DRAFT, BatchState.WAITING_FOR_APPROVAL):
        messages.error(http, _("The batch has been sent: copy it to ask something else."))
        return redirect("board", slug=slug)
    if http.method != "POST":
        return _form(http, fields_of_batch(batch), team=batch.team, batch=batch)
    fields = fields_of_post(http.POST)
    if http.POST.get("do") != "save":
        return _form(http, fields, team=batch.team, batch=batch)
    try:
        batch_update(batch=batch, by=by, draft=replace(draft_of(fields), tags=tuple(batch.tags)))
        recipients_add(batch=batch, authorities=recipients_of(fields, batch.team), by=by)
    except BatchFileError as error:
        return _form(http, with_problems(fields, error), team=batch.team, batch=batch, status=422)
    except BatchError as error:
        messages.error(http, str(error))
        return redirect("batch-preview", slug=slug)
    messages.success(http, _("The draft is saved. Nothing has been sent."))
    return redirect("batch-preview", slug=slug)


def _form(
    http: HttpRequest,
    fields: BatchFields,
    *,
    team: Team,
    teams: list[Team] | None = None,
    batch: Batch | None = None,
    status: int = 200,
) -> HttpResponse:
    chosen = chosen_authorities(fields)
    chosen_ids = {authority.pk for authority in chosen}
    found = authority_search(fields.find, limit=MAX_FOUND) if fields.find else []
    context = {
        "section": "batches",
        "fields": fields,
        "batch": batch,
        "team": team,
        "teams": teams or [],
        "answer_types": AnswerType.choices,
        "saved_lists": RecipientList.objects.filter(team=team).order_by("name"),
        "known_tags": known_tags()[:MAX_TAGS],
        "chosen": chosen,
        "found": [authority for authority in found if authority.pk not in chosen_ids],
    }
    return render(http, "pages/batch_form.html", context, status=status)
