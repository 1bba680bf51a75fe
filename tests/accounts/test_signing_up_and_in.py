"""Signing up, confirming, signing in and a forgotten password, by forms without scripts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from cast import PASSWORD, make_person
from rhyddid.accounts.models import Person, Role, Team
from rhyddid.care.models import AuditEntry

pytestmark = pytest.mark.django_db
NEW = "pot of gold under the rainbow"
FIELDS = {
    "public_name": "River Watch",
    "legal_name": "Nia Prosser",
    "email": "nia@campaign.example",
    "password1": NEW,
}
_LINK = re.compile(r"https?://\S+")


def last_link() -> str:
    """The path of the link in the last mail."""
    found = _LINK.search(str(mail.outbox[-1].body))
    assert found is not None
    return "/" + found[0].split("/", 3)[3]


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post("/sign-in/", {"login": email, "password": password})


def sign_up(client: Client, **changed: str) -> Any:
    return client.post("/sign-up/", FIELDS | changed)


def test_an_account_is_made_and_confirmed_by_the_link(client: Client) -> None:
    answer = sign_up(client)
    assert (answer.status_code, answer["Location"]) == (302, "/sign-up/sent/")
    assert not signed_in(client)
    person = Person.objects.get()
    assert (person.public_name, person.legal_name) == ("River Watch", "Nia Prosser")
    assert mail.outbox[-1].to == ["nia@campaign.example"]
    link = last_link()
    assert "Yes, it is mine" in client.get(link).content.decode()
    assert not signed_in(client)  # following a link changes nothing: mail scanners do it
    other = Client()
    assert other.post(link).status_code == 302
    assert sign_in(other, "nia@campaign.example", NEW)["Location"] == "/"
    assert signed_in(other)


def test_who_signs_up_is_a_team_of_one_under_the_public_name(client: Client) -> None:
    sign_up(client)
    team = Team.objects.get()
    assert (team.name, team.slug, team.alone) == ("River Watch", "river-watch", Person.objects.get())
    assert team.memberships.get().role == Role.OWNER
    assert AuditEntry.objects.filter(action="signed_up").count() == 1


def test_an_account_that_is_not_confirmed_lets_nobody_in(client: Client) -> None:
    sign_up(client)
    other = Client()
    assert sign_in(other, "nia@campaign.example", NEW)["Location"] == "/sign-up/sent/"
    assert not signed_in(other)


def test_nobody_learns_by_signing_up_who_has_an_account(client: Client) -> None:
    make_person("nia@campaign.example")
    known, unknown = sign_up(Client()), sign_up(Client(), email="other@campaign.example")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert Person.objects.count() == 2
    to_owner = next(each for each in mail.outbox if each.to == ["nia@campaign.example"])
    assert "There is one already" in to_owner.body


@pytest.mark.parametrize(
    ("path", "name", "fields"),
    [
        ("/password/forgotten/", "email", {}),
        ("/sign-in/code/", "email", {}),
        ("/sign-in/", "login", {"password": "wrong wrong wrong"}),
    ],
)
def test_nobody_learns_by_other_forms_who_has_an_account(
    path: str, name: str, fields: dict[str, str]
) -> None:
    make_person("known@campaign.example")
    pages = []
    for email in ("known@campaign.example", "unknown@campaign.example"):
        answer = Client().post(path, {name: email, **fields}, follow=True)
        page = answer.content.decode().replace(email, "ADDRESS")
        pages.append((answer.redirect_chain, re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)))
    assert pages[0] == pages[1]


def test_a_name_that_is_an_address_is_refused_and_nothing_typed_is_lost(client: Client) -> None:
    answer = sign_up(client, public_name="nia@campaign.example")
    assert "others would see it" in answer.content.decode()
    assert 'value="Nia Prosser"' in answer.content.decode()
    assert not Person.objects.exists()


def test_a_code_by_mail_signs_in(client: Client) -> None:
    make_person("nia@campaign.example")
    client.post("/sign-in/code/", {"email": "nia@campaign.example"})
    code = re.search(r"^ {4}(\S+)$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code is not None
    answer = client.post("/sign-in/code/confirm/", {"code": code[1]})
    assert answer["Location"] == "/"
    assert signed_in(client)


def test_a_code_is_guessed_three_times_and_no_more(client: Client) -> None:
    make_person("nia@campaign.example")
    client.post("/sign-in/code/", {"email": "nia@campaign.example"})
    code = re.search(r"^ {4}(\S+)$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code is not None
    for _ in range(3):
        client.post("/sign-in/code/confirm/", {"code": "BBBB-BBBB"})
    client.post("/sign-in/code/confirm/", {"code": code[1]})
    assert not signed_in(client)


def test_a_forgotten_password_is_chosen_anew_by_a_link_that_works_once(client: Client) -> None:
    make_person("nia@campaign.example")
    elsewhere = Client()
    sign_in(elsewhere, "nia@campaign.example")
    client.post("/password/forgotten/", {"email": "nia@campaign.example"})
    link = last_link()
    form = client.get(link, follow=True).request["PATH_INFO"]
    assert client.post(form, {"password1": NEW})["Location"] == "/password/new/"
    assert "password of your account" in mail.outbox[-1].body
    assert elsewhere.get("/account/").status_code == 302  # all sessions have ended
    assert "used already" in Client().get(link, follow=True).content.decode()
    assert sign_in(client, "nia@campaign.example", NEW).status_code == 302
    assert signed_in(client)


def test_whoever_guesses_passwords_has_to_wait(client: Client) -> None:
    make_person("nia@campaign.example")
    answers = [sign_in(client, "nia@campaign.example", f"wrong {n}").content.decode() for n in range(6)]
    assert "do not go together" in answers[0]
    assert "too often" in answers[-1]
    assert "too often" in sign_in(Client(), "nia@campaign.example").content.decode()  # also the right one
    make_person("other@campaign.example")
    assert sign_in(Client(), "other@campaign.example").status_code == 302


def test_signing_in_leads_to_where_one_wanted_to_go_on_this_site_only(client: Client) -> None:
    make_person("nia@campaign.example")
    fields = {"login": "nia@campaign.example", "password": PASSWORD}
    assert Client().post("/sign-in/", fields | {"next": "/teams/"})["Location"] == "/teams/"
    assert Client().post("/sign-in/", fields | {"next": "https://elsewhere.example/"})["Location"] == "/"


def test_mails_are_in_the_persons_language_as_text_and_html(client: Client) -> None:
    person = make_person("nia@campaign.example")
    Person.objects.filter(pk=person.pk).update(language="cy")
    client.post("/sign-in/code/", {"email": "nia@campaign.example"})
    message = mail.outbox[-1]
    assert message.subject == "Eich cod ar gyfer mewngofnodi"
    [html] = message.alternatives  # type: ignore[attr-defined]
    assert '<html lang="cy">' in html[0]


def test_the_link_in_a_mail_names_the_site_whatever_host_was_asked(client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://foi.example.org"
    make_person("nia@campaign.example")
    client.post("/password/forgotten/", {"email": "nia@campaign.example"}, HTTP_HOST="localhost")
    assert "https://foi.example.org/password/new/" in mail.outbox[-1].body


def test_the_page_turns_to_the_persons_language(client: Client) -> None:
    person = make_person("nia@campaign.example")
    Person.objects.filter(pk=person.pk).update(language="cy")
    assert sign_in(client, "nia@campaign.example").cookies["django_language"].value == "cy"


def test_a_session_ends_with_the_browser_unless_one_stays_signed_in(client: Client) -> None:
    make_person("nia@campaign.example")
    sign_in(client, "nia@campaign.example")
    assert client.session.get_expire_at_browser_close() is True
    stays = Client()
    stays.post("/sign-in/", {"login": "nia@campaign.example", "password": PASSWORD, "remember": "on"})
    assert stays.session.get_expire_at_browser_close() is False
