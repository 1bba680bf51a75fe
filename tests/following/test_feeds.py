"""Feeds and calendars as programs read them: only what everybody may see, page by page, and 304 where nothing is new."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from following_cast import reply, sent_request

from cast import make_authority, make_person, make_team
from rhyddid.accounts.models import Membership
from rhyddid.following.feed_keys import feed_key_renew, feed_token
from rhyddid.requests.breach import withhold
from rhyddid.requests.models import Request, Visibility

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def request_() -> Request:
    request = sent_request(tags=("council",))
    reply(request)
    return request


def what_came(request: Request) -> str:
    """What the letter was read as."""
    return str(request.events.get(message__direction="in").get_type_display())


def titles(client: Client, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return [item["title"] for item in json.loads(answer.content)["items"]]


def test_a_requests_feed_tells_what_happened_with_personal_data_masked(
    client: Client, request_: Request
) -> None:
    answer = client.get(reverse("feed", args=["request", request_.slug, "atom"]))
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [
        f"{what_came(request_)}: Street trees felled",
        "Request sent: Street trees felled",
    ]
    assert "41 trees" in (entries[0].findtext(f"{ATOM}summary") or "")
    assert b"960321" not in answer.content and b"trees@saltmere" not in answer.content
    links = {each.get("rel"): each.get("href") for each in feed.findall(f"{ATOM}link")}
    assert links["self"].endswith(f"/feeds/request/{request_.slug}/atom")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "address",
    [
        "/feeds/all/json",
        "/feeds/authority/saltmere-borough-council/json",
        "/feeds/team/brynglas-open-data-group/json",
        "/feeds/tag/council/json",
        "/feeds/law/uk-foia/json",
    ],
)
def test_anything_has_a_feed_and_none_tells_what_is_embargoed(
    client: Client, request_: Request, address: str
) -> None:
    other = sent_request(
        subject="Secret matters",
        authority=request_.authority,
        visibility=Visibility.EMBARGOED,
    )
    reply(other, text="Something secret.", number=2)
    found = titles(client, address)
    assert found[0] == f"{what_came(request_)}: Street trees felled"
    assert not any("Secret" in title for title in found)


def test_a_withheld_letter_leaves_the_feed_at_once(client: Client) -> None:
    request = sent_request()
    message = reply(request)
    address = reverse("feed", args=["request", request.slug, "json"])
    assert len(titles(client, address)) == 2
    withhold(subject=message, by=None)
    assert len(titles(client, address)) == 1


def test_what_is_not_public_has_no_feed(client: Client) -> None:
    hidden = sent_request(visibility=Visibility.PRIVATE)
    owner = make_person(team=hidden.team)
    client.force_login(owner)
    assert client.get(reverse("feed", args=["request", hidden.slug, "atom"])).status_code == 404
    assert client.get("/feeds/nonsense/x/atom").status_code == 404
    assert client.get("/feeds/all/rss").status_code == 404
    assert client.get("/feeds/all/ics").status_code == 404


def test_who_asks_again_is_told_that_nothing_changed(client: Client, request_: Request) -> None:
    address = reverse("feed", args=["request", request_.slug, "atom"])
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    reply(request_, text="More.", number=2)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_older_things_are_on_further_pages_each_once(
    client: Client, monkeypatch: pytest.MonkeyPatch, request_: Request
) -> None:
    monkeypatch.setattr("rhyddid.following.feeds.PER_PAGE", 2)
    for number in range(2, 6):
        reply(request_, text=f"Letter {number}", number=number)
    address: str | None = "/feeds/all/json"
    seen: list[str] = []
    while address:
        feed = json.loads(client.get(address).content)
        assert len(feed["items"]) <= 2
        seen += [item["id"] for item in feed["items"]]
        address = feed.get("next_url", "").replace("http://127.0.0.1:8000", "")
    assert len(seen) == len(set(seen)) == 6
    atom = client.get("/feeds/all/atom").content
    assert re.search(rb'<link[^>]*rel="next"', atom)


def test_a_feed_costs_the_same_queries_however_much_it_tells(
    client: Client, django_assert_max_num_queries: object, request_: Request
) -> None:
    for number in range(2, 12):
        reply(request_, text=f"Letter {number}", number=number)
    client.get("/feeds/all/json")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get("/feeds/all/json")


def test_a_search_has_a_feed(client: Client, request_: Request) -> None:
    from rhyddid.search.index import index_all_changed

    index_all_changed()
    found = titles(client, "/feeds/search/json?q=felled+41")
    assert found == ["Letter: Street trees felled"]
    assert client.get("/feeds/search/json?q=").status_code == 404


def test_pages_name_their_feeds(client: Client, request_: Request) -> None:
    page = client.get(reverse("request", args=[request_.slug])).content.decode()
    assert f'type="application/atom+xml" title="Atom" href="/feeds/request/{request_.slug}/atom"' in page


def test_a_secret_address_shows_a_teams_own_until_it_is_renewed_or_the_person_leaves(client: Client) -> None:
    team = make_team("Own Team")
    person = make_person("member@own.example", team=team, role="reader")
    request = sent_request(team=team, authority=make_authority("Cwm Council"), visibility=Visibility.PRIVATE)
    sent_request("Elsewhere Council", team=make_team("Others"), visibility=Visibility.PRIVATE)
    token = feed_token(feed_key_renew(person=person, team=team))
    calendar = client.get(reverse("own-feed", args=[token, "ics"])).content.decode()
    assert calendar.count("BEGIN:VEVENT") >= 1 and "Cwm Council" in calendar.replace("\r\n ", "")
    reply(request)
    address = reverse("own-feed", args=[token, "json"])
    assert len(titles(client, address)) == 2
    assert "960321" not in client.get(address).content.decode()
    new = feed_token(feed_key_renew(person=person, team=team))
    assert client.get(address).status_code == 404
    Membership.objects.filter(person=person).delete()
    assert client.get(reverse("own-feed", args=[new, "json"])).status_code == 404
    assert client.get(reverse("own-feed", args=[f"{new[:-1]}x", "json"])).status_code == 404


def test_a_batch_has_a_calendar_of_its_last_days(client: Client, db: None) -> None:
    from django.utils import timezone

    from pages_cast import make_campaign

    batch = make_campaign().batch
    address = reverse("feed", args=["batch", batch.slug, "ics"])
    assert client.get(address).status_code == 404
    type(batch).objects.filter(pk=batch.pk).update(published_at=timezone.now())
    Request.objects.filter(recipient__batch=batch).update(visibility=Visibility.PUBLIC)
    answer = client.get(address)
    assert answer["Content-Type"].startswith("text/calendar")
    lines = answer.content.decode().split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert sum(line.startswith("BEGIN:VEVENT") for line in lines) >= 1
