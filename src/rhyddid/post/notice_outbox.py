"""Draining the notices: each is handed over once, by the same carrier, journal and rule of delivery as letters.

Claim, hand over, record, as `post.outbox` does with letters: a killed worker's notices are settled from the carrier's
journal. Before one leaves, its reader is asked for once more: what may not be shown any more is taken back.
"""

from __future__ import annotations

import datetime as dt
import logging
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.utils import timezone

from rhyddid.mail.header_writing import ascii_domain
from rhyddid.post.carrier_process import Carrier, CarrierLost, LineDown
from rhyddid.post.journal import CarrierLives, Ending, journal_path, read_ended_journal
from rhyddid.post.notice_models import Notice, NoticeState
from rhyddid.post.notices import bounce_address, notice_may_be_shown
from rhyddid.post.smtp_place import SmtpPlace
from rhyddid.post.stop import Stop

log = logging.getLogger(__name__)

_LOT = 10
_FIRST_PAUSE = dt.timedelta(minutes=5)
_LONGEST_PAUSE = dt.timedelta(hours=6)
_GIVEN_UP_AFTER = dt.timedelta(days=3)
_JOURNALS_KEPT = dt.timedelta(days=2)
_IDLE_POLL_SECONDS = 2.0
_TROUBLES = (DatabaseError, InterfaceError, LineDown, CarrierLost)


def notice_journal_folder() -> Path:
    """Where the carriers of notices keep their journals: numbers of notices and of letters never meet."""
    return Path(settings.SPOOL).parent / "notice-journal"


def notices_due() -> bool:
    """Whether a notice is to be handed over now."""
    return Notice.objects.filter(state=NoticeState.QUEUED, not_before__lte=timezone.now()).exists()


def notices_idle() -> bool:
    """Whether nothing is due, and no carrier of this machine holds a notice."""
    if notices_due():
        return False
    holding = Notice.objects.filter(state=NoticeState.SENDING).values_list("claimed_by", flat=True).distinct()
    return not any(journal_path(notice_journal_folder(), carrier).exists() for carrier in holding.order_by())


def notices_drain(place: SmtpPlace, *, stop: Stop | None = None) -> int:
    """Hand over every notice that is due; returns how many a server took. Raises LineDown, CarrierLost or DatabaseError;
    nothing is lost or sent twice by any: call it again.
    """
    stop = stop or Stop()
    folder = notice_journal_folder()
    _recover(folder)
    if not notices_due():
        return 0
    taken = 0
    carrier = Carrier(place, folder, stop.impatient)
    try:
        carrier.open()
        while not stop.asked() and (lot := _claimed(carrier.name)):
            for notice in lot:
                if stop.asked():
                    break
                taken += _handed_over(carrier, notice)
    finally:
        carrier.close()
        _give_back(folder)
    return taken


def notices_drain_forever(place: SmtpPlace, stop: Stop) -> None:
    """Drain until told to stop; a server or a database that is away is waited for."""
    trouble = 0
    while not stop.asked():
        try:
            notices_drain(place, stop=stop)
            trouble, pause = 0, _IDLE_POLL_SECONDS
        except _TROUBLES as error:
            if isinstance(error, DatabaseError | InterfaceError):
                connection.close()
            trouble += 1
            pause = min(_IDLE_POLL_SECONDS * 2.0 ** min(trouble, 5), 60.0)
            log.warning("no notices leave: %s; trying again in %.0f s", str(error).strip(), pause)
        stop.wait(pause)


@transaction.atomic
def _claimed(carrier: str) -> list[Notice]:
    due = Notice.objects.filter(state=NoticeState.QUEUED, not_before__lte=timezone.now())
    lot = list(
        due.select_for_update(skip_locked=True, of=("self",))
        .select_related("person")
        .order_by("not_before", "pk")[:_LOT]
    )
    for notice in lot:
        notice.state, notice.claimed_by, notice.claimed_at = NoticeState.SENDING, carrier, timezone.now()
        notice.attempt += 1
        notice.save(update_fields=["state", "claimed_by", "claimed_at", "attempt"])
    return lot


