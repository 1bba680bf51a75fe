"""Files' pages in a real browser: pictures of pages load under the policy, axe finds nothing, at every width."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect
from reportlab.pdfgen import canvas

from pages_cast import Campaign, make_campaign, receive
from rhyddid.mail.compose import Enclosure
from rhyddid.requests.models import Attachment
from rhyddid.requests.public_copies import public_copy_make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OpenBrowser = Callable[..., Page]


def pdf() -> bytes:
    file = io.BytesIO()
    drawing = canvas.Canvas(file)
    drawing.drawString(72, 700, "Forty trees were felled. Ring 01632 960321 to ask about them.")
    drawing.save()
    return file.getvalue()


def workbook(hidden: int) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet("Felled trees")
    for row in range(12):
        sheet.write_row(
            row, 0, ["Street", "Species", row, "Felled because of disease", "2024/25", "Contractor"]
        )
    if hidden:
        staff = book.add_worksheet("Staff")
        staff.write_column(0, 0, ["Officer Example of Anytown"] * hidden)
        staff.hide()
    book.close()
    return file.getvalue()


@pytest.fixture
def campaign(db: None) -> Campaign:
    campaign = make_campaign()
    enclosures = (
        Enclosure(filename="trees.pdf", content_type="application/pdf", data=pdf()),
        Enclosure(filename="trees.xlsx", content_type="application/vnd.ms-excel", data=workbook(0)),
        Enclosure(filename="staff.xlsx", content_type="application/vnd.ms-excel", data=workbook(30)),
    )
    receive("The files.", campaign.public, message_id="<files@port.example>", attachments=enclosures)
    for attachment in Attachment.objects.filter(filename__startswith="trees"):
        public_copy_make(attachment)
    return campaign


def pages_of(campaign: Campaign) -> dict[str, str]:
    slug = campaign.public.slug
    files = dict(Attachment.objects.filter(message__requests=campaign.public).values_list("filename", "pk"))
    return {
        "request": reverse("request", args=[slug]),
        **{name: reverse("attachment", args=[slug, pk]) for name, pk in files.items()},
        "decide": reverse("withheld-file", args=[files["staff.xlsx"]]),
        "withheld": reverse("withheld-files"),
    }


@pytest.mark.parametrize(("dark", "language"), [(False, "en"), (True, "cy")])
def test_axe_finds_nothing_on_pages_of_files(
    campaign: Campaign, open_browser: OpenBrowser, dark: bool, language: str
) -> None:
    found = {}
    page = open_browser("owner@campaign.example", dark=dark, language=language)
    for name, address in pages_of(campaign).items():
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        if violations := Axe().run(page).response["violations"]:
            found[name] = [(each["id"], each["nodes"][0]["html"][:160]) for each in violations]
    assert found == {}


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_no_page_of_a_file_is_wider_than_the_screen(
    campaign: Campaign, open_browser: OpenBrowser, width: int
) -> None:
    wide = {}
    for who in ("owner@campaign.example", ""):
        page = open_browser(who, width=width, language="en" if who else "cy")
        for name, address in pages_of(campaign).items():
            page.goto(address)
            page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
            if (over := page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
                wide[who, name] = over
            if folder := os.environ.get("RHYDDID_SCREENSHOTS"):
                page.wait_for_load_state("networkidle")
                page.screenshot(
                    path=Path(folder) / f"{name}-{who[:5] or 'nobody'}-{width}.png", full_page=True
                )
    assert wide == {}


def test_a_picture_of_the_copy_loads_for_everybody_without_scripts(
    campaign: Campaign, open_browser: OpenBrowser
) -> None:
    page = open_browser("", scripts=False)
    page.goto(pages_of(campaign)["trees.pdf"])
    picture = page.get_by_role("img", name="Page 1 as it looks")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("each => each.naturalWidth") == 1000


def test_a_file_is_released_by_a_form(campaign: Campaign, open_browser: OpenBrowser) -> None:
    page = open_browser("owner@campaign.example", scripts=False)
    page.goto(pages_of(campaign)["decide"])
    page.get_by_label("Release a redacted copy only").check()
    page.get_by_label("Why", exact=True).fill("The other sheet is what was asked for.")
    page.get_by_role("button", name="Keep this decision").click()
    expect(page.get_by_text("Your decision is kept.")).to_be_visible()
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("The decision is taken back.")).to_be_visible()
