"""A small campaign for the tests of the pages: a team, strangers, a batch that was sent, and replies that were read.

Every body, person and letter is invented.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from cast import QUESTIONS, make_authority, make_person, make_request, make_team
from rhyddid.accounts.models import Person, Team
from rhyddid.batches.batch_file import BatchDraft
from rhyddid.batches.models import Batch
from rhyddid.batches.send import batch_send
from rhyddid.batches.services import batch_create
from rhyddid.mail.compose import Enclosure, compose
from rhyddid.mail.mail import Address
from rhyddid.mail.parse import parse
from rhyddid.post.guessing import guesses
from rhyddid.post.holding_pen import hold
from rhyddid.post.models import HeldMessage
from rhyddid.requests.blobs import blob_put
from rhyddid.requests.delivery_result import delivery_sent
from rhyddid.requests.message_receive import message_receive
from rhyddid.requests.models import Message, Request
from rhyddid.requests.request_send import request_queue

SENT_AT = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)
ARRIVED = dt.datetime(2026, 3, 16, 10, tzinfo=dt.UTC)

ANSWER = """Dear Ms Prosser,

Our reference: PAC/2026/0117

I write in response to your request under the Freedom of Information Act 2000.

1) Have you run any trial of drone detection equipment since 2020?
Yes. One trial took place in 2024.

2) Which company supplied it?
Hawkmoor Sensing Ltd

3) What did it cost?
The total cost was £12,500.

You can reach me at a.officer@port-aldwych.example or on 01632 960123.

Yours sincerely,
Information Governance Team

From: Nia Prosser
Sent: 2 March 2026 10:00
To: FOI
Subject: Drone detection equipment

Dear Port Aldwych Council,

Under the Freedom of Information Act 2000 I ask:

1) Have you run any trial of drone detection equipment since 2020?

2) Which company supplied it?

3) What did it cost?

Yours faithfully,

Nia Prosser
"""
AUTOMATIC = "Thank you for your e-mail. The office is closed until Monday."
STRAY = """Dear Ms Prosser,

Port Aldwych Council writes about your request on drone detection equipment. We need a little more time.
"""
CSV = b"question,answer\n3,12500\n"


@dataclass(frozen=True)
class Campaign:
    team: Team
    owner: Person
    checker: Person
    reader: Person
    stranger: Person
    staff: Person
    batch: Batch
    answered: Request
    waiting: Request
    public: Request
    held: HeldMessage


def make_campaign() -> Campaign:
    """Two councils asked three questions; one answered all, the other nothing; one public request besides."""
    team = make_team()
    owner = make_person("owner@campaign.example", team=team)
    council = make_authority("Port Aldwych Council", tags=["council"])
    cyngor = make_authority("Cyngor Cwm Derwen", tags=["council"])
    batch = batch_create(team=team, by=owner, draft=draft(), authorities=[council, cyngor])
    batch_send(batch=batch, by=owner, sent_at=SENT_AT)
    answered = Request.objects.get(recipient__batch=batch, authority=council)
    receive(AUTOMATIC, answered, headers={"Auto-Submitted": "auto-replied"}, message_id="<auto@port.example>")
    enclosure = Enclosure(filename="costs.csv", content_type="text/csv", data=CSV)
    receive(ANSWER, answered, attachments=(enclosure,))
    return Campaign(
        team=team,
        owner=owner,
        checker=make_person("checker@campaign.example", team=team, role="checker"),
        reader=make_person("reader@campaign.example", team=team, role="reader"),
        stranger=make_person("stranger@elsewhere.example", team=make_team("Elsewhere")),
        staff=make_person("staff@site.example", is_staff=True),
        batch=batch,
        answered=answered,
        waiting=Request.objects.get(recipient__batch=batch, authority=cyngor),
        public=_public_request(team, owner),
        held=_held_message(),
    )


def draft() -> BatchDraft:
    letter = "Dear {authority},\n\nUnder the {law} I ask:\n\n{questions}\n\nYours faithfully,\n\n{sender}"
    return BatchDraft(
        subject="Drone detection equipment", letter=letter, questions=QUESTIONS, sender="Nia Prosser"
    )


def receive(
    text: str,
    *requests: Request,
    message_id: str = "<answer@port.example>",
    headers: dict[str, str] | None = None,
    attachments: tuple[Enclosure, ...] = (),
    at: dt.datetime = ARRIVED,
) -> Message:
    """A mail comes in for these requests."""
    raw = compose(
        sender=Address("Information Governance", "foi@port-aldwych-council.example"),
        to=[Address("", "request@replies.localhost")],
        subject="RE: Drone detection equipment",
        text=text,
        message_id=message_id,
        date=at,
        headers=headers,
        attachments=attachments,
    )
    blob_put(raw)
    return message_receive(
        mail=parse(raw),
        raw_sha256=hashlib.sha256(raw).hexdigest(),
        requests=requests,
        matched_by="address",
        received_at=at,
    ).message


def _public_request(team: Team, owner: Person) -> Request:
    request = make_request(
        team, make_authority("Saltmere Borough Council"), subject="Street trees felled", by=owner
    )
    delivery = request_queue(request=request, to_address="foi@saltmere.example", not_before=SENT_AT, by=owner)
    delivery_sent(delivery=delivery, at=SENT_AT, answer="250 ok")
    receive(
        "Dear Ms Prosser,\n\nWrite to trees@saltmere.example or ring 01632 960321.\n",
        request,
        message_id="<trees@saltmere.example>",
    )
    return request


def _held_message() -> HeldMessage:
    message = receive(STRAY, message_id="<stray@port.example>")
    mail = parse(
        compose(
            sender=Address("Information Governance", "foi@port-aldwych-council.example"),
            to=[Address("", "request@replies.localhost")],
            subject="RE: Drone detection equipment",
            text=STRAY,
            message_id="<stray@port.example>",
            date=ARRIVED,
        )
    )
    return hold(message=message, guesses=guesses(mail))
