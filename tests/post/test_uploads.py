"""An officer's answer by the link in a letter: in pieces, confirmed once, taken in as a letter, or held for a person."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from cast import make_authority, make_request, make_team
from rhyddid.mail.parse import parse
from rhyddid.mail.tokens import token_spans
from rhyddid.post.models import HeldMessage, Upload, UploadState
from rhyddid.post.rate import rate_allows
from rhyddid.post.upload_mail import confirm_address, confirm_mail
from rhyddid.post.upload_pieces import pieces_read
from rhyddid.post.upload_take_in import upload_take_in
from rhyddid.post.uploads import (
    LinkUsed,
    Submission,
    TooLarge,
    UploadRefused,
    WrongOffset,
    confirm_token,
    fresh_draft,
    upload_begin,
    upload_confirm,
    upload_file_add,
    upload_file_append,
    upload_submit,
    upload_to_confirm,
    uploads_expire,
)
from rhyddid.requests.blobs import blob_get
from rhyddid.requests.models import Channel, Delivery, EventType, Request, UploadLink
from rhyddid.requests.reply_address import outgoing_bytes
from rhyddid.requests.request_send import request_queue
from rhyddid.requests.upload_link import token_hash, upload_address, upload_link_of, upload_token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("environment")]

ANSWER = """Dear Ms Prosser,

