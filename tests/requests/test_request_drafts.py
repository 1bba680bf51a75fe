"""Drafts of single requests: kept, adopted, sent once, private where they ask for own personal data."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.models import Value
from django.utils import timezone

from cast import make_authority, make_person, make_team
from rhyddid.accounts.models import Person, Team
from rhyddid.requests.asked_before import same_requests
from rhyddid.requests.models import (
    Delivery,
    DraftFile,
    Question,
    Request,
    RequestDraft,
    Visibility,
    same_text,
)
from rhyddid.requests.outgoing_files import draft_file_add, draft_files
from rhyddid.requests.request_drafts import (
    DraftFields,
    DraftNotReady,
    draft_checks,
    request_draft_again,
    request_draft_delete,
    request_draft_save,
    request_draft_send,
    request_drafts_adopt,
    request_drafts_expire,
)
from rhyddid.requests.request_send import QuestionText, request_recall
from rhyddid.requests.visibility import may_see_request

FIELDS = DraftFields(
    subject="Street lights",
    questions=(QuestionText("1", "How many street lights were off in 2024?", "number"),),
    sender="Nia Prosser",
)
OWN = DraftFields(
    subject="My file", questions=(QuestionText("1", "Please send my medical records."),), sender="Nia Prosser"
)


@pytest.fixture
def team(db: None) -> Team:
    return make_team()


@pytest.fixture
def asker(team: Team) -> Person:
    return make_person(team=team)


def draft_of(by: Person | None, fields: DraftFields = FIELDS, **about: object) -> RequestDraft:
    return request_draft_save(authority=make_authority(), fields=fields, by=by, **about)


def sent(draft: RequestDraft, by: Person, team: Team) -> Request:
    return request_draft_send(draft=draft, by=by, team=team, not_before=timezone.now())


def test_a_draft_becomes_a_request_with_its_letter_in_the_outbox(asker: Person, team: Team) -> None:
    request = sent(draft_of(asker), asker, team)
    delivery = Delivery.objects.get(message__requests=request)
    assert delivery.to_address == "foi@port-aldwych-council.example"
    assert delivery.message.text == (
        "Dear Port Aldwych Council,\n\nUnder the Freedom of Information Act 2000 I ask for this information:\n\n"
        "1. How many street lights were off in 2024?\n\nPlease answer by e-mail, question by question.\n\n"
        "Yours faithfully,\n\nNia Prosser\n"
    )
    assert [(each.number, each.answer_type) for each in request.questions.all()] == [("1", "number")]
    assert request.visibility == Visibility.PUBLIC


def test_sent_twice_it_is_one_request(asker: Person, team: Team) -> None:
    draft = draft_of(asker)
    assert sent(draft, asker, team) == sent(draft, asker, team)
    assert Delivery.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_one_moment_it_is_one_request() -> None:
    team = make_team()
    asker = make_person(team=team)
    draft = draft_of(asker)

    def send(_: int) -> int:
        try:
            return sent(RequestDraft.objects.get(pk=draft.pk), asker, team).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(send, range(4)))) == 1
    assert Delivery.objects.count() == 1


def test_what_asks_for_own_data_is_private_whatever_was_chosen(asker: Person, team: Team) -> None:
    draft = draft_of(asker, OWN)
    assert (draft.own_personal_data, draft.visibility) == (True, Visibility.PRIVATE)
    request = sent(draft, asker, team)
    assert (request.own_personal_data, request.visibility) == (True, Visibility.PRIVATE)
    assert not may_see_request(None, request)


def test_a_draft_that_is_changed_to_ask_for_something_else_need_not_be_private(asker: Person) -> None:
    draft = draft_of(asker, OWN)
    again = request_draft_save(authority=draft.authority, fields=FIELDS, by=asker, draft=draft)
    assert (again.pk, again.own_personal_data, again.visibility) == (draft.pk, False, Visibility.PUBLIC)


def test_a_draft_without_questions_or_with_a_dead_authority_stays_a_draft(asker: Person, team: Team) -> None:
    draft = draft_of(asker, DraftFields(subject="Street lights", sender="Nia Prosser"))
    draft.authority.active = False
    draft.authority.save()
    with pytest.raises(DraftNotReady) as stopped:
        sent(draft, asker, team)
    assert [check.code for check in stopped.value.checks] == ["defunct", "no_questions"]
    assert Request.objects.count() == 0


def test_an_authority_without_an_address_is_said_by_name(asker: Person) -> None:
    silent = make_authority("Cyngor Cwm Derwen", email="")
    draft = request_draft_save(authority=silent, fields=FIELDS, by=asker)
    assert "Cyngor Cwm Derwen" in str(draft_checks(draft)[0].text)


def test_an_embargo_needs_a_day_to_come(asker: Person) -> None:
    draft = draft_of(
        asker,
        DraftFields(**(vars(FIELDS) | {"visibility": "embargoed", "embargoed_until": dt.date(2020, 1, 1)})),
    )
    assert [check.code for check in draft_checks(draft)] == ["embargo_day"]


def test_who_signs_in_gets_the_drafts_of_their_browser_and_no_others(asker: Person) -> None:
    mine, other = (
        draft_of(None),
        request_draft_save(authority=make_authority("Saltmere"), fields=FIELDS, by=None),
    )
    assert request_drafts_adopt(keys=[mine.key], by=asker) == 1
    assert [draft.by for draft in RequestDraft.objects.order_by("pk")] == [asker, None]
    assert request_drafts_adopt(keys=[mine.key], by=make_person("second@campaign.example")) == 0
    other.delete()


def test_files_of_a_draft_go_with_the_letter(asker: Person, team: Team) -> None:
    draft = draft_of(asker)
    draft_file_add(by=asker, draft=draft.key, data=b"a,b\n", filename="list.csv", content_type="text/csv")
    request_draft_send(
        draft=draft,
        by=asker,
        team=team,
        not_before=timezone.now(),
        files=draft_files(by=asker, draft=draft.key),
    )
    message = Delivery.objects.get().message
    assert [each.filename for each in message.attachments.all()] == ["list.csv"]
    assert DraftFile.objects.count() == 0


def test_a_letter_taken_back_is_a_draft_again(asker: Person, team: Team) -> None:
    request = sent(
        draft_of(asker, DraftFields(**(vars(FIELDS) | {"opening": "I write about lamps."}))), asker, team
    )
    assert request_recall(request=request, by=asker)
    again = request_draft_again(request=request, by=asker)
    assert (again.subject, again.opening, again.sender) == (
        "Street lights",
        "I write about lamps.",
        "Nia Prosser",
    )
    assert again.questions[0]["text"] == "How many street lights were off in 2024?"


def test_a_sent_draft_is_not_thrown_away(asker: Person, team: Team) -> None:
    draft = draft_of(asker)
    sent(draft, asker, team)
    assert not request_draft_delete(draft=draft)


def test_drafts_that_nobody_signed_in_for_are_forgotten_after_a_fortnight(asker: Person) -> None:
    old, mine = (
        draft_of(None),
        request_draft_save(authority=make_authority("Saltmere"), fields=FIELDS, by=asker),
    )
    RequestDraft.objects.update(updated_at=timezone.now() - dt.timedelta(days=15))
    assert request_drafts_expire() == 1
    assert list(RequestDraft.objects.all()) == [mine]
    assert not RequestDraft.objects.filter(pk=old.pk).exists()


def test_the_same_questions_are_found_whatever_their_marks(asker: Person, team: Team) -> None:
    request = sent(draft_of(asker), asker, team)
    (found,) = same_requests(asker, request.authority, ["how many STREET LIGHTS were off, in 2024"])
    assert (found.request, found.same) == (request, 1)
    assert same_requests(None, request.authority, ["how many street lights were off in 2024?"]) == []
    assert (
        same_requests(asker, make_authority("Saltmere"), ["how many street lights were off in 2024?"]) == []
    )


def test_a_welsh_letter_is_welsh(asker: Person, team: Team) -> None:
    authority = make_authority("Cardiff Bay Council")
    authority.name_cy = "Cyngor Bae Caerdydd"
    authority.save()
    fields = DraftFields(**(vars(FIELDS) | {"language": "cy"}))
    request = sent(request_draft_save(authority=authority, fields=fields, by=asker), asker, team)
    assert request.text.startswith("Annwyl Cyngor Bae Caerdydd,")
    assert "I ask for" not in request.text


def test_a_letter_for_ones_own_data_asks_by_the_right_of_access(asker: Person, team: Team) -> None:
    request = sent(draft_of(asker, OWN), asker, team)
    assert "This is a subject access request under data-protection law." in request.text
    assert "Freedom of Information" not in request.text


def test_who_asked_the_same_is_found_by_an_index(asker: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        alike = Question.objects.alias(words=same_text("text")).filter(
            words__in=[same_text(Value("Who? When?"))]
        )
        assert "question_same_text" in alike.explain()
