"""The holding pen: who sees what waits, accepting one or many, and taking back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from cast import make_authority, make_request
from pages_cast import Campaign, receive
from rhyddid.post.guessing import Guess
from rhyddid.post.holding_pen import hold
from rhyddid.post.models import HeldMessage
from rhyddid.requests.models import Message, Request

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


def other_request(campaign: Campaign) -> Request:
    """A request of the stranger's team."""
    membership = campaign.stranger.memberships.get()
    return make_request(membership.team, make_authority("Llanfair Water"), subject="Leaks")


def guessed_at(campaign: Campaign, guesses: list[tuple[Request, str]]) -> HeldMessage:
    message = receive("We looked for the pipes.", message_id="<pipes@llanfair.example>")
    return hold(message=message, guesses=[Guess(request.pk, 0.3, (reason,)) for request, reason in guesses])


def test_reply_tokens_are_shown_to_nobody(campaign: Campaign, as_person: Door) -> None:
    token = campaign.public.reply_token
    assert token
    address = f"request-{token}@replies.localhost"
    Message.objects.filter(pk=campaign.held.pk).update(
        text=f"You wrote from {address}.", folded=[], subject=f"To {address}", sender_name=address
    )
    owner = as_person("owner")
    for who in (owner, as_person("staff")):
        html = who.get(reverse("holding-pen")).content.decode()
        assert "You wrote from request-[…]@replies.localhost." in html
        assert token not in html
    owner.post(reverse("holding-pen"), {"do": f"spam:{campaign.held.pk}"})
    done = owner.get(reverse("holding-pen")).content.decode()
    assert "What you did last" in done
    assert token not in done


def test_a_letter_that_may_be_another_teams_is_for_operators_to_read(
    campaign: Campaign, as_person: Door
) -> None:
    guessed_at(campaign, [(campaign.answered, "subject"), (other_request(campaign), "subject")])
    address, words = reverse("holding-pen"), "We looked for the pipes."
    assert words not in as_person("owner").get(address).content.decode()
    assert words not in as_person("stranger").get(address).content.decode()
    assert words in as_person("staff").get(address).content.decode()


def test_nobody_but_an_operator_deals_with_what_they_may_not_read(
    campaign: Campaign, as_person: Door
) -> None:
    held = guessed_at(campaign, [(campaign.answered, "subject"), (other_request(campaign), "subject")])
    owner, address = as_person("owner"), reverse("holding-pen")
    fields = {"do": f"accept:{held.pk}", f"guess-{held.pk}": str(campaign.answered.pk)}
    assert owner.post(address, fields).status_code == 404
    owner.post(address, {"do": "accept-many", "held": [str(held.pk)]})
    held.refresh_from_db()
    assert held.resolved_at is None


@pytest.mark.parametrize("reason", ["reply_address", "thread"])
def test_what_came_to_a_requests_own_address_is_its_teams(
    campaign: Campaign, as_person: Door, reason: str
) -> None:
    guessed_at(campaign, [(campaign.answered, reason), (other_request(campaign), "subject")])
    address, words = reverse("holding-pen"), "We looked for the pipes."
    assert words in as_person("owner").get(address).content.decode()
    assert words not in as_person("stranger").get(address).content.decode()
