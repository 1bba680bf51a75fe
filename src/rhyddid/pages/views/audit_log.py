"""The audit log: who did what to which thing, narrowed and as CSV; for operators. Nothing here, or anywhere, changes it."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rhyddid.care.models import AuditEntry
from rhyddid.pages.asked import asked_number, asked_text
from rhyddid.pages.doors import operator
from rhyddid.pages.list_page import list_page

PER_PAGE = 100
_MOST_ROWS = 1_000_000
_HEAD = ("at", "by_id", "by", "action", "subject_kind", "subject_id", "detail")


@login_required
@require_safe
def audit_log(http: HttpRequest) -> HttpResponseBase:
    """`?action=`, `?by=`, `?subject=kind:id`, `?after=` and `?before=` narrow it; `?form=csv` is the same as a file."""
    operator(http)
    found = _found(http)
    if http.GET.get("form") == "csv":
        answer = StreamingHttpResponse(_lines(found), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="audit.csv"'
        return answer
    context = {
        "section": "tasks",
        "page": list_page(found, PER_PAGE, http.GET.get("page")),
        "asked": {
            name: asked_text(http.GET.get(name), 80)
            for name in ("action", "by", "subject", "after", "before")
        },
    }
    return render(http, "pages/audit_log.html", context)


def _found(http: HttpRequest) -> QuerySet[AuditEntry]:
    found = AuditEntry.objects.select_related("by").order_by("-at", "-pk")
    if action := asked_text(http.GET.get("action"), 60):
        found = found.filter(action__startswith=action)
    if by := asked_text(http.GET.get("by"), 80):
        who = asked_number(by)
        found = found.filter(by_id=who) if who else found.filter(by__email__iexact=by)
    if subject := asked_text(http.GET.get("subject"), 80):
        kind, colon, number = subject.partition(":")
        found = found.filter(subject_kind=kind)
        if colon:
            found = found.filter(subject_id=asked_number(number))
    if after := _day(http.GET.get("after")):
        found = found.filter(at__date__gte=after)
    if before := _day(http.GET.get("before")):
        found = found.filter(at__date__lte=before)
    return found


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None


class _Line:
    """What csv writes to: it gives the line back."""

    def write(self, line: str) -> str:
        return line


def _lines(found: QuerySet[AuditEntry]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield writer.writerow(_HEAD)
    for row in found[:_MOST_ROWS].iterator(chunk_size=2000):
        cells = (
            row.at.isoformat(timespec="seconds"), row.by_id or "", str(row.by or ""), row.action, row.subject_kind,
            row.subject_id, json.dumps(row.detail, ensure_ascii=False, sort_keys=True),
        )  # fmt: skip
        yield writer.writerow([_inert(str(cell)) for cell in cells])


def _inert(cell: str) -> str:
    """No spreadsheet takes it for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