def _handed_over(carrier: Carrier, notice: Notice) -> bool:
    if not notice_may_be_shown(notice):
        _record(notice, carrier.name, "withdrawn", "")
        return False
    local, _, domain = notice.to_address.rpartition("@")
    if not local.isascii():
        _record(notice, carrier.name, "refused", "the local part of the address is not ASCII")
        return False
    sent = carrier.send(
        delivery=notice.pk,
        attempt=notice.attempt,
        sender=bounce_address(notice),
        recipient=f"{local}@{ascii_domain(domain)}",
        data=bytes(notice.raw),
    )
    _record(notice, carrier.name, sent.outcome, sent.answer)
    return sent.outcome in ("accepted", "unseen")


def _record(notice: Notice, carrier: str, outcome: str, answer: str, at: dt.datetime | None = None) -> bool:
    """Write down what became of a claimed notice; False where somebody else has done so."""
    now = timezone.now()
    changes: dict[str, object] = {"claimed_by": "", "answer": answer[:1000]}
    match outcome:
        case "accepted" | "unseen":
            changes |= {"state": NoticeState.SENT, "sent_at": at or now, "raw": b""}
        case "withdrawn":
            changes |= {"state": NoticeState.WITHDRAWN, "raw": b""}
        case "not_begun":
            changes |= {"state": NoticeState.QUEUED}
        case "delayed" | "dropped" if now - notice.made_at < _GIVEN_UP_AFTER:
            pause = min(_FIRST_PAUSE * 2 ** min(notice.attempt - 1, 10), _LONGEST_PAUSE)
            changes |= {"state": NoticeState.QUEUED, "not_before": now + pause}
        case _:
            changes |= {"state": NoticeState.FAILED, "raw": b""}
            log.warning("notice %s was not delivered: %s", notice.pk, answer)
    held = Notice.objects.filter(
        pk=notice.pk, state=NoticeState.SENDING, claimed_by=carrier, attempt=notice.attempt
    )
    return bool(held.update(**changes))


def _recover(folder: Path) -> int:
    """Settle what carriers held that have ended, from their journals; returns how many."""
    held = Notice.objects.filter(state=NoticeState.SENDING)
    settled = 0
    for carrier in held.order_by().values_list("claimed_by", flat=True).distinct():
        try:
            journal = read_ended_journal(folder, carrier)
        except CarrierLives:
            continue
        if journal is None:
            continue  # another machine's: its own worker knows
        for notice in held.filter(claimed_by=carrier):
            entry = journal.entry(notice.pk, notice.attempt)
            if entry.ending == Ending.ANSWERED and entry.result is not None:
                outcome, answer = entry.result["outcome"], entry.result["answer"]
            elif entry.ending == Ending.HANDED_OVER:
                outcome, answer = "unseen", ""
            else:
                outcome, answer = "not_begun", ""
            settled += _record(notice, carrier, outcome, answer, entry.at)
    _journals_forget(folder)
    return settled


def _give_back(folder: Path) -> None:
    try:
        _recover(folder)
    except (DatabaseError, InterfaceError) as error:
        log.warning("notices in hand are left to the next worker: %s", str(error).strip())


def _journals_forget(folder: Path) -> None:
    before = (timezone.now() - _JOURNALS_KEPT).timestamp()
    old = {path for path in folder.glob("*.journal") if path.stat().st_mtime < before}
    if not old:
        return
    holding = Notice.objects.filter(state=NoticeState.SENDING).values_list("claimed_by", flat=True)
    for path in old - {journal_path(folder, name) for name in holding}:
        try:
            read_ended_journal(folder, path.stem)
        except CarrierLives:
            continue
        path.unlink(missing_ok=True)
