"""Withheld files: nobody but those who decide gets their bytes, pages, words or names, by whatever address."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter
from django.test import Client
from django.urls import reverse

from pages_cast import Campaign, receive
from rhyddid.care.models import AuditEntry, Task, TaskKind
from rhyddid.mail.compose import Enclosure
from rhyddid.requests.blobs import blob_put
from rhyddid.requests.file_models import Decided, FileCheck, FileDecision, Hold
from rhyddid.requests.models import Attachment, Finding, Judgement, Reading, Request
from rhyddid.requests.public_copies import public_copy_make

Door = Callable[[str], Client]
NAME, SHOWN, HIDDEN = (
    "overtime-of-officers.xlsx",
    "Overtime came to 4,321 hours",
    "Officer Example of Anytown",
)


def workbook() -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.add_worksheet("Answer").write(0, 0, SHOWN)
    staff = book.add_worksheet("Staff")
    staff.write_column(0, 0, [HIDDEN] * 30)
    staff.hide()
    book.close()
    return file.getvalue()


@pytest.fixture
def withheld(campaign: Campaign) -> Attachment:
    """A workbook with a hidden sheet that came for the public request, and whose words are an answer's evidence."""
    enclosure = Enclosure(filename=NAME, content_type="application/vnd.ms-excel", data=workbook())
    message = receive(
        "The figures are attached.", campaign.public, message_id="<x@port.example>", attachments=(enclosure,)
    )
    attachment = message.attachments.get()
    Finding.objects.create(
        reading=Reading.objects.get(message=message, current=True),
        question=campaign.public.questions.first(),
        type="answer",
        value={"decision": "disclosed", "text": SHOWN, "values": [], "provisions": []},
        confidence=0.9,
        start=0,
        end=len(SHOWN),
        quote=SHOWN,
        attachment=attachment,
        page=1,
    )
    return attachment


def doors(request: Request, attachment: Attachment) -> dict[str, str]:
    arguments = [request.slug, attachment.pk]
    return {
        "request": reverse("request", args=[request.slug]),
        "file": reverse("attachment", args=arguments),
        "original": reverse("attachment-download", args=arguments),
        "copy": reverse("file-copy", args=arguments),
        "page of the original": reverse("file-original-page", args=[*arguments, 1]),
        "page of the copy": reverse("file-copy-page", args=[*arguments, 1]),
        "decision": reverse("withheld-file", args=[attachment.pk]),
        "list": reverse("withheld-files"),
        "old address": f"/requests/{request.slug}/files/{attachment.pk}/original",
    }


def body(answer: Any) -> bytes:
    return b"".join(answer) if answer.streaming else answer.content


@pytest.mark.parametrize("who", ["nobody", "stranger", "reader"])
def test_no_address_gives_anything_of_it_to_others(
    campaign: Campaign, as_person: Door, withheld: Attachment, who: str
) -> None:
    FileDecision.objects.all().delete()
    client = as_person(who)
    for door, address in doors(campaign.public, withheld).items():
        said = body(client.get(address))
        for secret in (SHOWN, "4,321", HIDDEN, NAME, withheld.sha256[:12]):
            assert secret.encode() not in said, (door, secret)
        assert b"PK\x03\x04" not in said, door
    notice = client.get(doors(campaign.public, withheld)["request"]).content.decode()
    assert "This file is withheld until somebody has looked at it." in notice
    assert "It has hidden sheets, rows or columns." in notice


def test_a_copy_that_was_made_before_is_withheld_with_it(
    campaign: Campaign, as_person: Door, withheld: Attachment
) -> None:
    FileCheck.objects.filter(pk=withheld.pk).update(hold=Hold.FREE)
    assert public_copy_make(withheld) is not None
    copy = doors(campaign.public, withheld)["copy"]
    assert as_person("nobody").get(copy).status_code == 200
    FileCheck.objects.filter(pk=withheld.pk).update(hold=Hold.WAITING)
    for who in ("nobody", "owner"):
        assert as_person(who).get(copy).status_code == 404


@pytest.mark.parametrize("who", ["owner", "checker", "staff"])
def test_those_who_decide_see_what_was_found(
    campaign: Campaign, as_person: Door, withheld: Attachment, who: str
) -> None:
    client = as_person(who)
    address = doors(campaign.public, withheld)
    assert HIDDEN in client.get(address["decision"]).content.decode()
    assert NAME in client.get(address["list"]).content.decode()
    answer = client.get(address["original"])
    assert hashlib.sha256(body(answer)).hexdigest() == withheld.sha256


def test_there_is_a_task_with_a_link_for_operators(
    campaign: Campaign, as_person: Door, withheld: Attachment
) -> None:
    assert Task.objects.open().get(kind=TaskKind.QUARANTINE).subject_id == withheld.pk
    assert (
        reverse("withheld-file", args=[withheld.pk])
        in as_person("staff").get(reverse("tasks")).content.decode()
    )


def decide(client: Client, attachment: Attachment, decision: Decided) -> None:
    address = reverse("withheld-file", args=[attachment.pk])
    answer = client.post(address, {"decision": decision, "reason": "I have looked at every row."})
    assert answer.status_code == 302


