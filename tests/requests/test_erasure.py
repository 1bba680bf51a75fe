"""After an erasure nothing of it is left: no word in any table, no byte in the blob store. Only the tombstone tells."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from cast import make_person, make_request
from pages_cast import receive
from rhyddid.accounts.models import Person
from rhyddid.care.services import audit
from rhyddid.mail.compose import Enclosure, compose
from rhyddid.mail.mail import Address
from rhyddid.post.receive import receive as take_in
from rhyddid.requests.blobs import BlobMissing, blob_get
from rhyddid.requests.erasure import (
    ErasureRefused,
    attachment_erase,
    legal_hold_set,
    message_erase,
    person_erase,
)
from rhyddid.requests.judgements import judgement_make
from rhyddid.requests.masking_rule_change import masking_rule_add
from rhyddid.requests.masking_rules import rules_forget
from rhyddid.requests.models import Attachment, Event, Finding, Judgement, Message, Request, Tombstone

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "The council sent it by mistake."
SENTINEL = "Quillon Farrowmere"
LETTER = f"""Dear Ms Prosser,

1) Have you run any trial of drone detection equipment since 2020?
Yes. {SENTINEL} ran it.

2) Which company supplied it?
{SENTINEL} Ltd

3) What did it cost?
£12,500
"""
FILE = Enclosure(
    filename=f"{SENTINEL}.csv", content_type="text/csv", data=f"name\n{SENTINEL}, of Elm Row\n".encode()
)
AT = dt.datetime(2026, 3, 16, 10, tzinfo=dt.UTC)


def left_of(words: str) -> list[str]:
    """Every table, and every file of the blob store and the spool, in which the words still stand."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'select count(*) from "{table}" as t where t::text ilike %s', [f"%{words}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    folders = (Path(settings.DATA) / "blobs", Path(settings.SPOOL))
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and words.lower().encode() in path.read_bytes().lower():
                found.append(str(path.name))
    return sorted(found)


@pytest.fixture(autouse=True)
def empty_blob_store() -> Iterator[None]:
    """Bytes of other tests' letters are not what is looked for here."""
    shutil.rmtree(Path(settings.DATA) / "blobs", ignore_errors=True)
    yield
    rules_forget()


@pytest.fixture
def letter() -> Message:
    request = make_request(by=None)
    message = receive(
        LETTER, request, attachments=(FILE,), message_id="<sent-by-mistake@port.example>", at=AT
    )
    Message.objects.filter(pk=message.pk).update(sender_name=SENTINEL)
    owner = make_person("owner@campaign.example", team=request.team)
    finding = Finding.objects.filter(reading__message=message, question__number="2").first()
    assert finding is not None
    judgement_make(
        request=request,
        question=finding.question,
        verdict="confirm",
        by=owner,
        finding=finding,
        note=SENTINEL,
    )
    message.refresh_from_db()
    return message


def test_of_an_erased_letter_nothing_is_left(letter: Message) -> None:
    assert "requests_message" in left_of(SENTINEL)
    assert "requests_finding" in left_of(SENTINEL)
    raw = letter.raw_sha256
    file = letter.attachments.get().sha256
    message_erase(message=letter, reason=WHY, by=None)
    assert left_of(SENTINEL) == []
    for sha256 in (raw, file):
        with pytest.raises(BlobMissing):
            blob_get(sha256)
    assert {stone.sha256 for stone in Tombstone.objects.all()} == {raw, file}
    assert {stone.reason for stone in Tombstone.objects.all()} == {WHY}


def test_the_clock_still_counts_an_erased_letter(letter: Message) -> None:
    before = list(Event.objects.values_list("type", "day"))
    message_erase(message=letter, reason=WHY, by=None)
    assert list(Event.objects.values_list("type", "day")) == before


def test_a_verdict_stays_without_the_words_it_was_made_from(letter: Message) -> None:
    message_erase(message=letter, reason=WHY, by=None)
    judgement = Judgement.objects.get()
    assert judgement.verdict == "confirm"
    assert judgement.value == {"decision": "disclosed"}
    assert judgement.quote == judgement.note == ""


def test_of_an_erased_file_nothing_is_left_and_the_letter_stays(letter: Message) -> None:
    Message.objects.filter(pk=letter.pk).update(sender_name="A clerk")
    attachment_erase(attachment=letter.attachments.get(), reason=WHY, by=None)
    letter.refresh_from_db()
    assert letter.erased_at is None
    assert "£12,500" in letter.text
    assert left_of("of Elm Row") == []
    assert left_of(f"{SENTINEL}.csv") == []
    assert letter.attachments.get().erased_at is not None


