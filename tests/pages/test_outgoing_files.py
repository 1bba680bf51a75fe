"""Files that go out with a letter: added, looked through, taken out again, agreed to, sent, and shown."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from pages_cast import Campaign
from rhyddid.batches.models import Batch
from rhyddid.batches.services import batch_copy
from rhyddid.mail.parse import parse
from rhyddid.requests.models import Delivery, DraftFile
from rhyddid.requests.reply_address import outgoing_bytes

AsPerson = Callable[[str], Client]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(autouse=True)
def blobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.STORAGES["blobs"]["OPTIONS"], "location", tmp_path / "blobs")


def workbook(*, hidden: bool) -> SimpleUploadedFile:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    book.add_worksheet("Questions").write(0, 0, "Which year?")
    if hidden:
        sheet = book.add_worksheet("Private notes")
        sheet.write(0, 0, "Ring the whistle-blower")
        sheet.hide()
    book.close()
    return SimpleUploadedFile("questions.xlsx", stream.getvalue(), XLSX)


def note() -> SimpleUploadedFile:
    return SimpleUploadedFile("../../note.txt", b"The list of sites.\n", "text/plain")


def write(client: Client, campaign: Campaign, **fields: object) -> str:
    form = {"once": "k" * 16, "purpose": "message_sent", "text": "See the file.", "do": "send"} | fields
    answer = client.post(reverse("request-follow-up", args=[campaign.public.slug]), form)
    return answer.content.decode() if answer.status_code == 200 else f"{answer.status_code}"


def sent(campaign: Campaign) -> list[Delivery]:
    return list(
        Delivery.objects.filter(message__requests=campaign.public).exclude(event_type="").order_by("pk")
    )


def test_a_file_goes_with_a_follow_up_and_is_shown(campaign: Campaign, as_person: AsPerson) -> None:
    owner = as_person("owner")
    assert write(owner, campaign, files=[note()]) == "302"
    (delivery,) = sent(campaign)
    raw = outgoing_bytes(delivery)
    assert raw == outgoing_bytes(delivery)
    (attachment,) = parse(raw).attachments
    assert (attachment.filename, attachment.data) == ("note.txt", b"The list of sites.\n")
    html = owner.get(reverse("request", args=[campaign.public.slug])).content.decode()
    assert "note.txt" in html and "The list of sites." in html
    assert not DraftFile.objects.exists()


def test_files_are_added_and_taken_out_and_nothing_typed_is_lost(
    campaign: Campaign, as_person: AsPerson
) -> None:
    owner = as_person("owner")
    html = write(owner, campaign, files=[note()], do="add-files", text="Half a let")
    assert "note.txt" in html and "Half a let" in html
    html = write(owner, campaign, do=f"remove-file:{DraftFile.objects.get().pk}", text="Half a let")
    assert "note.txt" not in html and "Half a let" in html
    assert sent(campaign) == []


def test_hidden_data_is_shown_and_must_be_agreed_to(campaign: Campaign, as_person: AsPerson) -> None:
    owner = as_person("owner")
    html = write(owner, campaign, files=[workbook(hidden=True)])
    assert "A hidden sheet" in html and "Private notes" in html
    assert sent(campaign) == []
    write(owner, campaign)
    assert sent(campaign) == [], "sending again without a yes sends nothing"
    assert write(owner, campaign, agree="yes") == "302"
    assert sent(campaign)[0].message.attachments.get().filename == "questions.xlsx"


def test_a_yes_is_for_what_was_seen(campaign: Campaign, as_person: AsPerson) -> None:
    write(as_person("owner"), campaign, files=[workbook(hidden=True)], agree="yes")
    assert sent(campaign) == []


def test_a_file_without_hidden_data_needs_no_yes(campaign: Campaign, as_person: AsPerson) -> None:
    assert write(as_person("owner"), campaign, files=[workbook(hidden=False)]) == "302"


def test_what_is_too_large_for_a_mail_is_said_before_it_is_queued(
    campaign: Campaign, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "OUTGOING_MAX_BYTES", 1024 * 1024)
    owner = as_person("owner")
    large = SimpleUploadedFile("large.bin", b"x" * (1024 * 1024 + 1))
    assert "cannot go by e-mail" in write(owner, campaign, files=[large])
    halves = [SimpleUploadedFile(f"{each}.txt", f"{each}".encode() * 500_000) for each in "ab"]
    assert "leave files out" in write(owner, campaign, files=halves)
    assert sent(campaign) == []


def test_nobody_sees_or_sends_another_persons_files(campaign: Campaign, as_person: AsPerson) -> None:
    write(as_person("owner"), campaign, files=[note()], do="add-files")
    DraftFile.objects.update(by=campaign.checker)
    assert "note.txt" not in write(as_person("owner"), campaign, do="add-files")


def of_batch(client: Client, campaign: Campaign, **fields: object) -> str:
    slug = campaign.batch.slug
    client.post(reverse("batch-files", args=[slug]), fields)
    return client.get(reverse("batch-preview", args=[slug])).content.decode()


@pytest.fixture
def draft(campaign: Campaign) -> Batch:
    """The campaign's batch as one that is still being written."""
    copied = batch_copy(batch=campaign.batch, by=campaign.owner)
    object.__setattr__(campaign, "batch", copied)
    return copied


def test_a_batch_sends_its_files_with_every_letter(
    campaign: Campaign, draft: Batch, as_person: AsPerson
) -> None:
    owner = as_person("owner")
    html = of_batch(owner, campaign, files=[workbook(hidden=True)], do="add-files")
    assert "Private notes" in html and "say that you want to send it" in html
    owner.post(reverse("batch-send", args=[draft.slug]), follow=True)
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert "say that you want to send it" not in of_batch(owner, campaign, do="agree-files", agree="yes")
    owner.post(reverse("batch-send", args=[draft.slug]))
    deliveries = Delivery.objects.filter(message__requests__recipient__batch=draft)
    assert deliveries.count() == 2
    for delivery in deliveries:
        (attachment,) = parse(outgoing_bytes(delivery)).attachments
        assert attachment.filename == "questions.xlsx"


def test_a_batchs_files_are_taken_out_again_and_copied_without_the_yes(
    campaign: Campaign, draft: Batch, as_person: AsPerson
) -> None:
    owner = as_person("owner")
    of_batch(owner, campaign, files=[workbook(hidden=True), note()], do="add-files")
    of_batch(owner, campaign, do="agree-files", agree="yes")
    copied = batch_copy(batch=draft, by=campaign.owner)
    assert [file.filename for file in copied.files.all()] == ["questions.xlsx", "note.txt"]
    assert not copied.files.exclude(agreed_at=None).exists()
    assert "note.txt" not in of_batch(
        owner, campaign, do=f"remove-file:{draft.files.get(filename='note.txt').pk}"
    )


def test_files_of_a_batch_are_its_editors_affair(
    campaign: Campaign, draft: Batch, as_person: AsPerson
) -> None:
    address = reverse("batch-files", args=[draft.slug])
    got = {name: as_person(name).post(address).status_code for name in ("checker", "stranger", "nobody")}
    assert got == {"checker": 403, "stranger": 404, "nobody": 302}
