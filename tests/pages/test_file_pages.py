"""A file's own page: what was removed and why, lifting and adding a removal, previews, and a host of files' own."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from PIL import Image
from reportlab.pdfgen import canvas

from pages_cast import Campaign, receive
from rhyddid.care.models import AuditEntry
from rhyddid.mail.compose import Enclosure
from rhyddid.requests.models import Attachment, MaskingRule
from rhyddid.requests.public_copies import public_copy_make

Door = Callable[[str], Client]
PHONE, FILES = "01632 960321", "https://files.example.org"


@pytest.fixture
def attachment(campaign: Campaign) -> Attachment:
    """A PDF of the public request, with a telephone number in it."""
    file = io.BytesIO()
    drawing = canvas.Canvas(file)
    drawing.drawString(72, 700, "Forty trees were felled.")
    drawing.drawString(72, 680, f"Ring {PHONE} to ask about them.")
    drawing.save()
    enclosure = Enclosure(filename="trees.pdf", content_type="application/pdf", data=file.getvalue())
    message = receive("Attached.", campaign.public, message_id="<t@port.example>", attachments=(enclosure,))
    return message.attachments.get()


@pytest.fixture
def page(campaign: Campaign, attachment: Attachment) -> str:
    return reverse("attachment", args=[campaign.public.slug, attachment.pk])


def html(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_first_visitor_is_told_that_the_copy_is_being_made(as_person: Door, page: str) -> None:
    said = html(as_person("nobody"), page)
    assert "A copy without personal details is being made" in said
    assert "Download" not in said


def test_everybody_sees_what_was_removed(as_person: Door, page: str, attachment: Attachment) -> None:
    public_copy_make(attachment)
    said = html(as_person("nobody"), page)
    assert "phone number" in said
    assert "Download the file" in said
    assert PHONE not in said
    assert "Change what is removed" not in said


def test_a_page_is_a_picture_of_the_copy_for_the_public_and_of_the_original_for_the_team(
    campaign: Campaign, as_person: Door, page: str, attachment: Attachment
) -> None:
    public_copy_make(attachment)
    arguments = [campaign.public.slug, attachment.pk, 1]
    copy, original = reverse("file-copy-page", args=arguments), reverse("file-original-page", args=arguments)
    assert f'src="{copy}"' in html(as_person("nobody"), page)
    assert f'src="{original}"' in html(as_person("reader"), page)
    answer = as_person("nobody").get(copy)
    assert answer["Content-Type"] in ("image/png", "image/jpeg")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert black(answer.content) > black(as_person("owner").get(original).content) + 1000
    assert as_person("nobody").get(original).status_code == 404
    assert as_person("owner").get(reverse("file-copy-page", args=[*arguments[:2], 9])).status_code == 404


def black(picture: bytes) -> int:
    """How many pixels of a picture are black."""
    return sum(Image.open(io.BytesIO(picture)).convert("L").histogram()[:30])


def change(client: Client, page: str, **given: str) -> Any:
    return client.post(page, {"reason": "The parks department answers it.", **given})


def test_an_editor_lifts_a_removal_and_takes_that_back(
    as_person: Door, page: str, attachment: Attachment
) -> None:
    owner, nobody = as_person("owner"), as_person("nobody")
    assert change(owner, page, kind="exemption", value=PHONE).status_code == 302
    public_copy_make(attachment)
    assert PHONE in html(nobody, page)
    rule = MaskingRule.objects.get()
    assert rule.reason in html(owner, page)
    owner.post(f"{page}undo/", {"rule": rule.pk})
    public_copy_make(attachment)
    assert PHONE not in html(nobody, page)
    assert AuditEntry.objects.filter(action="masking_rule_undone").exists()


def test_an_editor_adds_a_removal(as_person: Door, page: str, attachment: Attachment) -> None:
    change(as_person("owner"), page, kind="phrase", value="Forty trees")
    public_copy_make(attachment)
    said = html(as_person("nobody"), page)
    assert "Forty trees" not in said
    assert "A rule of this site or of this request" in said


def test_a_change_without_a_reason_keeps_what_was_typed(as_person: Door, page: str) -> None:
    answer = change(as_person("owner"), page, kind="phrase", value="Forty trees", reason="")
    assert answer.status_code == 200
    assert 'value="Forty trees"' in answer.content.decode()
    assert not MaskingRule.objects.exists()


def test_a_rule_of_another_request_cannot_be_taken_back_here(
    campaign: Campaign, as_person: Door, page: str
) -> None:
    rule = MaskingRule.objects.create(
        scope="request", request=campaign.answered, kind="phrase", value="x y", reason="z", by=campaign.owner
    )
    assert as_person("owner").post(f"{page}undo/", {"rule": rule.pk}).status_code == 404


def test_a_host_of_files_serves_files_alone_and_knows_people_by_a_key(
    campaign: Campaign, as_person: Door, page: str, attachment: Attachment, settings: Any
) -> None:
    settings.FILES_URL = FILES
    settings.ALLOWED_HOSTS = ["testserver", "files.example.org"]
    public_copy_make(attachment)
    path = reverse("attachment-download", args=[campaign.public.slug, attachment.pk])
    owner, there = as_person("owner"), Client(headers={"host": "files.example.org"})
    assert owner.get(path)["Location"] == f"{FILES}{path}"
    assert there.get("/requests/").status_code == 404
    assert there.get(path).status_code == 404
    said = html(owner, page)
    link = next(part for part in said.split('"') if part.startswith(f"{FILES}{path}?key="))
    assert there.get(link.removeprefix(FILES)).status_code == 200
    assert AuditEntry.objects.get(action="original_downloaded").by_id == campaign.owner.pk
    other = Attachment.objects.exclude(pk=attachment.pk).get(filename="costs.csv")
    key = link.partition("?key=")[2]
    elsewhere = reverse("attachment-download", args=[campaign.answered.slug, other.pk])
    assert there.get(f"{elsewhere}?key={key}").status_code == 404
    forged = signing.dumps([campaign.owner.pk, attachment.pk], salt="another", compress=True)
    assert there.get(f"{path}?key={forged}").status_code == 404
    copy = reverse("file-copy", args=[campaign.public.slug, attachment.pk])
    assert there.get(copy).status_code == 200
