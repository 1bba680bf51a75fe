"""The redacted copy of a file that everybody may have, made by the masking rules of its requests.

`public_copy_of` gives the copy, or has the worker make it where there is none or the rules have changed; `public_copy_make`
makes it. A copy is kept only where it passed its check: read again, it holds nothing that the rules hide and nothing
hidden. Otherwise the text alone is shown, and why.
"""

from __future__ import annotations

import hashlib
import html
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import PurePath

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from rhyddid.documents.document import DEFAULT_LIMITS
from rhyddid.documents.hidden_data import find_hidden_data
from rhyddid.documents.read_document import read_document
from rhyddid.redaction.redact_file import redact_file
from rhyddid.redaction.redacted_file import RedactionFailed
from rhyddid.requests.blob_owners import blobs_still_named
from rhyddid.requests.blobs import BlobMissing, blob_delete, blob_get, blob_put
from rhyddid.requests.file_models import CopyState, FileCheck, FilePreview, Hold, PublicCopy
from rhyddid.requests.masking import Hidden, find_hidden, shown
from rhyddid.requests.masking_rules import Rule, about, rules_now
from rhyddid.requests.models import Attachment, Request
from rhyddid.wording import gettext_noop

# raised whenever redaction would make another file of the same one: copies are then made anew
REDACTION_VERSION = 1
GONE = gettext_noop("The file's bytes are not in the store any more.")
FAILED_CHECK = gettext_noop(
    "A redacted copy could be made, but something that must not be shown was still in it."
)
_NO_OCR = replace(DEFAULT_LIMITS, ocr=False)
# what a copy may hold beside its pages without failing its check
_MOST_REMOVED = 2000
_HARMLESS = frozenset(("hidden_name",))


def file_rules(attachment: Attachment) -> tuple[Rule, ...]:
    """The masking rules of every request that the file belongs to."""
    rules: dict[Rule, None] = {}
    for request in Request.objects.filter(messages=attachment.message_id).order_by("pk"):
        rules |= dict.fromkeys(rules_now().applying(about(request)))
    return tuple(rules)


def rules_name(rules: Sequence[Rule]) -> str:
    """A name for what a copy is made by: other rules, or another redaction, have another one."""
    told = repr([(rule.kind, rule.value, rule.shown_as) for rule in rules])
    return f"{REDACTION_VERSION}:{hashlib.sha256(told.encode()).hexdigest()[:40]}"


def public_copy_of(attachment: Attachment) -> PublicCopy:
    """The copy as it is to be shown now. Where it is still to be made, or was made by other rules, it is WAITING, and the
    worker has been asked.
    """
    name = rules_name(file_rules(attachment))
    copy = PublicCopy.objects.filter(pk=attachment.pk).first()
    if copy is not None and copy.rules == name and copy.state != CopyState.WAITING:
        return copy
    public_copy_soon(attachment.pk)
    return PublicCopy(attachment=attachment, state=CopyState.WAITING, rules=name)


def public_copy_make(attachment: Attachment) -> PublicCopy | None:
    """Make the copy anew; None where the file is withheld, so that nobody gets one."""
    check = FileCheck.objects.filter(pk=attachment.pk).first()
    if check is not None and check.hold in (Hold.WAITING, Hold.KEPT):
        return None
    rules = file_rules(attachment)
    fields: dict[str, object] = {
        "rules": rules_name(rules),
        "made_at": timezone.now(),
        "sha256": "",
        "extension": "",
        "size": 0,
        "removed": [],
        "reason": "",
    }
    try:
        fields |= _made(attachment, rules)
    except RedactionFailed as error:
        fields |= {"state": CopyState.REFUSED, "reason": str(error)[:300]}
    return _kept(attachment, fields)


def public_copies_forget(attachments: Iterable[Attachment]) -> None:
    """Forget the copies and the pictures of pages of these files: their rows now, their bytes once this is committed."""
    rows = list(attachments)
    copies = PublicCopy.objects.filter(pk__in=[row.pk for row in rows])
    hashes = set(copies.values_list("sha256", flat=True)) - {""}
    copies.delete()
    previews = FilePreview.objects.filter(attachment__in=rows)
    hashes |= set(previews.values_list("sha256", flat=True))
    previews.delete()
    transaction.on_commit(lambda: _forget(hashes))


