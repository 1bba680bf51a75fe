"""The board of a batch, and its rows alone for the script that keeps them fresh."""

from __future__ import annotations

import hashlib

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from rhyddid.accounts.models import Person
from rhyddid.accounts.queries import may_edit, team_ids_of
from rhyddid.batches.board import SORTS, BoardFilters, board, visible_batches
from rhyddid.batches.models import Batch, BatchState
from rhyddid.batches.send import batch_state_now
from rhyddid.batches.shown_cells import sees_all
from rhyddid.pages.asked import asked_page, asked_text
from rhyddid.pages.batch_window import batch_window
from rhyddid.pages.board_page import board_page, sort_choices
from rhyddid.requests.file_models import Hold
from rhyddid.requests.models import Attachment, Message, Request, Visibility
from rhyddid.requests.visibility import visible_requests


@require_safe
def board_show(http: HttpRequest, slug: str) -> HttpResponse:
    """One row an authority, one column a question; filters, sorting and search as a plain form."""
    batch = _batch(http, slug)
    who = http.user if isinstance(http.user, Person) else None
    context = _context(http, batch) | {
        "section": "batches",
        "may_edit": may_edit(who, batch.team),
        "is_team": batch.team_id in team_ids_of(who),
        "window": batch_window(batch),
        "is_draft": batch.state in (BatchState.DRAFT, BatchState.WAITING_FOR_APPROVAL),
        "etag": _etag(http, batch),
    }
    return render(http, "pages/board.html", context)


@require_safe
def board_rows(http: HttpRequest, slug: str) -> HttpResponse:
    """Counts and rows as a fragment; 304 while nothing has happened since the script last asked."""
    batch = _batch(http, slug)
    etag = _etag(http, batch)
    if http.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag})
    response = render(http, "pages/parts/board_rows.html", _context(http, batch))
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


def _batch(http: HttpRequest, slug: str) -> Batch:
    return get_object_or_404(visible_batches(http.user).select_related("team", "created_by"), slug=slug)


def _context(http: HttpRequest, batch: Batch) -> dict[str, object]:
    asked = http.GET
    sort = asked.get("sort", "")
    words = asked_text(asked.get("q"), 200)
    filters = BoardFilters(
        show=asked_text(asked.get("show"), 40),
        nation=asked_text(asked.get("nation"), 20),
        kind=asked_text(asked.get("kind"), 40),
        tag=asked_text(asked.get("tag"), 60),
    )
    shown = board(
        batch,
        viewer=http.user,
        filters=filters,
        sort=sort if sort.lstrip("-") in SORTS else "authority",
        search=words,
        page=asked_page(asked.get("page")),
    )
    return {
        "batch": batch,
        "board": board_page(http.user, batch, shown),
        "filters": filters,
        "words": words,
        "sort": sort,
        "sorts": sort_choices(),
    }


def _etag(http: HttpRequest, batch: Batch) -> str:
    """Changes with whatever the board shows: states, readings, judgements, recipients, and what of them may be seen;
    differs by viewer and language.
    """
    seen = batch.recipients.aggregate(
        rows=Count("pk", distinct=True),
        held=Count("pk", distinct=True, filter=~Q(held_reason="")),
        approved=Count("pk", distinct=True, filter=Q(approved=True)),
        requests=Count("request", distinct=True),
        states=Max("request__state__computed_at"),
        readings=Max("request__readings__at"),
    )
    judged = batch.recipients.aggregate(
        judged=Max("request__judgements__at"), undone=Max("request__judgements__undone_at")
    )
    facts = (
        http.user.pk,
        get_language(),
        timezone.localdate(),
        batch_state_now(batch),
        batch.published_at,
        batch.shows_unconfirmed,
        sees_all(batch, http.user),
        _withheld(http, batch),
        http.GET.urlencode(),
        seen,
        judged,
    )
    return f'"{hashlib.sha256(repr(facts).encode()).hexdigest()[:32]}"'


def _withheld(
    http: HttpRequest, batch: Batch
) -> tuple[list[int], list[tuple[int, str, object]], list[tuple[int, str, str | None]]]:
    """The batch's requests that the viewer may not see, and its letters and files that are not for everybody."""
    requests = Request.objects.filter(recipient__batch=batch)
    hidden = requests.filter(~Exists(visible_requests(http.user).filter(pk=OuterRef("pk"))))
    messages = Message.objects.filter(links__request__recipient__batch=batch)
    letters = messages.exclude(visibility=Visibility.PUBLIC, erased_at=None)
    files = Attachment.objects.filter(message__links__request__recipient__batch=batch)
    return (
        list(hidden.order_by("pk").values_list("pk", flat=True)),
        list(letters.order_by("pk").values_list("pk", "visibility", "erased_at").distinct()),
        list(
            files.exclude(visibility=Visibility.PUBLIC, file_check__hold=Hold.FREE)
            .order_by("pk")
            .values_list("pk", "visibility", "file_check__hold")
            .distinct()
        ),
    )
