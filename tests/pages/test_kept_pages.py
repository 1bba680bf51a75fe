"""A request's page kept for visitors is shown again only while nothing that it shows has changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pages_cast import Campaign
from rhyddid.authorities.models import Authority
from rhyddid.care.models import AccessEntry
from rhyddid.pages.kept_pages import memory
from rhyddid.requests.models import Message, Request, Visibility

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(campaign: Campaign) -> str:
    memory.clear()
    return reverse("request", args=[campaign.public.slug])


def test_a_page_shown_again_is_the_same_and_costs_two_queries(
    address: str, django_assert_max_num_queries: Any
) -> None:
    client = Client()
    first = client.get(address)
    with django_assert_max_num_queries(2):  # the version, and the entry of the access log
        again = client.get(address)
    assert again.content == first.content


def test_each_showing_is_in_the_access_log(address) -> None:
    for _ in range(3):
        Client().get(address)
    assert AccessEntry.objects.filter(door="request").count() == 3


def test_a_request_made_private_is_gone_at_once(address, campaign) -> None:
    Client().get(address)
    Request.objects.filter(pk=campaign.public.pk).update(visibility=Visibility.PRIVATE)
    assert Client().get(address).status_code == 404


def test_a_withheld_letter_is_gone_at_once(address, campaign) -> None:
    message = campaign.public.messages.first()
    assert f'id="message-{message.pk}"' in Client().get(address).content.decode()
    Message.objects.filter(pk=message.pk).update(visibility=Visibility.PRIVATE)
    assert f'id="message-{message.pk}"' not in Client().get(address).content.decode()


def test_a_new_name_of_the_authority_is_shown(address, campaign) -> None:
    Client().get(address)
    Authority.objects.filter(pk=campaign.public.authority_id).update(name="Port Newname Council")
    assert "Port Newname Council" in Client().get(address).content.decode()


def test_each_language_has_its_own(address) -> None:
    english = Client().get(address).content
    welsh = Client(headers={"accept-language": "cy"}).get(address).content
    assert english != welsh


def test_a_browser_that_has_it_gets_304(address) -> None:
    etag = Client().get(address)["ETag"]
    assert Client().get(address, headers={"if-none-match": etag}).status_code == 304
    assert Client().get(address, headers={"if-none-match": etag, "accept-language": "cy"}).status_code == 200


def test_the_team_gets_its_own_page(address, as_person) -> None:
    visitor = Client().get(address).content
    assert as_person("owner").get(address).content != visitor
    assert Client().get(address).content == visitor
