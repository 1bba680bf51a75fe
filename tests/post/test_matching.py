"""The matching cascade: address, thread, reference; and guesses for the rest."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils import timezone
from raw_mails import raw_mail

from cast import make_authority, make_request, make_team
from rhyddid.mail.parse import parse
from rhyddid.post.guessing import guesses
from rhyddid.post.matching import Match, match, reference_candidates
from rhyddid.post.subjects import bare_subject
from rhyddid.requests.models import Direction, Message, MessageInRequest, Request
from rhyddid.requests.reply_address import reply_address_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_() -> Request:
    return make_request()


def matched(raw: bytes, **kwargs: object) -> Match | None:
    return match(parse(raw), **kwargs)  # type: ignore[arg-type]


def known_message(request: Request, message_id: str, direction: Direction, sender: str = "") -> Message:
    message = Message.objects.create(
        direction=direction, message_id=message_id, sender_address=sender, received_at=timezone.now()
    )
    MessageInRequest.objects.create(message=message, request=request, matched_by="sent")
    return message


def test_the_reply_address_decides(request_: Request) -> None:
    make_request(request_.team, request_.authority)
    assert matched(raw_mail(to=[reply_address_of(request_)])) == Match((request_,), "address")


def test_a_misread_address_is_repaired(request_: Request) -> None:
    address = reply_address_of(request_).upper().replace("0", "O").replace("1", "l")
    assert matched(raw_mail(to=[address])) == Match((request_,), "address")


def test_an_address_in_the_envelope_alone_decides(request_: Request) -> None:
    found = matched(
        raw_mail(to=["undisclosed@elsewhere.example"]), envelope_recipients=[reply_address_of(request_)]
    )
    assert found == Match((request_,), "address")


def test_one_letter_may_belong_to_several_requests(request_: Request) -> None:
    other = make_request(request_.team, request_.authority, subject="Body-worn cameras")
    found = matched(raw_mail(to=[reply_address_of(request_), reply_address_of(other)]))
    assert found == Match((request_, other), "address")


@pytest.mark.parametrize("header", ["In-Reply-To", "References"])
@pytest.mark.parametrize("direction", [Direction.OUT, Direction.IN])
def test_an_answer_to_a_known_message_is_of_its_thread(
    request_: Request, header: str, direction: Direction
) -> None:
    known_message(request_, "<letter@replies.example>", direction)
    found = matched(raw_mail(headers={header: "<other@x.example> <letter@replies.example>"}))
    assert found == Match((request_,), "thread")


def test_the_reference_number_counts_only_from_the_authoritys_domain(request_: Request) -> None:
    request_.authority_reference = "FOI 2021/0042"
    request_.save()
    text = "Our reference: FOI 2021/0042. We write about your request."
    assert matched(raw_mail(text=text)) == Match((request_,), "reference")
    assert matched(raw_mail(text=text, sender="somebody@stranger.example")) is None


def test_another_authoritys_equal_reference_is_not_meant(request_: Request) -> None:
    other = make_request(request_.team, make_authority("Brynmawr Police"))
    for each in (request_, other):
        each.authority_reference = "13200/21"
        each.save()
    found = matched(raw_mail(subject="Ref 13200/21", sender="foi@brynmawr-police.example"))
    assert found == Match((other,), "reference")


def test_an_address_that_a_thread_elsewhere_was_sent_from(request_: Request) -> None:
    known_message(request_, "<a@b.example>", Direction.OUT, sender="request-77@other-site.example")
    assert matched(raw_mail(to=["request-77@other-site.example"])) == Match((request_,), "address")


def test_one_address_of_many_threads_needs_the_authoritys_domain(request_: Request) -> None:
    other = make_request(request_.team, make_authority("Brynmawr Police"))
    for number, each in enumerate((request_, other)):
        known_message(each, f"<{number}@b.example>", Direction.OUT, sender="nia@campaign.example")
    assert matched(raw_mail(to=["nia@campaign.example"])) == Match((request_,), "address")
    assert matched(raw_mail(to=["nia@campaign.example"], sender="x@stranger.example")) is None


def test_a_further_letter_of_ours_in_a_thread_elsewhere(request_: Request) -> None:
    first = known_message(request_, "<a@b.example>", Direction.OUT, sender="nia@campaign.example")
    first.recipients = ["foi@council.example"]
    first.save()
    letter = {"sender": "Nia <nia@campaign.example>", "to": ["foi@council.example"]}
    again = raw_mail(subject=f"Re: {request_.subject}", **letter)  # type: ignore[arg-type]
    assert matched(again, sent_by_us=True) == Match((request_,), "thread")
    new = raw_mail(subject=request_.subject, **letter)  # type: ignore[arg-type]
    assert matched(new, sent_by_us=True) is None


def test_reference_candidates_are_words_with_digits_and_runs_of_them() -> None:
    found = reference_candidates("Enquiry Ref: 13200/21, case FOI 2021 0042. In 2021 we")
    assert {"13200/21", "FOI 2021 0042", "2021 0042"} <= found
    assert "2021" not in found


def test_guesses_are_scored_with_reasons(request_: Request) -> None:
    make_request(request_.team, make_authority("Brynmawr Police"), subject="Parking fines")
    quoted = "\n".join(f"> {line}" for line in request_.text.splitlines())
    best, *others = guesses(
        parse(raw_mail(subject=f"RE: {request_.subject}", text=f"Please see below.\n\n{quoted}"))
    )
    assert best.request == request_.pk
    assert set(best.reasons) == {"sender_address", "subject", "quoted_text", "recent"}
    assert best.score == pytest.approx(1.0)
    assert others == []


def test_in_a_batch_the_authority_tells_the_requests_apart(request_: Request) -> None:
    team = make_team("Another Team")
    for name in ("Brynmawr Police", "Castell Council", "Dolgarreg Health Board"):
        make_request(team, make_authority(name))
    mail = parse(raw_mail(subject=request_.subject, sender="officer@castell-council.example"))
    best, second, *_ = guesses(mail)
    assert Request.objects.get(pk=best.request).authority.name == "Castell Council"
    assert best.reasons[0] == "sender_domain" and best.score > second.score


def test_nothing_is_guessed_for_a_stranger_about_something_else(request_: Request) -> None:
    assert (
        guesses(parse(raw_mail(sender="sales@shop.example", subject="Great offers", text="Buy now."))) == []
    )


@pytest.mark.parametrize(
    "subject", ["RE: Re: Parking", "[EXTERNAL] Fwd: Parking", "Automatic reply: Parking", "Parking"]
)
def test_bare_subject(subject: str) -> None:
    assert bare_subject(subject) == "Parking"


def test_our_own_letter_is_known_by_its_sender(request_: Request) -> None:
    raw = raw_mail(sender=reply_address_of(request_), to=["foi@port-aldwych-council.example"])
    assert matched(raw, sent_by_us=True) == Match((request_,), "address")
    assert settings.MAIL_DOMAIN in raw.decode()
