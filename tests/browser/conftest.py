"""A real Chromium against a real server: pages that tell of errors of the console and of the content security policy."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps an event loop; the tests do not

from django.db import connection
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session", autouse=True)
def _nobody_left_in_the_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The live server's threads keep their connections: they are ended before the database is taken down."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def open_browser(chromium: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """Open a page as a person of the cast (signed in by the form) or as nobody; fails on any error in the console."""
    from cast import PASSWORD

    contexts = []
    errors: list[str] = []

    def open_as(
        email: str = "", *, width: int = 1280, dark: bool = False, language: str = "en", scripts: bool = True
    ) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
        )
        contexts.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        if email:
            page.goto("/sign-in/")
            page.locator("#id_login").fill(email)
            page.locator("#id_password").fill(PASSWORD)
            page.locator("main form button.button").first.click()
            page.wait_for_url(lambda address: "/sign-in/" not in address)
        return page

    yield open_as
    for context in contexts:
        context.close()
    assert [error for error in errors if "ERR_INTERNET_DISCONNECTED" not in error] == []
