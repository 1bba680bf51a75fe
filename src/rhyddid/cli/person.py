"""`rhyddid person`: make people, set passwords, put people into teams."""

from __future__ import annotations

import json
import sys

import click

from rhyddid.cli.with_database import start


@click.group()
def person() -> None:
    """People who can sign in, and their teams."""


@person.command()
@click.argument("email")
@click.option("--name", required=True, help="The name that the public sees.")
@click.option("--legal-name", default="", help="The name on letters (FOIA s.8). Default: the public name.")
@click.option("--team", default="", help="Put them into this team; it is made where there is none.")
@click.option("--role", default="owner", show_default=True, help="owner, editor, checker or reader.")
@click.option("--trust", default=0, show_default=True, help="How large a batch they may send alone.")
@click.option("--operator", is_flag=True, help="They run this site: tasks, approvals, the holding pen.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def create(
    email: str, name: str, legal_name: str, team: str, role: str, trust: int, operator: bool, as_json: bool
) -> None:
    """Make a person. The password is asked for, or read from standard input where that is no terminal."""
    start()
    from django.db import transaction

    from rhyddid.accounts.services import BadAccount, person_create, team_join

    password = _password()
    try:
        with transaction.atomic():
            made = person_create(
                email=email,
                public_name=name,
                legal_name=legal_name,
                password=password,
                trust=trust,
                is_staff=operator,
            )
            if team:
                team_join(person=made, team_name=team, role=role)
    except BadAccount as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps({"email": made.email, "name": made.public_name, "team": team or None}))
    else:
        click.echo(f"{made.email} can sign in.")


@person.command()
@click.argument("email")
def password(email: str) -> None:
    """Set a new password; it is asked for, or read from standard input where that is no terminal."""
    start()
    from rhyddid.accounts.models import Person
    from rhyddid.accounts.services import BadAccount, person_password_set

    known = Person.objects.filter(email__iexact=email).first()
    if known is None:
        raise click.ClickException(f"There is no person with the address {email}.")
    try:
        person_password_set(person=known, password=_password())
    except BadAccount as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{known.email} has a new password.")


@person.command()
@click.argument("email")
@click.argument("team")
@click.option("--role", default="owner", show_default=True, help="owner, editor, checker or reader.")
def join(email: str, team: str, role: str) -> None:
    """Put a person into TEAM (its name); it is made where there is none."""
    start()
    from rhyddid.accounts.models import Person
    from rhyddid.accounts.services import BadAccount, team_join

    known = Person.objects.filter(email__iexact=email).first()
    if known is None:
        raise click.ClickException(f"There is no person with the address {email}.")
    try:
        membership = team_join(person=known, team_name=team, role=role)
    except BadAccount as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{known.email} is {membership.role} of {membership.team.name}.")


def _password() -> str:
    if sys.stdin.isatty():
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        return typed
    return sys.stdin.readline().rstrip("\n")
