"""What may be done next, with drafts that argue from what the authority wrote. All bodies and letters are invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from cast import make_authority, make_person, make_request, make_team
from pages_cast import SENT_AT, Campaign, make_campaign, receive
from rhyddid.accounts.models import Person
from rhyddid.requests.delivery_result import delivery_sent
from rhyddid.requests.models import Delivery, EventType, Request, RequestState
from rhyddid.requests.next_letters import NextLetter, next_letters
from rhyddid.requests.request_send import follow_up_queue, request_queue

pytestmark = pytest.mark.django_db

DENIAL = """Dear Ms Prosser,

Our reference: GP/2026/0412

Port Aldwych Council can neither confirm nor deny that it holds the information you requested under the Freedom of \
Information Act 2000, by virtue of section 31(1)(a).

You may ask for an internal review within 40 working days.
"""
COSTLY = """Dear Ms Prosser,

Your request is refused. Under section 12(1) of the Freedom of Information Act 2000 we are not obliged to comply, because \
the cost would exceed the appropriate limit.

You may ask for an internal review, and then complain to the Information Commissioner.
"""
UNCLEAR = """Dear Ms Prosser,

Before we can process your request under the Freedom of Information Act 2000 we need clarification. Please clarify what you
mean by a trial. The clock stops until we hear from you.
"""
AFTER = dt.datetime(2026, 3, 16, 10, tzinfo=dt.UTC)
TODAY = dt.date(2026, 3, 18)
LATE = dt.date(2026, 4, 14)


@pytest.fixture
def sent() -> Request:
    team = make_team()
    owner = make_person("owner@campaign.example", team=team)
    request = make_request(team, make_authority(), by=owner)
    delivery = request_queue(request=request, to_address="foi@port.example", not_before=SENT_AT, by=owner)
    delivery_sent(delivery=delivery, at=SENT_AT, answer="250 ok")
    return request


def drafts(request: Request, today: dt.date, language: str = "en") -> dict[str, NextLetter]:
    return {each.step.kind: each for each in next_letters(request, language, today)}


def text(letter: NextLetter) -> str:
    assert letter.draft is not None
    return letter.draft.text


def test_before_it_is_sent_there_is_nothing() -> None:
    assert next_letters(make_request()) == ()


def test_while_time_runs_there_is_only_waiting(sent: Request) -> None:
    found = drafts(sent, TODAY)
    assert list(found) == ["wait"]
    assert found["wait"].draft is None and found["wait"].step.by == dt.date(2026, 3, 31)


def test_a_late_answer_is_chased_with_its_date_and_its_law(sent: Request) -> None:
    found = drafts(sent, LATE)
    letter = text(found["chase"])
    assert "You received my request on Monday 2 March 2026." in letter
    assert "answer by Tuesday 31 March 2026 (FOIA 2000 s.10(1))" in letter
    assert "Information Commissioner" in letter
    assert letter.startswith("Dear Port Aldwych Council,")
    assert letter.rstrip().endswith(sent.team.name)
    assert "[" not in letter
    assert "Please review how my request was handled" in text(found["ask_review"])


def test_a_question_is_answered_in_the_thread(sent: Request) -> None:
    receive(UNCLEAR, sent, at=AFTER)
    found = drafts(sent, TODAY)
    draft = found["clarify"].draft
    assert draft is not None and draft.event_type == EventType.CLARIFIED
    assert "You asked on Monday 16 March 2026" in draft.text
    assert "[Say here what you mean" in draft.text


def test_a_review_argues_from_the_checker(sent: Request) -> None:
    receive(DENIAL, sent, at=AFTER)
    sent.refresh_from_db()
    found = drafts(sent, TODAY)
    draft = found["ask_review"].draft
    assert draft is not None and draft.event_type == EventType.REVIEW_ASKED
    assert "Please review your decision of Monday 16 March 2026." in draft.text
    assert "Your reference: GP/2026/0412" in draft.text
    assert "31(1)(a) does not allow it; 31(3) would." in draft.text
    assert "right to complain to the Information Commissioner. (FOIA 2000 s.17(7)(b))" in draft.text
    assert "please weigh the public interest again" in draft.text
    assert found["ask_review"].step.by == dt.date(2026, 5, 15)


def test_the_cost_limit_gives_a_narrower_request_with_its_questions(sent: Request) -> None:
    receive(COSTLY, sent, at=AFTER)
    found = drafts(sent, TODAY)
    draft = found["narrow"].draft
    assert draft is not None and (draft.to, draft.event_type) == ("new_request", None)
    assert "2) Which company supplied it?" in draft.text
    assert "FOIA 2000 s.12(1): please give your estimate" in text(found["ask_review"])


def test_a_complaint_goes_to_the_regulator_with_the_dates(sent: Request) -> None:
    receive(DENIAL, sent, at=AFTER)
    follow_up = follow_up_queue(
        request=sent, text="Please review.", by=None, event_type=EventType.REVIEW_ASKED
    )
    delivery_sent(delivery=follow_up, at=AFTER, answer="250 ok")
    found = drafts(sent, dt.date(2026, 6, 1))
    assert "Please send me the outcome" in text(found["chase_review"])
    draft = found["complain"].draft
    assert draft is not None
    assert (draft.to, draft.addressee, draft.event_type) == ("regulator", "Information Commissioner", None)
    assert "Monday 16 March 2026: its decision." in draft.text
    assert "Monday 16 March 2026: I asked for a review." in draft.text
    assert "31(1)(a) does not allow it" in draft.text


def test_drafts_are_written_in_welsh_too(sent: Request) -> None:
    letter = text(drafts(sent, LATE, "cy")["chase"])
    assert "Dydd Mawrth 31 Mawrth 2026" in letter or "dydd Mawrth 31 Mawrth 2026" in letter


def test_an_erased_decision_is_not_argued_from(sent: Request) -> None:
    message = receive(DENIAL, sent, at=AFTER)
    message.erased_at = AFTER
    message.save(update_fields=["erased_at"])
    assert "[Say here what is wrong with the decision.]" in text(drafts(sent, TODAY)["ask_review"])


@pytest.fixture
def campaign() -> Campaign:
    return make_campaign()


@pytest.fixture
def signed_in(campaign: Campaign) -> Callable[[str], Client]:
    def sign_in(name: str) -> Client:
        client = Client()
        if name != "nobody":
            person: Person = getattr(campaign, name)
            client.force_login(person)
        return client

    return sign_in


def test_the_page_is_the_teams(campaign: Campaign, signed_in: Callable[[str], Client]) -> None:
    for request in (campaign.waiting, campaign.public):
        address = f"/requests/{request.slug}/next/"
        got = {
            name: signed_in(name).get(address).status_code
            for name in ("owner", "checker", "stranger", "nobody")
        }
        assert got == {"owner": 200, "checker": 200, "stranger": 404, "nobody": 404}


def test_the_page_sends_a_finished_letter_only(
    campaign: Campaign, signed_in: Callable[[str], Client]
) -> None:
    request = campaign.public  # received on 2 March 2026, so late by now
    address = f"/requests/{request.slug}/next/"
    client = signed_in("owner")
    page = client.get(address).content.decode()
    assert "Draft letter" in page and "s.10(1)" in page
    before = Delivery.objects.count()
    unfinished = client.post(address, {"step": "chase", "text": "Dear Council, [say more]"})
    assert unfinished.status_code == 200 and Delivery.objects.count() == before
    assert client.post(address, {"step": "nothing", "text": "Dear Council"}).status_code == 404
    assert client.post(address, {"step": "complain", "text": "Dear Commissioner"}).status_code == 404
    assert signed_in("checker").post(address, {"step": "chase", "text": "x"}).status_code == 403
    assert Delivery.objects.count() == before
    sent = client.post(address, {"step": "chase", "text": "Dear Council, please answer."})
    assert sent["Location"] == f"/requests/{request.slug}/"
    delivery = Delivery.objects.latest("pk")
    assert (delivery.message.text, delivery.event_type) == (
        "Dear Council, please answer.",
        EventType.MESSAGE_SENT,
    )
    assert RequestState.objects.get(request=request).state == "running"
