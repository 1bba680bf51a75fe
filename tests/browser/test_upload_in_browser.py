"""An officer uploads in a real browser: the network goes away in the middle, the page is closed, and it goes on."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from cast import make_authority, make_request, make_team
from rhyddid.post.models import Upload, UploadFile, UploadState
from rhyddid.post.upload_mail import confirm_address
from rhyddid.post.upload_pieces import pieces_read
from rhyddid.post.upload_take_in import upload_take_in
from rhyddid.requests.blobs import blob_get
from rhyddid.requests.models import Message
from rhyddid.requests.request_send import request_queue
from rhyddid.requests.upload_link import upload_token

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OpenBrowser = Callable[..., Page]
OWN = "jo.officer@port-aldwych-council.example"


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setitem(settings.STORAGES["blobs"]["OPTIONS"], "location", tmp_path / "blobs")
    request = make_request(make_team(), make_authority("Port Aldwych Council"))
    delivery = request_queue(
        request=request, to_address="foi@port-aldwych-council.example", not_before=timezone.now(), by=None
    )
    return f"/upload/{upload_token(delivery.message)}/"


@pytest.fixture
def footage(tmp_path: Path) -> Path:
    path = tmp_path / "footage.bin"
    path.write_bytes(os.urandom(9 * 1024 * 1024))
    return path


def test_a_dropped_network_and_a_closed_page_lose_nothing(
    open_browser: OpenBrowser, address: str, footage: Path
) -> None:
    page = open_browser()
    page.goto(address)
    seen: list[str] = []

    def third_piece_drops(route: Route) -> None:
        seen.append(route.request.headers["upload-offset"])
        if len(seen) == 3:
            page.context.set_offline(True)
            route.abort("internetdisconnected")
        else:
            route.fallback()

    page.route("**/upload/files/*/", lambda route: _patches(route, third_piece_drops))
    page.get_by_label("Files").set_input_files(footage)
    expect(page.get_by_role("status").get_by_text("The connection is away")).to_be_visible()
    received = UploadFile.objects.get().received
    assert received == 4 * 1024 * 1024, "two pieces of two MiB were acknowledged"

    page.context.set_offline(False)
    expect(page.locator("[data-told]")).to_have_text("Here")
    assert seen[3] == str(received), "it went on where it stopped"

    page.goto(address)  # closed and opened again: the same answer goes on
    expect(page.locator(".file-name")).to_have_text("footage.bin")
    page.get_by_label("Your answer").fill("The footage is attached.")
    page.get_by_label("Your e-mail address").fill(OWN)
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text(f"We have written to {OWN}")).to_be_visible()
    upload = Upload.objects.get()
    page.goto(confirm_address(upload).removeprefix(settings.SITE_URL))
    page.get_by_role("button", name="Yes, this is our answer").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    message = upload_take_in(upload.pk)
    assert message is not None
    assert blob_get(message.attachments.get().sha256) == footage.read_bytes()


def _patches(route: Route, then: Callable[[Route], None]) -> None:
    if route.request.method == "PATCH":
        then(route)
    else:
        route.fallback()


def test_a_page_that_was_closed_in_the_middle_goes_on_with_the_same_file(
    open_browser: OpenBrowser, address: str, footage: Path
) -> None:
    page = open_browser()
    page.goto(address)
    sent = 0

    def never_more_than_one(route: Route) -> None:
        nonlocal sent
        sent += 1
        if sent == 1:
            route.fallback()

    page.route("**/upload/files/*/", lambda route: _patches(route, never_more_than_one))
    page.get_by_label("Files").set_input_files(footage)
    expect(page.locator("[data-told]")).to_contain_text("22 %")
    page.unroute_all(behavior="ignoreErrors")
    page.goto(address)
    expect(page.get_by_text("Only a part has come")).to_be_visible()
    page.get_by_label("Files").set_input_files(footage)
    expect(page.locator("[data-told]")).to_have_text("Here")
    file = UploadFile.objects.get()
    assert b"".join(pieces_read(file.pieces)) == footage.read_bytes()


def test_the_answer_is_sent_without_scripts(open_browser: OpenBrowser, address: str, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("one.csv", "two.csv")]
    for path in paths:
        path.write_text("3,12500\n")
    page = open_browser(scripts=False, width=360)
    page.goto(address)
    page.get_by_label("Files").set_input_files(paths)
    page.get_by_role("button", name="Add these files").click()
    page.get_by_role("button", name="Take it out one.csv").click()
    page.get_by_label("Your e-mail address").fill("jo@elsewhere.example")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("a person looks at the answer")).to_be_visible()
    assert Upload.objects.get().state == UploadState.FOREIGN
    assert not Message.objects.filter(direction="in").exists()


@pytest.mark.parametrize(("width", "dark", "language"), [(320, True, "cy"), (1280, False, "en")])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    open_browser: OpenBrowser, address: str, width: int, dark: bool, language: str
) -> None:
    page = open_browser(width=width, dark=dark, language=language)
    page.goto(address)
    looked_at = [_looked_at(page)]
    page.locator("#text").fill("Yes.")
    page.locator("#email").fill(OWN)
    page.locator("[data-send]").click()
    page.wait_for_url("**draft=**")
    looked_at.append(_looked_at(page))
    page.goto(confirm_address(Upload.objects.get()).removeprefix(settings.SITE_URL))
    looked_at.append(_looked_at(page))
    assert looked_at == [([], True)] * 3


def _looked_at(page: Page) -> tuple[list[tuple[str, str]], bool]:
    violations = Axe().run(page).response["violations"]
    found = [(each["id"], each["nodes"][0]["html"][:160]) for each in violations]
    return found, page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