1) Have you run any trial of drone detection equipment since 2020?
Yes. One trial took place in 2024.
"""
OWN = Submission(ANSWER, "Information Governance", "jo.officer@port-aldwych-council.example")
ELSEWHERE = Submission(ANSWER, "", "jo@elsewhere.example")


@pytest.fixture
def delivery() -> Delivery:
    request = make_request(make_team(), make_authority("Port Aldwych Council"))
    return request_queue(
        request=request, to_address="foi@port-aldwych-council.example", not_before=timezone.now(), by=None
    )


@pytest.fixture
def link(delivery: Delivery) -> UploadLink:
    return UploadLink.objects.select_related("request__authority", "message").get(message=delivery.message)


def begun(link: UploadLink) -> Upload:
    return upload_begin(link=link, draft=fresh_draft())


def with_file(upload: Upload, data: bytes, filename: str = "costs.csv") -> Any:
    file = upload_file_add(upload=upload, filename=filename, content_type="text/csv", size=len(data))
    upload_file_append(file=file, offset=0, body=io.BytesIO(data))
    file.refresh_from_db()
    return file


class Breaks(io.BytesIO):
    """A connection that breaks after `after` bytes."""

    def __init__(self, data: bytes, after: int) -> None:
        super().__init__(data)
        self.after = after

    def read(self, size: int | None = -1, /) -> bytes:
        left = self.after - self.tell()
        if left <= 0:
            raise OSError("the connection broke")
        return super().read(min(left, left if size is None or size < 0 else size))


def test_each_letter_carries_a_link_of_its_own_in_text_and_html(delivery: Delivery) -> None:
    raw = outgoing_bytes(delivery)
    assert raw == outgoing_bytes(delivery)
    address = upload_address(delivery.message)
    mail = parse(raw)
    assert address in mail.body.text
    assert f'href="{address}"'.encode() in raw.replace(b"=\r\n", b"").replace(b"=3D", b"=")
    assert upload_link_of(upload_token(delivery.message)) is not None


def test_a_letter_in_welsh_invites_in_welsh() -> None:
    request = make_request(make_team(), make_authority("Cyngor Cwm Derwen"), language="cy")
    queued = request_queue(
        request=request, to_address="foi@cwm-derwen.example", not_before=timezone.now(), by=None
    )
    mail = parse(outgoing_bytes(queued))
    assert "uwchlwytho" in mail.body.text
    assert "Content-Language: cy" in outgoing_bytes(queued).decode("ascii", "replace")


def test_the_token_is_not_in_the_database_and_looks_like_what_is_masked(link: UploadLink) -> None:
    token = upload_token(link.message)
    assert link.token_sha256 == token_hash(token)
    address = upload_address(link.message)
    assert len(token_spans(f"Go to {address} please")) == 2


def test_rehearsals_have_no_link() -> None:
    request = make_request(make_team(), make_authority(simulated=True), rehearsal_day=dt.date(2026, 3, 2))
    queued = request_queue(request=request, to_address="foi@port.example", not_before=timezone.now(), by=None)
    assert not UploadLink.objects.exists()
    assert b"/upload/" not in outgoing_bytes(queued)


def test_a_file_comes_in_pieces_and_goes_on_where_the_connection_broke(link: UploadLink) -> None:
    data = bytes(range(256)) * 40_000  # more than two pieces
    file = upload_file_add(upload=begun(link), filename="big.bin", content_type="", size=len(data))
    with pytest.raises(OSError):
        upload_file_append(file=file, offset=0, body=Breaks(data, after=5_000_000))
    file.refresh_from_db()
    assert file.received == 5_000_000
    upload_file_append(file=file, offset=5_000_000, body=io.BytesIO(data[5_000_000:]))
    file.refresh_from_db()
    assert (file.received, b"".join(pieces_read(file.pieces)) == data) == (len(data), True)


def test_a_piece_at_another_place_is_refused(link: UploadLink) -> None:
    file = upload_file_add(upload=begun(link), filename="a.txt", content_type="", size=10)
    with pytest.raises(WrongOffset):
        upload_file_append(file=file, offset=3, body=io.BytesIO(b"xxx"))


def test_no_more_is_taken_than_was_told(link: UploadLink) -> None:
    file = upload_file_add(upload=begun(link), filename="a.txt", content_type="", size=4)
    assert upload_file_append(file=file, offset=0, body=io.BytesIO(b"0123456789")) == 4


def test_two_senders_of_one_file_do_not_mix(link: UploadLink) -> None:
    first = upload_file_add(upload=begun(link), filename="a.txt", content_type="", size=4)
    second = type(first).objects.select_related("upload__link").get(pk=first.pk)
    upload_file_append(file=first, offset=0, body=io.BytesIO(b"good"))
    with pytest.raises(WrongOffset, match="twice at once"):
        upload_file_append(file=second, offset=0, body=io.BytesIO(b"evil"))
    first.refresh_from_db()
    assert b"".join(pieces_read(first.pieces)) == b"good"


def test_limits_of_size_and_number(link: UploadLink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "UPLOAD_MAX_BYTES", 10)
    monkeypatch.setattr(settings, "UPLOAD_TOTAL_BYTES", 15)
    monkeypatch.setattr(settings, "UPLOAD_MAX_FILES", 2)
    upload = begun(link)

    def add(size: int) -> None:
        upload_file_add(upload=upload, filename="a", content_type="", size=size)

    with pytest.raises(TooLarge, match="larger than"):
        add(11)
    add(10)
    with pytest.raises(TooLarge, match="together"):
        add(6)
    add(5)
    with pytest.raises(TooLarge, match="At most 2 files"):
        add(0)


def test_an_answer_waits_until_it_is_confirmed_and_is_then_a_letter_that_was_read(link: UploadLink) -> None:
    upload = begun(link)
    with_file(upload, b"question,answer\n3,12500\n")
    upload = upload_submit(upload=upload, typed=OWN)
    assert upload.state == UploadState.WAITING
    assert link.request.messages.filter(direction="in").count() == 0
    found = upload_to_confirm(confirm_token(upload))
    assert found is not None
    upload_confirm(upload=found)
    message = upload_take_in(upload.pk)
    assert message is not None
    assert (message.channel, message.sender_address, message.date_is_stated) == (
        Channel.UPLOAD,
        OWN.email,
        False,
    )
    attachment = message.attachments.get()
    assert blob_get(attachment.sha256) == b"question,answer\n3,12500\n"
    assert attachment.pages.exists()
    assert message.readings.filter(current=True).exists()
    events = [event.type for event in message.events.all()]
    assert len(events) == 1 and events[0] != EventType.MESSAGE_SENT
    assert not any(Path(settings.STORAGES["blobs"]["OPTIONS"]["location"], "uploads").rglob("*-*-*"))


def test_taking_in_twice_makes_one_letter(link: UploadLink) -> None:
    upload = upload_submit(upload=begun(link), typed=OWN)
    upload_confirm(upload=upload)
    assert upload_take_in(upload.pk) is not None
    assert upload_take_in(upload.pk) is None
    assert link.request.messages.filter(direction="in").count() == 1


def test_taking_in_after_a_kill_before_the_commit_loses_and_doubles_nothing(
    link: UploadLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = begun(link)
    with_file(upload, b"1,2\n")
    upload_confirm(upload=upload_submit(upload=upload, typed=OWN))

    class Killed(BaseException):
        pass

    def killed(**_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("rhyddid.post.upload_take_in.letter_record", killed)
        with pytest.raises(Killed):
            upload_take_in(upload.pk)
    message = upload_take_in(upload.pk)
    assert message is not None and message.attachments.count() == 1


def test_a_link_writes_once(link: UploadLink) -> None:
    first = upload_submit(upload=begun(link), typed=OWN)
    second = upload_submit(upload=begun(link), typed=OWN)
    upload_confirm(upload=first)
    with pytest.raises(LinkUsed):
        upload_confirm(upload=second)
    link.refresh_from_db()
    with pytest.raises(LinkUsed):
        upload_begin(link=link, draft=fresh_draft())


def test_the_next_letter_has_a_link_of_its_own(link: UploadLink, delivery: Delivery) -> None:
    from rhyddid.requests.delivery_result import delivery_sent
    from rhyddid.requests.request_send import follow_up_queue

    upload_confirm(upload=upload_submit(upload=begun(link), typed=OWN))
    delivery_sent(delivery=delivery, at=timezone.now(), answer="250 ok")
    further = follow_up_queue(request=Request.objects.get(pk=link.request_id), text="And?", by=None)
    assert upload_address(further.message).encode() in outgoing_bytes(further).replace(b"=\r\n", b"")
    assert further.message.upload_link.spent_at is None


def test_an_expired_link_opens_nothing(link: UploadLink) -> None:
    link.expires_at = timezone.now() - dt.timedelta(minutes=1)
    link.save()
    with pytest.raises(LinkUsed, match="too old"):
        upload_begin(link=link, draft=fresh_draft())


def test_an_answer_from_elsewhere_waits_in_the_holding_pen(link: UploadLink) -> None:
    upload = upload_submit(upload=begun(link), typed=ELSEWHERE)
    assert (upload.state, upload.confirm_sha256) == (UploadState.FOREIGN, None)
    message = upload_take_in(upload.pk)
    held = HeldMessage.objects.get(message=message)
    assert held.resolved_at is None
    assert held.guesses[0]["request"] == link.request_id
    assert link.request.messages.filter(direction="in").count() == 0
    link.refresh_from_db()
    assert link.spent_at is None, "a stranger does not use the authority's link up"


@pytest.mark.parametrize(
    ("address", "state"),
    [
        ("clerk.of.the.parish@gmail.com", UploadState.WAITING),
        ("somebody.else@gmail.com", UploadState.FOREIGN),
    ],
)
def test_a_domain_that_is_open_to_all_proves_nothing(
    link: UploadLink, address: str, state: UploadState
) -> None:
    link.request.authority.addresses.create(email="clerk.of.the.parish@gmail.com")
    assert upload_submit(upload=begun(link), typed=Submission("Yes.", "", address)).state == state


def test_a_half_file_is_not_sent(link: UploadLink) -> None:
    upload = begun(link)
    upload_file_add(upload=upload, filename="half.pdf", content_type="", size=10)
    with pytest.raises(UploadRefused, match="not come whole"):
        upload_submit(upload=upload, typed=OWN)


def test_the_mail_that_asks_to_confirm(link: UploadLink) -> None:
    upload = upload_submit(upload=begun(link), typed=OWN)
    raw = confirm_mail(upload)
    mail = parse(raw)
    assert confirm_address(upload) in mail.body.text
    assert [each.address for each in mail.to] == [OWN.email]
    assert b"Auto-Submitted: auto-generated" in raw
    assert ANSWER[:30].encode() not in raw


def test_half_and_unconfirmed_uploads_are_forgotten_with_their_bytes(link: UploadLink) -> None:
    file = with_file(begun(link), b"1,2\n")
    waiting = upload_submit(upload=begun(link), typed=OWN)
    fresh = begun(link)
    old = timezone.now() - dt.timedelta(hours=settings.UPLOAD_KEPT_HOURS, minutes=1)
    Upload.objects.exclude(pk=fresh.pk).update(touched_at=old)
    assert uploads_expire() == 2
    assert [*Upload.objects.all()] == [fresh]
    assert upload_to_confirm(confirm_token(waiting)) is None
    with pytest.raises(FileNotFoundError):
        b"".join(pieces_read(file.pieces))


def test_a_bucket_gives_no_more_than_it_holds_and_fills_again() -> None:
    def allowed() -> bool:
        return rate_allows("upload:1", most=3, per=dt.timedelta(hours=1))

    assert [allowed() for _ in range(4)] == [True, True, True, False]
    from rhyddid.post.models import RateBucket

    RateBucket.objects.update(at=timezone.now() - dt.timedelta(minutes=25))
    assert [allowed() for _ in range(2)] == [True, False]
