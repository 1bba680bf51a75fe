"""Looking through every file that comes in or goes out, and withholding the suspect ones until a person has decided.

`file_look` scans bytes, before the transaction that keeps them; `file_check_keep` stores what was found; a job looks again
at what could not be done in the moment of receiving. `file_decide` and `file_decision_undo` are people's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from rhyddid.accounts.models import Person
from rhyddid.care.models import TaskKind
from rhyddid.care.services import audit, task_close, task_open
from rhyddid.documents.document import DEFAULT_LIMITS, Kind, Limits
from rhyddid.documents.hidden_data import find_hidden_data
from rhyddid.documents.hidden_find import HiddenFind
from rhyddid.documents.kind_of import kind_of
from rhyddid.documents.virus_scan import ScannerAway, scan_for_viruses, scanner_place
from rhyddid.requests.blobs import BlobMissing, blob_get
from rhyddid.requests.file_models import Decided, FileCheck, FileDecision, Hold, VirusState
from rhyddid.requests.models import Attachment
from rhyddid.requests.suspect_rules import OPERATORS_ONLY, PASSING, RULES_VERSION, problems_of
from rhyddid.wording import gettext_noop

# what may be looked through while a mail waits to be taken in; the rest is a job
_NOW_BYTES = 2_000_000
_NOW = replace(DEFAULT_LIMITS, timeout_s=15.0)
_NOW_SCAN_S = 10.0
_LATER_SCAN_S = 120.0
_HEAD = 16
_MOST_FINDS = 200

ONLY_OPERATORS = gettext_noop("Only an operator of the site may release this file.")
NEEDS_A_REASON = gettext_noop("Say why: others will read it.")


class DecisionRefused(Exception):
    """The decision cannot be made; the message is a sentence of the catalogue."""


@dataclass(frozen=True)
class FileLook:
    """What the scans say of some bytes. `finds` is None where they are still to be inspected."""

    kind: Kind
    head: bytes
    finds: tuple[HiddenFind, ...] | None
    virus: VirusState
    virus_name: str = ""


def file_look(
    data: bytes, *, filename: str | None, content_type: str | None, later: bool = False
) -> FileLook:
    """Look through `data`; not `later`, within the little time that receiving has."""
    kind = kind_of(data, filename=filename, content_type=content_type)
    virus, name = _scanned(data, _LATER_SCAN_S if later else _NOW_SCAN_S)
    finds: tuple[HiddenFind, ...] | None = None
    if later or len(data) <= _NOW_BYTES:
        limits: Limits = DEFAULT_LIMITS if later else _NOW
        finds = find_hidden_data(data, filename=filename, content_type=content_type, limits=limits)
        if not later and kind == "pdf" and any(find.kind == "not_inspected" for find in finds):
            finds = None  # it may have been too little time
    return FileLook(kind, data[:_HEAD], finds, virus, name)


def file_check_keep(*, attachment: Attachment, look: FileLook, shown: Sequence[str]) -> FileCheck:
    """Store what was found in an attachment whose pages' texts are `shown`, and withhold it where that is suspect."""
    problems = problems_of(
        kind=look.kind,
        filename=attachment.filename,
        head=look.head,
        finds=look.finds,
        shown=shown,
        virus=look.virus,
    )
    check, _ = FileCheck.objects.update_or_create(
        attachment=attachment,
        defaults={
            "finds": [_stored(find) for find in (look.finds or ())[:_MOST_FINDS]],
            "is_inspected": look.finds is not None,
            "virus": look.virus,
            "virus_name": look.virus_name,
            "scanned_at": timezone.now() if look.virus not in (VirusState.OFF, VirusState.WAITING) else None,
            "problems": problems,
            "rules_version": RULES_VERSION,
        },
    )
    return hold_refresh(check)


@transaction.atomic
def file_check_again(attachment: Attachment) -> FileCheck | None:
    """Look at a stored file anew with all the time it takes; None where its bytes are gone."""
    try:
        data = blob_get(attachment.sha256)
    except BlobMissing:
        return None
    look = file_look(data, filename=attachment.filename, content_type=attachment.content_type, later=True)
    return file_check_keep(
        attachment=attachment, look=look, shown=list(attachment.pages.values_list("text", flat=True))
    )


