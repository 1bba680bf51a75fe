"""A passkey in a real Chromium, with an authenticator that the browser simulates: made, used to sign in, removed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from cast import PASSWORD, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EMAIL = "nia@campaign.example"


def with_authenticator(page: Page) -> None:
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def say_password_again(page: Page) -> None:
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main form button.button").first.click()


def test_a_passkey_is_made_and_signs_in(open_browser: Callable[..., Page]) -> None:
    make_person(EMAIL)
    page = open_browser(EMAIL)
    with_authenticator(page)
    page.goto("/account/security/passkeys/add/")
    say_password_again(page)
    page.locator("#id_name").fill("Laptop")
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url("**/account/security/codes/")  # with the first key come codes for the day it is lost
    page.goto("/account/security/passkeys/")
    assert page.get_by_text("Laptop").first.is_visible()

    page.goto("/account/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda address: "/sign-in/" not in address)
    page.goto("/sign-in/?next=/teams/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("heading", name="Your teams").wait_for()


def test_with_a_passkey_the_password_alone_opens_nothing(open_browser: Callable[..., Page]) -> None:
    make_person(EMAIL)
    page = open_browser(EMAIL)
    with_authenticator(page)
    page.goto("/account/security/passkeys/add/")
    say_password_again(page)
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url("**/account/security/codes/")
    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.locator("#id_login").fill(EMAIL)
    say_password_again(page)
    page.wait_for_url("**/sign-in/second/")
    page.get_by_role("button", name="Use your passkey").click()
    page.locator(".mast").get_by_text("Account").wait_for()  # an address that ends in a stroke says nothing


def test_without_scripts_the_page_says_what_does_not_work(open_browser: Callable[..., Page]) -> None:
    page = open_browser(scripts=False)
    page.goto("/sign-in/")
    assert page.get_by_text("Passkeys need scripts").is_visible()
    assert not page.get_by_role("button", name="Sign in with a passkey").is_visible()
