"""Jobs about files: thin; they call a service. Imported wherever files are taken in, so that every worker knows them."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from rhyddid.requests.file_check import file_check_again
from rhyddid.requests.file_models import FileCheck, VirusState
from rhyddid.requests.models import Attachment
from rhyddid.requests.suspect_rules import RULES_VERSION

_LOT = 500


@app.task(name="rhyddid.requests.file_check")
def file_check_job(attachment_id: int) -> None:
    """Look at a file with all the time it takes."""
    attachment = Attachment.objects.filter(pk=attachment_id).first()
    if attachment is not None:
        file_check_again(attachment)


@app.periodic(cron="*/5 * * * *")
@app.task(name="rhyddid.requests.files_check_waiting", queueing_lock="files_check_waiting")
def files_check_waiting_job(timestamp: int) -> int:
    """Enqueue what is still to be scanned, and what was judged by older rules; returns how many files."""
    waiting = FileCheck.objects.filter(
        Q(is_inspected=False) | Q(virus=VirusState.WAITING) | Q(rules_version__lt=RULES_VERSION)
    )
    ids = list(waiting.order_by("pk").values_list("pk", flat=True)[:_LOT])
    for pk in ids:
        file_check_soon(pk)
    return len(ids)


def file_check_soon(attachment_id: int) -> None:
    """Have the worker look at a file; once, however often it is asked for."""
    lock = f"file-check-{attachment_id}"
    try:
        with transaction.atomic():
            file_check_job.configure(queueing_lock=lock, lock=lock).defer(attachment_id=attachment_id)
    except AlreadyEnqueued:
        pass
