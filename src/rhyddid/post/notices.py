"""Digests on their way out: queued in the transaction that remembers what they tell, and what becomes of them.

The rows are drained by `post.notice_outbox`. Each leaves with an envelope sender of its own, so that a bounce says which
one came back; whoever queued it asks `notices_unsettled` for those that failed or were taken back.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
from collections.abc import Collection, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from rhyddid.accounts.models import Person
from rhyddid.post.notice_models import Notice, NoticeState
from rhyddid.requests.visibility import visible_attachments, visible_messages, visible_requests

_BOUNCE_ADDRESS = re.compile(r"^notice-(\d{1,18})-([0-9a-f]{16})@", re.IGNORECASE)


def notice_queue(
    *,
    kind: str,
    to: str,
    person: Person | None,
    message_id: str,
    raw: bytes,
    subjects: Collection[str] = (),
    not_before: dt.datetime | None = None,
) -> Notice:
    """Put a mail into the outbox of notices. The same Message-ID twice is an error, and no second mail."""
    return Notice.objects.create(
        kind=kind,
        to_address=to,
        person=person,
        message_id=message_id,
        raw=raw,
        subjects=sorted(set(subjects)),
        not_before=not_before or timezone.now(),
    )


def bounce_address(notice: Notice) -> str:
    """The envelope's sender: where a server that cannot deliver the notice says so."""
    return f"notice-{notice.pk}-{_bounce_mac(notice.pk)}@{settings.MAIL_DOMAIN}"


def bounced_notice_id(recipients: Sequence[str]) -> int | None:
    """The notice whose bounce address is among the recipients of a mail that came in; None for any other mail."""
    for address in recipients:
        match = _BOUNCE_ADDRESS.match(address.strip().strip("<>"))
        if match and hmac.compare_digest(match.group(2).lower(), _bounce_mac(int(match.group(1)))):
            return int(match.group(1))
    return None


@transaction.atomic
def notice_bounced(*, notice_id: int, answer: str) -> bool:
    """The notice came back: it was not delivered after all. Twice is once."""
    changed = Notice.objects.filter(
        pk=notice_id, state__in=(NoticeState.SENT, NoticeState.SENDING, NoticeState.QUEUED)
    ).update(state=NoticeState.FAILED, answer=answer[:1000], raw=b"", settled=False)
    return bool(changed)


def notices_unsettled(kind: str) -> QuerySet[Notice]:
    """Notices that failed, came back or were taken back, and of which the room that queued them has not heard."""
    return Notice.objects.filter(
        kind=kind, state__in=(NoticeState.FAILED, NoticeState.WITHDRAWN), settled=False
    ).order_by("pk")


def notices_carrying(subjects: Collection[str]) -> QuerySet[Notice]:
    """The notices that carried, or are about to carry, any of these ("message:12"), the newest first."""
    found = Notice.objects.filter(subjects__overlap=list(subjects))
    return found.exclude(state=NoticeState.WITHDRAWN).order_by("-made_at", "-pk")


def notice_may_be_shown(notice: Notice) -> bool:
    """Whether its reader may see, at this moment, everything that it tells of."""
    named: dict[str, set[int]] = {}
    for each in notice.subjects:
        kind, _, pk = each.partition(":")
        named.setdefault(kind, set()).add(int(pk))
    reader = notice.person
    doors = {"request": visible_requests, "message": visible_messages, "attachment": visible_attachments}
    return all(
        door(reader).filter(pk__in=named[kind]).count() == len(named[kind])
        for kind, door in doors.items()
        if kind in named
    )


def notices_forget(before: dt.datetime, *, dry_run: bool = False) -> int:
    """Delete the record of notices made before a time; returns how many."""
    old = Notice.objects.filter(made_at__lt=before).exclude(
        state__in=(NoticeState.QUEUED, NoticeState.SENDING)
    )
    return old.count() if dry_run else old.delete()[0]


def _bounce_mac(pk: int) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"notice-bounce/{pk}".encode(), hashlib.sha256).hexdigest()[
        :16
    ]
