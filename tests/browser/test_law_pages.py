"""The pages of the law in a real browser without scripts: nothing for axe to find, nothing wider than the screen."""

from __future__ import annotations

import os

import pytest

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps an event loop; the tests do not

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ASKED = "/deadlines/?regime=uk-foia&received=2021-07-27"
ADDRESSES = [
    "/deadlines/",
    ASKED,
    f"{ASKED}&event=2021-08-02:clarification_asked&event=2021-08-09:clarified&event=2021-09-01:extended:pit=2021-10-01",
    "/deadlines/?regime=uk-foia&received=never&event=x",
    "/law/",
    "/law/uk-foia/",
    "/law/de-ifg/",
    "/law/us-foia/",
    "/law/uk-foia/31(1)/",
    "/law/us-foia/(b)(5)/",
    "/law/sct-foisa/17/",
    "/law/report/?page=/law/uk-foia/",
]


# the strip below the masthead is the frame's, not these pages'
FRAME_LEFT_OUT = {"exclude": [[".delivery"]]}


def open_page(
    browser: Browser, server: LiveServer, language: str, width: int, *, scripts: bool = False
) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
    context.add_cookies([{"name": "django_language", "value": language, "url": server.url}])
    return context.new_page()


@pytest.mark.parametrize("language", ["en", "cy"])
def test_axe_finds_nothing(chromium: Browser, live_server: LiveServer, language: str) -> None:
    page = open_page(chromium, live_server, language, 1280, scripts=True)
    found = {}
    for address in ADDRESSES:
        page.goto(live_server.url + address)
        for details in page.locator("details").all():
            details.evaluate("element => element.open = true")
        violations = Axe().run(page, context=FRAME_LEFT_OUT).response["violations"]
        if violations:
            found[address] = [(each["id"], each["nodes"][0]["html"][:200]) for each in violations]
    assert found == {}


@pytest.mark.parametrize("width", [390, 820, 1280])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_nothing_is_wider_than_the_screen(
    chromium: Browser, live_server: LiveServer, language: str, width: int
) -> None:
    page = open_page(chromium, live_server, language, width, scripts=True)
    wide = {}
    for address in ADDRESSES:
        page.goto(live_server.url + address)
        if (over := page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
            wide[address] = over
        _picture(page, f"{ADDRESSES.index(address):02}-{language}-{width}")
    assert wide == {}


def test_the_calculator_works_without_scripts(chromium: Browser, live_server: LiveServer) -> None:
    page = open_page(chromium, live_server, "en", 820)
    page.goto(f"{live_server.url}/deadlines/")
    page.get_by_label("The day the authority received it").fill("2021-07-27")
    page.get_by_label("What happened").select_option("clarification_asked")
    page.get_by_label("On this day").fill("2021-08-02")
    page.get_by_role("button", name="Add an event").click()
    page.get_by_label("What happened").nth(1).select_option("clarified")
    page.get_by_label("On this day").nth(1).fill("2021-08-09")
    page.get_by_role("button", name="Work it out").last.click()
    assert page.locator(".last-day").inner_text() == "Tuesday 7 September 2021"
    page.get_by_role("link", name="FOIA 2000 s.10(1)").first.click()
    assert page.url.endswith("/law/uk-foia/#rule-s-10-1")


@pytest.mark.parametrize("width", [390, 820, 1280])
def test_the_next_steps_fit_and_are_clean(chromium: Browser, live_server: LiveServer, width: int) -> None:
    from cast import PASSWORD
    from pages_cast import make_campaign

    campaign = make_campaign()
    page = open_page(chromium, live_server, "en", width, scripts=True)
    page.goto(f"{live_server.url}/sign-in/")
    page.get_by_label("E-mail").fill(campaign.owner.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main form button").first.click()
    page.goto(f"{live_server.url}/requests/{campaign.public.slug}/next/")
    for details in page.locator("details").all():
        details.evaluate("element => element.open = true")
    assert (
        page.locator("textarea").count() == 2
    )  # a reminder and a complaint; the time to ask for a review is over
    assert Axe().run(page, context=FRAME_LEFT_OUT).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    _picture(page, f"next-{width}")
    for request in (campaign.public, campaign.answered):
        page.goto(f"{live_server.url}/requests/{request.slug}/")
        page.locator("details > summary").filter(has_text="Why these dates").click()
        assert page.locator("table.month").count() > 0
        assert Axe().run(page, context=FRAME_LEFT_OUT).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        _picture(page, f"request-{request.slug[:6]}-{width}")


def _picture(page: Page, name: str) -> None:
    """A screenshot to look at, where RHYDDID_SCREENSHOTS names a folder."""
    if folder := os.environ.get("RHYDDID_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