def test_a_dry_run_erases_nothing_and_says_what_would_go(letter: Message) -> None:
    before = left_of(SENTINEL)
    plan = message_erase(message=letter, reason=WHY, by=None, dry_run=True)
    assert left_of(SENTINEL) == before
    assert plan.messages == (letter.pk,)
    assert (plan.pages, plan.readings, plan.judgements, len(plan.blobs)) == (1, 1, 1, 2)


def test_a_file_that_another_letter_needs_stays_until_everywhere_is_said(letter: Message) -> None:
    other = receive(
        "The file again.",
        letter.requests.get(),
        attachments=(FILE,),
        message_id="<again@port.example>",
        at=AT,
    )
    sha256 = letter.attachments.get().sha256
    found = attachment_erase(attachment=letter.attachments.get(), reason=WHY, by=None)
    assert found.shared == (sha256,)
    assert blob_get(sha256)
    attachment_erase(attachment=other.attachments.get(), reason=WHY, by=None, everywhere=True)
    with pytest.raises(BlobMissing):
        blob_get(sha256)


def test_everywhere_takes_the_file_out_of_every_letter(letter: Message) -> None:
    receive("Again.", letter.requests.get(), attachments=(FILE,), message_id="<again@port.example>", at=AT)
    attachment_erase(attachment=letter.attachments.get(), reason=WHY, by=None, everywhere=True)
    assert left_of("of Elm Row") == []
    assert Attachment.objects.filter(erased_at=None).count() == 0


def mail(text: str, *files: Enclosure, message_id: str) -> bytes:
    return compose(
        sender=Address("Information Governance", "foi@port-aldwych-council.example"),
        to=[Address("", "request@replies.localhost")],
        subject="RE: Drone detection equipment",
        text=text,
        message_id=message_id,
        date=AT,
        attachments=files,
    )


def test_the_same_mail_again_is_written_down_and_not_taken_in() -> None:
    raw = mail(LETTER, FILE, message_id="<once@port.example>")
    first = take_in(raw, received_at=AT, request=make_request())
    message_erase(message=first.message, reason=WHY, by=None)
    again = take_in(raw, received_at=AT)
    assert (again.message.pk, again.is_new) == (first.message.pk, False)
    assert left_of(SENTINEL) == []
    assert Tombstone.objects.get(kind="message").came_again == 1


def test_an_erased_file_in_another_mail_is_left_out_and_the_letter_is_taken_in() -> None:
    request = make_request()
    first = take_in(mail("Here.", FILE, message_id="<once@port.example>"), received_at=AT, request=request)
    attachment_erase(attachment=first.message.attachments.get(), reason=WHY, by=None)
    second = take_in(
        mail("Here it is once more.", FILE, message_id="<twice@port.example>"),
        received_at=AT,
        request=request,
    )
    assert second.is_new
    assert "once more" in second.message.text
    assert left_of("of Elm Row") == []


def test_on_legal_hold_nothing_is_erased(letter: Message) -> None:
    request = letter.requests.get()
    legal_hold_set(request=request, why="A tribunal has asked for the file.", by=None)
    with pytest.raises(ErasureRefused, match="tribunal"):
        message_erase(message=letter, reason=WHY, by=None)
    legal_hold_set(request=request, why="", by=None)
    assert message_erase(message=letter, reason=WHY, by=None).messages == (letter.pk,)


def test_an_erasure_says_why(letter: Message) -> None:
    with pytest.raises(ErasureRefused, match="why"):
        message_erase(message=letter, reason=" ", by=None)


def test_of_an_erased_person_no_account_is_left() -> None:
    person = make_person("quillon@farrowmere.example", legal_name=SENTINEL, public_name=SENTINEL)
    request = make_request(by=person)
    Request.objects.filter(pk=request.pk).update(text="Dear Sir or Madam, Yours, me")
    masking_rule_add(scope="person", kind="name", value=SENTINEL, person=person, reason="Asked to.", by=None)
    audit(action="password_set", subject_kind="person", subject_id=person.pk, by=person)
    person_erase(person=person, reason="They asked for it.", by=None)
    assert left_of(SENTINEL) == []
    assert left_of("farrowmere") == []
    gone = Person.objects.get(pk=person.pk)
    assert not gone.is_active
    assert not gone.has_usable_password()
