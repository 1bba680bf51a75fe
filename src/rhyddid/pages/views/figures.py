"""A batch in figures: coverage and what wants a look; and one question with its chart, its tile map and their tables."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from rhyddid.accounts.models import Person
from rhyddid.accounts.queries import may_edit
from rhyddid.batches.agreement import batch_agreement, disputed_cells
from rhyddid.batches.board import visible_batches
from rhyddid.batches.figures import Category, batch_figures
from rhyddid.batches.models import Batch
from rhyddid.batches.services import batch_checks_set
from rhyddid.batches.shown_cells import sees_all, word_for
from rhyddid.pages.doors import editor, team_batch
from rhyddid.pages.tile_map import CATEGORY_NAMES, answer_chart, tile_map, value_chart

WHY_STANDS_OUT = {
    "far_above": gettext_lazy("a hundred times the middle value, or more"),
    "far_below": gettext_lazy("a hundredth of the middle value, or less"),
    "currency": gettext_lazy("another currency than nearly all others"),
    "supplier_named": gettext_lazy("a no, in a letter that names a supplier"),
    "looks_like_a_year": gettext_lazy("looks like a year"),
}
_MOST_SHOWN = 200


@require_safe
def figures(http: HttpRequest, slug: str) -> HttpResponse:
    """Coverage by question for whoever sees the sheet; what stands out, contrasts and agreement for the team."""
    batch = _batch(http, slug)
    is_team = sees_all(batch, http.user)
    found = batch_figures(batch, viewer=http.user)
    word = word_for(http.user, batch)
    context = _context(http, batch) | {
        "figures": found,
        "rows": [
            (position, each.coverage, word(each.coverage.text), _counts(each.coverage.counts))
            for position, each in enumerate(found.questions, start=1)
        ],
        "stands_out": [(each, WHY_STANDS_OUT[each.why]) for each in found.stands_out[:_MOST_SHOWN]],
        "agreement": batch_agreement(batch) if is_team and batch.checks_needed == 2 else (),
        "disputed": disputed_cells(batch)[:_MOST_SHOWN] if is_team and batch.checks_needed == 2 else (),
    }
    return render(http, "pages/figures.html", context)


@require_safe
def question_figures(http: HttpRequest, slug: str, position: int) -> HttpResponse:
    """One question: the chart of its answers, of its values, and the tile map, each beside the table it draws."""
    batch = _batch(http, slug)
    found = batch_figures(batch, viewer=http.user)
    if not 1 <= position <= len(found.questions):
        raise Http404
    each = found.questions[position - 1]
    context = _context(http, batch) | {
        "coverage": each.coverage,
        "asked": word_for(http.user, batch)(each.coverage.text),
        "chart": answer_chart(each),
        "values": value_chart(each.values) if each.values else None,
        "unit": each.unit,
        "map": tile_map(each),
        "before": position - 1,
        "after": position + 1 if position < len(found.questions) else 0,
    }
    return render(http, "pages/question_figures.html", context)


@login_required
@require_POST
def checks_set(http: HttpRequest, slug: str) -> HttpResponse:
    """Whether one person checks each answer, or two."""
    batch = team_batch(http, slug)
    by = editor(http, batch.team)
    needed = 2 if http.POST.get("checks") == "2" else 1
    batch_checks_set(batch=batch, by=by, checks_needed=needed)
    messages.success(
        http,
        _("Each answer is checked by two people now.")
        if needed == 2
        else _("Each answer is checked by one person now."),
    )
    return redirect("figures", slug=slug)


def _batch(http: HttpRequest, slug: str) -> Batch:
    return get_object_or_404(visible_batches(http.user).select_related("team", "created_by"), slug=slug)


def _context(http: HttpRequest, batch: Batch) -> dict[str, object]:
    who = http.user if isinstance(http.user, Person) else None
    return {
        "section": "batches",
        "batch": batch,
        "subject": word_for(http.user, batch)(batch.subject),
        "is_team": sees_all(batch, http.user),
        "may_edit": may_edit(who, batch.team),
    }


def _counts(counts: Mapping[Category, int]) -> list[tuple[object, int]]:
    return [(CATEGORY_NAMES[category], count) for category, count in counts.items()]
