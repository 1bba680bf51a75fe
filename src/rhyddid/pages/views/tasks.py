"""The operators' task queue: what a person must look at."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rhyddid.care.models import Task
from rhyddid.pages.doors import person
from rhyddid.pages.list_page import list_page
from rhyddid.pages.task_links import task_links


@require_safe
@login_required
def tasks(http: HttpRequest) -> HttpResponse:
    """Open tasks, oldest first; for staff."""
    if not person(http).is_staff:
        raise PermissionDenied
    page = list_page(Task.objects.open().order_by("created_at", "pk"), 50, http.GET.get("page"))
    context = {"section": "tasks", "page": page, "rows": task_links(list(page.object_list))}
    return render(http, "pages/tasks.html", context)
