"""Making, sending, approving, taking back and publishing a batch; the board's counts, filters and freshness."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from cast import make_authority
from pages_cast import Campaign, draft, receive
from rhyddid.accounts.models import Person
from rhyddid.batches.models import Batch, BatchState
from rhyddid.batches.services import batch_create
from rhyddid.care.models import Task
from rhyddid.pages.forms.batch_fields import BatchFields, QuestionRow, draft_of

Door = Callable[[str], Client]

FIELDS = {
    "subject": "Swimming pools",
    "sender": "Nia Prosser",
    "language": "en",
    "letter": "Dear {authority},\n\nUnder the {law}:\n\n{questions}\n\n{sender}",
    "question-number": ["1", "2"],
    "question-text": ["How many pools?", "Which season is busiest?"],
    "question-type": ["number", "choice"],
    "question-choices": ["", "summer\nwinter"],
    "tag": ["council"],
    "do": "save",
}


def test_a_batch_is_made_from_the_form(campaign: Campaign, as_person: Door) -> None:
    answer = as_person("owner").post(reverse("batch-new"), FIELDS)
    batch = Batch.objects.get(subject="Swimming pools")
    assert answer["Location"] == reverse("batch-preview", args=[batch.slug])
    assert [(each.answer_type, each.choices) for each in batch.questions.all()] == [
        ("number", []),
        ("choice", ["summer", "winter"]),
    ]
    assert batch.recipients.count() == 2
    assert batch.state == BatchState.DRAFT


def test_faults_stand_beside_their_fields_and_nothing_is_lost(campaign: Campaign, as_person: Door) -> None:
    wrong = FIELDS | {
        "subject": "",
        "letter": "Dear {auhtority}, {questions}",
        "question-choices": ["", "one"],
    }
    answer = as_person("owner").post(reverse("batch-new"), wrong)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "is no merge field. Did you mean {authority}?" in html
    assert "needs at least two choices" in html
    assert "Which season is busiest?" in html
    assert not Batch.objects.filter(letter__contains="auhtority").exists()


@pytest.mark.parametrize("do", ["refresh", "add-question", "remove-question:0", "find"])
def test_the_other_buttons_save_nothing(campaign: Campaign, as_person: Door, do: str) -> None:
    answer = as_person("owner").post(reverse("batch-new"), FIELDS | {"do": do, "find": "saltmere"})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Saltmere Borough Council" in html
    assert html.count('name="question-text"') - 1 == {"add-question": 3, "remove-question:0": 1}.get(do, 2)
    assert not Batch.objects.filter(subject="Swimming pools").exists()


def test_another_teams_tick_boxes_choose_nothing(campaign: Campaign, as_person: Door) -> None:
    """A team that the person does not write for is not taken from the form."""
    as_person("owner").post(reverse("batch-new"), FIELDS | {"team": "elsewhere"})
    assert Batch.objects.get(subject="Swimming pools").team == campaign.team


def test_a_large_batch_waits_for_an_operator(campaign: Campaign, as_person: Door, settings: object) -> None:
    settings.BATCH_LIMITS = (1, 1, 1)  # type: ignore[attr-defined]
    authorities = [make_authority(f"Bank {number}") for number in range(2)]
    batch = batch_create(team=campaign.team, by=campaign.owner, draft=draft(), authorities=authorities)
    as_person("owner").post(reverse("batch-send", args=[batch.slug]))
    batch.refresh_from_db()
    assert batch.state == BatchState.WAITING_FOR_APPROVAL
    staff = as_person("staff")
    assert "Batch that waits for approval" in staff.get(reverse("tasks")).content.decode()
    assert staff.get(reverse("batch-preview", args=[batch.slug])).status_code == 200
    one = batch.recipients.first()
    assert one is not None
    staff.post(reverse("batch-approve", args=[batch.slug]), {"recipient": [str(one.pk)]})
    assert batch.recipients.filter(request__isnull=False).count() == 1


@pytest.mark.parametrize("author_is_operator", [False, True])
def test_an_approval_by_halves_can_be_finished(
    campaign: Campaign, as_person: Door, settings: object, author_is_operator: bool
) -> None:
    """Once one letter is approved the batch is queued: the others wait for the operator as before."""
    settings.BATCH_LIMITS = (1, 1, 1)  # type: ignore[attr-defined]
    authorities = [make_authority(f"Bank {number}") for number in range(3)]
    batch = batch_create(team=campaign.team, by=campaign.owner, draft=draft(), authorities=authorities)
    as_person("owner").post(reverse("batch-send", args=[batch.slug]))
    if author_is_operator:
        Person.objects.filter(pk=campaign.owner.pk).update(is_staff=True)
        campaign.owner.refresh_from_db()
    operator = as_person("owner" if author_is_operator else "staff")
    preview, approve = (reverse(name, args=[batch.slug]) for name in ("batch-preview", "batch-approve"))
    for left in (2, 1, 0):
        page = operator.get(preview)
        assert page.context["may_approve"]
        assert 'name="recipient"' in page.content.decode()
        one = batch.recipients.filter(request=None).order_by("pk")[0]
        operator.post(approve, {"recipient": [str(one.pk)]})
        assert batch.recipients.filter(request=None).count() == left
    assert not Task.objects.open().filter(subject_kind="batch", subject_id=batch.pk).exists()
    if author_is_operator:
        assert not operator.get(preview).context["may_approve"]
    else:
        assert operator.get(preview).status_code == 404


def test_a_recalled_batch_is_no_operators_any_more(
    campaign: Campaign, as_person: Door, settings: object
) -> None:
    settings.BATCH_LIMITS = (1, 1, 1)  # type: ignore[attr-defined]
    authorities = [make_authority(f"Bank {number}") for number in range(2)]
    batch = batch_create(team=campaign.team, by=campaign.owner, draft=draft(), authorities=authorities)
    as_person("owner").post(reverse("batch-send", args=[batch.slug]))
    one = batch.recipients.first()
    assert one is not None
    staff = as_person("staff")
    staff.post(reverse("batch-approve", args=[batch.slug]), {"recipient": [str(one.pk)]})
    as_person("owner").post(reverse("batch-recall", args=[batch.slug]))
    assert staff.get(reverse("batch-preview", args=[batch.slug])).status_code == 404
    assert staff.post(reverse("batch-approve", args=[batch.slug]), {"all": "yes"}).status_code == 404


def test_the_board_counts_filters_and_searches(campaign: Campaign, as_person: Door) -> None:
    owner = as_person("owner")
    address = reverse("board", args=[campaign.batch.slug])
    everything = owner.get(address).content.decode()
    assert "Port Aldwych Council" in everything
    assert "Cyngor Cwm Derwen" in everything
    answered = owner.get(address, {"show": "answered"}).content.decode()
    assert "Port Aldwych Council" in answered
    assert "Cyngor Cwm Derwen" not in answered
    assert "No authority fits these filters" in owner.get(address, {"q": "nowhere"}).content.decode()
    for nonsense in ({"sort": "-; drop"}, {"page": "x"}, {"show": "x" * 500}, {"q": "\0%_'"}):
        assert owner.get(address, nonsense).status_code == 200


def test_the_rows_are_sent_again_only_when_something_happened(campaign: Campaign, as_person: Door) -> None:
    owner = as_person("owner")
    address = reverse("board-rows", args=[campaign.batch.slug])
    etag = owner.get(address)["ETag"]
    assert owner.get(address, headers={"If-None-Match": etag}).status_code == 304
    receive("Dear Ms Prosser,\n\n1) No.\n", campaign.waiting, message_id="<second@cwm.example>")
    assert owner.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_the_board_asks_as_much_for_many_rows_as_for_few(
    campaign: Campaign, as_person: Door, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    owner = as_person("owner")
    many = batch_create(
        team=campaign.team,
        by=campaign.owner,
        draft=draft(),
        authorities=[make_authority(f"Trust {number:02}") for number in range(40)],
    )
    owner.post(reverse("batch-send", args=[many.slug]))
    for slug in (campaign.batch.slug, many.slug):
        for name, limit in (("board", 31), ("sheet", 32)):
            with django_assert_max_num_queries(limit):
                owner.get(reverse(name, args=[slug]))


def test_a_published_sheet_shows_what_its_owner_chose(campaign: Campaign, as_person: Door) -> None:
    owner, nobody = as_person("owner"), as_person("nobody")
    publish, sheet = (reverse(name, args=[campaign.batch.slug]) for name in ("batch-publish", "sheet"))
    owner.post(publish)
    assert "Hawkmoor" not in nobody.get(sheet).content.decode()
    owner.post(publish, {"unconfirmed": "yes"})
    html = nobody.get(sheet).content.decode()
    assert "Hawkmoor" in html
    assert "Read by software, not checked" in html
    owner.post(publish, {"do": "unpublish"})
    assert nobody.get(sheet).status_code == 404


def test_downloads_are_what_they_say(campaign: Campaign, as_person: Door) -> None:
    owner = as_person("owner")

    def file(form: str) -> tuple[bytes, str]:
        answer = owner.get(reverse("sheet-download", args=[campaign.batch.slug, form]))
        return b"".join(answer), answer["Content-Disposition"]

    data, name = file("csv")
    assert b"Hawkmoor Sensing Ltd" in data
    assert name == 'attachment; filename="drone-detection-equipment-answers.csv"'
    with zipfile.ZipFile(BytesIO(file("datapackage")[0])) as package:
        assert {"datapackage.json", "answers.csv"} <= set(package.namelist())
    assert file("parquet")[0].startswith(b"PAR1")
    assert file("xlsx")[0].startswith(b"PK")
    assert owner.get(reverse("sheet-download", args=[campaign.batch.slug, "exe"])).status_code == 404


def test_without_the_extra_the_button_says_what_to_install(
    campaign: Campaign, as_person: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rhyddid.pages.views.sheets.parquet_installed", lambda: False)
    html = as_person("owner").get(reverse("sheet", args=[campaign.batch.slug])).content.decode()
    assert "disabled" in html
    assert "rhyddid[parquet]" in html


def test_a_law_of_a_question_outlives_the_form() -> None:
    row = QuestionRow("1", "How many?", regime="uk-eir")
    fields = BatchFields(subject="Emissions", letter="{questions}", questions=(row,))
    assert [question.regime for question in draft_of(fields).questions] == ["uk-eir"]
