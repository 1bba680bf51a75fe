"""Asking an authority from its pages: found, written before signing in, looked at, sent once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cast import make_authority, make_person
from pages_cast import Campaign
from rhyddid.authorities.models import Authority, AuthorityName
from rhyddid.requests.models import Delivery, DraftFile, Request, RequestDraft, RequestState, State

FIELDS = {
    "subject": "Street lights",
    "opening": "",
    "closing": "",
    "sender": "Nia Prosser",
    "language": "en",
    "regime": "uk-foia",
    "visibility": "public",
    "question-number": ["1", "2"],
    "question-text": ["How many street lights were off in 2024?", ""],
    "question-type": ["number", "text"],
    "question-choices": ["", ""],
}


def write(client: Client, do: str = "preview", **changes: Any) -> RequestDraft:
    answer = client.post(reverse("ask-write", args=["port-aldwych-council"]), FIELDS | {"do": do} | changes)
    assert answer.status_code == 302, answer.content.decode()
    return RequestDraft.objects.order_by("-pk")[0]


def html(client: Client, name: str, *args: object, query: str = "") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def visitor(campaign: Campaign) -> Client:
    return Client()


@pytest.fixture
def owner(as_person: Callable[[str], Client]) -> Client:
    return as_person("owner")


def test_an_authority_is_found_by_alias_misspelling_and_welsh_name(visitor: Client) -> None:
    council = Authority.objects.get(slug="port-aldwych-council")
    council.name_cy = "Cyngor Porth Aldwych"
    council.save()
    AuthorityName.objects.create(authority=council, name="Aldwych Harbour Board")
    for words in ("Port Aldwich", "Harbour Board", "Cyngor Porth"):
        assert reverse("ask-write", args=["port-aldwych-council"]) in html(
            visitor, "ask", query=f"?q={words}"
        )
    assert "also known as Aldwych Harbour Board" in html(visitor, "ask", query="?q=Harbour Board")


def test_authorities_that_cannot_be_asked_say_why(visitor: Client) -> None:
    make_authority("Silent Board", email="")
    gone = make_authority("Silent Quango")
    gone.active = False
    gone.save()
    page = html(visitor, "ask", query="?q=Silent")
    assert "We have no address for it" in page
    assert "No longer exists" in page
    assert reverse("ask-write", args=["silent-board"]) not in page


def test_authorities_are_listed_by_nation_and_tag(visitor: Client) -> None:
    make_authority("Ynys Harbour Trust", nations=["WLS"], tags=["port"])
    page = html(visitor, "ask", query="?nation=WLS&tag=port")
    assert "Ynys Harbour Trust" in page
    assert "Port Aldwych Council" not in page


def test_what_was_asked_already_stands_beside_the_form(visitor: Client) -> None:
    from rhyddid.search.index import index_all_changed, mark_all

    mark_all()
    index_all_changed()
    page = html(visitor, "ask-write", "saltmere-borough-council", query="?subject=street+trees+felled")
    assert "Street trees felled" in page or "<mark>Street</mark>" in page


def test_a_draft_is_written_before_signing_in_and_is_the_persons_afterwards(
    visitor: Client, campaign: Campaign
) -> None:
    draft = write(visitor)
    page = html(visitor, "ask-preview", draft.key)
    assert "1. How many street lights were off in 2024?" in page
    assert "Sign in and send" in page
    assert visitor.post(reverse("ask-preview", args=[draft.key]), {"do": "send"}).status_code == 302
    assert Delivery.objects.filter(message__text__contains="street lights").count() == 0
    visitor.force_login(campaign.owner)
    assert "Street lights" in html(visitor, "desk")
    draft.refresh_from_db()
    assert draft.by == campaign.owner


def test_the_link_to_sign_in_leads_back_to_the_draft_in_another_browser(
    visitor: Client, as_person: Callable[[str], Client]
) -> None:
    draft = write(visitor)
    from rhyddid.pages.own_drafts import sign_in_address

    back = sign_in_address(draft).partition("next=")[2]
    from urllib.parse import unquote

    elsewhere = as_person("owner")
    assert elsewhere.get(unquote(back)).status_code == 200


def test_nobody_else_opens_a_draft(visitor: Client, as_person: Callable[[str], Client]) -> None:
    draft = write(visitor)
    for other in (Client(), as_person("owner"), as_person("staff")):
        assert other.get(reverse("ask-edit", args=[draft.key])).status_code == 404
        assert other.get(reverse("ask-preview", args=[draft.key])).status_code == 404
        assert other.post(reverse("ask-delete", args=[draft.key])).status_code == 404
    assert RequestDraft.objects.filter(pk=draft.pk).exists()


def test_the_letter_is_sent_once_and_can_be_taken_back(owner: Client, campaign: Campaign) -> None:
    draft = write(owner)
    address = reverse("ask-preview", args=[draft.key])
    first = owner.post(address, {"do": "send"})
    assert owner.post(address, {"do": "send"})["Location"] == first["Location"]
    request = Request.objects.get(draft=draft)
    assert Delivery.objects.filter(message__requests=request).count() == 1
    assert Delivery.objects.get(message__requests=request).not_before > timezone.now() + dt.timedelta(
        minutes=8
    )
    assert "Take it back" in html(owner, "request", request.slug)
    again = owner.post(reverse("request-take-back", args=[request.slug]))
    assert RequestState.objects.get(request=request).state == State.RECALLED
    assert owner.get(again["Location"]).status_code == 200


def test_who_has_no_team_asks_as_a_team_of_one(campaign: Campaign) -> None:
    alone = make_person("alone@home.example", legal_name="Gwen Tudor", public_name="Gwen")
    client = Client()
    client.force_login(alone)
    draft = write(client)
    client.post(reverse("ask-preview", args=[draft.key]), {"do": "send"})
    request = Request.objects.get(draft=draft)
    assert [member.email for member in request.team.members.all()] == ["alone@home.example"]


def test_nobody_sends_more_a_day_than_their_trust_allows(campaign: Campaign, settings: Any) -> None:
    settings.REQUEST_LIMITS = (1, 1, 1)
    client = Client()
    client.force_login(campaign.owner)
    for subject in ("First", "Second"):
        draft = write(client, subject=subject)
        client.post(reverse("ask-preview", args=[draft.key]), {"do": "send"})
    assert [draft.request is not None for draft in RequestDraft.objects.order_by("pk")] == [True, False]


def test_a_request_for_ones_own_data_is_explained_and_private(owner: Client) -> None:
    draft = write(owner, **{"question-text": ["Please send my medical records.", ""]})
    page = html(owner, "ask-preview", draft.key)
    assert "subject access" in page
    owner.post(reverse("ask-preview", args=[draft.key]), {"do": "send"})
    request = Request.objects.get(draft=draft)
    assert (request.own_personal_data, request.visibility) == (True, "private")


def test_an_embargo_without_a_day_is_said_beside_the_field_and_nothing_typed_is_lost(owner: Client) -> None:
    answer = owner.post(
        reverse("ask-write", args=["port-aldwych-council"]),
        FIELDS | {"do": "preview", "visibility": "embargoed"},
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Say until which day it is to be kept back." in page
    assert "How many street lights were off in 2024?" in page


def test_a_question_is_added_and_taken_out_without_scripts(visitor: Client) -> None:
    address = reverse("ask-write", args=["port-aldwych-council"])
    more = visitor.post(address, FIELDS | {"do": "add-question"}).content.decode()
    less = visitor.post(address, FIELDS | {"do": "remove-question:0"}).content.decode()
    assert more.count('name="question-text"') == 4  # with the one of the template
    assert "How many street lights" not in less
    assert RequestDraft.objects.count() == 0


def test_a_file_is_added_and_goes_with_the_letter(owner: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    draft = write(owner)
    address = reverse("ask-preview", args=[draft.key])
    owner.post(address, {"do": "add-files", "files": SimpleUploadedFile("list.txt", b"lamps\n")})
    assert DraftFile.objects.get(draft=draft.key).filename == "list.txt"
    owner.post(address, {"do": "send"})
    message = Delivery.objects.get(message__requests__draft=draft).message
    assert [each.filename for each in message.attachments.all()] == ["list.txt"]


def test_a_draft_is_thrown_away(owner: Client) -> None:
    draft = write(owner, do="save")
    owner.post(reverse("ask-delete", args=[draft.key]))
    assert RequestDraft.objects.count() == 0


def test_a_request_is_asked_again_as_a_draft_by_its_team_alone(
    campaign: Campaign, as_person: Callable[[str], Client]
) -> None:
    address = reverse("request-ask-again", args=[campaign.public.slug])
    assert as_person("reader").post(address).status_code == 403
    assert as_person("stranger").post(address).status_code == 404
    assert as_person("owner").post(address).status_code == 302
    assert RequestDraft.objects.get().subject == "Street trees felled"


def test_the_pages_of_asking_are_welsh_too(visitor: Client) -> None:
    visitor.cookies["django_language"] = "cy"
    draft = write(visitor, language="cy")
    assert "Eich llythyr, fel y byddant yn ei ddarllen" in html(visitor, "ask-preview", draft.key)
    assert "I bwy yr hoffech ofyn?" in html(visitor, "ask")
