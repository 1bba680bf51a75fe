"""Files that go out with every letter of a batch: added and taken out while it is a draft, agreed to, checked for size."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rhyddid.accounts.models import Person
from rhyddid.batches.letter import batch_text, letter_to
from rhyddid.batches.models import Batch, BatchFile, BatchState
from rhyddid.batches.services import BatchError
from rhyddid.care.services import audit
from rhyddid.requests.outgoing_files import MAX_FILES, FilesRefused, files_check, outgoing_file_fields


def batch_files(batch: Batch) -> list[BatchFile]:
    """The files of the batch, as they were added."""
    return list(batch.files.order_by("pk"))


def batch_file_add(
    *, batch: Batch, by: Person | None, data: bytes, filename: str, content_type: str
) -> BatchFile:
    """Add a file; the same one under the same name is there once. Raises BatchError."""
    # looked through before the transaction: that takes as long as it takes
    fields = outgoing_file_fields(data=data, filename=filename, content_type=content_type)
    with transaction.atomic():
        _check_changeable(batch)
        there = batch.files.filter(sha256=fields["sha256"], filename=fields["filename"]).first()
        if there is not None:
            return there
        if batch.files.count() >= MAX_FILES:
            raise BatchError(_("At most %(count)s files go with a letter.") % {"count": MAX_FILES})
        added = BatchFile.objects.create(batch=batch, **fields)
        audit(
            action="batch_file_added", subject_kind="batch", subject_id=batch.pk, by=by,
            detail={"filename": added.filename, "sha256": added.sha256},
        )  # fmt: skip
    return added


@transaction.atomic
def batch_file_remove(*, batch: Batch, by: Person | None, pk: int) -> None:
    """Take a file out again. Raises BatchError where the batch has been sent."""
    _check_changeable(batch)
    for file in batch.files.filter(pk=pk):
        audit(
            action="batch_file_removed", subject_kind="batch", subject_id=batch.pk, by=by,
            detail={"filename": file.filename, "sha256": file.sha256},
        )  # fmt: skip
        file.delete()


@transaction.atomic
def batch_files_agree(*, batch: Batch, by: Person) -> None:
    """Say yes to sending the files although they hold what they do not show."""
    _check_changeable(batch)
    agreed = batch.files.filter(has_serious=True, agreed_at=None)
    if agreed.update(agreed_at=timezone.now(), agreed_by=by):
        audit(action="batch_files_agreed", subject_kind="batch", subject_id=batch.pk, by=by)


def batch_files_fault(batch: Batch) -> str:
    """Why the batch cannot go out with its files; empty where it can."""
    files = batch_files(batch)
    if not files:
        return ""
    first = batch.recipients.select_related("authority").first()
    text = letter_to(batch_text(batch), first.authority).text if first is not None else batch.letter
    try:
        files_check(text=text, files=files)
    except FilesRefused as error:
        return str(error)
    return ""


def _check_changeable(batch: Batch) -> None:
    if Batch.objects.select_for_update(no_key=True).get(pk=batch.pk).state != BatchState.DRAFT:
        raise BatchError(_("Files are changed while the batch is a draft."))
