"""One's own data: taking it along, closing the account, taking one's name away, having it erased."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from cast import PASSWORD, make_authority, make_person, make_request, make_team
from rhyddid.accounts.models import NAME_REMOVED, Membership, Person, Role, Team
from rhyddid.accounts.services import team_of_one_make
from rhyddid.care.models import AuditEntry
from rhyddid.requests.delivery_result import delivery_sent
from rhyddid.requests.models import Message, Request
from rhyddid.requests.request_send import request_queue

pytestmark = pytest.mark.django_db
EMAIL = "nia@campaign.example"


@pytest.fixture
def person() -> Person:
    made = make_person(EMAIL, public_name="Osprey Watcher", legal_name="Nia Prosser")
    team_of_one_make(person=made)
    return made


@pytest.fixture
def request_(person: Person) -> Request:
    """A public request that Nia asked alone; her letter ends with her name."""
    made = make_request(person.team_of_one, make_authority(), by=person)
    delivery = request_queue(
        request=made, to_address="foi@council.example", not_before=timezone.now(), by=person
    )
    delivery_sent(delivery=delivery, at=timezone.now(), answer="250 ok")
    return made


@pytest.fixture
def client(person: Person) -> Client:
    made = Client()
    made.post("/sign-in/", {"login": EMAIL, "password": PASSWORD})
    made.post("/sign-in/again/", {"password": PASSWORD})
    return made


def public_page(request: Request) -> str:
    request.refresh_from_db()
    return Client().get(f"/requests/{request.slug}/").content.decode()


def exported(client: Client) -> zipfile.ZipFile:
    answer: Any = client.post("/account/data/")
    return zipfile.ZipFile(io.BytesIO(b"".join(answer)))


def test_the_export_holds_the_account_the_rows_and_the_letters(
    client: Client, person: Person, request_: Request
) -> None:
    archive = exported(client)
    account = json.loads(archive.read("account.json"))
    assert (account["email"], account["public_name"]) == (EMAIL, "Osprey Watcher")
    [asked] = json.loads(archive.read("rows/requests.request.json"))
    assert asked["subject"] == request_.subject
    letters = [name for name in archive.namelist() if name.startswith("letters/")]
    assert len(letters) == 1
    assert b"drone detection" in archive.read(letters[0]).replace(b"=\n", b"")


def test_the_export_holds_nobody_elses_letters(client: Client, person: Person) -> None:
    other = make_person("other@campaign.example", team=make_team())
    make_request(other.teams.get(), by=other, subject="Somebody else asked")
    archive = exported(client)
    assert not any(b"Somebody else asked" in archive.read(name) for name in archive.namelist())


def test_the_export_lets_nobody_in(client: Client, person: Person) -> None:
    archive = exported(client)
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert person.password not in everything
    assert client.session.session_key not in everything


def test_a_box_must_be_ticked(client: Client, person: Person) -> None:
    for path in ("/account/close/", "/account/remove-name/", "/account/erase/"):
        assert client.post(path).status_code == 422
    person.refresh_from_db()
    assert person.is_active


def test_a_closed_account_keeps_what_was_asked_under_the_public_name(
    client: Client, person: Person, request_: Request
) -> None:
    assert client.post("/account/close/", {"sure": "on"})["Location"] == "/account/left/"
    assert client.get("/account/").status_code == 302
    answer = Client().post("/sign-in/", {"login": EMAIL, "password": PASSWORD}, follow=True)
    assert "do not go together" in answer.content.decode()
    assert "Osprey Watcher" in public_page(request_)
    assert AuditEntry.objects.filter(action="account_closed", by=person).count() == 1
    assert mail.outbox[-1].to == [EMAIL]


def test_no_link_that_was_sent_opens_a_closed_account(client: Client, person: Person) -> None:
    Client().post("/password/forgotten/", {"email": EMAIL})
    link = re.search(r"https?://[^/]+(/password/new/\S+)", str(mail.outbox[-1].body))
    assert link is not None
    client.post("/account/close/", {"sure": "on"})
    assert "used already" in Client().get(link[1], follow=True).content.decode()


def test_whoever_closes_leaves_teams_that_have_another_owner(client: Client, person: Person) -> None:
    team = make_team()
    Membership.objects.create(team=team, person=person, role=Role.OWNER)
    member = make_person("member@campaign.example", team=team, role=Role.EDITOR)
    page = client.post("/account/close/", {"sure": "on"})
    assert page.status_code == 422
    assert "no owner left" in page.content.decode()
    Membership.objects.filter(person=member).update(role=Role.OWNER)
    assert client.post("/account/close/", {"sure": "on"}).status_code == 302
    assert list(team.memberships.values_list("person", flat=True)) == [member.pk]


def test_a_name_taken_away_is_nowhere_any_more(client: Client, person: Person, request_: Request) -> None:
    assert "Osprey Watcher" in public_page(request_)
    client.post("/account/remove-name/", {"sure": "on"})
    person.refresh_from_db()
    assert (person.public_name, person.legal_name, person.is_active) == (NAME_REMOVED, "", False)
    page = public_page(request_)
    assert "Osprey" not in page
    assert "Prosser" not in page
    assert "Name removed" in page
    assert "drone detection" in page
    welsh = Client()
    welsh.cookies["django_language"] = "cy"
    assert "Enw wedi’i dynnu" in welsh.get(f"/requests/{request_.slug}/").content.decode()
    assert Client().get("/asked-by/osprey-watcher/").status_code == 404
    asker = Client().get(f"/asked-by/{Team.objects.get(alone=person).slug}/").content.decode()
    assert "Osprey" not in asker
    assert AuditEntry.objects.filter(action="name_removed").count() == 1


def test_an_erased_account_is_empty_and_its_letters_are_masked(
    client: Client, person: Person, request_: Request
) -> None:
    client.post("/account/erase/", {"sure": "on"})
    person.refresh_from_db()
    assert person.email.endswith("@erased.invalid")
    assert not person.emailaddress_set.exists()
    page = public_page(request_)
    assert "Osprey" not in page
    assert "Prosser" not in page
    assert "drone detection" in page
    assert mail.outbox[-1].to == [EMAIL]
    assert AuditEntry.objects.filter(action="account_erased").count() == 1


def test_letters_are_erased_with_the_account_where_one_wants_it(
    client: Client, person: Person, request_: Request
) -> None:
    client.post("/account/erase/", {"sure": "on", "letters": "on"})
    assert Message.objects.get().text == ""


def test_a_legal_hold_stops_an_erasure_and_says_why(
    client: Client, person: Person, request_: Request
) -> None:
    Request.objects.update(held_because="an appeal")
    answer = client.post("/account/erase/", {"sure": "on"})
    assert answer.status_code == 422
    assert "an appeal" in answer.content.decode()
    person.refresh_from_db()
    assert person.email == EMAIL
    assert person.team_of_one.name == "Osprey Watcher"
