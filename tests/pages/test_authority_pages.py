"""Authorities: honest numbers on the page, the directory by letter and nation, side by side, tables to download."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import Settings

from cast import make_authority, make_request, make_team
from pages_cast import Campaign
from rhyddid.authorities.models import AuthorityName
from rhyddid.requests.authority_figures import figures_keep_all
from rhyddid.requests.events import event_add
from rhyddid.requests.models import EventType, Request, Visibility
from rhyddid.requests.topics import request_topics_set

Door = Callable[[str], Client]
ASKED = dt.date(2026, 1, 5)


def answered(request: Request, days: int) -> Request:
    event_add(request=request, type=EventType.RECEIVED, day=ASKED, source="record")
    day = ASKED + dt.timedelta(days=days)
    event_add(request=request, type=EventType.ANSWERED, day=day, source="reading")
    return request


def table(answer: object) -> list[dict[str, str]]:
    chunks: Iterable[bytes] = answer  # type: ignore[assignment]
    text = b"".join(chunks).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.django_db
def test_an_authoritys_numbers_come_with_n_and_interval(client: Client, settings: Settings) -> None:
    settings.FIGURES_FLOOR = 2
    council, team = make_authority(), make_team()
    for days in (5, 10, 90):
        answered(make_request(team, council), days)
    html = client.get(reverse("authority", args=[council.slug])).content.decode()
    assert "<strong>67%</strong>" in html
    assert "2 of 3; 21% to 94%" in html
    assert "they are no sample of all that the authority was asked" in html


@pytest.mark.django_db
def test_too_few_are_told_as_counts(client: Client, settings: Settings) -> None:
    settings.FIGURES_FLOOR = 10
    council = make_authority()
    answered(make_request(make_team(), council), 5)
    html = client.get(reverse("authority", args=[council.slug])).content.decode()
    assert "1 of 1" in html
    assert "too few for a share" in html
    assert "100%" not in html


@pytest.mark.django_db
def test_the_address_of_mail_is_on_no_page_and_its_health_is(client: Client) -> None:
    council = make_authority(email="foi.desk@port-aldwych.example")
    council.addresses.update(health="dead")
    page = client.get(reverse("authority", args=[council.slug])).content.decode()
    directory = b"".join(client.get(reverse("authorities-csv"))).decode()  # type: ignore[arg-type]
    assert "Mail does not arrive" in page
    assert "foi.desk@" not in page + directory


@pytest.mark.django_db
def test_names_over_time(client: Client) -> None:
    council = make_authority()
    AuthorityName.objects.create(authority=council, name="PAC")
    AuthorityName.objects.create(
        authority=council, name="Aldwych Harbour Board", since=dt.date(1990, 4, 1), until=dt.date(2009, 3, 31)
    )
    html = client.get(reverse("authority", args=[council.slug])).content.decode()
    assert "PAC" in html
    assert "Earlier names" in html
    assert "31 Mar 2009" in html


def test_requests_that_are_private_are_in_no_number_and_no_table(campaign: Campaign, as_person: Door) -> None:
    slug = campaign.answered.authority.slug
    nobody, owner = as_person("nobody"), as_person("owner")
    seen = {row["slug"] for row in table(nobody.get(reverse("authority-csv", args=[slug])))}
    mine = {row["slug"] for row in table(owner.get(reverse("authority-csv", args=[slug])))}
    assert campaign.answered.slug not in seen
    assert campaign.answered.slug in mine


@pytest.mark.django_db
def test_the_directory_by_letter_nation_and_tag(client: Client) -> None:
    make_authority("Port Aldwych Council", tags=["council"])
    make_authority("Cyngor Cwm Derwen", nations=["WLS"], tags=["council"])

    def names(query: str) -> list[str]:
        return [row["name"] for row in table(client.get(reverse("authorities-csv") + query))]

    assert names("") == ["Cyngor Cwm Derwen", "Port Aldwych Council"]
    assert names("?letter=p") == ["Port Aldwych Council"]
    assert names("?nation=WLS") == ["Cyngor Cwm Derwen"]
    assert names("?tag=police") == []
    html = client.get(reverse("authorities") + "?letter=C").content.decode()
    assert "Cyngor Cwm Derwen" in html
    assert "Port Aldwych Council" not in html


@pytest.mark.django_db
def test_authorities_side_by_side_sorted_with_those_without_a_number_last(
    client: Client, settings: Settings
) -> None:
    settings.FIGURES_FLOOR = 1
    team = make_team()
    slow, quick = (
        make_authority("Aberwen Council", tags=["council"]),
        make_authority("Zelah Council", tags=["council"]),
    )
    make_authority("Brynmor Council", tags=["council"])
    answered(make_request(team, slow), 100)
    answered(make_request(team, quick), 3)
    figures_keep_all()

    def order(sort: str) -> list[str]:
        html = client.get(reverse("authorities-compare") + f"?tag=council&sort={sort}").content.decode()
        names = ["Aberwen Council", "Brynmor Council", "Zelah Council"]
        return sorted(names, key=lambda name: html.index(f">{name}</a></th>"))

    assert order("name") == ["Aberwen Council", "Brynmor Council", "Zelah Council"]
    assert order("median") == ["Zelah Council", "Aberwen Council", "Brynmor Council"]
    assert order("in_time") == ["Zelah Council", "Aberwen Council", "Brynmor Council"]


@pytest.mark.django_db
def test_pages_ask_as_often_for_many_requests_as_for_few(client: Client) -> None:
    team = make_team()
    council = make_authority(tags=["council"])

    def queries(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as told:
            answer = client.get(address)
            b"".join(answer)  # type: ignore[arg-type]
        assert answer.status_code == 200
        return len(told)

    pages = [
        reverse("authority", args=[council.slug]),
        reverse("authority-csv", args=[council.slug]),
        reverse("authorities"),
        reverse("authorities-csv"),
        reverse("authorities-compare") + "?tag=council",
        reverse("browse"),
        reverse("browse-list"),
        reverse("browse-topic", args=["drones"]),
        reverse("browse-law", args=["uk-foia"]),
        reverse("browse-provision", args=["uk-foia", "31"]),
    ]

    def more() -> None:
        request = answered(make_request(team, council), 5)
        Request.objects.filter(pk=request.pk).update(tags=["drones"])

    more()
    figures_keep_all()
    few = {page: queries(page) for page in pages}
    for number in range(4):
        more()
        make_authority(f"Council {number}", tags=["council"])
    figures_keep_all()
    assert {page: queries(page) for page in pages} == few
    assert max(few.values()) <= 9


def test_browsing_a_topic_shows_what_everybody_may_see(campaign: Campaign, as_person: Door) -> None:
    for request in (campaign.public, campaign.answered):
        request_topics_set(request=request, topics=["Drones", "policing"], by=campaign.owner)
    address = reverse("browse-topic", args=["drones"])
    for name in ("nobody", "owner"):
        html = as_person(name).get(address).content.decode()
        assert f"/requests/{campaign.public.slug}/" in html
        assert f"/requests/{campaign.answered.slug}/" not in html


@pytest.mark.django_db
def test_lists_go_on_behind_the_last_request_of_the_page(client: Client) -> None:
    team, council = make_team(), make_authority()
    made = [answered(make_request(team, council, subject=f"Matter {number}"), 5) for number in range(33)]
    made[3].visibility = Visibility.PRIVATE
    made[3].save()
    first = client.get(reverse("browse-list") + "?show=answered").content.decode()
    after = first.split("after=")[1].split('"')[0]
    second = client.get(reverse("browse-list") + f"?show=answered&after={after}").content.decode()
    seen = [request.pk for request in made if f"/requests/{request.slug}/" in first]
    rest = [request.pk for request in made if f"/requests/{request.slug}/" in second]
    assert seen == [request.pk for request in made[2:] if request != made[3]]
    assert rest == [request.pk for request in made[:2]]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "place", ["nonsense", "2026-01-01~5", "2026-01-01T00:00:00+00:00~x", "9~" + "9" * 30, "\x00~1"]
)
def test_a_place_that_is_none_begins_at_the_beginning(client: Client, place: str) -> None:
    assert client.get(reverse("browse-list"), {"after": place, "show": place}).status_code == 200


@pytest.mark.django_db
def test_a_provision_in_another_spelling_leads_to_the_one_there_is(client: Client) -> None:
    answer = client.get(reverse("browse-provision", args=["uk-foia", "s.31(1)"]))
    assert answer["Location"] == reverse("browse-provision", args=["uk-foia", "31(1)"])
    assert client.get(reverse("browse-provision", args=["uk-foia", "999"])).status_code == 404
    assert client.get(reverse("browse-provision", args=["no-law", "31"])).status_code == 404
