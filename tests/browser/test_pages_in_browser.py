"""The pages in a real browser: what people do, in both languages and both themes, at three widths, by keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from cast import make_person
from pages_cast import Campaign, make_campaign, receive
from rhyddid.batches.models import Batch, BatchState
from rhyddid.batches.services import batch_checks_set
from rhyddid.requests.answers import answer_cells
from rhyddid.requests.models import Judgement, Question

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OWNER = "owner@campaign.example"
OpenBrowser = Callable[..., Page]


@pytest.fixture
def campaign(db: None) -> Campaign:
    return make_campaign()


def pages_of(campaign: Campaign) -> dict[str, str]:
    batch, request = campaign.batch.slug, campaign.answered
    return {
        "desk": "/",
        "search": reverse("search") + "?q=drone",
        "requests": reverse("requests"),
        "request": reverse("request", args=[request.slug]),
        "write": reverse("request-follow-up", args=[request.slug]),
        "add letter": reverse("request-letter", args=[request.slug]),
        "batches": reverse("batches"),
        "new batch": reverse("batch-new"),
        "board": reverse("board", args=[batch]),
        "preview": reverse("batch-preview", args=[batch]),
        "sheet": reverse("sheet", args=[batch]),
        "check": check_address(campaign, "3"),
        "figures": reverse("figures", args=[batch]),
        "figures of a question": reverse("question-figures", args=[batch, 1]),
        "what changed": reverse("changed", args=[batch]),
        "corrections": reverse("corrections", args=[batch]),
        "authorities": reverse("authorities"),
        "authority": reverse("authority", args=["port-aldwych-council"]),
        "compared": reverse("authorities-compare") + "?tag=council",
        "browse": reverse("browse"),
        "browse a law": reverse("browse-law", args=["uk-foia"]),
        "cite": reverse("request-cite", args=[request.slug]),
        "details": reverse("request-details", args=[request.slug]),
        "similar": reverse("request-similar", args=[request.slug]),
        "keys": reverse("api-keys"),
        "the API": reverse("api"),
        "holding pen": reverse("holding-pen"),
    }


def question_of(campaign: Campaign, number: str) -> Question:
    return campaign.answered.questions.get(number=number)


def check_address(campaign: Campaign, number: str) -> str:
    question = question_of(campaign, number)
    return reverse("check", args=[campaign.batch.slug, campaign.answered.pk, question.pk])


@pytest.mark.parametrize(("dark", "language"), [(False, "en"), (True, "cy")])
def test_axe_finds_nothing(campaign: Campaign, open_browser: OpenBrowser, dark: bool, language: str) -> None:
    found = {}
    for who, pages in ((OWNER, pages_of(campaign)), ("", {"home": "/", "sign-in": "/sign-in/"})):
        page = open_browser(who, dark=dark, language=language)
        for name, address in pages.items():
            page.goto(address)
            page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
            violations = Axe().run(page).response["violations"]
            if violations:
                found[name] = [(each["id"], each["nodes"][0]["html"][:160]) for each in violations]
    assert found == {}


@pytest.mark.parametrize("width", [320, 390, 820, 1280])
def test_nothing_is_wider_than_the_screen(campaign: Campaign, open_browser: OpenBrowser, width: int) -> None:
    """320 is 1280 at 400% zoom."""
    page = open_browser(OWNER, width=width, language="cy")
    wide = {}
    for name, address in pages_of(campaign).items():
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        if (over := page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
            wide[name] = over
    assert wide == {}


def test_a_batch_is_made_and_sent_without_scripts(campaign: Campaign, open_browser: OpenBrowser) -> None:
    page = open_browser(OWNER, scripts=False)
    page.goto("/batches/new/")
    page.get_by_label("Subject").fill("Swimming pools")
    page.locator("[name=question-text]").first.fill("How many pools do you run?")
    page.locator("[name=question-type]").first.select_option("number")
    page.get_by_role("button", name="Take question 3 out").click()
    page.get_by_role("button", name="Take question 2 out").click()
    expect(page.locator("[data-questions] [data-question]")).to_have_count(1)
    page.get_by_role("button", name="Add a question").click()
    page.locator("[name=question-text]").nth(1).fill("When was the newest one opened?")
    page.get_by_label("Name or a part of it").fill("saltmere")
    page.get_by_role("button", name="Find").click()
    page.get_by_label("Saltmere Borough Council").check()
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("heading", name="Saltmere Borough Council")).to_be_visible()
    page.get_by_role("button", name="Send 1 letter").click()
    expect(page.get_by_text("The letters leave in 30 minutes")).to_be_visible()
    batch = Batch.objects.get(subject="Swimming pools")
    assert [question.text for question in batch.questions.all()] == [
        "How many pools do you run?",
        "When was the newest one opened?",
    ]
    page.get_by_role("button", name="Take it all back").click()
    expect(page.get_by_text("1 letter was taken back.")).to_be_visible()
    batch.refresh_from_db()
    assert batch.state == BatchState.RECALLED


def test_questions_are_added_at_once_with_scripts(campaign: Campaign, open_browser: OpenBrowser) -> None:
    page = open_browser(OWNER)
    page.goto("/batches/new/")
    page.get_by_role("button", name="Add a question").click()
    expect(page.locator("#question-3-number")).to_have_value("4")
    expect(page.locator("#question-3-text")).to_be_focused()
    page.locator("[data-questions] [data-remove]").first.click()
    expect(page.locator("[data-questions] [data-question]")).to_have_count(3)


def test_a_cell_is_confirmed_corrected_and_undone_by_keys(
    campaign: Campaign, open_browser: OpenBrowser
) -> None:
    page = open_browser(OWNER)
    page.goto(check_address(campaign, "1"))
    expect(page.locator("mark.is-here")).to_contain_text("One trial took place in 2024")
    page.keyboard.press("c")
    page.wait_for_url("**last=*")
    first = Judgement.objects.get(question=question_of(campaign, "1"))
    assert (first.verdict, first.by) == ("confirm", campaign.owner)
    page.keyboard.press("u")
    page.wait_for_url(f"**{check_address(campaign, '1')}")
    first.refresh_from_db()
    assert first.undone_at is not None
    page.goto(check_address(campaign, "3"))
    page.keyboard.press("e")
    page.get_by_label("The sum").fill("13000")
    page.keyboard.press("Enter")
    page.wait_for_url("**last=*")
    corrected = Judgement.objects.get(question=question_of(campaign, "3"))
    assert corrected.value["values"] == [{"type": "money", "amount": "13000", "currency": "GBP"}]


def test_keys_can_be_turned_off(campaign: Campaign, open_browser: OpenBrowser) -> None:
    page = open_browser(OWNER)
    page.goto(check_address(campaign, "1"))
    page.get_by_label("Single keys work on this page").uncheck()
    page.keyboard.press("c")
    page.reload()
    page.keyboard.press("c")
    expect(page.get_by_role("button", name="Confirm")).to_be_visible()
    assert not Judgement.objects.exists()


def test_nothing_is_lost_when_the_connection_drops(campaign: Campaign, open_browser: OpenBrowser) -> None:
    page = open_browser(OWNER)
    page.goto(check_address(campaign, "1"))
    page.context.set_offline(True)
    page.keyboard.press("c")
    expect(page.get_by_role("alert")).to_contain_text("No connection")
    assert not Judgement.objects.exists()
    page.context.set_offline(False)
    expect(page.get_by_text("Confirmed:")).to_be_visible(timeout=15_000)
    assert Judgement.objects.get().verdict == "confirm"


def test_a_verdict_whose_answer_was_lost_is_sent_again_and_counts_once(
    campaign: Campaign, open_browser: OpenBrowser
) -> None:
    """It arrived; the connection broke before the browser heard so."""
    page = open_browser(OWNER)
    page.goto(check_address(campaign, "1"))
    lost = []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch())
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route("**/sheet/**", lose)
    page.keyboard.press("c")
    expect(page.get_by_text("Confirmed:")).to_be_visible(timeout=15_000)
    assert len(lost) == 1
    assert Judgement.objects.count() == 1
    assert page.evaluate("localStorage.getItem('rhyddid-unsent-verdicts')") is None


def test_a_verdict_that_waits_goes_in_nobody_elses_name(
    campaign: Campaign, open_browser: OpenBrowser
) -> None:
    page = open_browser(OWNER)
    page.goto(check_address(campaign, "1"))
    page.evaluate(
        """address => localStorage.setItem("rhyddid-unsent-verdicts", JSON.stringify(
            [{ id: "1", person: "someone else", address, fields: [["verdict", "confirm"]] }]))""",
        check_address(campaign, "1"),
    )
    with page.expect_response("**/sheet/**"):
        page.reload()
    page.wait_for_load_state("networkidle")
    assert not Judgement.objects.exists()
    assert "someone else" in page.evaluate("localStorage.getItem('rhyddid-unsent-verdicts')")


def test_two_people_check_by_keys_and_a_third_decides(campaign: Campaign, open_browser: OpenBrowser) -> None:
    batch_checks_set(batch=campaign.batch, by=campaign.owner, checks_needed=2)
    third = make_person("third@campaign.example", team=campaign.team, role="checker")
    for person, key in ((campaign.owner, "c"), (campaign.checker, "x"), (third, "c")):
        page = open_browser(person.email)
        page.goto(check_address(campaign, "1"))
        page.keyboard.press(key)
        page.wait_for_url("**last=*")
    question = question_of(campaign, "1")
    cell = answer_cells([campaign.answered.pk])[campaign.answered.pk, question.pk]
    assert cell.status == "confirmed"
    assert list(question.judgements.order_by("check_number").values_list("check_number", "verdict")) == [
        (1, "confirm"),
        (2, "reject"),
        (3, "confirm"),
    ]


def test_a_cell_is_confirmed_without_scripts(campaign: Campaign, open_browser: OpenBrowser) -> None:
    page = open_browser(OWNER, scripts=False)
    page.goto(check_address(campaign, "2"))
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url("**last=*")
    assert Judgement.objects.get().question == question_of(campaign, "2")


def test_the_board_is_walked_by_keys_and_grows_by_itself(
    campaign: Campaign, open_browser: OpenBrowser
) -> None:
    page = open_browser(OWNER)
    page.goto(reverse("board", args=[campaign.batch.slug]))
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Cyngor Cwm Derwen", exact=True)).to_be_focused()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Port Aldwych Council", exact=True)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator(":focus")).to_contain_text("Yes")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_label("Authority or reference")).to_be_focused()
    receive(
        "Dear Ms Prosser,\n\n1) No.\n\n2) Not held.\n\n3) Not held.\n",
        campaign.waiting,
        message_id="<late@x.example>",
    )
    expect(page.get_by_role("row", name="Cyngor Cwm Derwen")).to_contain_text("16 Mar 2026", timeout=12_000)


def test_the_request_page_folds_marks_and_masks(campaign: Campaign, open_browser: OpenBrowser) -> None:
    page = open_browser(OWNER)
    page.goto(reverse("request", args=[campaign.answered.slug]))
    quoted = page.locator("details.fold").get_by_text("Dear Port Aldwych Council")
    expect(quoted).to_be_hidden()
    page.get_by_text("Earlier message").click()
    expect(quoted).to_be_visible()
    expect(page.locator("mark", has_text="£12,500")).to_be_visible()
    nobody = open_browser()
    nobody.goto(reverse("request", args=[campaign.public.slug]))
    expect(nobody.locator("main")).not_to_contain_text("trees@saltmere.example")
    expect(nobody.locator("main")).not_to_contain_text("960321")


def test_the_language_is_switched_on_any_page_and_stays(
    campaign: Campaign, open_browser: OpenBrowser
) -> None:
    page = open_browser()
    page.goto(reverse("request", args=[campaign.public.slug]))
    page.get_by_role("button", name="Cymraeg").click()
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    expect(page.locator("main")).to_contain_text("Mawrth 2026")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
