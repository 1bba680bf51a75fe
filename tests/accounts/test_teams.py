"""Teams: invitations by a link, roles, leaving; the public page of whoever asks."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cast import make_authority, make_person, make_request, make_team
from rhyddid.accounts.models import Invitation, Membership, Person, Role, Team
from rhyddid.accounts.services import team_of_one_make
from rhyddid.care.models import AuditEntry
from rhyddid.requests.delivery_result import delivery_sent
from rhyddid.requests.models import Visibility
from rhyddid.requests.request_send import request_queue

pytestmark = pytest.mark.django_db


def as_person(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def owner(team: Team) -> Person:
    return make_person(team=team)


def page_of(team: Team) -> str:
    return f"/teams/{team.slug}/"


def invite(owner: Person, team: Team, email: str = "new@campaign.example", role: str = "checker") -> str:
    """Invites, and returns the path of the link in the mail."""
    as_person(owner).post(page_of(team), {"do": "invite", "email": email, "role": role})
    link = re.search(r"https?://[^/]+(/teams/join/\S+)", str(mail.outbox[-1].body))
    assert link is not None
    return link[1]


def role_of(person: Person, team: Team) -> str | None:
    return Membership.objects.filter(person=person, team=team).values_list("role", flat=True).first()


def test_somebody_makes_a_team_and_owns_it() -> None:
    person = make_person()
    answer = as_person(person).post("/teams/", {"name": "Water Group"})
    assert answer["Location"] == "/teams/water-group/"
    assert role_of(person, Team.objects.get()) == Role.OWNER


def test_an_invitation_is_seen_then_accepted_with_a_button(owner: Person, team: Team) -> None:
    link = invite(owner, team)
    new = make_person("new@campaign.example")
    assert "Sign in first" in Client().get(link).content.decode()
    client = as_person(new)
    assert "Brynglas Open Data Group" in client.get(link).content.decode()
    assert role_of(new, team) is None
    assert client.post(link)["Location"] == page_of(team)
    assert role_of(new, team) == Role.CHECKER
    assert AuditEntry.objects.filter(action="team_joined", by=new).count() == 1


def test_an_invitation_is_used_once(owner: Person, team: Team) -> None:
    link = invite(owner, team)
    as_person(make_person("new@campaign.example")).post(link)
    late = make_person("late@campaign.example")
    assert as_person(late).post(link).status_code == 404
    assert role_of(late, team) is None


def test_an_old_or_withdrawn_invitation_opens_nothing(owner: Person, team: Team) -> None:
    link = invite(owner, team)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(link).status_code == 404
    link = invite(owner, team)
    as_person(owner).post(page_of(team), {"do": "withdraw", "invitation": Invitation.objects.first().pk})  # type: ignore[union-attr]
    assert Client().get(link).status_code == 404


def test_a_second_invitation_ends_the_first(owner: Person, team: Team) -> None:
    first, second = invite(owner, team), invite(owner, team, role="editor")
    assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)


def test_the_links_token_is_not_in_the_database(owner: Person, team: Team) -> None:
    token = invite(owner, team).split("/")[3]
    assert token not in str(list(Invitation.objects.values()))


@pytest.mark.parametrize("role", [Role.EDITOR, Role.CHECKER, Role.READER])
def test_only_owners_change_who_is_in_the_team(owner: Person, team: Team, role: Role) -> None:
    member = make_person("member@campaign.example", team=team, role=role)
    client = as_person(member)
    target = Membership.objects.get(person=owner).pk
    assert client.get(page_of(team)).status_code == 200
    for fields in (
        {"do": "invite", "email": "x@y.example", "role": "owner"},
        {"do": "role", "member": target, "role": "reader"},
        {"do": "remove", "member": target},
        {"do": "rename", "name": "Mine"},
    ):
        assert client.post(page_of(team), fields).status_code == 403
    assert "owner@campaign.example" not in client.get(page_of(team)).content.decode()


def test_a_stranger_learns_nothing_of_a_team(owner: Person, team: Team) -> None:
    stranger = as_person(make_person("stranger@elsewhere.example"))
    assert stranger.get(page_of(team)).status_code == 404
    assert stranger.post(page_of(team), {"do": "leave"}).status_code == 404


def test_members_of_other_teams_are_out_of_reach(owner: Person, team: Team) -> None:
    other = make_person("other@elsewhere.example", team=make_team("Elsewhere"))
    theirs = Membership.objects.get(person=other)
    assert as_person(owner).post(page_of(team), {"do": "remove", "member": theirs.pk}).status_code == 404
    assert Membership.objects.filter(pk=theirs.pk).exists()


def test_a_role_is_changed_and_written_down(owner: Person, team: Team) -> None:
    member = make_person("member@campaign.example", team=team, role=Role.READER)
    pk = Membership.objects.get(person=member).pk
    as_person(owner).post(page_of(team), {"do": "role", "member": pk, "role": "editor"})
    assert role_of(member, team) == Role.EDITOR
    entry = AuditEntry.objects.get(action="role_set")
    assert entry.detail == {"person": member.pk, "was": "reader", "role": "editor"}


@pytest.mark.parametrize("fields", [{"do": "leave"}, {"do": "role", "role": "reader"}])
def test_the_last_owner_stays(owner: Person, team: Team, fields: dict[str, str]) -> None:
    make_person("member@campaign.example", team=team, role=Role.EDITOR)
    mine = Membership.objects.get(person=owner)
    answer = as_person(owner).post(page_of(team), fields | {"member": str(mine.pk)}, follow=True)
    assert "make somebody else one first" in answer.content.decode()
    assert role_of(owner, team) == Role.OWNER


def test_an_owner_leaves_where_there_is_another(owner: Person, team: Team) -> None:
    make_person("second@campaign.example", team=team)
    as_person(owner).post(page_of(team), {"do": "leave"})
    assert role_of(owner, team) is None


def test_nobody_leaves_the_team_under_their_own_name() -> None:
    person = make_person(public_name="River Watch")
    team = team_of_one_make(person=person)
    as_person(person).post(page_of(team), {"do": "leave"})
    assert role_of(person, team) == Role.OWNER


def test_a_teams_page_takes_as_many_queries_for_many_as_for_few(owner: Person, team: Team) -> None:
    client = as_person(owner)
    client.get(page_of(team))
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(page_of(team))
    for n in range(20):
        make_person(f"m{n}@campaign.example", team=team, role=Role.READER)
    with CaptureQueriesContext(connection) as many:
        client.get(page_of(team))
    assert len(many) == len(few)


def test_the_public_page_shows_public_requests_only_and_to_members_too(owner: Person, team: Team) -> None:
    council = make_authority()
    for subject, visibility in (("Trees felled", Visibility.PUBLIC), ("Secret plan", Visibility.PRIVATE)):
        request = make_request(team, council, subject=subject, visibility=visibility, by=owner)
        delivery = request_queue(
            request=request, to_address="foi@council.example", not_before=timezone.now(), by=owner
        )
        delivery_sent(delivery=delivery, at=timezone.now(), answer="250 ok")
    for client in (Client(), as_person(owner)):
        page = client.get(f"/asked-by/{team.slug}/").content.decode()
        assert "Trees felled" in page
        assert "Secret plan" not in page


def test_whoever_tries_many_links_is_slowed() -> None:
    client = Client()
    answers = [client.get(f"/teams/join/{'x' * 30}{n}/").status_code for n in range(61)]
    assert (answers[0], answers[-1]) == (404, 429)
