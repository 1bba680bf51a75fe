"""Personal data in what we ask ourselves: subjects, questions and references are masked as letters are."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from pages_cast import Campaign
from rhyddid.batches.answer_sheet import sheet_rows
from rhyddid.batches.export.sheet_export import sheet_export
from rhyddid.batches.models import Batch, BatchQuestion
from rhyddid.requests.models import Attachment, Question, Request

Door = Callable[[str], Client]
SUBJECT = "Letters of g.rees@elsewhere.example"
ASKED = "What did p.hughes@elsewhere.example spend?"
SECRETS = ("g.rees@elsewhere.example", "p.hughes@elsewhere.example", "r.evans@elsewhere.example")


@pytest.fixture
def named(campaign: Campaign, as_person: Door) -> Campaign:
    """The campaign is public, and names people where it should not."""
    as_person("owner").post(reverse("batch-publish", args=[campaign.batch.slug]), {"unconfirmed": "yes"})
    Batch.objects.filter(pk=campaign.batch.pk).update(subject=SUBJECT)
    BatchQuestion.objects.filter(batch=campaign.batch).update(text=ASKED)
    Request.objects.update(subject=SUBJECT, authority_reference="r.evans@elsewhere.example")
    Question.objects.update(text=ASKED)
    campaign.batch.refresh_from_db()
    return campaign


def addresses(campaign: Campaign) -> dict[str, str]:
    request, batch = campaign.answered, campaign.batch
    attachment = Attachment.objects.get(filename="costs.csv")
    question = request.questions.get(number="1")
    return {
        "home": reverse("home"),
        "requests": reverse("requests"),
        "request": reverse("request", args=[request.slug]),
        "file": reverse("attachment", args=[request.slug, attachment.pk]),
        "authority": reverse("authority", args=[request.authority.slug]),
        "batches": reverse("batches"),
        "board": reverse("board", args=[batch.slug]),
        "rows": reverse("board-rows", args=[batch.slug]),
        "sheet": reverse("sheet", args=[batch.slug]),
        "check": reverse("check", args=[batch.slug, request.pk, question.pk]),
    }


@pytest.mark.parametrize("who", ["nobody", "stranger"])
@pytest.mark.parametrize(
    "page",
    ["home", "requests", "request", "file", "authority", "batches", "board", "rows", "sheet", "check"],
)
def test_no_public_page_shows_them(named: Campaign, as_person: Door, page: str, who: str) -> None:
    answer = as_person(who).get(addresses(named)[page])
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "[e-mail address]" in html
    assert not any(secret in html for secret in SECRETS)


@pytest.mark.parametrize("page", ["request", "board", "sheet", "check"])
def test_the_team_reads_its_own_words(named: Campaign, as_person: Door, page: str) -> None:
    html = as_person("owner").get(addresses(named)[page]).content.decode()
    assert SECRETS[0] in html
    assert SECRETS[1] in html


def test_exports_for_everybody_are_masked(named: Campaign) -> None:
    assert {row.question_text for row in sheet_rows(named.batch, viewer=None)} == {
        "What did [e-mail address] spend?"
    }
    assert {row.question_text for row in sheet_rows(named.batch, viewer=named.owner)} == {ASKED}
    for form in ("csv", "xlsx", "datapackage"):
        stream = io.BytesIO()
        sheet_export(named.batch, form, stream, viewer=None)  # type: ignore[arg-type]
        if form == "csv":
            texts = [stream.getvalue().decode()]
        else:
            with zipfile.ZipFile(stream) as package:
                texts = [package.read(name).decode("utf-8", "replace") for name in package.namelist()]
        assert not any(secret in text for secret in SECRETS for text in texts)


def test_the_package_is_titled_as_its_reader_may_see_it(named: Campaign) -> None:
    def title(viewer: object) -> str:
        stream = io.BytesIO()
        sheet_export(named.batch, "datapackage", stream, viewer=viewer)  # type: ignore[arg-type]
        with zipfile.ZipFile(stream) as package:
            return str(json.loads(package.read("datapackage.json"))["title"])

    assert title(None).startswith("Letters of [e-mail address]")
    assert title(named.owner).startswith(SUBJECT)
