"""One task of the operators' queue: whose it is, what it says, and its end, which can be taken back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rhyddid.accounts.models import Person
from rhyddid.care.models import AuditEntry, Task, TaskKind
from rhyddid.care.services import task_assign, task_claim, task_done, task_release, task_reopen
from rhyddid.pages.asked import asked_number
from rhyddid.pages.doors import operator
from rhyddid.pages.task_links import task_links

# kinds that end by a decision on a page of their own, never by being called done
DECIDED_ELSEWHERE = frozenset(
    {
        TaskKind.HELD_MESSAGE,
        TaskKind.QUARANTINE,
        TaskKind.PROPOSAL,
        TaskKind.TAKEDOWN,
        TaskKind.SPAM,
        TaskKind.BATCH_APPROVAL,
    }
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def task(http: HttpRequest, pk: int) -> HttpResponse:
    """A POST claims, gives back, assigns, ends with a reason, or opens again."""
    who = operator(http)
    row = get_object_or_404(Task.objects.select_related("claimed_by", "done_by"), pk=pk)
    problem = ""
    if http.method == "POST":
        problem = _do(http, row, who)
        if not problem:
            return redirect("task", pk=pk)
    (link,) = task_links([row])
    context = {
        "section": "tasks",
        "row": link,
        "task": row,
        "told": _told(row),
        "decided_elsewhere": row.kind in DECIDED_ELSEWHERE,
        "operators": Person.objects.filter(is_staff=True, is_active=True).order_by("public_name", "pk")[:200],
        "history": AuditEntry.objects.filter(
            Q(subject_kind="task", subject_id=row.pk)
            | Q(subject_kind=row.subject_kind, subject_id=row.subject_id)
        )
        .select_related("by")
        .order_by("-at", "-pk")[:50],
        "problem": problem,
    }
    return render(http, "pages/task.html", context)


def _do(http: HttpRequest, row: Task, who: Person) -> str:
    """Do what the button says; returns what is wrong."""
    match http.POST.get("do"):
        case "claim":
            task_claim(task=row, by=who)
        case "release":
            task_release(task=row)
        case "assign":
            to = get_object_or_404(
                Person, pk=asked_number(http.POST.get("to")), is_staff=True, is_active=True
            )
            task_assign(task=row, to=to, by=who)
        case "done" if row.kind not in DECIDED_ELSEWHERE:
            reason = http.POST.get("reason", "").strip()
            if not reason:
                return _("Say what was done, or why nothing is.")
            task_done(task=row, by=who, reason=reason)
            messages.success(http, _("Done. You can open it again here."))
        case "reopen" if row.kind not in DECIDED_ELSEWHERE:
            if not task_reopen(task=row, by=who):
                return _("It is open, or there is a newer task about the same.")
        case _:
            raise Http404
    return ""


def _told(row: Task) -> list[tuple[str, str]]:
    """What the task's detail says, as names and values; reports one by one."""
    found: list[tuple[str, str]] = []
    for name, value in row.detail.items():
        for each in value if isinstance(value, list) else [value]:
            found.append(
                (name.replace("_", " "), str(each.get("what", each) if isinstance(each, dict) else each))
            )
    return found
