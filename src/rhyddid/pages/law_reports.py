"""Readers' reports of errors on the pages of the law: one open task a page, with every report in it."""

from __future__ import annotations

import zlib

from django.db import transaction
from django.utils import timezone

from rhyddid.care.models import Task, TaskKind
from rhyddid.care.services import task_open

SUBJECT_KIND = "law_page"
MOST_REPORTS = 20


@transaction.atomic
def law_report_add(*, page: str, words: str, language: str) -> Task:
    """Add a report to the open task about `page` (an address such as /law/uk-foia/); makes the task where there is none.
    A page keeps its last reports only, so that nobody can fill the table.
    """
    number = zlib.crc32(page.encode())  # a page has no row in the database: its address stands for one
    opened = task_open(
        kind=TaskKind.REPORT, subject_kind=SUBJECT_KIND, subject_id=number, detail={"page": page}
    )
    task = Task.objects.select_for_update().get(pk=opened.pk)
    report = {"at": timezone.now().isoformat(timespec="seconds"), "language": language, "words": words}
    reports = [*task.detail.get("reports", ()), report][-MOST_REPORTS:]
    task.detail = {**task.detail, "page": page, "reports": reports}
    task.save(update_fields=["detail"])
    return task
