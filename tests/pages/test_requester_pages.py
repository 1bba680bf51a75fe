"""The desk and what a requester does on it: each need with its one action, and every action by its page."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cast import make_authority, make_request
from pages_cast import SENT_AT, Campaign, receive
from rhyddid.requests.delivery_result import delivery_sent
from rhyddid.requests.events import event_add
from rhyddid.requests.models import Delivery, Event, EventType, Judgement, Request, RequestState, State
from rhyddid.requests.request_send import request_queue

TODAY = dt.date(2026, 5, 1)


@pytest.fixture
def owner(as_person: Callable[[str], Client]) -> Client:
    return as_person("owner")


def html(client: Client, name: str, *args: object, query: str = "") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def asked(campaign: Campaign, subject: str, **about: Any) -> Request:
    """A single request of the team whose letter has arrived."""
    authority = make_authority(f"{subject.encode('ascii', 'ignore').decode().strip()} Council")
    request = make_request(campaign.team, authority, subject=subject, by=campaign.owner, **about)
    delivery = request_queue(
        request=request,
        to_address="foi@any.example",
        not_before=SENT_AT,
        by=campaign.owner,
        sender_name="Nia Prosser",
    )
    delivery_sent(delivery=delivery, at=SENT_AT, answer="250 ok")
    return request


def happened(request: Request, type: EventType, day: dt.date, **data: Any) -> None:
    event_add(request=request, type=type, day=day, source="record", data=data)


def needs(client: Client) -> dict[str, list[str]]:
    """What the desk shows: the key of each need, with its subjects."""
    desk = client.get(reverse("desk")).context["desk"]
    return {need.kind.key: [each.subject for each in need.requests] for need in desk.needs}


def test_the_desk_says_what_needs_somebody(owner: Client, campaign: Campaign) -> None:
    today = timezone.localdate()
    happened(asked(campaign, "Unclear"), EventType.CLARIFICATION_ASKED, today)
    happened(asked(campaign, "Refused"), EventType.REFUSED, today - dt.timedelta(days=3))
    happened(asked(campaign, "Bounced"), EventType.DELIVERY_FAILED, dt.date(2026, 3, 2))
    asked(campaign, "Kept back", visibility="embargoed")
    Request.objects.filter(subject="Kept back").update(embargoed_until=today + dt.timedelta(days=3))
    shown = needs(owner)
    assert shown["clarification"] == ["Unclear"]
    assert shown["review"] == ["Refused"]
    assert shown["embargo"] == ["Kept back"]
    assert "Unclear" not in shown["late"]
    assert "Kept back" in shown["late"]


def test_each_need_has_one_action_that_opens(owner: Client, campaign: Campaign) -> None:
    from rhyddid.pages.desk_page import NEEDS

    request = asked(campaign, "Lamps")
    for kind in NEEDS:
        assert owner.get(reverse(kind.page, args=[request.slug])).status_code == 200, kind.key


def test_the_desk_takes_the_same_number_of_queries_for_one_request_and_for_many(
    owner: Client, campaign: Campaign, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        asked(campaign, f"Lamps {number}")
    with django_assert_max_num_queries(45):
        page = html(owner, "desk")
    assert "All of these" in page
    assert "Lamps 11" in html(owner, "desk-requests", query="?need=late&page=1")


def test_the_list_is_narrowed_by_need_state_visibility_kind_and_words(
    owner: Client, campaign: Campaign
) -> None:
    asked(campaign, "Lamps")
    assert "Lamps" in html(
        owner, "desk-requests", query="?kind=single&state=running&visibility=public&q=lamps"
    )
    for query in ("?kind=batch", "?state=refused", "?visibility=private", "?q=nothing", "?need=undelivered"):
        assert "Lamps" not in html(owner, "desk-requests", query=query), query


def test_strangers_see_nothing_of_the_teams_desk(
    as_person: Callable[[str], Client], campaign: Campaign
) -> None:
    asked(campaign, "Lamps")
    assert needs(as_person("stranger")) == {}
    assert "Lamps" not in html(as_person("stranger"), "desk-requests")


def test_what_nobody_wants_to_follow_up_leaves_the_desk(owner: Client, campaign: Campaign) -> None:
    request = asked(campaign, "Refused")
    happened(request, EventType.REFUSED, timezone.localdate())
    owner.post(reverse("request-settle", args=[request.slug]))
    owner.post(reverse("request-settle", args=[request.slug]))
    assert "review" not in needs(owner)
    assert request.events.filter(type=EventType.SETTLED).count() == 1


def test_who_sees_a_request_is_changed_with_an_event(owner: Client, campaign: Campaign) -> None:
    address = reverse("request-visibility", args=[campaign.public.slug])
    owner.post(address, {"seen": "private", "reason": "A mistake"})
    campaign.public.refresh_from_db()
    assert campaign.public.visibility == "private"
    assert Client().get(reverse("request", args=[campaign.public.slug])).status_code == 404
    owner.post(address, {"seen": "public"})
    assert Client().get(reverse("request", args=[campaign.public.slug])).status_code == 200
    types = campaign.public.events.order_by("pk").values_list("type", flat=True)
    assert list(types)[-2:] == ["visibility_changed", "visibility_changed"]


def test_an_embargo_that_has_ended_already_is_refused(owner: Client, campaign: Campaign) -> None:
    answer = owner.post(
        reverse("request-visibility", args=[campaign.public.slug]),
        {"seen": "embargoed", "until": "2020-01-01"},
    )
    assert answer.status_code == 422
    assert "is past: choose a day to come" in answer.content.decode()


def test_a_day_takes_the_place_of_waiting_for_the_answer(owner: Client, campaign: Campaign) -> None:
    address = reverse("request-visibility", args=[campaign.public.slug])
    owner.post(address, {"seen": "answered"})
    campaign.public.refresh_from_db()
    assert (campaign.public.visibility, campaign.public.embargo_ends) == ("embargoed", "answered")
    owner.post(address, {"seen": "embargoed", "until": "9000-01-01"})
    campaign.public.refresh_from_db()
    assert (str(campaign.public.embargoed_until), campaign.public.embargo_ends) == ("9000-01-01", "")


def test_a_change_of_who_sees_it_is_taken_back(owner: Client, campaign: Campaign) -> None:
    address = reverse("request-visibility", args=[campaign.public.slug])
    owner.post(address, {"seen": "private"})
    change = campaign.public.events.latest("pk")
    assert "Take the change back" in owner.get(address).content.decode()
    owner.post(address, {"undo": change.pk})
    campaign.public.refresh_from_db()
    assert campaign.public.visibility == "public"
    assert owner.post(address, {"undo": change.pk}).status_code == 422


def test_a_request_for_own_personal_data_stays_private(owner: Client, campaign: Campaign) -> None:
    request = asked(campaign, "My file")
    Request.objects.filter(pk=request.pk).update(visibility="private", own_personal_data=True)
    answer = owner.post(reverse("request-visibility", args=[request.slug]), {"seen": "public"})
    request.refresh_from_db()
    assert (answer.status_code, request.visibility) == (422, "private")


def test_a_request_is_withdrawn_by_a_letter(owner: Client, campaign: Campaign) -> None:
    request = asked(campaign, "Lamps")
    address = reverse("request-withdraw", args=[request.slug])
    text = owner.get(address).context["form"].initial["text"]
    assert "I withdraw my request of Monday 2 March 2026: “Lamps”." in text
    for _ in range(2):
        owner.post(address, {"text": text, "once": "k1"})
    delivery = Delivery.objects.get(message__requests=request, event_type="withdrawn")
    delivery_sent(delivery=delivery, at=timezone.now(), answer="250 ok")
    assert RequestState.objects.get(request=request).state == State.WITHDRAWN
    assert "late" not in needs(owner) or "Lamps" not in needs(owner)["late"]


def test_an_authority_that_answers_a_withdrawn_request_has_answered(campaign: Campaign) -> None:
    request = asked(campaign, "Lamps")
    happened(request, EventType.WITHDRAWN, dt.date(2026, 3, 9))
    happened(request, EventType.ANSWERED, dt.date(2026, 3, 10))
    assert RequestState.objects.get(request=request).state == State.ANSWERED


def test_what_the_regulator_decided_stands_in_the_timeline(owner: Client, campaign: Campaign) -> None:
    address = reverse("request-escalation", args=[campaign.public.slug])
    given = {"type": "regulator_decided", "day": "2026-06-01", "reference": "DN-0042", "once": "k1"}
    assert owner.post(address, given | {"day": "2026-06-01", "result": ""}).status_code == 422
    for _ in range(2):
        owner.post(address, given | {"result": "partly", "link": "https://regulator.example/dn-0042"})
    page = html(Client(), "request", campaign.public.slug)
    assert page.count("Partly for the requester") == 1
    assert "DN-0042" in page
    assert "https://regulator.example/dn-0042" in page


def test_ones_own_word_is_taken_back(owner: Client, campaign: Campaign) -> None:
    address = reverse("request-escalation", args=[campaign.public.slug])
    owner.post(address, {"type": "regulator_asked", "day": "2026-06-01"})
    event = Event.objects.get(type=EventType.REGULATOR_ASKED)
    owner.post(address, {"take-back": event.pk})
    assert "Complaint to the regulator" not in html(Client(), "request", campaign.public.slug)
    letter = campaign.public.events.filter(type=EventType.SENT).get()
    owner.post(address, {"take-back": letter.pk})
    assert not campaign.public.events.filter(type=EventType.CORRECTED, data__event=letter.pk).exists()


REFUSAL = """Dear Ms Prosser,

