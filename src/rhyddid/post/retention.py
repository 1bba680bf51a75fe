"""How long which kind of thing is kept: settings in, what was (or would be) thrown away out. The worker runs it at night.

0 days keeps a kind for ever. What people asked and were answered has no term: it goes by erasure only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from rhyddid.care.access_log import access_forget
from rhyddid.post.models import HeldMessage, Upload, UploadState
from rhyddid.post.notices import notices_forget
from rhyddid.post.outbox import journal_folder
from rhyddid.post.recovery import journals_forget, journals_old
from rhyddid.post.uploads import kept_since, uploads_expire
from rhyddid.requests.blob_owners import blobs_still_named
from rhyddid.requests.blobs import blob_delete
from rhyddid.requests.message_delete import messages_delete
from rhyddid.requests.models import MailKind, Message
from rhyddid.wording import gettext_noop

_LOT = 500


@dataclass(frozen=True)
class Kept:
    """A kind of thing, for how many days it is kept (0: for ever), and how many are over their time."""

    kind: str
    label: str
    days: int
    over: int


def retention_run(*, dry_run: bool = False, now: dt.datetime | None = None) -> list[Kept]:
    """Throw away what is over its time; with `dry_run`, only count it."""
    now = now or timezone.now()
    found = []
    for kind, (label, clear) in _KINDS.items():
        days: int = settings.RETENTION[kind]
        over = clear(now - dt.timedelta(days=days), dry_run) if days else 0
        found.append(Kept(kind, label, days, over))
    half = Upload.objects.filter(
        state__in=(UploadState.OPEN, UploadState.WAITING), touched_at__lt=kept_since()
    ).count()
    if not dry_run:
        uploads_expire()
    hours: int = settings.UPLOAD_KEPT_HOURS
    found.append(Kept("uploads", gettext_noop("Uploads that nobody finished"), -(-hours // 24), half))
    return found


def _spam(before: dt.datetime, dry_run: bool) -> int:
    spam = Message.objects.filter(
        kind=MailKind.SPAM, requests=None, direction="in", received_at__lt=before, erased_at=None
    )
    return _delete(spam, dry_run)


def _rejected(before: dt.datetime, dry_run: bool) -> int:
    """What a person called spam in the holding pen."""
    rejected = HeldMessage.objects.filter(resolution__how="spam", resolved_at__lt=before)
    found = Message.objects.filter(pk__in=rejected.values("message"), requests=None, erased_at=None)
    return _delete(found.exclude(kind=MailKind.SPAM, held__resolved_by=None), dry_run)


def _delete(messages: QuerySet[Message], dry_run: bool) -> int:
    if dry_run:
        return messages.count()
    gone = 0
    while ids := list(messages.order_by("pk").values_list("pk", flat=True)[:_LOT]):
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("set local rhyddid.erasing = 'on'")
            gone += messages_delete(Message.objects.filter(pk__in=ids))
    return gone


def _journals(before: dt.datetime, dry_run: bool) -> int:
    if dry_run:
        return len(journals_old(journal_folder(), before))
    return journals_forget(journal_folder(), before)


def _blobs(before: dt.datetime, dry_run: bool) -> int:
    """Bytes that no row of any table names: what a transaction that failed, or a second copy of a letter, left."""
    gone, lot = 0, list[str]()
    for sha256 in _old_blobs(before):
        lot.append(sha256)
        if len(lot) >= _LOT:
            gone += _clear_blobs(lot, dry_run)
            lot = []
    return gone + _clear_blobs(lot, dry_run)


def _clear_blobs(lot: list[str], dry_run: bool) -> int:
    loose = set(lot) - blobs_still_named(lot)
    if not dry_run:
        for sha256 in loose:
            blob_delete(sha256)
    return len(loose)


def _old_blobs(before: dt.datetime) -> Iterator[str]:
    """The names of blobs that were stored before a time. Only in a folder: a bucket has rules of its own for that."""
    storage = storages["blobs"]
    if not isinstance(storage, FileSystemStorage):
        return
    for path in Path(storage.location).glob("??/??/*"):
        try:
            if len(path.name) == 64 and path.stat().st_mtime < before.timestamp():
                yield path.name
        except FileNotFoundError:
            continue


def _access(before: dt.datetime, dry_run: bool) -> int:
    return access_forget(before, dry_run=dry_run)


def _notices(before: dt.datetime, dry_run: bool) -> int:
    return notices_forget(before, dry_run=dry_run)


_KINDS: dict[str, tuple[str, Callable[[dt.datetime, bool], int]]] = {
    "spam": (gettext_noop("Spam"), _spam),
    "rejected": (gettext_noop("Held mail that a person rejected"), _rejected),
    "access": (gettext_noop("The access log"), _access),
    "notices": (gettext_noop("The record of digests, and what they carried"), _notices),
    "journals": (gettext_noop("Journals of the outbox"), _journals),
    "blobs": (gettext_noop("Bytes that nothing names"), _blobs),
}
