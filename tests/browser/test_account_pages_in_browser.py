"""The pages of accounts and teams in a real browser: axe, widths down to 400% zoom, without scripts, by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from playwright.sync_api import Page, expect

from cast import PASSWORD, make_person, make_team
from rhyddid.accounts.invitations import invitation_make
from rhyddid.accounts.models import Person, Role
from rhyddid.accounts.services import team_of_one_make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EMAIL = "nia@campaign.example"
OPEN = (
    "/sign-in/",
    "/sign-up/",
    "/sign-up/sent/",
    "/sign-in/code/",
    "/password/forgotten/",
    "/sign-in/closed/",
)
OWN = (
    "/account/", "/account/security/", "/account/security/passkeys/", "/account/sessions/", "/teams/",
    "/teams/brynglas-open-data-group/", "/asked-by/brynglas-open-data-group/", "/account/email/", "/password/",
)  # fmt: skip
GUARDED = (
    "/account/security/app/", "/account/security/passkeys/add/", "/account/data/", "/account/close/",
    "/account/remove-name/", "/account/erase/",
)  # fmt: skip
OpenBrowser = Callable[..., Page]


@pytest.fixture
def person(db: None) -> Person:
    team = make_team()
    made = make_person(EMAIL, team=team, public_name="River Watch")
    team_of_one_make(person=made)
    make_person("gwen@campaign.example", team=team, role=Role.CHECKER, public_name="Gwen Ellis")
    invitation_make(team=team, email="somebody.with.a.long.name@campaign.example", role="reader", by=made)
    return made


def invitation_link() -> str:
    link = re.search(r"https?://[^/]+(/teams/join/\S+)", str(mail.outbox[-1].body))
    assert link is not None
    return link[1]


def every_page(open_browser: OpenBrowser, look: Callable[[Page, str], None], **how: object) -> None:
    """Open every page as nobody or as the person, the guarded ones after the password was given again."""
    page = open_browser(**how)
    for address in (*OPEN, invitation_link()):
        page.goto(address)
        look(page, address)
    page = open_browser(EMAIL, **how)
    page.goto(GUARDED[0])
    look(page, "/sign-in/again/")
    page.locator("#id_password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{GUARDED[0]}")
    for address in (*OWN, *GUARDED):
        page.goto(address)
        look(page, address)


@pytest.mark.parametrize(("dark", "language"), [(False, "en"), (True, "cy")])
def test_axe_finds_nothing(person: Person, open_browser: OpenBrowser, dark: bool, language: str) -> None:
    found = {}

    def look(page: Page, address: str) -> None:
        violations = Axe().run(page).response["violations"]
        if violations:
            found[address] = [(each["id"], each["nodes"][0]["html"][:160]) for each in violations]

    every_page(open_browser, look, dark=dark, language=language)
    assert found == {}


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_nothing_is_wider_than_the_screen(person: Person, open_browser: OpenBrowser, width: int) -> None:
    wide = {}

    def look(page: Page, address: str) -> None:
        if (over := page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
            wide[address] = over

    every_page(open_browser, look, width=width, language="cy")
    assert wide == {}


def test_an_account_is_made_and_used_without_scripts(db: None, open_browser: OpenBrowser) -> None:
    page = open_browser(scripts=False)
    page.goto("/sign-up/")
    page.get_by_label("Public name").fill("Hafren Watch")
    page.get_by_label("E-mail address").fill("hafren@campaign.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("heading", name="Look at your mail")).to_be_visible()
    link = re.search(r"https?://[^/]+(/confirm/\S+)", str(mail.outbox[-1].body))
    assert link is not None
    page.goto(link[1])
    page.get_by_role("button", name="Yes, it is mine").click()
    page.goto("/sign-in/")
    page.get_by_label("E-mail address").fill("hafren@campaign.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/teams/")
    page.get_by_label("Name of the team").fill("Hafren Group")
    page.get_by_role("button", name="Make the team").click()
    page.get_by_label("E-mail address").fill("other@campaign.example")
    page.get_by_label("Role", exact=True).select_option("reader")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("The invitation is on its way.")).to_be_visible()
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("link has ended")).to_be_visible()


def test_signing_in_needs_no_mouse(person: Person, open_browser: OpenBrowser) -> None:
    page = open_browser()
    page.goto("/sign-in/")
    page.locator("#id_login").focus()
    page.keyboard.type(EMAIL)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".mast").get_by_role("link", name="Account")).to_be_visible()
