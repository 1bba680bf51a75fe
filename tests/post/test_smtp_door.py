"""The SMTP and LMTP doors over real sockets: 250 only for what is safe on disk."""

from __future__ import annotations

import asyncio
import errno
import smtplib
import socket
import subprocess
import threading
import time
from collections.abc import Callable

import pytest
from django.conf import settings
from raw_mails import raw_mail
from tcp_proxy import TcpProxy

from cast import make_request
from rhyddid.post.doors import smtp_door
from rhyddid.post.models import HeldMessage
from rhyddid.post.spool import Envelope, spool_replay, spool_waiting
from rhyddid.requests.models import Message, Request
from rhyddid.requests.reply_address import reply_address_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("environment")]
StartServer = Callable[..., subprocess.Popen[bytes]]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def request_() -> Request:
    return make_request()


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def start_server(start_command: Callable[..., subprocess.Popen[bytes]], port: int) -> StartServer:
    def start(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        process = start_command("mail", "serve", "--listen", f"127.0.0.1:{port}", *arguments, **environment)
        until = time.monotonic() + 60
        while time.monotonic() < until and process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return process
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the server does not answer")

    return start


def wait_for_messages(count: int, *, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while Message.objects.filter(direction="in").count() < count:
        assert time.monotonic() < until, (
            f"{Message.objects.count()} of {count} messages, {spool_waiting()} in the spool"
        )
        time.sleep(0.05)


def send(port: int, raw: bytes, *recipients: str) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as smtp:
        smtp.sendmail("officer@council.example", recipients, raw)


def test_a_mail_is_taken_in_at_once(request_: Request, start_server: StartServer, port: int) -> None:
    start_server()
    address = reply_address_of(request_)
    long_line = "x" * 5000
    raw = raw_mail(to=[address]).replace(b"Subject:", f"X-Long: {long_line}\r\nSubject:".encode())
    send(port, raw, address)
    wait_for_messages(1)
    message = request_.messages.get()
    assert message.authentication["peer"] == "127.0.0.1"
    assert message.authentication["envelope_sender"] == "officer@council.example"
    until = time.monotonic() + 10
    while spool_waiting() and time.monotonic() < until:
        time.sleep(0.01)
    assert spool_waiting() == 0


def test_who_is_answered_what(request_: Request, start_server: StartServer, port: int) -> None:
    start_server(RHYDDID_MAIL_MAX_MIB="1")
    address = reply_address_of(request_)
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        smtp.ehlo()
        assert smtp.esmtp_features["size"] == str(1024 * 1024)
        smtp.mail("a@b.example")
        assert smtp.rcpt("somebody@elsewhere.example")[0] == 550
        assert smtp.rcpt(f"nobody@{settings.MAIL_DOMAIN}")[0] == 250
        assert smtp.rcpt(address.upper())[0] == 250
        smtp.rset()
        assert smtp.mail("a@b.example", ["SIZE=2000000"])[0] == 552
        smtp.rset()
        smtp.mail("a@b.example")
        smtp.rcpt(address)
        assert smtp.data(raw_mail(text="x" * 70 + "\n" + ("y" * 70 + "\n") * 16000))[0] == 552
    assert spool_waiting() == 0 and not Message.objects.exists()


def test_mail_for_an_unknown_address_of_ours_waits_in_the_pen(start_server: StartServer, port: int) -> None:
    start_server()
    address = f"nobody@{settings.MAIL_DOMAIN}"
    send(port, raw_mail(to=[address]), address)
    wait_for_messages(1)
    until = time.monotonic() + 10
    while not HeldMessage.objects.exists():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_lmtp_answers_for_each_recipient(request_: Request, start_server: StartServer, port: int) -> None:
    start_server("--lmtp")
    other = make_request(request_.team, request_.authority, subject="Body-worn cameras")
    addresses = [reply_address_of(request_), reply_address_of(other)]
    with smtplib.LMTP("127.0.0.1", port) as lmtp:
        lmtp.ehlo()
        lmtp.mail("a@b.example")
        for address in addresses:
            assert lmtp.rcpt(address)[0] == 250
        assert lmtp.data(raw_mail())[0] == 250
        assert lmtp.getreply()[0] == 250
        assert lmtp.noop()[0] == 250
    wait_for_messages(1)
    assert set(Message.objects.get(direction="in").requests.all()) == {request_, other}


def test_a_disk_that_is_full_or_broken_is_a_temporary_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    errors = iter([errno.ENOSPC, errno.EDQUOT, errno.EIO])
    kept: list[bytes] = []

    def keep(raw: bytes, envelope: Envelope) -> None:
        if (number := next(errors, None)) is not None:
            raise OSError(number, "no")
        kept.append(raw)

    with running_server(keep) as port, smtplib.SMTP("127.0.0.1", port) as smtp:
        answers = []
        for _ in range(4):
            smtp.ehlo_or_helo_if_needed()
            smtp.mail("a@b.example")
            smtp.rcpt(f"x@{settings.MAIL_DOMAIN}")
            answers.append(smtp.data(b"Subject: x\r\n\r\nx\r\n")[0])
    assert answers == [452, 452, 451, 250]
    assert kept == [b"Subject: x\r\n\r\nx\r\n"]


def test_a_connection_too_many_is_told_to_come_back() -> None:
    with running_server(lambda raw, envelope: None, most_connections=2) as port:
        first, second = smtplib.SMTP("127.0.0.1", port), smtplib.SMTP("127.0.0.1", port)
        with pytest.raises(smtplib.SMTPConnectError) as refused:
            smtplib.SMTP("127.0.0.1", port)
        assert refused.value.smtp_code == 421
        first.quit()
        time.sleep(0.2)
        third = smtplib.SMTP("127.0.0.1", port)
        for each in (second, third):
            each.quit()


class running_server:
    """A MailServer in a thread of the test."""

    def __init__(self, keep: smtp_door.Keep, **limits: int) -> None:
        self._keep, self._limits = keep, limits

    def __enter__(self) -> int:
        self._loop = asyncio.new_event_loop()

        async def opened() -> int:
            self._server = smtp_door.MailServer(host="127.0.0.1", port=0, keep=self._keep, **self._limits)
            return await self._server.open()

        port = self._loop.run_until_complete(opened())
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        return port

    def __exit__(self, *error: object) -> None:
        asyncio.run_coroutine_threadsafe(self._server.close(), self._loop).result(timeout=30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


def test_kill_9_while_mail_comes_in(request_: Request, start_server: StartServer, port: int) -> None:
    """Every mail that was answered with 250 is there, once; senders try the others again until they are answered."""
    address = reply_address_of(request_)
    mails = {f"<in-{number}@council.example>": b"" for number in range(60)}
    for message_id in mails:
        mails[message_id] = raw_mail(to=[address], message_id=message_id)
    accepted: list[str] = []
    lock = threading.Lock()

    def sender(message_ids: list[str]) -> None:
        for message_id in message_ids:
            while True:
                try:
                    send(port, mails[message_id], address)
                except (OSError, smtplib.SMTPException):
                    time.sleep(0.05)
                    continue
                with lock:
                    accepted.append(message_id)
                break

    server = start_server()
    threads = [threading.Thread(target=sender, args=[list(mails)[start::4]]) for start in range(4)]
    for thread in threads:
        thread.start()
    for enough in (8, 25, 42):
        while len(accepted) < enough:
            time.sleep(0.005)
        server.kill()
        server.wait()
        server = start_server()
    for thread in threads:
        thread.join(timeout=120)
    wait_for_messages(60)
    found = list(Message.objects.filter(direction="in").values_list("message_id", flat=True))
    assert sorted(found) == sorted(mails) == sorted(accepted)
    assert request_.messages.count() == 60


def test_the_spool_carries_on_while_the_database_is_away(
    request_: Request,
    start_server: StartServer,
    port: int,
    proxied_database_url: tuple[TcpProxy, str],
) -> None:
    proxy, url = proxied_database_url
    start_server(DATABASE_URL=url)
    address = reply_address_of(request_)
    send(port, raw_mail(to=[address]), address)
    wait_for_messages(1)
    proxy.cut()
    for _ in range(5):
        send(port, raw_mail(to=[address]), address)
    assert spool_waiting() == 5
    assert Message.objects.filter(direction="in").count() == 1
    proxy.mend()
    wait_for_messages(6)


@pytest.mark.parametrize("torn", [b"", b'{"received_at": "2026-0', b'{"unknown": 1}\nSubject: x', b"[]\nx"])
def test_a_torn_file_of_the_spool_keeps_none_back(request_: Request, torn: bytes) -> None:
    from rhyddid.post import spool

    path = spool.spool_put(raw_mail(), spool.envelope_now())
    path.write_bytes(torn)
    spool.spool_put(raw_mail(to=[reply_address_of(request_)]), spool.envelope_now())
    spool_replay()
    assert spool_waiting() == 0 and request_.messages.count() == 1
    assert (path.parent / "set-aside" / path.name).read_bytes() == torn


def test_a_mail_that_breaks_the_software_is_set_aside_and_tried_again(
    request_: Request, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from rhyddid.post import spool

    address = reply_address_of(request_)
    for text in ("first", "second"):
        spool.spool_put(raw_mail(to=[address], text=text), spool.envelope_now(recipients=[address]))
    real = spool.receive

    def breaks(raw: bytes, **known: object) -> object:
        if b"first" in raw:
            raise KeyError("a fault of ours")
        return real(raw, **known)  # type: ignore[arg-type]

    monkeypatch.setattr(spool, "receive", breaks)
    spool_replay()
    assert [message.text.strip() for message in request_.messages.all()] == ["second"]
    assert spool_waiting() == 0
    monkeypatch.setattr(spool, "receive", real)
    assert spool.set_aside_retry() == 1
    spool_replay()
    assert request_.messages.count() == 2
