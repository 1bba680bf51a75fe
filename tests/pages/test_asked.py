"""What addresses and forms ask for: numbers that are none and texts that no column can hold are answered, not a fault."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from pages_cast import Campaign
from rhyddid.batches.models import Batch
from rhyddid.pages.asked import asked_number, asked_text

Door = Callable[[str], Client]
NOTHING = ("", "x", "-1", "1.5", " 1", "²", "٣", "1" * 5000, "9223372036854775808", None)


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_number_is_the_default(text: str | None) -> None:
    assert asked_number(text, 7) == 7


def test_a_number_is_read_up_to_the_most() -> None:
    assert asked_number("9223372036854775807") == 2**63 - 1
    assert (asked_number("007"), asked_number("12", most=12), asked_number("13", 1, most=12)) == (7, 12, 1)


def test_a_text_loses_what_no_column_holds() -> None:
    assert asked_text(" a\x00b ", 10) == "ab"
    assert asked_text("abcdef", 3) == "abc"
    assert asked_text(None, 3) == ""


@pytest.mark.parametrize("value", ["\x00", "a\x00b", "²", "٣", "1" * 400, "%", "\ufffd'\"--"])
def test_no_query_is_a_fault_of_the_server(campaign: Campaign, as_person: Door, value: str) -> None:
    owner, batch, request = as_person("owner"), campaign.batch.slug, campaign.answered
    question = request.questions.get(number="1")
    attachment = request.messages.get(attachments__isnull=False).attachments.get()
    pages = {
        reverse("requests"): ("q", "state", "page"),
        reverse("authorities"): ("q", "tag", "page"),
        reverse("authority", args=[request.authority.slug]): ("page",),
        reverse("batches"): ("page",),
        reverse("board", args=[batch]): ("q", "show", "nation", "tag", "kind", "sort", "page"),
        reverse("board-rows", args=[batch]): ("q", "show", "nation", "tag", "kind", "sort", "page"),
        reverse("sheet", args=[batch]): ("q", "show", "page", "done"),
        reverse("check", args=[batch, request.pk, question.pk]): ("letter", "last"),
        reverse("batch-preview", args=[batch]): ("page", "only"),
        reverse("attachment", args=[request.slug, attachment.pk]): ("page",),
        reverse("deadlines"): ("regime", "received", "kind", "event", "event-type", "do"),
    }
    for address, names in pages.items():
        for name in names:
            told = (200, 400) if address == reverse("deadlines") else (200,)
            assert owner.get(address, {name: value}).status_code in told, (address, name)
    assert as_person("staff").get(reverse("tasks"), {"page": value}).status_code == 200


@pytest.mark.parametrize("value", ["\x00", "²", "1" * 400])
def test_no_form_is_a_fault_of_the_server(campaign: Campaign, as_person: Door, value: str) -> None:
    owner, batch, held = as_person("owner"), campaign.batch.slug, campaign.held.pk
    names = ("subject", "sender", "letter", "language", "question-number", "question-text", "question-type")
    names += ("question-choices", "find", "list", "tag", "authority", "team")
    for do in ("save", "find", f"remove-question:{value}"):
        fields = dict.fromkeys(names, value) | {"do": do}
        assert owner.post(reverse("batch-new"), fields).status_code < 500
    assert not Batch.objects.filter(subject__contains="\ufffd").exists()
    assert owner.post(reverse("batch-preview", args=[batch]), {"drop": value}).status_code == 302
    pen = reverse("holding-pen")
    assert owner.post(pen, {"do": f"accept:{held}", f"guess-{held}": value}).status_code == 302
    assert owner.post(pen, {"do": f"accept:{held}", f"other-{held}": value}).status_code == 302
    assert owner.post(pen, {"do": f"accept:{value}"}).status_code == 404
    staff = as_person("staff")
    assert staff.post(reverse("batch-approve", args=[batch]), {"recipient": value}).status_code in (302, 404)
    question = campaign.answered.questions.get(number="1")
    check = reverse("check", args=[batch, campaign.answered.pk, question.pk])
    for verdict in ("confirm", "undo", value):
        fields = {"verdict": verdict, "seen": value, "finding": value}
        assert owner.post(check, fields).status_code == 302
