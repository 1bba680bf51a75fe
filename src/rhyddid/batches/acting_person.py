"""For whom a command acts: the team and person that an operator names, or the only ones there can be meant."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from rhyddid.accounts.models import EDITING_ROLES, Membership, Person, Role, Team


class WhoActs(Exception):
    """It is not clear who acts; the message says what to name."""


@dataclass(frozen=True)
class Acting:
    """`made` is true where this was a fresh installation and the team was made just now."""

    team: Team
    person: Person
    made: bool = False


def acting(*, team: str = "", by: str = "", name: str = "") -> Acting:
    """The team (a slug; the only one by default) and who acts in it (an address; an owner by default).

    On an installation without any team, the first one is made, with `by` as its owner and `name` as its name on
    letters. Raises WhoActs.
    """
    found = _team(team, by)
    if found is None:
        return _first_team(by=by, name=name)
    return Acting(found, person_of(found, by))


def person_of(team: Team, by: str = "") -> Person:
    """Who acts in `team`: the person with the address `by`, or its first owner. Raises WhoActs."""
    if not by:
        owners = Membership.objects.filter(team=team, role=Role.OWNER).select_related("person").order_by("pk")
        first = owners.first()
        if first is None:
            raise WhoActs(f"The team {team.slug} has no owner: say who acts with --by EMAIL.")
        return first.person
    person = Person.objects.filter(email=by.lower()).first()
    if person is None:
        raise WhoActs(f"Nobody here has the address {by}.")
    if (
        not person.is_staff
        and not Membership.objects.filter(team=team, person=person, role__in=EDITING_ROLES).exists()
    ):
        raise WhoActs(f"{by} may not write for the team {team.slug}: owners and editors may.")
    return person


def _team(slug: str, by: str) -> Team | None:
    if slug:
        team = Team.objects.filter(slug=slug).first()
        if team is None:
            known = ", ".join(Team.objects.order_by("slug").values_list("slug", flat=True)[:20])
            raise WhoActs(f"There is no team {slug}. Teams: {known or 'none yet'}.")
        return team
    teams = Team.objects.order_by("pk")
    if by:
        mine = teams.filter(memberships__person__email=by.lower(), memberships__role__in=EDITING_ROLES)
        if mine.count() == 1:
            return mine.get()
    if teams.count() > 1:
        known = ", ".join(teams.values_list("slug", flat=True)[:20])
        raise WhoActs(f"There are several teams: choose one with --team. Teams: {known}.")
    return teams.first()


@transaction.atomic
def _first_team(*, by: str, name: str) -> Acting:
    email = by or "owner@localhost"
    person = Person.objects.filter(email=email.lower()).first()
    if person is None:
        shown = name or email.partition("@")[0]
        person = Person.objects.create_user(email, public_name=shown, legal_name=name, trust=2, is_staff=True)
    team = Team.objects.create(name="First team", slug="first-team")
    Membership.objects.create(team=team, person=person, role=Role.OWNER)
    return Acting(team, person, made=True)
