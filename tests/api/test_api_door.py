"""Around every operation of the API: keys that end, counting, ETags, other sites' browsers."""

from __future__ import annotations

import datetime as dt

import pytest
from api_programs import key_of, program
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from pages_cast import Campaign
from rhyddid.accounts.models import Membership
from rhyddid.accounts.token_models import ApiToken

BASE = "/api/v1"


@pytest.mark.parametrize("key", ["rhy_", "nonsense", "rhy_" + "x" * 43, "", "rhy_\x00"])
def test_a_key_that_is_none(db: None, key: str) -> None:
    answer = program("").get(f"{BASE}/requests", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_key_ends_with_its_day_with_its_makers_place_and_with_the_maker(campaign: Campaign) -> None:
    address = f"{BASE}/requests/{campaign.answered.slug}"
    client = program(key_of(campaign.reader, campaign.team, "read"))
    assert client.get(address).status_code == 200
    ApiToken.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert client.get(address).status_code == 401
    ApiToken.objects.update(expires_at=timezone.now() + dt.timedelta(days=1))
    Membership.objects.filter(person=campaign.reader).delete()
    assert client.get(address).status_code == 401
    Membership.objects.create(person=campaign.reader, team=campaign.team, role="reader")
    assert client.get(address).status_code == 200
    campaign.reader.is_active = False
    campaign.reader.save()
    assert client.get(address).status_code == 401


def test_only_the_hash_of_a_key_is_kept(campaign: Campaign) -> None:
    key = key_of(campaign.reader, campaign.team, "read")
    row = ApiToken.objects.values().get()
    assert not any(key in str(value) for value in row.values())


def test_whoever_asks_too_often_waits(db: None, settings: Settings) -> None:
    settings.API_LIMITS = (2, 4)
    client = program()
    left = [client.get(f"{BASE}/law/regimes")["RateLimit-Remaining"] for _ in range(2)]
    answer = client.get(f"{BASE}/law/regimes")
    assert left == ["1", "0"]
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 301
    assert answer["Content-Type"] == "application/problem+json"
    assert client.get(f"{BASE}/law/regimes", REMOTE_ADDR="198.51.100.7").status_code == 200


def test_what_has_not_changed_is_not_sent_again(campaign: Campaign) -> None:
    address = f"{BASE}/requests/{campaign.public.slug}"
    first = program().get(address)
    again = program().get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"
    campaign.public.subject = "Another subject"
    campaign.public.save()
    assert program().get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_browsers_of_other_sites_may_read_and_not_write(db: None) -> None:
    preflight = program().options(f"{BASE}/requests", headers={"Origin": "https://press.example"})
    assert preflight.status_code == 204
    assert preflight["Access-Control-Allow-Origin"] == "*"
    assert "POST" not in preflight["Access-Control-Allow-Methods"]
    assert "Authorization" not in preflight["Access-Control-Allow-Headers"]
    assert program().get(f"{BASE}/requests")["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in program().post(f"{BASE}/drafts")


def test_the_description_as_a_page_asks_nobody_else(db: None) -> None:
    html = program().get(f"{BASE}/").content.decode()
    assert "GET /api/v1/requests/{slug}" in html
    assert "cdn" not in html
    assert html.count("api-operation") == 17


def test_lists_ask_the_database_a_bounded_number_of_times(campaign: Campaign) -> None:
    asked = {}
    for path in (
        "requests",
        f"requests/{campaign.public.slug}",
        "authorities",
        "authorities/port-aldwych-council/statistics",
        "batches",
        "activity",
    ):
        with CaptureQueriesContext(connection) as told:
            assert program().get(f"{BASE}/{path}").status_code == 200
        asked[path.partition("/")[0] + "/" * path.count("/")] = len(told)
    assert max(asked.values()) <= 18, asked
    assert asked["requests"] <= 4
