"""Proposals for the directory: made by anybody, accepted at one click, refused with a reason, taken back."""

from __future__ import annotations

import pytest

from cast import make_authority, make_person, make_request
from rhyddid.authorities.models import Authority
from rhyddid.authorities.proposals import (
    ProposalRefused,
    proposal_accept,
    proposal_make,
    proposal_refuse,
    proposal_undo,
)
from rhyddid.care.models import Task, TaskKind

pytestmark = pytest.mark.django_db
NEW = {
    "name": "Cyngor Tref Aberllyn",
    "email": "foi@aberllyn.example",
    "regimes": ["uk-foia"],
    "nations": ["WLS"],
}
SOURCE = "https://aberllyn.example/contact"


def test_a_proposal_is_a_task_until_it_is_decided() -> None:
    row = proposal_make(authority=None, source=SOURCE, by=None, **NEW)
    assert Task.objects.open().filter(kind=TaskKind.PROPOSAL, subject_id=row.pk).exists()
    proposal_accept(proposal=row, by=make_person(is_staff=True))
    assert not Task.objects.open().filter(kind=TaskKind.PROPOSAL).exists()


def test_accepting_adds_the_authority_and_undoing_takes_it_out() -> None:
    row = proposal_make(authority=None, source=SOURCE, by=None, **NEW)
    operator = make_person(is_staff=True)
    authority = proposal_accept(proposal=row, by=operator)
    assert authority.addresses.get().email == "foi@aberllyn.example"
    assert authority.nations == ["WLS"]
    assert proposal_undo(proposal=row, by=operator)
    assert not Authority.objects.filter(name=NEW["name"]).exists()
    assert Task.objects.open().filter(kind=TaskKind.PROPOSAL).exists()


def test_an_added_authority_with_requests_stays() -> None:
    row = proposal_make(authority=None, source=SOURCE, by=None, **NEW)
    operator = make_person(is_staff=True)
    make_request(authority=proposal_accept(proposal=row, by=operator))
    with pytest.raises(ProposalRefused):
        proposal_undo(proposal=row, by=operator)
    assert Authority.objects.filter(name=NEW["name"]).exists()


def test_a_name_that_is_there_is_not_added_twice() -> None:
    make_authority("Cyngor Tref Aberllyn")
    row = proposal_make(authority=None, source=SOURCE, by=None, **NEW)
    with pytest.raises(ProposalRefused):
        proposal_accept(proposal=row, by=make_person(is_staff=True))


def test_a_corrected_address_is_changed_and_changed_back() -> None:
    authority = make_authority(email="old@port-aldwych.example")
    row = proposal_make(authority=authority, source=SOURCE, by=None, email="new@port-aldwych.example")
    operator = make_person(is_staff=True)
    proposal_accept(proposal=row, by=operator)
    assert authority.addresses.get().email == "new@port-aldwych.example"
    proposal_undo(proposal=row, by=operator)
    assert authority.addresses.get().email == "old@port-aldwych.example"


def test_refusing_needs_a_reason_and_changes_nothing() -> None:
    authority = make_authority()
    row = proposal_make(authority=authority, source=SOURCE, by=None, name="Other")
    operator = make_person(is_staff=True)
    assert not proposal_refuse(proposal=row, by=operator, reason=" ")
    assert proposal_refuse(proposal=row, by=operator, reason="Their site says otherwise.")
    authority.refresh_from_db()
    assert authority.name == "Port Aldwych Council"
    assert proposal_undo(proposal=row, by=operator)


def test_what_is_decided_is_not_decided_again() -> None:
    row = proposal_make(authority=make_authority(), source=SOURCE, by=None, name_cy="Cyngor Porth Aldwych")
    operator = make_person(is_staff=True)
    proposal_accept(proposal=row, by=operator)
    with pytest.raises(ProposalRefused):
        proposal_accept(proposal=row, by=operator)
