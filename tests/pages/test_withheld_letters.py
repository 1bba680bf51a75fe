"""Letters that are withheld or erased: nothing that was read in them stands on the request's public page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pages_cast import Campaign
from rhyddid.requests.models import Attachment, Finding, Message

Door = Callable[[str], Client]
ANSWERS = ("£12,500", "Hawkmoor Sensing")


@pytest.fixture
def published(campaign: Campaign, as_person: Door) -> Campaign:
    """Everything is shown to everybody, unchecked answers too."""
    address = reverse("batch-publish", args=[campaign.batch.slug])
    as_person("owner").post(address, {"unconfirmed": "yes"})
    return campaign


def shown(client: Client, campaign: Campaign) -> str:
    answer = client.get(reverse("request", args=[campaign.answered.slug]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_open_letter_is_quoted(published: Campaign, as_person: Door) -> None:
    html = shown(as_person("nobody"), published)
    assert all(words in html for words in ANSWERS)


def test_a_withheld_letter_is_not_quoted_to_the_public(published: Campaign, as_person: Door) -> None:
    Message.objects.filter(requests=published.answered, direction="in").update(visibility="private")
    html = shown(as_person("nobody"), published)
    assert not any(words in html for words in ANSWERS)
    assert "answers have been read by software and are not shown" not in html
    assert all(words in shown(as_person("owner"), published) for words in ANSWERS)


@pytest.mark.parametrize("who", ["nobody", "owner"])
def test_an_erased_letter_is_quoted_to_nobody(published: Campaign, as_person: Door, who: str) -> None:
    Message.objects.filter(requests=published.answered, direction="in").update(erased_at=timezone.now())
    html = shown(as_person(who), published)
    assert not any(words in html for words in ANSWERS)


def test_a_withheld_attachment_is_not_quoted_to_the_public(published: Campaign, as_person: Door) -> None:
    attachment = Attachment.objects.get(filename="costs.csv")
    Finding.objects.filter(question__request=published.answered).update(
        attachment=attachment, page=1, quote="as line three of the file says"
    )
    assert "as line three" in shown(as_person("nobody"), published)
    Attachment.objects.filter(pk=attachment.pk).update(visibility="private")
    assert "as line three" not in shown(as_person("nobody"), published)
    assert "as line three" in shown(as_person("owner"), published)


def test_where_a_file_lay_and_what_is_wrong_with_it_are_masked(published: Campaign, as_person: Door) -> None:
    Attachment.objects.filter(filename="costs.csv").update(
        inside="Mail from j.pugh@elsewhere.example", defects=["bad name: j.pugh@elsewhere.example"]
    )
    html = shown(as_person("nobody"), published)
    assert "j.pugh@elsewhere.example" not in html
    assert "Mail from [e-mail address]" in html
    assert "bad name: [e-mail address]" in html
    assert shown(as_person("owner"), published).count("j.pugh@elsewhere.example") == 2
