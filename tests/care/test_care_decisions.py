"""What operators decide, each logged and each taken back: takedowns, suspensions, announcements, tasks, the switch."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from cast import make_person
from rhyddid.accounts.models import Person
from rhyddid.care.announcements import (
    announcement_make,
    announcement_restore,
    announcement_withdraw,
    announcements_for,
    standing_announcements,
)
from rhyddid.care.models import AuditEntry, Task, TaskKind
from rhyddid.care.notice_models import Audience
from rhyddid.care.read_only import read_only_now, read_only_set
from rhyddid.care.services import (
    audit,
    task_assign,
    task_claim,
    task_done,
    task_open,
    task_release,
    task_reopen,
)
from rhyddid.care.spam_rules import BECAUSE, spam_score
from rhyddid.care.suspensions import suspend, suspension_lift, suspension_of
from rhyddid.care.takedown_models import Takedown
from rhyddid.care.takedowns import TakedownRefused, takedown_decide, takedown_decision_undo, takedown_receive

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)


@pytest.fixture
def operator(db: None) -> Person:
    return make_person("staff@site.example", is_staff=True)


def demand(ground: str = "defamation") -> Takedown:
    return takedown_receive(
        place="/requests/street-trees/", ground=ground, why="It says what is not so.", name="Idris Puw",
        email="idris@elsewhere.example", received_on=DAY,
    )  # fmt: skip


@pytest.mark.parametrize(("ground", "due"), [("defamation", 2), ("personal_data", 30), ("court_order", 1)])
def test_each_ground_has_its_own_clock(ground: str, due: int) -> None:
    assert demand(ground).due_on == DAY + dt.timedelta(days=due)


def test_a_decision_has_a_reason_and_writes_back(operator: Person) -> None:
    row = demand()
    with pytest.raises(TakedownRefused):
        takedown_decide(takedown=row, decision="refused", reason=" ", by=operator)
    takedown_decide(
        takedown=row,
        decision="refused",
        reason="It is so.",
        by=operator,
        subject="Your demand",
        letter="Dear Idris,",
    )
    assert [each.to for each in mail.outbox] == [["idris@elsewhere.example"]]
    assert not Task.objects.open().filter(kind=TaskKind.TAKEDOWN).exists()


def test_a_decision_taken_back_waits_again_with_its_last_day(operator: Person) -> None:
    row = demand()
    takedown_decide(takedown=row, decision="granted", reason="Right.", by=operator)
    assert takedown_decision_undo(takedown=row, by=operator)
    row.refresh_from_db()
    assert (row.decision, row.due_on) == ("", DAY + dt.timedelta(days=2))
    assert Task.objects.open().filter(kind=TaskKind.TAKEDOWN, subject_id=row.pk).exists()


def test_a_suspension_stands_until_its_day_is_over(operator: Person) -> None:
    person = make_person()
    suspend(person=person, reason="Advertising.", by=operator, until=timezone.localdate())
    assert suspension_of(person.pk) is not None
    suspend(person=person, reason="Again.", by=operator, until=timezone.localdate() - dt.timedelta(days=1))
    assert suspension_of(person.pk) is None


def test_a_suspension_is_lifted(operator: Person) -> None:
    person = make_person()
    suspend(person=person, reason="Advertising.", by=operator)
    assert suspension_lift(person=person, by=operator)
    assert suspension_of(person.pk) is None
    assert not suspension_lift(person=person, by=operator)


def test_an_announcement_is_shown_to_whom_it_is_for(operator: Person) -> None:
    today = timezone.localdate()
    announcement_make(text="To all", by=operator, starts_on=today)
    announcement_make(text="To the signed in", by=operator, starts_on=today, audience=Audience.SIGNED_IN)
    announcement_make(text="To team 7", by=operator, starts_on=today, audience=Audience.TEAMS, teams=[7])
    announcement_make(text="Tomorrow", by=operator, starts_on=today + dt.timedelta(days=1))

    def shown(signed_in: bool, teams: list[int]) -> list[str]:
        found = announcements_for(standing_announcements(), signed_in=signed_in, team_ids=teams, put_away=[])
        return [each.text for each in found]

    assert shown(False, []) == ["To all"]
    assert shown(True, [8]) == ["To the signed in", "To all"]
    assert shown(True, [7]) == ["To team 7", "To the signed in", "To all"]


def test_an_announcement_is_withdrawn_and_shown_again(operator: Person) -> None:
    row = announcement_make(text="To all", by=operator, starts_on=timezone.localdate())
    assert announcement_withdraw(announcement=row, by=operator)
    assert standing_announcements() == []
    assert announcement_restore(announcement=row, by=operator)
    assert standing_announcements() == [row]


def test_the_switch_says_why_and_is_turned_back(operator: Person) -> None:
    read_only_set(read_only=True, by=operator, why="We move house.")
    stop = read_only_now()
    assert stop is not None
    assert stop.why == "We move house."
    read_only_set(read_only=False, by=operator)
    assert read_only_now() is None


def test_a_task_is_claimed_given_and_given_back(operator: Person) -> None:
    other = make_person("other@site.example", is_staff=True)
    task = task_open(kind=TaskKind.REPORT, subject_kind="request", subject_id=1)
    assert task_claim(task=task, by=operator)
    assert task_assign(task=task, to=other, by=operator)
    task.refresh_from_db()
    assert task.claimed_by == other
    assert task_release(task=task)
    task.refresh_from_db()
    assert task.claimed_by is None


def test_a_task_that_was_ended_is_opened_again_unless_there_is_a_newer_one(operator: Person) -> None:
    task = task_open(kind=TaskKind.REPORT, subject_kind="request", subject_id=1)
    assert task_done(task=task, by=operator, reason="Nothing is wrong.")
    assert task_reopen(task=task, by=operator)
    task_done(task=task, by=operator, reason="Nothing is wrong.")
    task_open(kind=TaskKind.REPORT, subject_kind="request", subject_id=1)
    assert not task_reopen(task=task, by=operator)


@pytest.mark.parametrize(
    "change", ["update care_auditentry set action = 'other'", "delete from care_auditentry"]
)
def test_the_database_refuses_to_change_the_audit_log(operator: Person, change: str) -> None:
    audit(action="suspended", subject_kind="person", subject_id=1, by=operator)
    with (
        pytest.raises(IntegrityError, match="only ever added"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)
    assert AuditEntry.objects.get().action == "suspended"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("See https://a.example", "link"),
        ("https://a.example https://b.example https://c.example", "many_links"),
        ("[url=https://a.example]here[/url]", "markup"),
        ("We offer SEO services", "trade"),
        ("Call now", "reach"),
        ("PLEASE READ ALL OF THIS BECAUSE IT IS VERY IMPORTANT TO EVERYBODY", "shouts"),
        ("Buy our carpets today. Buy our carpets today. Buy our carpets today.", "repeated"),
        ("Купите у нас самые лучшие ковры прямо сейчас", "other_script"),
    ],
)
def test_each_rule_of_spam_has_its_reason(text: str, reason: str) -> None:
    assert reason in spam_score(text).reasons
    assert str(BECAUSE[reason])


@pytest.mark.parametrize(
    "text",
    [
        "Under the Freedom of Information Act 2000 I ask: how many drones does the force own?",
        "O dan Ddeddf Rhyddid Gwybodaeth 2000, gofynnaf: faint o goed a dorrwyd yn 2025?",
        "Please send the licences of the two casinos in the borough, and the dates of the inspections.",
    ],
)
def test_an_ordinary_request_stays_below_the_hold(text: str, settings: object) -> None:
    assert spam_score(text).points < settings.SPAM_HOLD  # type: ignore[attr-defined]