I write in response to your request under the Freedom of Information Act 2000.

We refuse your request. The information is exempt under section 31(1)(a) of the Act.

Yours sincerely,
Information Governance Team
"""


def test_the_bundle_has_contents_letters_timeline_dates_files_and_the_notices_faults(
    owner: Client, campaign: Campaign
) -> None:
    request = asked(campaign, "Lamps ŵ ŷ")
    receive(REFUSAL, request, message_id="<refusal@port.example>")
    page = html(owner, "request-complain", request.slug)
    assert "What is in it" in page
    answer = owner.post(
        reverse("request-complain", args=[request.slug]), {"text": "I complain: they refused."}
    )
    assert answer["Content-Type"] == "application/pdf"
    document = pypdfium2.PdfDocument(io.BytesIO(answer.content))
    pages = [page.get_textpage().get_text_bounded() for page in document]
    text = "\n".join(pages)
    assert "Lamps ŵ ŷ" in pages[0]
    for part in (
        "Contents",
        "The complaint",
        "Timeline",
        "The letters",
        "The refusal notice against the law’s rules",
    ):
        assert part in pages[0], part
    for words in (
        "I complain: they refused.",
        "section 31(1)(a)",
        "From the authority, 16 March 2026",
        "Not met",
    ):
        assert words in text, words
    assert [each.get_title() for each in document.get_toc()][:2] == ["The complaint", "Timeline"]


def test_the_bundle_is_the_teams_alone(as_person: Callable[[str], Client], campaign: Campaign) -> None:
    address = reverse("request-complain", args=[campaign.public.slug])
    assert as_person("reader").get(address).status_code == 200
    for name in ("stranger", "staff", "nobody"):
        assert as_person(name).get(address).status_code == 404
        assert as_person(name).post(address, {"text": "x"}).status_code == 404


def test_the_outcome_is_confirmed_corrected_and_undone(owner: Client, campaign: Campaign) -> None:
    address = reverse("request-outcome", args=[campaign.answered.slug])
    outcomes = owner.get(address).context["outcomes"]
    first, third = outcomes[0], outcomes[2]
    confirm = {
        "question": first.question.pk,
        "finding": first.cell.finding_id,
        "verdict": "confirm",
        "key": first.key,
    }
    for _ in range(2):
        assert owner.post(address, confirm).status_code == 302
    owner.post(
        address,
        {
            "question": third.question.pk,
            "verdict": "correct",
            "correct-decision": "disclosed",
            "correct-amount": "13000",
            "correct-currency": "GBP",
        },
    )
    assert Judgement.objects.count() == 2
    shown = owner.get(address).context["outcomes"]
    assert [each.cell.status for each in shown] == ["confirmed", "unconfirmed", "corrected"]
    assert "13,000" in shown[2].words
    owner.post(address, {"question": first.question.pk, "verdict": "undo", "seen": shown[0].standing.pk})
    assert owner.get(address).context["outcomes"][0].cell.status == "unconfirmed"


def test_a_correction_that_is_not_whole_is_said_with_what_was_typed(
    owner: Client, campaign: Campaign
) -> None:
    question = campaign.answered.questions.get(number="3")
    answer = owner.post(
        reverse("request-outcome", args=[campaign.answered.slug]),
        {
            "question": question.pk,
            "verdict": "correct",
            "correct-decision": "disclosed",
            "correct-amount": "much",
        },
    )
    assert answer.status_code == 422
    assert 'value="much"' in answer.content.decode()


def test_readers_judge_and_withdraw_nothing(as_person: Callable[[str], Client], campaign: Campaign) -> None:
    reader, checker = as_person("reader"), as_person("checker")
    for name in ("request-outcome", "request-visibility", "request-withdraw", "request-escalation"):
        assert reader.get(reverse(name, args=[campaign.public.slug])).status_code == 403
    assert checker.get(reverse("request-outcome", args=[campaign.public.slug])).status_code == 200
    assert checker.get(reverse("request-visibility", args=[campaign.public.slug])).status_code == 403


def test_the_desk_is_welsh_too(owner: Client, campaign: Campaign) -> None:
    asked(campaign, "Lamps")
    owner.cookies["django_language"] = "cy"
    assert "Beth sydd angen eich sylw nawr" in html(owner, "desk")
    assert "Beth oedd y canlyniad?" in html(owner, "request-outcome", campaign.answered.slug)
