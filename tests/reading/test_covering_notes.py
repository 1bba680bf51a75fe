"""A note that only covers an attached reply: the reply is read, never the note."""

from __future__ import annotations

import pytest

from rhyddid.letters.letter import Letter, LetterAttachment, LetterPage
from rhyddid.reading.notice_check import check_notice
from rhyddid.reading.read import read

REQUEST = "Dear Board,\n\n1. Do you own boats?\n2. Who built them?\n\nYours, A. Teale"
NOTES = (
    "Good afternoon\n\nResponse attached.\n\nRegards\nInformation Office",
    "Dear A. Teale,\n\nPlease find attached our response to your request, our reference LB/77/2024.\n\nKind regards",
    "Annwyl A. Teale,\n\nAmgaeaf ein hymateb i'ch cais.\n\nCofion",
    "Dear A. Teale,\n\nSee attachment for the decision letter.\n\nThe Office\nLock Board",
)
REFUSAL = (
    "Lock Board\n4 May 2024\nDear A. Teale,\n\nI refer to your request for information received on 2 April 2024.\n\n"
    "The information is exempt from disclosure under section 43(2) of the Freedom of Information Act 2000.\n\n"
    "You can ask for an internal review within 40 working days.\n\nYours sincerely"
)
NUMBERED = (
    "Dear A. Teale,\n\nYour request for information is answered below.\n\n1. Yes, two.\n\n2. Kestrel Yards Ltd."
    "\n\nYours sincerely"
)


def attached(text: str, name: str = "scan0001.docx") -> LetterAttachment:
    return LetterAttachment("cd" * 32, name, "application/octet-stream", 1000, (LetterPage(1, text),))


@pytest.mark.parametrize("note", NOTES)
def test_a_refusal_under_a_note_is_no_disclosure(note: str) -> None:
    reading = read(Letter(note, attachments=(attached(REFUSAL),)), REQUEST)
    assert (reading.kind, reading.outcome) == ("decision", "refused")
    assert [each.decision for each in reading.answers] == ["exempt", "exempt"]
    places = [each.evidence for each in reading.answers]
    assert all(place and (place.attachment, place.page) == ("cd" * 32, 1) for place in places)
    assert reading.decided_on and reading.decided_on.value == "2024-05-04"


def test_numbered_answers_of_an_attached_letter() -> None:
    reading = read(Letter(NOTES[0], attachments=(attached(NUMBERED),)), REQUEST)
    assert [(each.decision, each.text) for each in reading.answers] == [
        ("disclosed", "Yes, two."),
        ("disclosed", "Kestrel Yards Ltd."),
    ]


def test_a_file_named_as_the_reply_is_read_without_a_greeting() -> None:
    table = "Item\tOur answer\n1. Do you own boats?\tNo, we hold no boats.\n2. Who built them?\tInformation not held."
    reading = read(Letter(NOTES[0], attachments=(attached(table, "Final_Response_77.docx"),)), REQUEST)
    assert [each.decision for each in reading.answers] == ["disclosed", "not_held"]


def test_what_only_the_note_says_is_kept() -> None:
    reading = read(Letter(NOTES[1], attachments=(attached(REFUSAL),)), REQUEST)
    (reference,) = reading.references
    assert (reference.value, reference.evidence.attachment) == ("LB/77/2024", None)


@pytest.mark.parametrize("note", NOTES)
def test_a_reply_that_cannot_be_read_answers_nothing(note: str) -> None:
    picture = LetterAttachment("ef" * 32, "Response.pdf", "application/pdf", 1000, ())
    reading = read(Letter(note, attachments=(picture,)), REQUEST)
    assert {each.decision for each in reading.answers} <= {"no_answer"}
    assert reading.outcome is None


def test_released_files_are_given_by_the_letter() -> None:
    policy = attached(
        "Boats and their care. Members may refuse a boat. This policy is exempt from review.", "Boats.pdf"
    )
    letter = Letter(
        "Dear A. Teale,\n\nPlease find the boat policy attached.\n\nRegards", attachments=(policy,)
    )
    assert {each.decision for each in read(letter, REQUEST).answers} == {"disclosed"}


def test_the_notice_check_reads_the_covered_refusal() -> None:
    report = check_notice(Letter(NOTES[0], attachments=(attached(REFUSAL),)), REQUEST)
    assert report.is_refusal
