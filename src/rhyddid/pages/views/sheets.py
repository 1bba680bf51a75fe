"""The answer sheet of a batch: every cell with the words it was read in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from rhyddid.accounts.models import Person
from rhyddid.accounts.queries import may_check, may_edit
from rhyddid.batches.board import BoardFilters, board, visible_batches
from rhyddid.batches.changed_readings import was_read_again
from rhyddid.batches.citation import sheet_citation
from rhyddid.batches.export.parquet_file import parquet_installed
from rhyddid.batches.models import BatchState
from rhyddid.batches.sheet_corrections import corrections_waiting
from rhyddid.pages.asked import asked_page, asked_text
from rhyddid.pages.board_page import board_page
from rhyddid.pages.next_unchecked import next_unchecked
from rhyddid.pages.sheet_progress import sheet_progress

PER_PAGE = 50


@require_safe
def sheet(http: HttpRequest, slug: str) -> HttpResponse:
    """The team's whole sheet; of a published one, what its owner shows everybody."""
    batch = get_object_or_404(visible_batches(http.user).select_related("team", "created_by"), slug=slug)
    who = http.user if isinstance(http.user, Person) else None
    words = asked_text(http.GET.get("q"), 200)
    filters = BoardFilters(show=asked_text(http.GET.get("show"), 40))
    shown = board(
        batch,
        viewer=http.user,
        filters=filters,
        search=words,
        page=asked_page(http.GET.get("page")),
        page_size=PER_PAGE,
    )
    checks = may_check(who, batch.team)
    following = next_unchecked(batch, by=who) if checks else None
    is_done = bool(http.GET.get("done")) and following is None
    context = {
        "section": "batches",
        "batch": batch,
        "board": board_page(http.user, batch, shown),
        "filters": filters,
        "words": words,
        "following": reverse("check", args=[batch.slug, *following]) if following else "",
        "may_check": checks,
        "may_publish": may_edit(who, batch.team)
        and batch.rehearsal_of_id is None
        and batch.state in (BatchState.QUEUED, BatchState.SENT),
        "progress": sheet_progress(batch) if checks or batch.published_at else None,
        "citation": sheet_citation(batch) if batch.published_at else "",
        "corrections": corrections_waiting(batch).count() if may_edit(who, batch.team) else 0,
        "was_read_again": checks and was_read_again(batch),
        "is_done": is_done and (batch.checks_needed == 1 or next_unchecked(batch) is None),
        "own_part_is_done": is_done and batch.checks_needed == 2,
        "has_parquet": parquet_installed(),
    }
    return render(http, "pages/sheet.html", context)
