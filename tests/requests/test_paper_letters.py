"""Letters on paper and through portals, both ways; a fees notice stops the clock and the payment starts it again."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageDraw, ImageFont

from cast import make_authority, make_person, make_request, make_team
from rhyddid.cli.mail_doors import receive
from rhyddid.requests.delivery_result import delivery_sent
from rhyddid.requests.message_receive import UploadedFile
from rhyddid.requests.models import Channel, Direction, EventType, Request, RequestState, State
from rhyddid.requests.paper_letters import PaperKind, paper_record
from rhyddid.requests.request_send import request_queue

pytestmark = pytest.mark.django_db
SENT_AT = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)
NOTICE = "Dear Ms Prosser,\n\nA fee of £45.00 is payable before we deal with your request."


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Request:
    monkeypatch.setitem(settings.STORAGES["blobs"]["OPTIONS"], "location", tmp_path / "blobs")
    request = make_request(make_team(), make_authority("Port Aldwych Council"))
    delivery = request_queue(
        request=request, to_address="foi@port-aldwych-council.example", not_before=SENT_AT, by=None
    )
    delivery_sent(delivery=delivery, at=SENT_AT, answer="250 ok")
    return request


def record(asked: Request, kind: PaperKind, day: int, text: str = "", amount: str = "") -> None:
    paper_record(
        request=asked,
        kind=kind,
        day=dt.date(2026, 3, day),
        text=text,
        files=[],
        channel=Channel.PAPER,
        by=None,
        amount=amount,
    )


def state(asked: Request) -> str:
    return RequestState.objects.get(request=asked).state


def test_a_fees_notice_stops_the_clock_and_the_payment_starts_it_again(asked: Request) -> None:
    for _twice in range(2):
        record(asked, PaperKind.FEE_NOTICE, 5, NOTICE, amount="45.00")
    assert state(asked) == State.PAUSED_FOR_FEE
    (notice,) = asked.events.filter(type=EventType.FEE_NOTICE)
    assert (notice.source, notice.data, notice.message is not None) == ("person", {"amount": "45.00"}, True)
    for _twice in range(2):
        record(asked, PaperKind.FEE_PAID, 9)
    assert state(asked) == State.RUNNING
    assert asked.events.filter(type=EventType.FEE_PAID).count() == 1


def test_what_a_person_says_a_letter_is_outweighs_what_was_read(asked: Request) -> None:
    refusal = "Dear Ms Prosser,\n\nWe refuse your request under section 31(1) of the Freedom of Information Act 2000."
    record(asked, PaperKind.FEE_NOTICE, 5, refusal)
    assert state(asked) == State.PAUSED_FOR_FEE


def test_a_letter_of_ours_on_paper_stands_on_our_side(asked: Request) -> None:
    record(asked, PaperKind.OURS, 5, "Dear Sir or Madam,\n\nPlease see below.")
    message = asked.messages.get(channel=Channel.PAPER)
    assert (message.direction, message.date_is_stated) == (Direction.OUT, True)
    assert [event.type for event in message.events.all()] == [EventType.MESSAGE_SENT]


def scan() -> bytes:
    picture = Image.new("L", (1240, 1000), 255)
    text = "Dear Ms Prosser\nThe total cost was 12500 pounds.\nYours sincerely"
    ImageDraw.Draw(picture).text((100, 200), text, fill=0, font=ImageFont.load_default(size=36))
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


def test_a_scan_is_read_by_ocr(asked: Request) -> None:
    message = paper_record(
        request=asked,
        kind=PaperKind.LETTER,
        day=dt.date(2026, 3, 9),
        text="",
        files=[UploadedFile("scan.png", "image/png", scan())],
        channel=Channel.PORTAL,
        by=None,
    )
    assert message is not None
    assert "total cost" in message.attachments.get().pages.get().text


def test_the_form_takes_a_fees_notice_and_a_payment(asked: Request, client: Client) -> None:
    client.force_login(make_person(team=asked.team))
    address = reverse("request-letter", args=[asked.slug])
    form = {"channel": "paper", "day": "2026-03-05", "text": NOTICE, "kind": "fee_notice", "amount": "45"}
    assert client.post(address, form).status_code == 302
    assert state(asked) == State.PAUSED_FOR_FEE
    empty = {"channel": "paper", "day": "2026-03-09", "text": ""}
    assert "Type what the letter says" in client.post(address, empty).content.decode()
    assert client.post(address, empty | {"kind": "fee_paid"}).status_code == 302
    assert state(asked) == State.RUNNING


def test_the_command_takes_scanned_pages(asked: Request, tmp_path: Path) -> None:
    paper = tmp_path / "notice.txt"
    paper.write_text(NOTICE)
    arguments = ["--request", asked.slug, "--paper", str(paper), "--kind", "fee_notice"]
    refused = CliRunner().invoke(receive, arguments)
    assert refused.exit_code != 0 and "--received-at" in refused.output
    done = CliRunner().invoke(receive, [*arguments, "--received-at", "2026-03-05", "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["requests"][0]["state"] == "paused_for_fee"
