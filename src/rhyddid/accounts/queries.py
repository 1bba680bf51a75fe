"""Reads of the accounts room: what a person may do in a team."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser

from rhyddid.accounts.models import CHECKING_ROLES, EDITING_ROLES, Membership, Person, Team


def _has_role(person: Person | AnonymousUser | None, team: Team, roles: Collection[str]) -> bool:
    if not isinstance(person, Person):
        return False
    return Membership.objects.filter(team=team, person=person, role__in=roles).exists()


def may_edit(person: Person | AnonymousUser | None, team: Team) -> bool:
    """Owners and editors write letters, send batches and publish."""
    return _has_role(person, team, EDITING_ROLES)


def may_check(person: Person | AnonymousUser | None, team: Team) -> bool:
    """Owners, editors and checkers judge what the software read."""
    return _has_role(person, team, CHECKING_ROLES)


def team_ids_of(person: Person | AnonymousUser | None) -> list[int]:
    """The ids of every team the person belongs to, in whatever role."""
    if not isinstance(person, Person):
        return []
    return list(Membership.objects.filter(person=person).values_list("team_id", flat=True))


def checking_team_ids_of(person: Person | AnonymousUser | None) -> list[int]:
    """The ids of the teams in which the person may judge what the software read."""
    if not isinstance(person, Person):
        return []
    mine = Membership.objects.filter(person=person, role__in=CHECKING_ROLES)
    return list(mine.values_list("team_id", flat=True))
