"""Annotations, the operators' pages, announcements and a theme in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from pages_cast import Campaign, make_campaign
from rhyddid.authorities.proposals import proposal_make
from rhyddid.care.announcements import announcement_make
from rhyddid.care.models import TaskKind
from rhyddid.care.services import audit, task_open
from rhyddid.care.takedowns import takedown_receive
from rhyddid.requests.annotations import annotation_add, annotation_hide
from rhyddid.requests.used_elsewhere import citation_add
from rhyddid.site.theme import theme_read

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OpenBrowser = Callable[..., Page]
THEME = Path(__file__).resolve().parent.parent / "site" / "theme_brynglas"


@pytest.fixture
def campaign(db: None) -> Campaign:
    campaign = make_campaign()
    annotation_add(
        request=campaign.public, text="The map of felled trees is on their website.", by=campaign.stranger
    )
    rude = annotation_add(request=campaign.public, text="Fools.", by=campaign.stranger)
    annotation_hide(annotation=rude, by=campaign.staff, reason="It insults an officer.")
    citation_add(
        request=campaign.public, url="https://paper.example/trees", title="Two hundred trees gone", by=campaign.owner,
        source="The Saltmere Paper",
    )  # fmt: skip
    announcement_make(
        text="On Friday evening the site is read only for an hour.",
        text_cy="Nos Wener bydd y wefan yn ddarllen yn unig am awr.",
        by=campaign.staff, starts_on=timezone.localdate(),
    )  # fmt: skip
    return campaign


def pages_of(campaign: Campaign) -> dict[str, str]:
    demand = takedown_receive(
        place=reverse("request", args=[campaign.public.slug]), ground="defamation", why="It says what is not so.",
        name="Idris Puw", email="idris@elsewhere.example",
    )  # fmt: skip
    proposal = proposal_make(
        authority=campaign.public.authority,
        source="https://saltmere.example/contact",
        by=None,
        email="new@saltmere.example",
    )
    task = task_open(
        kind=TaskKind.REPORT, subject_kind="request", subject_id=campaign.public.pk, detail={"what": "A name"}
    )
    audit(action="suspended", subject_kind="person", subject_id=campaign.stranger.pk, by=campaign.staff)
    note = campaign.public.annotations.first()
    assert note is not None
    slug = campaign.public.slug
    return {
        "request": reverse("request", args=[slug]),
        "annotations": reverse("annotations", args=[slug]),
        "annotation": reverse("annotation", args=[slug, note.pk]),
        "citations": reverse("citations"),
        "request-citations": reverse("request-citations", args=[slug]),
        "report": reverse("request-report", args=[slug]),
        "propose": reverse("propose"),
        "propose-change": reverse("propose-change", args=["port-aldwych-council"]),
        "proposal": reverse("proposal", args=[proposal.pk]),
        "takedown-ask": reverse("takedown-ask"),
        "takedown": reverse("takedown", args=[demand.pk]),
        "tasks": reverse("tasks"),
        "task": reverse("task", args=[task.pk]),
        "people": reverse("people"),
        "person": reverse("person", args=[campaign.stranger.pk]),
        "audit": reverse("audit"),
        "announcements": reverse("announcements"),
        "read-only": reverse("read-only"),
        **{
            f"about-{name}": reverse(f"about-{name}")
            for name in ("help", "privacy", "cookies", "accessibility", "licence")
        },
        "about": reverse("about"),
    }


@pytest.mark.parametrize(("dark", "language"), [(False, "en"), (True, "cy")])
def test_axe_finds_nothing(campaign: Campaign, open_browser: OpenBrowser, dark: bool, language: str) -> None:
    page = open_browser("staff@site.example", dark=dark, language=language)
    found = {}
    for name, address in pages_of(campaign).items():
        page.goto(address)
        if violations := Axe().run(page).response["violations"]:
            found[name] = [(each["id"], each["nodes"][0]["html"][:160]) for each in violations]
    assert found == {}


@pytest.mark.parametrize("width", [320, 768])
def test_nothing_is_wider_than_the_screen(campaign: Campaign, open_browser: OpenBrowser, width: int) -> None:
    page = open_browser("staff@site.example", width=width, language="cy")
    wide = {}
    for name, address in pages_of(campaign).items():
        page.goto(address)
        if (over := page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
            wide[name] = over
    assert wide == {}


def test_an_announcement_is_put_away_without_scripts(campaign: Campaign, open_browser: OpenBrowser) -> None:
    page = open_browser(scripts=False)
    page.goto(reverse("request", args=[campaign.public.slug]))
    words = page.get_by_text("On Friday evening")
    expect(words).to_be_visible()
    page.get_by_role("button", name="Put this away").click()
    expect(page.get_by_role("heading", name="Street trees felled")).to_be_visible()
    expect(words).to_have_count(0)


def test_an_annotation_is_written_and_taken_back_without_scripts(
    campaign: Campaign, open_browser: OpenBrowser
) -> None:
    page = open_browser("owner@campaign.example", scripts=False)
    page.goto(reverse("request", args=[campaign.public.slug]))
    page.get_by_role("link", name="Write an annotation").click()
    page.get_by_label("Your annotation").fill("Thank you for the map.")
    page.get_by_role("button", name="Show the annotation").click()
    expect(page.get_by_text("Thank you for the map.")).to_be_visible()
    page.get_by_role("link", name="Change this").first.click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Taken back by its writer.")).to_be_visible()


def test_a_theme_changes_name_colours_and_a_block(
    campaign: Campaign, open_browser: OpenBrowser, settings: Any
) -> None:
    theme = theme_read(str(THEME), known_regimes=("uk-foia", "uk-eir"))
    settings.THEME = theme
    settings.SITE_NAME = theme.names["en"]
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": theme.path("templates")}]
    settings.STATICFILES_DIRS = theme.path("static")
    page = open_browser()
    page.goto(reverse("about"))
    expect(page.locator(".wordmark")).to_contain_text("Ask Brynglas")
    assert page.locator(".wordmark img").evaluate("image => image.naturalWidth") > 0
    assert (
        page.locator(".mast").evaluate("mast => getComputedStyle(mast).backgroundColor") == "rgb(59, 29, 92)"
    )
    expect(page.locator("footer .brynglas")).to_contain_text("run by an invented charity")
    expect(page.get_by_text("We are an invented charity in an invented town.")).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    welsh = open_browser(language="cy", dark=True)
    welsh.goto(reverse("about"))
    expect(welsh.locator(".wordmark")).to_contain_text("Gofyn Brynglas")
    assert (
        welsh.locator(".mast").evaluate("mast => getComputedStyle(mast).backgroundColor") == "rgb(36, 17, 58)"
    )
    assert Axe().run(welsh).response["violations"] == []
