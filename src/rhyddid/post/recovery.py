"""Letters that a carrier held when it or its worker ended: its journal says what became of each."""

from __future__ import annotations

import datetime as dt
import logging
from pathlib import Path

from django.utils import timezone

from rhyddid.care.models import TaskKind
from rhyddid.care.services import task_open
from rhyddid.post.attempt_record import UNSEEN, attempt_record
from rhyddid.post.claim import carriers_holding, claims_of, claims_older_than
from rhyddid.post.journal import (
    CarrierLives,
    EndedJournal,
    Ending,
    Entry,
    journal_path,
    read_ended_journal,
)
from rhyddid.post.models import AttemptOutcome

log = logging.getLogger(__name__)

_STRANDED_AFTER = dt.timedelta(hours=1)
_KEPT_FOR = dt.timedelta(days=2)
_OUTCOMES = {
    "accepted": AttemptOutcome.ACCEPTED,
    "delayed": AttemptOutcome.DELAYED,
    "dropped": AttemptOutcome.DELAYED,
    "refused": AttemptOutcome.REFUSED,
    "unseen": AttemptOutcome.UNSEEN,
}


def outcome_of(result: str) -> AttemptOutcome:
    """What a carrier's word for the end of an attempt means for the delivery."""
    return _OUTCOMES[result]


def letters_recover(journal_folder: Path) -> int:
    """Settle the letters of carriers that have ended; returns how many. Safe to call at any time, by several workers."""
    settled = 0
    for carrier in carriers_holding():
        try:
            journal = read_ended_journal(journal_folder, carrier)
        except CarrierLives:
            continue
        if journal is None:
            _report_stranded(carrier)
            continue
        settled += _settle(carrier, journal)
    return settled


def letters_held_here(journal_folder: Path) -> bool:
    """Whether a carrier of this machine, living or dead, holds letters."""
    return any(journal_path(journal_folder, carrier).exists() for carrier in carriers_holding())


def journals_forget(journal_folder: Path, before: dt.datetime | None = None) -> int:
    """Delete old journals of ended carriers that hold no letter any more; returns how many."""
    unneeded = journals_old(journal_folder, before or timezone.now() - _KEPT_FOR)
    for path in unneeded:
        path.unlink()
    return len(unneeded)


def journals_old(journal_folder: Path, before: dt.datetime) -> list[Path]:
    """The journals, last written before a time, of carriers that have ended and hold no letter any more."""
    old = [path for path in journal_folder.glob("*.journal") if path.stat().st_mtime < before.timestamp()]
    ended = [path for path in old if _has_ended(path)]
    needed = {journal_path(journal_folder, carrier) for carrier in carriers_holding()} if ended else set()
    return [path for path in ended if path not in needed]


def _has_ended(path: Path) -> bool:
    try:
        read_ended_journal(path.parent, path.stem)
    except CarrierLives:
        return False
    return True


def _settle(carrier: str, journal: EndedJournal) -> int:
    settled = 0
    for claim in claims_of(carrier):
        entry = journal.entry(claim.delivery, claim.attempt)
        outcome, answer = _outcome(entry)
        if attempt_record(
            claim=claim, carrier=carrier, outcome=outcome, answer=answer, at=entry.at or timezone.now()
        ):
            settled += 1
            log.info("recovered letter %s of %s: %s", claim.delivery, carrier, outcome)
    return settled


def _outcome(entry: Entry) -> tuple[AttemptOutcome, str]:
    if entry.ending == Ending.ANSWERED and entry.result is not None:
        return outcome_of(entry.result["outcome"]), entry.result["answer"]
    if entry.ending == Ending.HANDED_OVER:
        return AttemptOutcome.UNSEEN, UNSEEN
    return AttemptOutcome.NOT_HANDED_OVER, ""


def _report_stranded(carrier: str) -> None:
    """Letters that another machine held: only its journal knows, so a worker there must start, or a person decide."""
    for delivery in claims_older_than(carrier, _STRANDED_AFTER):
        task_open(
            kind=TaskKind.DELIVERY,
            subject_kind="delivery",
            subject_id=delivery,
            detail={"held_by": carrier},
        )
