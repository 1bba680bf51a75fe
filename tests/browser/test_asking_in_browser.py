"""Asking, the desk and writing to many in a real browser: axe, narrow screens, without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from cast import make_authority, make_request
from pages_cast import SENT_AT, Campaign, make_campaign
from rhyddid.batches.follow_ups import follow_up_create
from rhyddid.requests.delivery_result import delivery_sent
from rhyddid.requests.events import event_add
from rhyddid.requests.models import Delivery, EventType, RequestDraft
from rhyddid.requests.request_drafts import DraftFields, request_draft_save
from rhyddid.requests.request_send import QuestionText, request_queue

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OWNER = "owner@campaign.example"
OpenBrowser = Callable[..., Page]
OWN_DATA = DraftFields(
    subject="My file",
    questions=(
        QuestionText("1", "Please send my medical records, and write to j.doe@homes.example."),
        QuestionText("2", "ALL EMAILS ABOUT THE BYPASS AND THE ROUNDABOUT"),
    ),
    sender="Nia Prosser",
)


@pytest.fixture
def campaign(db: None) -> Campaign:
    return make_campaign()


def pages_of(campaign: Campaign) -> dict[str, str]:
    """Every page of asking and of the desk, with something on each."""
    council = make_authority("Port Carreg Council")
    draft = request_draft_save(authority=council, fields=OWN_DATA, by=campaign.owner, team=campaign.team)
    for subject, type in (
        ("Unclear lamps", EventType.CLARIFICATION_ASKED),
        ("Refused lamps", EventType.REFUSED),
    ):
        request = make_request(
            campaign.team, make_authority(f"{subject} Council"), subject=subject, by=campaign.owner
        )
        delivery = request_queue(
            request=request, to_address="foi@a.example", not_before=SENT_AT, by=campaign.owner
        )
        delivery_sent(delivery=delivery, at=SENT_AT, answer="250 ok")
        event_add(request=request, type=type, day=timezone.localdate(), source="record")
    many = follow_up_create(
        batch=campaign.batch, kind="message", text="Dear {authority},\n\nHello.", by=campaign.owner
    )
    public = campaign.public.slug
    return {
        "ask": reverse("ask") + "?q=Council",
        "write a request": reverse("ask-write", args=["saltmere-borough-council"]) + "?subject=street+trees",
        "draft": reverse("ask-edit", args=[draft.key]),
        "draft's preview": reverse("ask-preview", args=[draft.key]),
        "desk": reverse("desk"),
        "requests of the desk": reverse("desk-requests") + "?kind=single",
        "drafts of the desk": reverse("desk-drafts"),
        "request": reverse("request", args=[public]),
        "outcome": reverse("request-outcome", args=[campaign.answered.slug]),
        "visibility": reverse("request-visibility", args=[public]),
        "withdraw": reverse("request-withdraw", args=[public]),
        "escalation": reverse("request-escalation", args=[public]),
        "complain": reverse("request-complain", args=[public]),
        "follow-ups": reverse("batch-follow-ups", args=[campaign.batch.slug]),
        "follow-up": reverse("batch-follow-up", args=[campaign.batch.slug, many.pk]),
    }


@pytest.mark.parametrize(("dark", "language"), [(False, "en"), (True, "cy")])
def test_axe_finds_nothing(campaign: Campaign, open_browser: OpenBrowser, dark: bool, language: str) -> None:
    page = open_browser(OWNER, dark=dark, language=language)
    found = {}
    for name, address in pages_of(campaign).items():
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        violations = Axe().run(page).response["violations"]
        if violations:
            found[name] = [(each["id"], each["nodes"][0]["html"][:160]) for each in violations]
    assert found == {}


def test_nothing_is_wider_than_a_narrow_phone(campaign: Campaign, open_browser: OpenBrowser) -> None:
    page = open_browser(OWNER, width=320)
    wide = {}
    for name, address in pages_of(campaign).items():
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide[name] = width
    assert wide == {}


@pytest.mark.parametrize("scripts", [True, False])
def test_a_request_is_asked_from_the_name_to_the_outbox(
    campaign: Campaign, open_browser: OpenBrowser, scripts: bool
) -> None:
    page = open_browser(OWNER, scripts=scripts)
    page.goto(reverse("ask"))
    page.get_by_label("Name of the authority, or a part of it").fill("Saltmear Borough")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Ask Saltmere Borough Council").click()
    page.get_by_label("Subject").fill("Hedges")
    page.locator("[name=question-text]").first.fill("How many hedges were cut in 2024?")
    page.get_by_role("button", name="Add a question").click()
    page.locator("#ask-form [name=question-text]").nth(2).fill("What did it cost in 2024?")
    page.get_by_role("button", name="See the letter").click()
    expect(page.locator(".letter-body")).to_contain_text("What did it cost in 2024?")
    page.get_by_role("button", name="Send the letter").click()
    expect(page.locator("main")).to_contain_text("Until then you can take it back.")
    assert Delivery.objects.filter(message__requests__draft=RequestDraft.objects.get()).count() == 1