def hold_refresh(check: FileCheck) -> FileCheck:
    """Set what follows from the problems and the newest decision, and the task that asks for one."""
    standing = FileDecision.objects.filter(attachment=check.attachment_id, undone_at=None).first()
    check.hold = _hold(check.problems, standing)
    check.save(update_fields=["hold", "checked_at"])
    if check.hold == Hold.WAITING and not PASSING.issuperset(check.problems):
        task_open(
            kind=TaskKind.QUARANTINE,
            subject_kind="attachment",
            subject_id=check.attachment_id,
            detail={"problems": list(check.problems)},
        )
    else:
        task_close(
            kind=TaskKind.QUARANTINE, subject_kind="attachment", subject_id=check.attachment_id, by=None
        )
    return check


@transaction.atomic
def file_decide(*, attachment: Attachment, decision: Decided, reason: str, by: Person) -> FileDecision:
    """Decide about a file. Raises DecisionRefused. The caller has asked whether `by` may decide about it at all."""
    check = _locked(attachment)
    if not reason.strip():
        raise DecisionRefused(NEEDS_A_REASON)
    if decision != Decided.KEEP and OPERATORS_ONLY.intersection(check.problems) and not by.is_staff:
        raise DecisionRefused(ONLY_OPERATORS)
    made = FileDecision.objects.create(
        attachment=attachment, decision=decision, problems=check.problems, reason=reason.strip(), by=by
    )
    _logged(f"file_{decision}", attachment, by, {"problems": check.problems, "decision": made.pk})
    hold_refresh(check)
    return made


@transaction.atomic
def file_decision_undo(*, decision: FileDecision, by: Person) -> None:
    """Take a decision back; the one before it counts again."""
    check = _locked(decision.attachment)
    undone = FileDecision.objects.filter(pk=decision.pk, undone_at=None).update(
        undone_at=timezone.now(), undone_by=by
    )
    if undone:
        _logged("file_decision_undone", decision.attachment, by, {"decision": decision.pk})
        hold_refresh(check)


def virus_in(data: bytes) -> str:
    """The name of the virus that the scanner finds in a file that is to go out; empty for none, and where no scanner is
    set up or it is away.
    """
    if not settings.CLAMD:
        return ""
    state, name = _scanned(data, _NOW_SCAN_S)
    return name or "?" if state == VirusState.FOUND else ""


def _locked(attachment: Attachment) -> FileCheck:
    FileCheck.objects.get_or_create(attachment=attachment)
    return FileCheck.objects.select_for_update().get(attachment=attachment)


def _hold(problems: Sequence[str], standing: FileDecision | None) -> Hold:
    if standing is not None and standing.decision == Decided.KEEP:
        return Hold.KEPT
    if not problems:
        return Hold.COPY_ONLY if standing and standing.decision == Decided.RELEASE_COPY else Hold.FREE
    if standing is None or not set(problems) <= set(standing.problems):
        return Hold.WAITING
    return Hold.FREE if standing.decision == Decided.RELEASE else Hold.COPY_ONLY


def _scanned(data: bytes, timeout_s: float) -> tuple[VirusState, str]:
    place = scanner_place(settings.CLAMD)
    if place is None:
        return VirusState.OFF, ""
    try:
        scan = scan_for_viruses(data, place, timeout_s=timeout_s)
    except ScannerAway:
        return VirusState.WAITING, ""
    return VirusState(scan.outcome), scan.name


def _stored(find: HiddenFind) -> dict[str, object]:
    return {
        **find.to_json(),
        "where": find.where.replace("\0", "")[:200],
        "sample": find.sample.replace("\0", ""),
    }


def _logged(action: str, attachment: Attachment, by: Person, detail: dict[str, object]) -> None:
    audit(action=action, subject_kind="attachment", subject_id=attachment.pk, by=by, detail=detail)
