"""The pages of following in a real browser: axe in both themes and languages, at four widths, without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from pages_cast import Campaign, make_campaign
from rhyddid.following.feed_keys import feed_key_renew
from rhyddid.following.mail_links import mail_token
from rhyddid.following.services import follow_add, follow_pause, follow_remove, follower_of_person
from rhyddid.following.targets import target_find
from rhyddid.following.webhooks import webhook_add

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OWNER = "owner@campaign.example"
OpenBrowser = Callable[..., Page]


@pytest.fixture
def campaign(db: None) -> Campaign:
    made = make_campaign()
    follower = follower_of_person(made.owner)
    wanted = (
        ("request", made.public.slug),
        ("authority", "port-aldwych-council"),
        ("law", "uk-foia"),
        ("search", "drone OR camera"),
    )
    follows = []
    for subject, name in wanted:
        target = target_find(made.owner, subject, name)
        assert target is not None
        follows.append(follow_add(follower=follower, target=target))
    follow_pause(follow=follows[1])
    follow_remove(follow=follows[2])
    feed_key_renew(person=made.owner, team=made.team)
    webhook_add(
        team=made.team,
        url="https://hooks.campaign.example/rhyddid/events",
        event_types=["answered"],
        by=made.owner,
    )
    return made


def pages_of(campaign: Campaign) -> dict[str, str]:
    return {
        "follow": reverse("follow") + f"?what=request&name={campaign.public.slug}",
        "following": reverse("following"),
        "mails": reverse("mails", args=[mail_token(follower_of_person(campaign.owner))]),
        "webhooks": reverse("webhooks", args=[campaign.team.slug]),
    }


@pytest.mark.parametrize(("dark", "language"), [(False, "en"), (True, "cy")])
def test_axe_finds_nothing(campaign: Campaign, open_browser: OpenBrowser, dark: bool, language: str) -> None:
    found = {}
    for who in (OWNER, ""):
        page = open_browser(who, dark=dark, language=language)
        for name, address in pages_of(campaign).items():
            page.goto(address)
            page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
            violations = Axe().run(page).response["violations"]
            if violations:
                found[name] = [(each["id"], each["nodes"][0]["html"][:160]) for each in violations]
    assert found == {}


@pytest.mark.parametrize("width", [320, 390, 820, 1280])
def test_nothing_is_wider_than_the_screen(campaign: Campaign, open_browser: OpenBrowser, width: int) -> None:
    page = open_browser(OWNER, width=width, language="cy")
    wide = {}
    for name, address in pages_of(campaign).items():
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        if (over := page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
            wide[name] = over
    assert wide == {}


def test_a_request_is_followed_paused_and_removed_without_scripts(
    campaign: Campaign, open_browser: OpenBrowser
) -> None:
    page = open_browser("stranger@elsewhere.example", scripts=False)
    page.goto(reverse("request", args=[campaign.public.slug]))
    page.get_by_role("button", name="Follow").click()
    expect(page.get_by_role("heading", name="What you follow")).to_be_visible()
    row = page.get_by_role("listitem").filter(has_text="Street trees felled")
    row.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Paused", exact=True)).to_be_visible()
    row.get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("You follow it again.")).to_be_visible()
