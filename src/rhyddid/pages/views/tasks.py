"""The operators' task queue: everything a person must look at, by kind and by whose it is, the oldest first."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rhyddid.care.models import Task, TaskKind
from rhyddid.pages.doors import operator
from rhyddid.pages.list_page import list_page
from rhyddid.pages.task_links import task_links

PER_PAGE = 50


@require_safe
@login_required
def tasks(http: HttpRequest) -> HttpResponse:
    """Open tasks, oldest first; `?kind=`, `?whose=mine|nobody` and `?done=1` (the newest decisions first) narrow them."""
    who = operator(http)
    kind, whose, done = (http.GET.get(name, "") for name in ("kind", "whose", "done"))
    found = Task.objects.exclude(done_at=None).order_by("-done_at", "-pk") if done else Task.objects.open()
    if not done:
        found = found.order_by("created_at", "pk")
    counts = dict(Task.objects.open().order_by().values_list("kind").annotate(Count("pk")))
    if kind in TaskKind.values:
        found = found.filter(kind=kind)
    if whose == "mine":
        found = found.filter(done_by=who) if done else found.filter(claimed_by=who)
    elif whose == "nobody":
        found = found.filter(claimed_by=None)
    page = list_page(found.select_related("claimed_by", "done_by"), PER_PAGE, http.GET.get("page"))
    context = {
        "section": "tasks",
        "page": page,
        "rows": task_links(list(page.object_list)),
        "kinds": [
            (each, counts.get(each.value, 0)) for each in TaskKind if counts.get(each.value) or each == kind
        ],
        "total": sum(counts.values()),
        "kind": kind,
        "whose": whose,
        "done": bool(done),
    }
    return render(http, "pages/tasks.html", context)
