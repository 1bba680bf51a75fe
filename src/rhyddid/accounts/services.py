"""Writes of the accounts room: people, their names and passwords. Teams are in `rhyddid.accounts.teams`."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import slugify

from rhyddid.accounts.models import Membership, Person, Role, Team
from rhyddid.accounts.teams import free_slug, team_rename
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
    # an operator says that the address is theirs
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    audit(action="person_created", subject_kind="person", subject_id=person.pk)
    return person


@transaction.atomic
def team_of_one_make(*, person: Person) -> Team:
    """The team of a person who asks alone, under their public name; the one that is there already, if any."""
    there = Team.objects.filter(alone=person).first()
    if there is not None:
        return there
    team = Team.objects.create(name=person.public_name, slug=free_slug(person.public_name), alone=person)
    Membership.objects.create(team=team, person=person, role=Role.OWNER)
    return team


@transaction.atomic
def person_change(*, person: Person, public_name: str, legal_name: str, language: str) -> None:
    """Change a person's names and language; what they ask alone is shown under the new name. Raises BadAccount."""
    public_name, legal_name = " ".join(public_name.split()), " ".join(legal_name.split())
    if not any(sign.isalnum() for sign in public_name):
        raise BadAccount("A public name needs letters or digits.")
    was = person.public_name
    person.public_name, person.legal_name, person.language = public_name, legal_name or public_name, language
    person.save(update_fields=["public_name", "legal_name", "language"])
    if public_name != was:
        # not which name it was: that would outlive its removal
        audit(action="public_name_changed", subject_kind="person", subject_id=person.pk, by=person)
        alone = Team.objects.filter(alone=person).first()
        if alone is not None:
            team_rename(team=alone, name=public_name, by=person)


def person_language_set(*, person: Person, language: str) -> None:
    """The language that a person is written to in."""
    if person.language != language and language in dict(Person._meta.get_field("language").choices or ()):
        person.language = language
        person.save(update_fields=["language"])


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
