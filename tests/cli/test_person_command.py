"""People made by the command line can sign in; bad ones are refused with a word of why."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result
from django.test import Client

from cast import PASSWORD, make_person
from rhyddid.accounts.models import Membership, Person
from rhyddid.cli.person import person

pytestmark = pytest.mark.django_db(transaction=True)


def run(*arguments: str, password: str = PASSWORD) -> Result:
    return CliRunner().invoke(person, list(arguments), input=f"{password}\n")


def test_a_person_made_here_can_sign_in_and_owns_the_team() -> None:
    assert run("create", "nia@campaign.example", "--name", "Nia", "--team", "Brynglas Group").exit_code == 0
    assert Client().login(username="nia@campaign.example", password=PASSWORD)
    assert Membership.objects.get().role == "owner"


def test_a_new_password_replaces_the_old_one() -> None:
    make_person("nia@campaign.example")
    assert run("password", "nia@campaign.example", password="another long pass phrase").exit_code == 0
    assert not Client().login(username="nia@campaign.example", password=PASSWORD)
    assert Client().login(username="nia@campaign.example", password="another long pass phrase")


def test_a_person_joins_a_second_team() -> None:
    make_person("nia@campaign.example")
    assert run("join", "nia@campaign.example", "Second Group", "--role", "checker").exit_code == 0
    assert Membership.objects.get().team.name == "Second Group"


@pytest.mark.parametrize(
    ("arguments", "password", "said"),
    [
        (("create", "nobody", "--name", "X"), PASSWORD, "no e-mail address"),
        (("create", "a@b.example", "--name", "X"), "short", "too short"),
        (("create", "a@b.example", "--name", "X", "--team", "T", "--role", "king"), PASSWORD, "no role"),
        (("password", "unknown@b.example"), PASSWORD, "no person"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    arguments: tuple[str, ...], password: str, said: str
) -> None:
    result = run(*arguments, password=password)
    assert result.exit_code != 0
    assert said in result.output
    assert not Person.objects.exists()


def test_the_demos_people_cannot_sign_in_where_it_is_live(settings: object) -> None:
    make_person("owner@demo.example")
    fields = {"login": "owner@demo.example", "password": PASSWORD}
    assert Client().post("/sign-in/", fields).status_code == 302
    settings.DELIVERY = "live"  # type: ignore[attr-defined]
    answer = Client().post("/sign-in/", fields)
    assert answer.status_code == 200
    assert "_auth_user_id" not in answer.client.session
