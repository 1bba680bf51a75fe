"""Proposals for the directory: anyone makes one, an operator accepts it at one click, and can take that back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils import timezone

from rhyddid.accounts.models import Person
from rhyddid.authorities.authority_row import AuthorityImportError, AuthorityRow
from rhyddid.authorities.models import Authority, AuthorityAddress, Purpose
from rhyddid.authorities.proposal_models import AuthorityProposal
from rhyddid.authorities.services import authorities_save
from rhyddid.care.models import TaskKind
from rhyddid.care.services import audit, task_close, task_open

_SUBJECT = "proposal"
# columns of an authority that a proposal may change
_COLUMNS = ("name", "name_cy", "website")
_LISTS = ("nations", "regimes")


class ProposalRefused(Exception):
    """The proposal cannot be accepted, or the accepting cannot be taken back; the message says why."""

    def __init__(self, message: str, why: str) -> None:
        super().__init__(message)
        self.why = why


@transaction.atomic
def proposal_make(
    *,
    authority: Authority | None,
    source: str,
    by: Person | None,
    name: str = "",
    name_cy: str = "",
    email: str = "",
    website: str = "",
    nations: Sequence[str] = (),
    regimes: Sequence[str] = (),
    note: str = "",
    contact: str = "",
) -> AuthorityProposal:
    """Propose a new authority (`authority` None), or that something about one is different; a task tells the operators."""
    row = AuthorityProposal.objects.create(
        authority=authority,
        name=name.strip(),
        name_cy=name_cy.strip(),
        email=email.strip(),
        website=website.strip(),
        nations=list(nations),
        regimes=list(regimes),
        source=source.strip()[:500],
        note=note.strip(),
        contact=contact.strip(),
        by=by,
    )
    task_open(kind=TaskKind.PROPOSAL, subject_kind=_SUBJECT, subject_id=row.pk)
    return row


@transaction.atomic
def proposal_accept(*, proposal: AuthorityProposal, by: Person) -> Authority:
    """Do what is proposed; returns the authority. Raises ProposalRefused."""
    row = AuthorityProposal.objects.select_for_update().get(pk=proposal.pk)
    if row.accepted is not None:
        raise ProposalRefused("This proposal has been decided already.", "decided")
    authority = _add(row, by) if row.authority is None else _change(row)
    row.accepted, row.decided_at, row.decided_by = True, timezone.now(), by
    row.save()
    _follow(row, by, "proposal_accepted", {"authority": authority.pk})
    return authority


@transaction.atomic
def proposal_refuse(*, proposal: AuthorityProposal, by: Person, reason: str) -> bool:
    """Leave the directory as it is. False where the proposal is decided already, or without a reason."""
    row = AuthorityProposal.objects.select_for_update().get(pk=proposal.pk)
    if row.accepted is not None or not reason.strip():
        return False
    row.accepted, row.decided_at, row.decided_by = False, timezone.now(), by
    row.reason = reason.strip()[:300]
    row.save()
    _follow(row, by, "proposal_refused", {"reason": row.reason})
    return True


@transaction.atomic
def proposal_undo(*, proposal: AuthorityProposal, by: Person) -> bool:
    """Take the decision back: the directory is as it was, and the proposal waits again. Raises ProposalRefused where an
    authority that it added has requests.
    """
    row = AuthorityProposal.objects.select_for_update().get(pk=proposal.pk)
    if row.accepted is None:
        return False
    if row.made is not None:
        made, row.made = row.made, None
        row.save(update_fields=["made"])
        try:
            made.delete()
        except (ProtectedError, RestrictedError) as error:
            raise ProposalRefused("The authority has requests: it cannot be taken out.", "used") from error
    elif row.accepted and row.authority is not None:
        _put_back(row.authority, row.before)
    row.accepted, row.decided_at, row.decided_by = None, None, None
    row.reason, row.before = "", {}
    row.save()
    task_open(kind=TaskKind.PROPOSAL, subject_kind=_SUBJECT, subject_id=row.pk)
    audit(action="proposal_undone", subject_kind=_SUBJECT, subject_id=row.pk, by=by)
    return True


def _add(row: AuthorityProposal, by: Person) -> Authority:
    if Authority.objects.filter(name__iexact=row.name).exists():
        raise ProposalRefused("There is an authority of this name.", "there")
    fields = AuthorityRow(
        line=0,
        name=row.name,
        name_cy=row.name_cy or None,
        foi_email=row.email or None,
        website=row.website or None,
        nations=tuple(row.nations) or None,
        regimes=tuple(row.regimes),
    )
    try:
        report = authorities_save(rows=[fields], by=by)
    except AuthorityImportError as error:
        raise ProposalRefused(str(error), "directory") from error
    if not report.added:
        raise ProposalRefused("There is an authority of this name.", "there")
    row.made = Authority.objects.get(slug=report.added[0].slug)
    return row.made


def _change(row: AuthorityProposal) -> Authority:
    assert row.authority is not None
    authority = Authority.everywhere.select_for_update().get(pk=row.authority.pk)
    before: dict[str, Any] = {}
    for column in (*_COLUMNS, *_LISTS):
        wanted = getattr(row, column)
        if wanted and wanted != getattr(authority, column):
            before[column] = getattr(authority, column)
            setattr(authority, column, list(wanted) if column in _LISTS else wanted)
    try:
        with transaction.atomic():
            authority.save()
    except IntegrityError as error:
        raise ProposalRefused("There is an authority of this name.", "there") from error
    if row.email:
        addresses = authority.addresses.filter(purpose=Purpose.FOI)
        before["addresses"] = [
            {"email": each.email, "health": each.health, "health_reason": each.health_reason}
            for each in addresses
        ]
        addresses.delete()
        AuthorityAddress.objects.create(authority=authority, email=row.email, purpose=Purpose.FOI)
    row.before = before
    return authority


def _put_back(authority: Authority, before: dict[str, Any]) -> None:
    for column in (*_COLUMNS, *_LISTS):
        if column in before:
            setattr(authority, column, before[column])
    authority.save()
    if "addresses" in before:
        authority.addresses.filter(purpose=Purpose.FOI).delete()
        AuthorityAddress.objects.bulk_create(
            [
                AuthorityAddress(authority=authority, purpose=Purpose.FOI, **each)
                for each in before["addresses"]
            ]
        )


def _follow(row: AuthorityProposal, by: Person, action: str, detail: dict[str, Any]) -> None:
    task_close(kind=TaskKind.PROPOSAL, subject_kind=_SUBJECT, subject_id=row.pk, by=by)
    audit(action=action, subject_kind=_SUBJECT, subject_id=row.pk, by=by, detail=detail)
