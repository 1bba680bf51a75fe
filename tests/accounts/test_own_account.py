"""One's own account: names, language, address, password, sessions."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from cast import PASSWORD, make_person, make_request
from rhyddid.accounts.models import Person
from rhyddid.accounts.services import team_of_one_make
from rhyddid.accounts.tasks import sessions_forget

pytestmark = pytest.mark.django_db
EMAIL = "nia@campaign.example"
NEW = "pot of gold under the rainbow"


@pytest.fixture
def person() -> Person:
    made = make_person(EMAIL, public_name="River Watch")
    team_of_one_make(person=made)
    return made


def sign_in(client: Client, email: str = EMAIL, password: str = PASSWORD) -> Any:
    return client.post(
        "/sign-in/",
        {"login": email, "password": password},
        HTTP_USER_AGENT="Mozilla/5.0 (Windows) Firefox/140.0",
    )


@pytest.fixture
def client(person: Person) -> Client:
    made = Client()
    sign_in(made)
    made.post("/sign-in/again/", {"password": PASSWORD})
    return made


def test_a_new_public_name_is_on_what_was_asked_already(client: Client, person: Person) -> None:
    team = person.team_of_one
    make_request(team, by=person)
    fields = {"public_name": "Afon Glân", "legal_name": "Nia Prosser", "language": "cy"}
    answer = client.post("/account/", fields)
    assert answer.cookies["django_language"].value == "cy"
    person.refresh_from_db()
    team.refresh_from_db()
    assert (person.public_name, person.language, team.name, team.slug) == (
        "Afon Glân", "cy", "Afon Glân", "afon-glan",
    )  # fmt: skip
    moved = Client().get("/asked-by/river-watch/")
    assert (moved.status_code, moved["Location"]) == (301, "/asked-by/afon-glan/")
    assert "Afon Glân" in Client().get("/asked-by/afon-glan/").content.decode()


def test_the_old_address_of_a_page_is_nobody_elses(client: Client, person: Person) -> None:
    client.post("/account/", {"public_name": "Afon", "legal_name": "", "language": "en"})
    other = make_person("other@campaign.example", public_name="River Watch")
    assert team_of_one_make(person=other).slug == "river-watch-2"
    client.post("/account/", {"public_name": "River Watch", "legal_name": "", "language": "en"})
    assert Client().get("/asked-by/afon/")["Location"] == "/asked-by/river-watch/"


def test_the_language_switch_is_kept_on_the_person(client: Client, person: Person) -> None:
    client.post("/language/", {"language": "cy", "next": "/"})
    person.refresh_from_db()
    assert person.language == "cy"


def test_a_new_address_counts_when_it_is_confirmed_and_the_old_one_is_told(
    client: Client, person: Person
) -> None:
    client.post("/account/email/", {"email": "new@campaign.example", "action_add": ""})
    assert mail.outbox[-1].to == ["new@campaign.example"]
    person.refresh_from_db()
    assert person.email == EMAIL
    link = re.search(r"https?://[^/]+(/confirm/\S+)", str(mail.outbox[-1].body))
    assert link is not None
    Client().post(link[1])
    person.refresh_from_db()
    assert person.email == "new@campaign.example"
    told = mail.outbox[-1]
    assert told.to == [EMAIL]
    assert "from nia@campaign.example to new@campaign.example" in told.body


def test_nobody_learns_by_changing_an_address_who_has_an_account(client: Client) -> None:
    make_person("known@campaign.example")
    pages = []
    for email in ("known@campaign.example", "unknown@campaign.example"):
        answer = client.post("/account/email/", {"email": email, "action_add": ""}, follow=True)
        pages.append(re.sub(r'value="[^"]{64}"', "", answer.content.decode().replace(email, "ADDRESS")))
    assert pages[0] == pages[1]


def test_a_changed_password_ends_other_sessions_and_is_told(client: Client, person: Person) -> None:
    elsewhere = Client()
    sign_in(elsewhere)
    answer = client.post("/password/", {"oldpassword": PASSWORD, "password1": NEW})
    assert answer["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert "password of your account" in mail.outbox[-1].body


def test_sessions_are_listed_and_ended_one_by_one_or_all(client: Client, person: Person) -> None:
    others = [Client(), Client()]
    for other in others:
        sign_in(other)
    page = client.get("/account/sessions/").content.decode()
    assert page.count("Firefox, Windows") >= 3
    assert page.count("this browser") == 1
    first = re.findall(r'name="end" value="(\d+)"', page)[0]  # the newest: the last that signed in
    client.post("/account/sessions/", {"end": first})
    assert others[1].get("/account/").status_code == 302
    assert others[0].get("/account/").status_code == 200
    client.post("/account/sessions/", {"end": "others"})
    assert others[0].get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200


def test_nobody_ends_sessions_of_others(client: Client) -> None:
    make_person("other@campaign.example")
    other = Client()
    sign_in(other, "other@campaign.example")
    theirs = re.findall(r'name="end" value="(\d+)"', other.get("/account/sessions/").content.decode())
    assert client.post("/account/sessions/", {"end": theirs[0]}).status_code == 404
    assert other.get("/account/").status_code == 200


def test_sessions_that_are_over_are_forgotten_with_what_was_known_of_them(
    client: Client, person: Person
) -> None:
    old = Client()
    sign_in(old)
    Session.objects.filter(session_key=old.session.session_key).update(expire_date="2020-01-01T00:00:00Z")
    assert sessions_forget() == 1
    assert UserSession.objects.filter(user=person).count() == 1
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/account/data/",
        "/account/close/",
        "/account/remove-name/",
        "/account/erase/",
        "/account/security/app/",
    ],
)
def test_what_matters_wants_the_password_again(person: Person, path: str) -> None:
    fresh = Client()
    sign_in(fresh)
    for answer in (fresh.get(path), fresh.post(path, {"sure": "on"})):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/sign-in/again/")
    person.refresh_from_db()
    assert person.is_active
