"""Who may open which page: every page as owner, checker, reader, stranger, operator and nobody."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pages_cast import Campaign
from rhyddid.care.models import Task
from rhyddid.requests.models import Delivery
from rhyddid.requests.upload_link import upload_token

Opens = dict[str, int]
EVERYBODY: Opens = dict.fromkeys(("owner", "checker", "reader", "stranger", "staff", "nobody"), 200)
TEAM = EVERYBODY | {"stranger": 404, "staff": 404, "nobody": 404}
SIGNED_IN = EVERYBODY | {"nobody": 302}
# pages that name their object only after signing in
TEAM_SIGNED_IN = TEAM | {"nobody": 302}
EDITORS = TEAM | {"checker": 403, "reader": 403}


def addresses(campaign: Campaign) -> dict[str, tuple[str, Opens]]:
    batch, request = campaign.batch.slug, campaign.answered
    question = request.questions.first()
    assert question is not None
    attachment = request.messages.get(attachments__isnull=False).attachments.get()
    delivery = Delivery.objects.get(message__requests=campaign.public)
    return {
        "home": (reverse("home"), EVERYBODY),
        "sign-in": (reverse("sign-in"), EVERYBODY | dict.fromkeys(TEAM, 302) | {"nobody": 200}),
        "sign-up": (reverse("sign-up"), EVERYBODY | dict.fromkeys(TEAM, 302) | {"nobody": 200}),
        "account": (reverse("account"), SIGNED_IN),
        "ways of signing in": (reverse("mfa_index"), SIGNED_IN),
        "sessions": (reverse("usersessions_list"), SIGNED_IN),
        "teams": (reverse("teams"), SIGNED_IN),
        "team": (reverse("team", args=[campaign.team.slug]), TEAM_SIGNED_IN),
        "who asked": (reverse("asker", args=[campaign.team.slug]), EVERYBODY),
        "invitation that is none": (reverse("team-join", args=["x" * 32]), dict.fromkeys(TEAM, 404)),
        "own data": (reverse("account-export"), dict.fromkeys(TEAM, 302)),
        "erase the account": (reverse("account-erase"), dict.fromkeys(TEAM, 302)),
        "search": (reverse("search") + "?q=drone&kind=letter&status=late&order=relevance", EVERYBODY),
        "requests": (reverse("requests"), EVERYBODY),
        "public request": (reverse("request", args=[campaign.public.slug]), EVERYBODY),
        "embargoed request": (reverse("request", args=[request.slug]), TEAM),
        "write": (reverse("request-follow-up", args=[request.slug]), EDITORS),
        "write, public": (
            reverse("request-follow-up", args=[campaign.public.slug]),
            EDITORS,
        ),
        "add letter": (reverse("request-letter", args=[request.slug]), EDITORS),
        "ask": (reverse("ask") + "?q=council", EVERYBODY),
        "write a request": (reverse("ask-write", args=["port-aldwych-council"]), EVERYBODY),
        "desk": (reverse("desk"), SIGNED_IN),
        "requests of the desk": (reverse("desk-requests") + "?need=late", SIGNED_IN),
        "drafts of the desk": (reverse("desk-drafts"), SIGNED_IN),
        "outcome": (reverse("request-outcome", args=[request.slug]), TEAM | {"reader": 403}),
        "who sees it": (reverse("request-visibility", args=[campaign.public.slug]), EDITORS),
        "withdraw": (reverse("request-withdraw", args=[campaign.public.slug]), EDITORS),
        "escalation": (reverse("request-escalation", args=[campaign.public.slug]), EDITORS),
        "complain": (reverse("request-complain", args=[campaign.public.slug]), TEAM),
        "write to many": (reverse("batch-follow-ups", args=[batch]), TEAM_SIGNED_IN),
        "send again": (reverse("request-resend", args=[campaign.public.slug, delivery.pk]), EDITORS),
        "officer's page": (reverse("upload", args=[upload_token(delivery.message)]), EVERYBODY),
        "attachment": (reverse("attachment", args=[request.slug, attachment.pk]), TEAM),
        "original": (reverse("attachment-download", args=[request.slug, attachment.pk]), TEAM),
        # no page of a CSV is a picture, and nobody has made its copy yet
        "picture of the original": (
            reverse("file-original-page", args=[request.slug, attachment.pk, 1]),
            dict.fromkeys(TEAM, 404),
        ),
        "copy": (reverse("file-copy", args=[request.slug, attachment.pk]), dict.fromkeys(TEAM, 404)),
        "withheld files": (reverse("withheld-files"), SIGNED_IN),
        "file to decide about": (
            reverse("withheld-file", args=[attachment.pk]),
            EVERYBODY | {"reader": 404, "stranger": 404, "nobody": 302},
        ),
        "authorities": (reverse("authorities"), EVERYBODY),
        "authority": (reverse("authority", args=["port-aldwych-council"]), EVERYBODY),
        "authorities compared": (reverse("authorities-compare") + "?tag=council", EVERYBODY),
        "authorities as a table": (reverse("authorities-csv"), EVERYBODY),
        "requests to an authority": (reverse("authority-csv", args=["port-aldwych-council"]), EVERYBODY),
        "browse": (reverse("browse"), EVERYBODY),
        "browse all": (reverse("browse-list") + "?show=late", EVERYBODY),
        "browse a topic": (reverse("browse-topic", args=["drones"]), EVERYBODY),
        "browse a law": (reverse("browse-law", args=["uk-foia"]), EVERYBODY),
        "browse a provision": (reverse("browse-provision", args=["uk-foia", "31"]), EVERYBODY),
        "cite": (reverse("request-cite", args=[request.slug]), TEAM),
        "details": (reverse("request-details", args=[request.slug]), TEAM),
        "details, public": (reverse("request-details", args=[campaign.public.slug]), EVERYBODY),
        "similar": (reverse("request-similar", args=[request.slug]), TEAM),
        "zip": (reverse("request-zip", args=[request.slug]), TEAM),
        "keys": (reverse("api-keys"), SIGNED_IN),
        "the API": (reverse("api"), EVERYBODY),
        "batches": (reverse("batches"), EVERYBODY),
        "new batch": (
            reverse("batch-new"),
            SIGNED_IN | {"checker": 403, "reader": 403, "staff": 403},
        ),
        "board": (reverse("board", args=[batch]), TEAM),
        "board rows": (reverse("board-rows", args=[batch]), TEAM),
        "preview": (reverse("batch-preview", args=[batch]), TEAM_SIGNED_IN),
        "sheet": (reverse("sheet", args=[batch]), TEAM),
        "check": (reverse("check", args=[batch, request.pk, question.pk]), TEAM),
        "figures": (reverse("figures", args=[batch]), TEAM),
        "figures of a question": (reverse("question-figures", args=[batch, 1]), TEAM),
        "what changed": (reverse("changed", args=[batch]), TEAM_SIGNED_IN),
        "corrections": (reverse("corrections", args=[batch]), EDITORS | {"nobody": 302}),
        "csv": (reverse("sheet-download", args=[batch, "csv"]), TEAM),
        "xlsx": (reverse("sheet-download", args=[batch, "xlsx"]), TEAM),
        "parquet": (reverse("sheet-download", args=[batch, "parquet"]), TEAM),
        "data package": (reverse("sheet-download", args=[batch, "datapackage"]), TEAM),
        "follow": (reverse("follow") + f"?what=request&name={campaign.public.slug}", EVERYBODY),
        "follow, embargoed": (reverse("follow") + f"?what=request&name={request.slug}", TEAM),
        "what I follow": (reverse("following"), SIGNED_IN),
        "webhooks": (reverse("webhooks", args=[campaign.team.slug]), EDITORS | {"nobody": 302}),
        "feed of everything": (reverse("feed-all", args=["atom"]), EVERYBODY),
        "feed of a public request": (
            reverse("feed", args=["request", campaign.public.slug, "json"]),
            EVERYBODY,
        ),
        # a public feed is the same for everybody: the team has a secret address
        "feed of an embargoed request": (
            reverse("feed", args=["request", request.slug, "json"]),
            dict.fromkeys(EVERYBODY, 404),
        ),
        "holding pen": (
            reverse("holding-pen"),
            EVERYBODY | {"checker": 403, "reader": 403, "nobody": 302},
        ),
        "tasks": (reverse("tasks"), dict.fromkeys(TEAM, 403) | {"staff": 200, "nobody": 302}),
        "masking": (reverse("masking"), dict.fromkeys(TEAM, 403) | {"staff": 200, "nobody": 302}),
        "masking of a request": (reverse("request-masking", args=[campaign.public.slug]), EDITORS),
        "report": (reverse("request-report", args=[campaign.public.slug]), EVERYBODY),
        "rereads": (reverse("rereads"), dict.fromkeys(TEAM, 403) | {"staff": 200, "nobody": 302}),
        "erase": (
            reverse("erase-file", args=[attachment.pk]),
            dict.fromkeys(TEAM, 403) | {"staff": 200, "nobody": 302},
        ),
        "sitemap": (reverse("sitemap"), EVERYBODY),
        "part of the sitemap": (reverse("sitemap-part", args=["requests", 1]), EVERYBODY),
        "about": (reverse("about"), EVERYBODY),
        **{
            f"about, {each}": (reverse(f"about-{each}"), EVERYBODY)
            for each in ("help", "privacy", "cookies", "accessibility", "licence")
        },
        "citations": (reverse("citations"), EVERYBODY),
        "links of a request": (
            reverse("request-citations", args=[campaign.public.slug]),
            EVERYBODY | {"checker": 403, "reader": 403, "stranger": 403, "nobody": 302},
        ),
        "write an annotation": (reverse("annotations", args=[campaign.public.slug]), SIGNED_IN),
        "write an annotation, embargoed": (
            reverse("annotations", args=[request.slug]),
            TEAM_SIGNED_IN,
        ),
        "propose": (reverse("propose"), EVERYBODY),
        "propose a change": (reverse("propose-change", args=["port-aldwych-council"]), EVERYBODY),
        "demand": (reverse("takedown-ask"), EVERYBODY),
        **{
            f"operators' {name}": (address, dict.fromkeys(TEAM, 403) | {"staff": 200, "nobody": 302})
            for name, address in {
                "people": reverse("people"),
                "person": reverse("person", args=[campaign.owner.pk]),
                "audit log": reverse("audit"),
                "announcements": reverse("announcements"),
                "switch": reverse("read-only"),
                "task": reverse("task", args=[Task.objects.earliest("pk").pk]),
            }.items()
        },
        "robots": (reverse("robots"), EVERYBODY),
    }


PEOPLE = ("owner", "checker", "reader", "stranger", "staff", "nobody")
_LINK = re.compile(r'<a [^>]*href="(/[^"#?]*)')


@pytest.mark.parametrize("name", PEOPLE)
def test_no_page_links_to_one_that_is_closed(
    campaign: Campaign, as_person: Callable[[str], Client], name: str
) -> None:
    """Signing in is the one thing that a link may ask for."""
    client = as_person(name)
    links: set[str] = set()
    for address, opens in addresses(campaign).values():
        if opens[name] == 200:
            html = get(client, address)
            if html["Content-Type"].startswith("text/html"):
                links.update(_LINK.findall(html.content.decode()))
    assert {reverse("law"), reverse("deadlines")} <= links
    closed = {link: status(client, link) for link in sorted(links) if link != reverse("sign-out")}
    assert {link: told for link, told in closed.items() if told not in (200, 302)} == {}


def status(client: Client, address: str) -> int:
    return get(client, address).status_code


def get(client: Client, address: str) -> Any:
    """The page, with all its bytes fetched: a download holds a temporary file until then."""
    answer = client.get(address)
    b"".join(answer)
    return answer


@pytest.mark.parametrize("name", ["owner", "checker", "reader", "stranger", "staff", "nobody"])
def test_who_may_open_what(campaign: Campaign, as_person: Callable[[str], Client], name: str) -> None:
    client = as_person(name)
    got = {page: status(client, address) for page, (address, _) in addresses(campaign).items()}
    assert got == {page: opens[name] for page, (_, opens) in addresses(campaign).items()}


def test_a_published_batch_is_open_to_everybody(
    campaign: Campaign, as_person: Callable[[str], Client]
) -> None:
    owner = as_person("owner")
    owner.post(reverse("batch-publish", args=[campaign.batch.slug]))
    for name in ("board", "board-rows", "sheet"):
        assert as_person("nobody").get(reverse(name, args=[campaign.batch.slug])).status_code == 200


def test_posts_that_write_are_refused_to_those_who_may_not(
    campaign: Campaign, as_person: Callable[[str], Client]
) -> None:
    batch, request = campaign.batch.slug, campaign.answered
    question = request.questions.first()
    assert question is not None
    attachment = request.messages.get(attachments__isnull=False).attachments.get()
    doors = {
        reverse("batch-send", args=[batch]): {"checker": 403, "stranger": 404, "nobody": 302},
        reverse("batch-recall", args=[batch]): {"checker": 403, "stranger": 404, "nobody": 302},
        reverse("batch-publish", args=[batch]): {"checker": 403, "stranger": 404, "nobody": 302},
        reverse("batch-approve", args=[batch]): {
            "owner": 403,
            "checker": 403,
            "stranger": 403,
            "nobody": 302,
        },
        reverse("batch-edit", args=[batch]): {"checker": 403, "stranger": 404, "nobody": 302},
        reverse("batch-checks", args=[batch]): {"checker": 403, "stranger": 404, "nobody": 302},
        reverse("changed", args=[batch]): {"reader": 403, "stranger": 404, "nobody": 302},
        reverse("corrections", args=[batch]): {"checker": 403, "stranger": 404, "nobody": 302},
        reverse("batch-preview", args=[batch]): {"checker": 403, "stranger": 404, "nobody": 302},
        reverse("check", args=[batch, request.pk, question.pk]): {
            "reader": 403,
            "stranger": 404,
            "nobody": 404,
        },
        reverse("request-follow-up", args=[request.slug]): {"checker": 403, "stranger": 404, "nobody": 404},
        reverse("request-letter", args=[request.slug]): {"checker": 403, "stranger": 404, "nobody": 404},
        reverse("attachment", args=[request.slug, attachment.pk]): {"checker": 403, "stranger": 404},
        reverse("mask-change-undo", args=[request.slug, attachment.pk]): {"checker": 403, "stranger": 404},
        reverse("withheld-file", args=[attachment.pk]): {"reader": 404, "stranger": 404, "nobody": 302},
        reverse("holding-pen"): {"checker": 403, "reader": 403, "nobody": 302},
    }
    for address, answers in doors.items():
        got = {name: as_person(name).post(address).status_code for name in answers}
        assert got == answers, address


def test_a_form_without_its_token_changes_nothing(campaign: Campaign) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(campaign.owner)
    answer = client.post(reverse("batch-publish", args=[campaign.batch.slug]))
    assert answer.status_code == 403
    assert "send the form again" in answer.content.decode()
    campaign.batch.refresh_from_db()
    assert campaign.batch.published_at is None


def test_what_is_not_public_says_noindex(campaign: Campaign, as_person: Callable[[str], Client]) -> None:
    noindex = '<meta name="robots" content="noindex">'
    owner, nobody = as_person("owner"), as_person("nobody")
    for name in ("board", "sheet"):
        assert noindex in owner.get(reverse(name, args=[campaign.batch.slug])).content.decode()
    assert noindex in owner.get(reverse("request", args=[campaign.answered.slug])).content.decode()
    assert noindex not in nobody.get(reverse("request", args=[campaign.public.slug])).content.decode()
    assert noindex not in nobody.get(reverse("home")).content.decode()


def test_every_page_says_whether_letters_leave(
    campaign: Campaign, as_person: Callable[[str], Client]
) -> None:
    owner = as_person("owner")
    for page, (address, opens) in addresses(campaign).items():
        answer = get(owner, address)
        if opens["owner"] != 200 or not answer.get("Content-Type", "").startswith("text/html"):
            continue
        if page != "board rows":
            assert "no letter leaves this machine" in answer.content.decode(), page


def test_no_page_has_a_style_or_a_script_of_its_own(
    campaign: Campaign, as_person: Callable[[str], Client]
) -> None:
    """The content security policy would stop them."""
    for name in ("owner", "nobody"):
        for page, (address, _) in addresses(campaign).items():
            answer = get(as_person(name), address)
            if not answer.get("Content-Type", "").startswith("text/html"):
                continue
            html = answer.content.decode()
            assert " style=" not in html, page
            assert "<style" not in html, page
            assert "<script>" not in html, page
            assert " onclick=" not in html, page
            assert "'unsafe-inline'" not in answer["Content-Security-Policy"], page


def test_a_page_that_is_not_there(client: Client, db: None) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "There is no page here" in answer.content.decode()


def test_robots_keeps_crawlers_out_of_what_is_not_to_be_read(client: Client) -> None:
    assert "Disallow: /holding-pen/" in client.get("/robots.txt").content.decode()
