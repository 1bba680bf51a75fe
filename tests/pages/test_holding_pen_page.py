"""The holding pen: who sees what waits, accepting one or many, and taking back."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from pages_cast import Campaign

Door = Callable[[str], Client]


def test_editors_see_what_may_be_theirs_and_strangers_nothing(campaign: Campaign, as_person: Door) -> None:
    subject = "RE: Drone detection equipment"
    address = reverse("holding-pen")
    assert campaign.held.guesses
    assert subject in as_person("owner").get(address).content.decode()
    assert subject in as_person("staff").get(address).content.decode()
    assert subject not in as_person("stranger").get(address).content.decode()


def test_a_message_is_accepted_and_taken_back(campaign: Campaign, as_person: Door) -> None:
    owner, address = as_person("owner"), reverse("holding-pen")
    pk, request = campaign.held.pk, campaign.answered
    owner.post(address, {"do": f"accept:{pk}", f"guess-{pk}": str(request.pk)})
    assert list(campaign.held.message.requests.all()) == [request]
    assert "What you did last" in owner.get(address).content.decode()
    owner.post(address, {"do": f"undo:{pk}"})
    assert not campaign.held.message.requests.exists()


def test_ticked_messages_go_to_their_best_guess(campaign: Campaign, as_person: Door) -> None:
    owner = as_person("owner")
    answer = owner.post(
        reverse("holding-pen"), {"do": "accept-many", "held": [str(campaign.held.pk)]}, follow=True
    )
    assert "1 message accepted." in answer.content.decode()
    assert campaign.held.message.requests.count() == 1


def test_another_request_is_named_by_its_address(campaign: Campaign, as_person: Door) -> None:
    pk = campaign.held.pk
    fields = {"do": f"accept:{pk}", f"other-{pk}": f"http://testserver/requests/{campaign.public.slug}/"}
    as_person("owner").post(reverse("holding-pen"), fields)
    assert list(campaign.held.message.requests.all()) == [campaign.public]


def test_nobody_gives_a_message_to_another_teams_request_or_touches_theirs(
    campaign: Campaign, as_person: Door
) -> None:
    pk = campaign.held.pk
    stranger = as_person("stranger")
    fields = {"do": f"accept:{pk}", f"guess-{pk}": str(campaign.answered.pk)}
    assert stranger.post(reverse("holding-pen"), fields).status_code == 404
    assert stranger.post(reverse("holding-pen"), {"do": f"spam:{pk}"}).status_code == 404
    assert stranger.post(reverse("holding-pen"), {"do": f"undo:{pk}"}).status_code == 404
    campaign.held.refresh_from_db()
    assert campaign.held.resolved_at is None
