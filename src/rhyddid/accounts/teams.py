"""Teams: making and renaming one, the roles in it, leaving. A team with somebody in it always has an owner."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils.text import slugify

from rhyddid.accounts.models import Membership, Person, Role, Team, TeamOldSlug
from rhyddid.care.services import audit
from rhyddid.wording import Wording, gettext_noop

# addresses that a team's page cannot have
_TAKEN = frozenset(("new", "join"))
_LONGEST = 70


class TeamRefused(ValueError):
    """The team cannot be changed as asked; `wording` says why."""

    def __init__(self, message: str, **parameters: object) -> None:
        self.wording = Wording(message, parameters)
        super().__init__(str(self.wording))


def free_slug(name: str) -> str:
    """An address for a team of this name: one that no team has, or had."""
    plain = slugify(name)[:_LONGEST].strip("-") or "team"
    slug, number = plain, 1
    while _is_taken(slug):
        number += 1
        # a few in order, then by chance: the hundredth of a name needs no hundred questions
        slug = f"{plain}-{number}" if number < 6 else f"{plain}-{secrets.token_hex(3)}"
    return slug


def _is_taken(slug: str) -> bool:
    return (
        slug in _TAKEN
        or Team.objects.filter(slug=slug).exists()
        or TeamOldSlug.objects.filter(slug=slug).exists()
    )


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not any(sign.isalnum() for sign in name):
        raise TeamRefused(gettext_noop("A team needs a name with letters or digits."))
    if len(name) > 200:
        raise TeamRefused(gettext_noop("A name has at most 200 characters."))
    return name


@transaction.atomic
def team_make(*, name: str, by: Person) -> Team:
    """A new team; who makes it is its owner. Raises TeamRefused."""
    name = _name(name)
    team = Team.objects.create(name=name, slug=free_slug(name))
    Membership.objects.create(team=team, person=by, role=Role.OWNER)
    audit(action="team_made", subject_kind="team", subject_id=team.pk, by=by)
    return team


@transaction.atomic
def team_rename(*, team: Team, name: str, by: Person | None) -> None:
    """Give a team another name; its page moves, and its old address leads there. Raises TeamRefused."""
    team_now = Team.objects.select_for_update().get(pk=team.pk)
    name = _name(name)
    if name == team_now.name:
        return
    old, plain = team_now.slug, slugify(name)[:_LONGEST].strip("-")
    had = TeamOldSlug.objects.filter(slug=plain, team=team_now)
    if plain and had.exists():
        had.delete()  # back to a name that it had
        new = plain
    else:
        new = old if plain == old else free_slug(name)
    team_now.name, team_now.slug = name, new
    team_now.save(update_fields=["name", "slug"])
    if new != old:
        TeamOldSlug.objects.create(slug=old, team=team_now)
    team.name, team.slug = name, new
    audit(action="team_renamed", subject_kind="team", subject_id=team.pk, by=by)


@transaction.atomic
def role_set(*, membership: Membership, role: str, by: Person) -> None:
    """Give a member another role. Raises TeamRefused where the team would have no owner left."""
    if role not in Role.values:
        raise TeamRefused(gettext_noop("Choose a role."))
    here = _locked(membership)
    if here.role == role:
        return
    if here.role == Role.OWNER:
        _require_another_owner(here)
    was, here.role = here.role, role
    here.save(update_fields=["role"])
    audit(
        action="role_set",
        subject_kind="team",
        subject_id=here.team_id,
        by=by,
        detail={"person": here.person_id, "was": was, "role": role},
    )


@transaction.atomic
def member_remove(*, membership: Membership, by: Person) -> None:
    """Take a member out of a team, or leave it oneself. Raises TeamRefused for the last owner, and for a team of one."""
    here = _locked(membership)
    if here.team.alone_id == here.person_id:
        raise TeamRefused(
            gettext_noop("This is the team under your own name: it goes with your account, not before.")
        )
    if here.role == Role.OWNER:
        _require_another_owner(here)
    here.delete()
    audit(
        action="team_left" if by.pk == here.person_id else "member_removed",
        subject_kind="team",
        subject_id=here.team_id,
        by=by,
        detail={"person": here.person_id},
    )


def _locked(membership: Membership) -> Membership:
    """The membership as it is now, with its team locked: two owners who leave at once cannot both go."""
    Team.objects.select_for_update().get(pk=membership.team_id)
    here = Membership.objects.select_related("team").filter(pk=membership.pk).first()
    if here is None:
        raise TeamRefused(gettext_noop("This person is not in the team any more."))
    return here


def _require_another_owner(membership: Membership) -> None:
    others = Membership.objects.filter(team=membership.team_id, role=Role.OWNER).exclude(pk=membership.pk)
    if not others.exists():
        raise TeamRefused(
            gettext_noop("A team needs an owner: make somebody else one first."),
        )


def teams_left_without_owner(person: Person) -> list[Team]:
    """The teams of several people that would have no owner if this person went."""
    mine = Membership.objects.filter(person=person, role=Role.OWNER).select_related("team")
    return [
        each.team
        for each in mine
        if each.team.alone_id != person.pk
        and each.team.memberships.exclude(person=person).exists()
        and not each.team.memberships.filter(role=Role.OWNER).exclude(person=person).exists()
    ]
