"""A form that writes a letter, sent twice or too early, writes one letter or none."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pages_cast import Campaign
from rhyddid.requests.models import Delivery, DeliveryState, Message, Request

Door = Callable[[str], Client]
LETTER = {"purpose": "message_sent", "text": "Any news?"}
ADDED = {"channel": "paper", "day": "2026-03-20", "text": "1) No."}


def key_of(client: Client, address: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', client.get(address).content.decode())
    assert found is not None
    return found[1]


def sent_long_ago(request: Request) -> None:
    """The letters of the request have left, and so long since that a like one is a letter of its own."""
    Delivery.objects.filter(message__requests=request).update(
        state=DeliveryState.SENT, not_before=timezone.now() - dt.timedelta(days=2)
    )


def test_a_form_that_comes_again_hours_later_writes_no_second_letter(
    campaign: Campaign, as_person: Door
) -> None:
    owner, request = as_person("owner"), campaign.public
    address = reverse("request-follow-up", args=[request.slug])
    fields = LETTER | {"once": key_of(owner, address)}
    assert owner.post(address, fields).status_code == 302
    sent_long_ago(request)
    answer = owner.post(address, fields)
    assert answer["Location"] == reverse("request", args=[request.slug])
    assert Message.objects.filter(text="Any news?").count() == 1


def test_the_same_words_from_a_fresh_form_are_another_letter(campaign: Campaign, as_person: Door) -> None:
    owner, request = as_person("owner"), campaign.public
    address = reverse("request-follow-up", args=[request.slug])
    for _time in range(2):
        owner.post(address, LETTER | {"once": key_of(owner, address)})
        sent_long_ago(request)
    assert Message.objects.filter(text="Any news?").count() == 2


def test_a_form_with_a_fault_keeps_its_key_and_can_be_sent(campaign: Campaign, as_person: Door) -> None:
    owner, request = as_person("owner"), campaign.public
    address = reverse("request-follow-up", args=[request.slug])
    key = key_of(owner, address)
    html = owner.post(address, LETTER | {"text": "", "once": key}).content.decode()
    assert f'name="once" value="{key}"' in html
    assert owner.post(address, LETTER | {"once": key}).status_code == 302
    assert Message.objects.filter(text="Any news?").count() == 1


def test_a_draft_of_the_law_is_sent_once(campaign: Campaign, as_person: Door) -> None:
    owner, request = as_person("owner"), campaign.public
    address = reverse("request-next", args=[request.slug])
    page = owner.get(address)
    step: Any = next(each for each in page.context["steps"] if each.may_send)
    fields = {"step": step.letter.step.kind, "text": "Please look again.", "once": key_of(owner, address)}
    for _time in range(2):
        assert owner.post(address, fields).status_code == 302
        sent_long_ago(request)
    assert Message.objects.filter(text="Please look again.").count() == 1


def test_a_letter_that_is_added_twice_is_there_once(campaign: Campaign, as_person: Door) -> None:
    owner = as_person("owner")
    address = reverse("request-letter", args=[campaign.waiting.slug])
    fields = ADDED | {"once": key_of(owner, address)}
    for _time in range(2):
        assert owner.post(address, fields).status_code == 302
    assert campaign.waiting.messages.filter(text="1) No.").count() == 1
    # the letter was erased meanwhile: sent again, the form does not bring it back
    campaign.waiting.messages.filter(text="1) No.").update(text="", erased_at=timezone.now())
    owner.post(address, fields)
    assert not campaign.waiting.messages.filter(text="1) No.").exists()


@pytest.mark.parametrize("state", ["queued", "sending", "failed", "recalled"])
def test_nothing_follows_a_letter_that_has_not_left(campaign: Campaign, as_person: Door, state: str) -> None:
    Delivery.objects.filter(message__requests=campaign.public, event_type="").update(state=state)
    address = reverse("request-follow-up", args=[campaign.public.slug])
    html = as_person("owner").post(address, LETTER).content.decode()
    assert "there is no address to write to" in html
    assert not Message.objects.filter(text="Any news?").exists()