def public_copy_soon(attachment_id: int) -> None:
    """Have the worker make the copy; once, however often it is asked for."""
    lock = f"public-copy-{attachment_id}"
    try:
        with transaction.atomic():
            public_copy_job.configure(queueing_lock=lock, lock=lock).defer(attachment_id=attachment_id)
    except AlreadyEnqueued:
        pass


@app.task(name="rhyddid.requests.public_copy")
def public_copy_job(attachment_id: int) -> None:
    """Make the redacted copy of a file."""
    attachment = Attachment.objects.select_related("message").filter(pk=attachment_id).first()
    if attachment is not None and attachment.message.erased_at is None:
        public_copy_make(attachment)


def _made(attachment: Attachment, rules: Sequence[Rule]) -> dict[str, object]:
    try:
        data = blob_get(attachment.sha256)
    except BlobMissing as error:
        raise RedactionFailed(GONE) from error
    if hashlib.sha256(data).hexdigest() != attachment.sha256:
        raise RedactionFailed(GONE)

    requests = Request.objects.filter(messages=attachment.message_id)
    language = requests.order_by("pk").values_list("language", flat=True).first() or "en"

    def find(text: str) -> list[Hidden]:
        return shown(find_hidden(text, rules), language)

    file = redact_file(data, find, filename=attachment.filename or None, content_type=attachment.content_type)
    extension = f".{PurePath(file.filename).suffix.lstrip('.') or 'bin'}"
    _check(file.data, extension, find)
    counts: Counter[tuple[int, str, str]] = Counter()
    for each in file.removed:
        counts[each.page, each.kind, each.where] += each.count
    return {
        "state": CopyState.MADE,
        "sha256": blob_put(file.data),
        "extension": extension,
        "size": len(file.data),
        "removed": [
            {"page": page, "kind": kind, "where": where[:100], "count": count}
            for (page, kind, where), count in sorted(counts.items())
        ][:_MOST_REMOVED],
    }


def _check(data: bytes, extension: str, find: Callable[[str], Collection[Hidden]]) -> None:
    """Read the copy as anyone could, whatever the redaction says of itself."""
    name = f"copy{extension}"
    document = read_document(data, filename=name, limits=_NO_OCR)
    texts = [page.text for page in (*document.pages, *document.hidden_pages)]
    texts += [aside.text for aside in document.asides] + [document.title or ""]
    # signs may be written as HTML writes them: whoever opens the file in a browser reads them
    if any(find(text) or ("&" in text and find(html.unescape(text))) for text in texts):
        raise RedactionFailed(FAILED_CHECK)
    if document.kind in ("pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp"):
        finds = find_hidden_data(data, filename=name, limits=_NO_OCR)
        if any(each.kind not in _HARMLESS for each in finds):
            raise RedactionFailed(FAILED_CHECK)


@transaction.atomic
def _kept(attachment: Attachment, fields: dict[str, object]) -> PublicCopy:
    old = PublicCopy.objects.filter(pk=attachment.pk).values_list("sha256", flat=True).first()
    copy, _ = PublicCopy.objects.update_or_create(attachment=attachment, defaults=fields)
    if old and old != copy.sha256:
        previews = attachment.previews.filter(of_file=old)
        hashes = {old, *previews.values_list("sha256", flat=True)}
        previews.delete()
        transaction.on_commit(lambda: _forget(hashes))
    return copy


def _forget(hashes: Collection[str]) -> None:
    """Delete the bytes that nothing names any more."""
    for sha256 in set(hashes) - blobs_still_named(hashes):
        blob_delete(sha256)


def copy_filename(name: str, copy: PublicCopy) -> str:
    """What the copy is called: the file's own name as everybody may read it, with the copy's ending."""
    return f"{PurePath(name).stem or 'file'}{copy.extension}"
