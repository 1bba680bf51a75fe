"""An authority says that a published answer is wrong: a task for the team, confirmed by a link to its own domain."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from pages_cast import Campaign
from rhyddid.batches.models import SheetCorrection
from rhyddid.batches.services import batch_publish
from rhyddid.batches.sheet_corrections import MOST_OPEN
from rhyddid.batches.tasks import correction_link_job
from rhyddid.care.models import Task, TaskKind
from rhyddid.requests.judgements import judgement_make
from rhyddid.requests.models import Finding

Door = Callable[[str], Client]
OFFICER = "officer@port-aldwych-council.example"


@pytest.fixture
def published(campaign: Campaign) -> Campaign:
    question = campaign.answered.questions.get(number="3")
    judgement_make(
        request=campaign.answered,
        question=question,
        verdict="confirm",
        by=campaign.checker,
        finding=Finding.objects.get(question=question, type="answer"),
    )
    batch_publish(batch=campaign.batch, by=campaign.owner)
    return campaign


def address(campaign: Campaign, number: str = "3") -> str:
    question = campaign.answered.questions.get(number=number)
    return reverse("sheet-correct", args=[campaign.batch.slug, campaign.answered.pk, question.pk])


def send(client: Client, campaign: Campaign, **fields: str) -> Any:
    given = {"name": "A. Officer", "email": OFFICER, "text": "It was £12,600.", "key": str(uuid.uuid4())}
    return client.post(address(campaign), given | fields)


def test_the_published_cell_has_a_link_and_a_form(published: Campaign, as_person: Door) -> None:
    nobody = as_person("nobody")
    question = published.answered.questions.get(number="3")
    cell = reverse("check", args=[published.batch.slug, published.answered.pk, question.pk])
    assert address(published) in nobody.get(cell).content.decode()
    assert nobody.get(address(published)).status_code == 200


def test_a_correction_is_a_task_and_changes_nothing(published: Campaign, as_person: Door) -> None:
    send(as_person("nobody"), published)
    assert Task.objects.open().get(kind=TaskKind.CORRECTION).subject_id == published.batch.pk
    assert SheetCorrection.objects.get().from_authority is False
    csv = b"".join(as_person("nobody").get(reverse("sheet-download", args=[published.batch.slug, "csv"])))
    assert b"12500" in csv
    assert b"12600" not in csv


def test_the_link_goes_to_the_authoritys_domain_and_the_button_confirms(
    published: Campaign, as_person: Door
) -> None:
    send(as_person("nobody"), published)
    correction_link_job(correction_id=SheetCorrection.objects.get().pk)
    (letter,) = mail.outbox
    assert letter.to == [OFFICER]
    found = re.search(r"/corrections/\S+/", letter.body)
    assert found is not None
    nobody = as_person("nobody")
    nobody.get(found[0])  # a mail scanner opens it
    assert SheetCorrection.objects.get().from_authority is False
    assert "comes from the authority" in nobody.post(found[0]).content.decode()
    assert SheetCorrection.objects.get().from_authority is True


@pytest.mark.parametrize("email", ["officer@elsewhere.example", "someone@gmail.com"])
def test_an_address_elsewhere_gets_no_link(published: Campaign, as_person: Door, email: str) -> None:
    html = send(as_person("nobody"), published, email=email).content.decode()
    assert "somebody will look into it" in html
    correction_link_job(correction_id=SheetCorrection.objects.get().pk)
    assert mail.outbox == []


def test_a_made_up_link_opens_nothing(client: Client, db: None) -> None:
    assert client.get(reverse("correction-confirm", args=["1:abc:def"])).status_code == 404


def test_the_same_form_twice_is_one_correction(published: Campaign, as_person: Door) -> None:
    key = str(uuid.uuid4())
    for _ in range(2):
        send(as_person("nobody"), published, key=key)
    assert SheetCorrection.objects.count() == 1


def test_a_fault_comes_back_with_what_was_typed(published: Campaign, as_person: Door) -> None:
    answer = send(as_person("nobody"), published, email="nonsense")
    assert answer.status_code == 422
    assert "It was £12,600." in answer.content.decode()
    assert send(as_person("nobody"), published, website="http://spam.example").status_code == 422
    assert not SheetCorrection.objects.exists()


def test_what_is_not_published_cannot_be_corrected(published: Campaign, as_person: Door) -> None:
    nobody = as_person("nobody")
    assert nobody.get(address(published, "1")).status_code == 404  # read, and checked by nobody


def test_nobody_fills_the_table(published: Campaign, as_person: Door) -> None:
    nobody = as_person("nobody")
    for _ in range(MOST_OPEN + 1):
        send(nobody, published, email="x@elsewhere.example")
    assert SheetCorrection.objects.count() == MOST_OPEN


def test_the_team_closes_a_correction(published: Campaign, as_person: Door) -> None:
    send(as_person("nobody"), published)
    owner, here = as_person("owner"), reverse("corrections", args=[published.batch.slug])
    assert "1 correction waits" in owner.get(reverse("sheet", args=[published.batch.slug])).content.decode()
    assert "It was £12,600." in owner.get(here).content.decode()
    made = SheetCorrection.objects.get()
    owner.post(here, {"correction": str(made.pk), "state": "done", "note": "Mended"})
    made.refresh_from_db()
    assert (made.state, made.decided_by, made.note) == ("done", published.owner, "Mended")
    assert not Task.objects.open().filter(kind=TaskKind.CORRECTION).exists()


def test_the_public_sheet_says_how_it_was_made_and_how_to_cite_it(
    published: Campaign, as_person: Door
) -> None:
    html = as_person("nobody").get(reverse("sheet", args=[published.batch.slug])).content.decode()
    assert "How this sheet was made" in html
    assert "[data set]" in html
    assert "Only checked answers are shown" in html
    assert "1 of 3 answers are checked" in html


def test_unchecked_answers_are_marked_in_words_with_their_sentence(
    published: Campaign, as_person: Door
) -> None:
    batch_publish(batch=published.batch, by=published.owner, shows_unconfirmed=True)
    html = as_person("nobody").get(reverse("sheet", args=[published.batch.slug])).content.decode()
    assert '<p class="small not-checked">Read by software, not checked</p><p class="quote"' in html