def test_a_release_is_logged_shows_the_file_and_can_be_taken_back(
    campaign: Campaign, as_person: Door, withheld: Attachment
) -> None:
    decide(as_person("checker"), withheld, Decided.RELEASE)
    address = doors(campaign.public, withheld)
    assert SHOWN in as_person("reader").get(address["request"]).content.decode()
    assert not Task.objects.open().filter(kind=TaskKind.QUARANTINE).exists()
    entry = AuditEntry.objects.get(action="file_release")
    assert (entry.subject_id, entry.by_id) == (withheld.pk, campaign.checker.pk)
    decision = FileDecision.objects.get(attachment=withheld)
    as_person("owner").post(address["decision"], {"undo": decision.pk})
    assert SHOWN not in as_person("reader").get(address["request"]).content.decode()
    assert Task.objects.open().filter(kind=TaskKind.QUARANTINE).exists()
    assert AuditEntry.objects.filter(action="file_decision_undone").exists()


def test_even_a_released_file_gives_the_public_nothing_hidden(
    campaign: Campaign, as_person: Door, withheld: Attachment
) -> None:
    decide(as_person("owner"), withheld, Decided.RELEASE)
    public_copy_make(withheld)
    address = doors(campaign.public, withheld)
    nobody = as_person("nobody")
    assert nobody.get(address["original"]).status_code == 404
    assert nobody.get(address["copy"]).status_code == 200
    page = nobody.get(address["file"]).content.decode()
    assert SHOWN in page
    assert "A hidden sheet" in page
    assert HIDDEN not in page


def test_a_copy_alone_is_shown_without_the_originals_text(
    campaign: Campaign, as_person: Door, withheld: Attachment
) -> None:
    decide(as_person("owner"), withheld, Decided.RELEASE_COPY)
    public_copy_make(withheld)
    address = doors(campaign.public, withheld)
    nobody = as_person("nobody")
    assert SHOWN not in nobody.get(address["request"]).content.decode()
    page = nobody.get(address["file"]).content.decode()
    assert SHOWN in page  # in the table of the copy
    assert HIDDEN not in page
    assert nobody.get(address["copy"]).status_code == 200
    assert nobody.get(address["original"]).status_code == 404


def test_a_decision_needs_a_reason_and_keeps_what_was_typed(as_person: Door, withheld: Attachment) -> None:
    address = reverse("withheld-file", args=[withheld.pk])
    answer = as_person("owner").post(address, {"decision": "release", "reason": ""})
    assert answer.status_code == 200
    assert FileCheck.objects.get(pk=withheld.pk).hold == Hold.WAITING


def test_readers_and_strangers_cannot_decide(as_person: Door, withheld: Attachment) -> None:
    address = reverse("withheld-file", args=[withheld.pk])
    for who, code in (("reader", 404), ("stranger", 404), ("nobody", 302)):
        answer = as_person(who).post(address, {"decision": "release", "reason": "x"})
        assert answer.status_code == code
    assert not FileDecision.objects.exists()


def test_a_problem_that_a_decision_did_not_know_withholds_the_file_again(
    as_person: Door, withheld: Attachment
) -> None:
    decide(as_person("owner"), withheld, Decided.RELEASE)
    check = FileCheck.objects.get(pk=withheld.pk)
    check.problems = [*check.problems, "virus"]
    from rhyddid.requests.file_check import hold_refresh

    assert hold_refresh(check).hold == Hold.WAITING


def test_the_front_page_of_the_team_names_the_request(
    campaign: Campaign, as_person: Door, withheld: Attachment
) -> None:
    assert "Withheld files to decide about" in as_person("owner").get("/").content.decode()
    assert "Withheld files to decide about" not in as_person("reader").get("/").content.decode()


def test_bytes_are_never_shown_or_run(campaign: Campaign, as_person: Door) -> None:
    raw = b"<script>alert(1)</script>"
    attachment = Attachment.objects.filter(message__requests=campaign.answered).get()
    Attachment.objects.filter(pk=attachment.pk).update(sha256=blob_put(raw), filename="a.html")
    answer = as_person("owner").get(doors(campaign.answered, attachment)["original"])
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Type"] == "application/octet-stream"
    entry = AuditEntry.objects.get(action="original_downloaded")
    assert (entry.by_id, entry.subject_id) == (campaign.owner.pk, attachment.pk)


def test_a_judged_answer_whose_finding_is_gone_is_withheld_with_its_file(
    campaign: Campaign, as_person: Door, withheld: Attachment
) -> None:
    finding = Finding.objects.get(attachment=withheld)
    Judgement.objects.create(
        request=campaign.public,
        question=finding.question,
        message=withheld.message,
        finding=finding,
        verdict="confirm",
        value=finding.value,
        quote=SHOWN,
        by=campaign.owner,
    )
    finding.delete()  # the letter was read again, and this was not found any more
    address = doors(campaign.public, withheld)["request"]
    assert SHOWN not in as_person("nobody").get(address).content.decode()
    FileCheck.objects.filter(pk=withheld.pk).update(hold=Hold.FREE)
    shown = as_person("nobody").get(address).content.decode()
    assert shown.count(SHOWN) == 3  # the answer's value, its quote, the file's text
