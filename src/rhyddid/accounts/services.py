"""Writes of the accounts room: people, teams, who is in which, and passwords."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import slugify

from rhyddid.accounts.models import Membership, Person, Role, Team
from rhyddid.care.services import audit


class BadAccount(ValueError):
    """A person or a team cannot be made or changed as asked; the message says why."""


@transaction.atomic
def person_create(
    *,
    email: str,
    public_name: str,
    legal_name: str = "",
    password: str,
    trust: int = 0,
    is_staff: bool = False,
) -> Person:
    """A person who can sign in. Raises BadAccount."""
    try:
        validate_email(email)
    except ValidationError as error:
        raise BadAccount(f"{email} is no e-mail address.") from error
    if Person.objects.filter(email__iexact=email).exists():
        raise BadAccount(f"There is a person with the address {email} already.")
    person = Person(email=email.lower(), public_name=public_name, legal_name=legal_name or public_name)
    _check_password(password, person)
    person.trust, person.is_staff = trust, is_staff
    person.set_password(password)
    person.save()
    audit(action="person_created", subject_kind="person", subject_id=person.pk)
    return person


@transaction.atomic
def person_password_set(*, person: Person, password: str) -> None:
    """Give a person a new password; every session of theirs ends with the old one. Raises BadAccount."""
    _check_password(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])
    audit(action="password_set", subject_kind="person", subject_id=person.pk)


@transaction.atomic
def team_join(*, person: Person, team_name: str, role: str) -> Membership:
    """Put a person into a team with a role; the team is made where there is none of that name. Raises BadAccount."""
    if role not in Role.values:
        raise BadAccount(f"{role} is no role: use {', '.join(Role.values)}.")
    slug = slugify(team_name)[:80]
    if not slug:
        raise BadAccount("A team needs a name with letters or digits.")
    team, _ = Team.objects.get_or_create(slug=slug, defaults={"name": team_name})
    membership, _ = Membership.objects.update_or_create(team=team, person=person, defaults={"role": role})
    audit(action="team_joined", subject_kind="team", subject_id=team.pk, by=person, detail={"role": role})
    return membership


def _check_password(password: str, person: Person) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise BadAccount(" ".join(error.messages)) from error
