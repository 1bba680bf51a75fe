"""The real thread that the project began with, fed in as raw mails by the command line: its dates and answers.

Runs where RHYDDID_LETTERS_DIR points: no word of the letters is kept here.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client

from cast import make_authority, make_team
from rhyddid.accounts.models import Membership, Person, Role
from rhyddid.cli.mail import mail
from rhyddid.mail.compose import compose
from rhyddid.mail.mail import Address
from rhyddid.requests.answers import answer_cells, letter_wide_denials
from rhyddid.requests.clock import clock_result
from rhyddid.requests.models import EventType, Request, State

LETTERS = Path(os.environ.get("RHYDDID_LETTERS_DIR", ""))
pytestmark = [
    pytest.mark.letters,
    pytest.mark.skipif("RHYDDID_LETTERS_DIR" not in os.environ, reason="set RHYDDID_LETTERS_DIR"),
    pytest.mark.django_db(transaction=True),
]

US, THEM = (
    Address("Ymgyrch", "request@campaign.example"),
    Address("Freedom of Information", "foi@authority.example"),
)
SUBJECT = "Use of facial recognition software"
OUR_ANSWER = (
    "Dear Freedom of Information,\n\nPlease take it as cameras of every kind.\n\nYours sincerely,\n\nR. P.\n"
)


def receive(
    text: str, day: str, *arguments: str, sent_by_us: bool = False, headers: dict[str, str] | None = None
) -> None:
    number = day.replace("-", "")
    raw = compose(
        sender=US if sent_by_us else THEM,
        to=[THEM if sent_by_us else US],
        subject=SUBJECT if number == "20210727" else f"RE: {SUBJECT}",
        text=text,
        message_id=f"<{number}{'u' if sent_by_us else 't'}@thread.example>",
        date=dt.datetime.fromisoformat(f"{day}T10:00:00+01:00"),
        references=["<20210727u@thread.example>"] if number != "20210727" else [],
        in_reply_to=["<20210727u@thread.example>"] if number != "20210727" else [],
        headers=headers,
    )
    options = [*(["--sent-by-us"] if sent_by_us else []), *arguments]
    result = CliRunner().invoke(mail, ["receive", "--received-at", day, *options], input=raw)
    assert result.exit_code == 0, result.output


@pytest.fixture
def thread() -> Request:
    labels = json.loads((LETTERS / "labels.json").read_text(encoding="utf-8"))
    name = next(label["authority"] for label in labels if label["file"] == "005.txt")
    authority = make_authority(name, email=THEM.address)
    team = make_team("Ymgyrch")
    opening = (LETTERS / "005.request.txt").read_text(encoding="utf-8")
    begin = ("--authority", authority.slug, "--team", team.slug)
    receive(opening, "2021-07-27", *begin, sent_by_us=True)
    receive(letter("002"), "2021-07-28", headers={"Auto-Submitted": "auto-replied"})
    receive(letter("003"), "2021-07-29")
    receive(letter("004"), "2021-08-31")
    receive(OUR_ANSWER, "2021-09-01", sent_by_us=True)
    receive(letter("005"), "2021-09-14")
    return Request.objects.get()


def letter(number: str) -> str:
    return (LETTERS / f"{number}.txt").read_text(encoding="utf-8")


def test_the_thread_reads_as_it_went(thread: Request) -> None:
    assert [event.type for event in thread.events.all() if event.type != EventType.SENT] == [
        EventType.RECEIVED,
        EventType.MESSAGE_RECEIVED,
        EventType.ACKNOWLEDGED,
        EventType.CLARIFICATION_ASKED,
        EventType.CLARIFIED,
        EventType.ANSWERED,
    ]
    assert thread.authority_reference == "13129/2021"
    assert thread.state.state == State.ANSWERED


def test_the_deadline_was_25_august(thread: Request) -> None:
    acknowledged = thread.events.get(type=EventType.ACKNOWLEDGED)
    assert acknowledged.data["deadline_stated"] == "2021-08-25"
    result = clock_result(thread)
    assert result is not None
    assert dt.date(2021, 8, 25) in [step.date for step in result.steps]


def test_every_question_is_answered(thread: Request) -> None:
    cells = answer_cells([thread.pk])
    first, second, third = (cells[thread.pk, question.pk] for question in thread.questions.all())
    assert [cell.decision for cell in (first, second, third)] == ["disclosed"] * 3
    assert "retrospective" in first.text
    assert [value["name"] for value in second.values] == [second.text]
    assert [(value["amount"], value["currency"]) for value in third.values] == [("6000", "GBP")]


def test_the_rest_is_neither_confirmed_nor_denied(thread: Request) -> None:
    assert letter_wide_denials([thread.pk])[thread.pk].provisions == ("24(2)", "31(3)")
    newest = thread.readings.filter(kind="decision").get()
    assert newest.outcome == "partly_disclosed"
    assert not newest.findings.filter(type="decided_on").exists()


def test_the_page_shows_dates_answers_and_denial(thread: Request) -> None:
    person = Person.objects.create_user("reader@campaign.example", "a long pass phrase", public_name="Reader")
    Membership.objects.create(team=thread.team, person=person, role=Role.OWNER)
    client = Client()
    client.force_login(person)
    page = client.get(f"/requests/{thread.slug}/").content.decode()
    for shown in ("25 August 2021", "13129/2021", "£6,000", "24(2)", "31(3)"):
        assert shown in page
