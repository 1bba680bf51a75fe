"""Fetching from IMAP and POP mailboxes: each mail once, and none lost where a fetch breaks off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.conf import settings
from mailbox_servers import PASSWORD, ImapSession, MailboxServer, PopSession
from raw_mails import raw_mail

from cast import make_request
from rhyddid.post import spool
from rhyddid.post.doors import mailbox_door
from rhyddid.post.doors.mailbox_door import MailboxError, mailbox_at, mailbox_fetch
from rhyddid.post.spool import spool_replay, spool_waiting
from rhyddid.requests.models import Message, Request
from rhyddid.requests.reply_address import reply_address_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("environment")]


@pytest.fixture
def request_() -> Request:
    return make_request()


@pytest.fixture
def imap() -> Iterator[MailboxServer]:
    with MailboxServer(ImapSession) as server:
        yield server


@pytest.fixture
def pop() -> Iterator[MailboxServer]:
    with MailboxServer(PopSession) as server:
        yield server


def fetch(server: MailboxServer, scheme: str, folder: str = "") -> int:
    return mailbox_fetch(mailbox_at(f"{scheme}://nia:{PASSWORD}@127.0.0.1:{server.port}/{folder}"))


def test_imap_fetches_what_is_new_and_leaves_it_there(request_: Request, imap: MailboxServer) -> None:
    address = reply_address_of(request_)
    imap.mails = {3: raw_mail(to=[address]), 8: raw_mail(to=[address])}
    assert fetch(imap, "imap") == 2
    assert fetch(imap, "imap") == 0
    imap.mails[9] = raw_mail(to=[address])
    assert fetch(imap, "imap") == 1
    assert spool_replay() == 3
    received = request_.messages.first()
    assert received is not None
    assert received.received_at == dt.datetime(2021, 8, 2, 9, 30, tzinfo=dt.UTC)
    assert len(imap.mails) == 3


def test_imap_with_new_numbers_is_read_again_and_nothing_is_doubled(
    request_: Request, imap: MailboxServer
) -> None:
    imap.mails = {3: raw_mail(to=[reply_address_of(request_)])}
    fetch(imap, "imap")
    imap.uid_validity = 8
    assert fetch(imap, "imap") == 1
    spool_replay()
    assert request_.messages.count() == 1


def test_pop_deletes_what_is_safe(request_: Request, pop: MailboxServer) -> None:
    address = reply_address_of(request_)
    dotted = raw_mail(to=[address], text="First\n\n.hidden\n")
    pop.mails = {1: raw_mail(to=[address]), 2: dotted.replace(b"\r\n.", b"\r\n..")}
    assert fetch(pop, "pop") == 2
    assert pop.mails == {}
    spool_replay()
    assert {message.text.strip()[-7:] for message in request_.messages.all()} >= {".hidden"}


@pytest.mark.parametrize("scheme", ["imap", "pop"])
def test_a_mail_that_cannot_be_kept_stays_in_the_mailbox(
    scheme: str, imap: MailboxServer, pop: MailboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = imap if scheme == "imap" else pop
    server.mails = {1: raw_mail(), 2: raw_mail()}
    kept = []

    def put(raw: bytes, envelope: spool.Envelope) -> None:
        if kept:
            raise OSError(28, "No space left on device")
        kept.append(raw)
        spool.spool_put(raw, envelope)

    monkeypatch.setattr(mailbox_door, "spool_put", put)
    with pytest.raises(OSError, match="No space"):
        fetch(server, scheme)
    monkeypatch.undo()
    assert len(server.mails) == 2


def test_after_a_broken_fetch_each_mail_is_there_once(
    imap: MailboxServer, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    imap.mails = {1: raw_mail(), 2: raw_mail(), 3: raw_mail()}
    real, calls = spool.spool_put, []

    def put(raw: bytes, envelope: spool.Envelope) -> None:
        calls.append(raw)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        real(raw, envelope)

    monkeypatch.setattr(mailbox_door, "spool_put", put)
    with pytest.raises(OSError, match="No space"):
        fetch(imap, "imap")
    assert fetch(imap, "imap") == 2
    assert spool_waiting() == 3
    spool_replay()
    assert Message.objects.count() == 3


def test_a_mail_that_is_too_large_is_left_there(imap: MailboxServer, monkeypatch: pytest.MonkeyPatch) -> None:
    imap.mails = {1: raw_mail(text="x" * 2000), 2: raw_mail()}
    monkeypatch.setattr(settings, "MAIL_MAX_BYTES", 1500)
    assert fetch(imap, "imap") == 1


@pytest.mark.parametrize("scheme", ["imap", "pop"])
def test_a_wrong_password_is_told(scheme: str, imap: MailboxServer, pop: MailboxServer) -> None:
    port = (imap if scheme == "imap" else pop).port
    with pytest.raises(MailboxError, match="wrong password"):
        mailbox_fetch(mailbox_at(f"{scheme}://nia:wrong@127.0.0.1:{port}"))


def test_a_folder_that_is_not_there_is_told(imap: MailboxServer) -> None:
    with pytest.raises(MailboxError, match="cannot be opened"):
        fetch(imap, "imap", "Elsewhere")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("imap://nia@mail.example", "in the clear"),
        ("http://nia@mail.example", "Use imaps"),
        ("imaps://mail.example", "Use imaps"),
    ],
)
def test_a_mailbox_that_cannot_be_meant(url: str, said: str) -> None:
    with pytest.raises(MailboxError, match=said):
        mailbox_at(url)
