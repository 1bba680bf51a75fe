"""Fetching from a real Dovecot, by IMAP and POP, in the clear and by TLS; what happens when it breaks off."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from dovecot_server import Dovecot
from raw_mails import raw_mail

from rhyddid.post.doors.mailbox_door import MailboxError, mailbox_at, mailbox_fetch
from rhyddid.post.models import MailboxPosition
from rhyddid.post.spool import spool_folder, spool_replay, spool_waiting
from rhyddid.requests.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("environment")]


@pytest.fixture(scope="module")
def running() -> Iterator[Dovecot]:
    # not among pytest's folders: those only their owner may enter, and Dovecot is another user where we are root
    with tempfile.TemporaryDirectory(prefix="rhyddid-dovecot-") as folder:
        Path(folder).chmod(0o711)
        with Dovecot(Path(folder) / "server") as server:
            yield server


@pytest.fixture
def dovecot(running: Dovecot, monkeypatch: pytest.MonkeyPatch) -> Dovecot:
    """With an empty inbox, and its certificate trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(running.certificate))
    running.new_mailbox()
    return running


def fetch(url: str) -> int:
    return mailbox_fetch(mailbox_at(url))


def spooled() -> list[bytes]:
    return [file.read_bytes().partition(b"\n")[2] for file in sorted(spool_folder().glob("*.mail"))]


ODD = (
    raw_mail(subject="Odd", text="First\n\n.a dot\n..two\n")
    + b"\x80\xff 8-bit\r\n"
    + b"long " * 3000
    + b"\r\n"
)


@pytest.mark.parametrize("scheme", ["imap", "imaps", "pop", "pops"])
def test_the_bytes_come_as_they_are_in_the_mailbox(dovecot: Dovecot, scheme: str) -> None:
    dovecot.deliver(ODD)
    assert fetch(dovecot.url(scheme)) == 1
    assert spooled() == [ODD]


@pytest.mark.parametrize("scheme", ["imap", "imaps"])
def test_imap_leaves_the_mailbox_as_it_is_and_reads_on(dovecot: Dovecot, scheme: str) -> None:
    dovecot.deliver(raw_mail())
    dovecot.deliver(raw_mail())
    assert [fetch(dovecot.url(scheme)), fetch(dovecot.url(scheme))] == [2, 0]
    dovecot.deliver(raw_mail())
    assert fetch(dovecot.url(scheme)) == 1
    assert len(dovecot.mails()) == 3
    assert dovecot.seen() == 0  # and who reads it by hand finds them unread


@pytest.mark.parametrize("scheme", ["pop", "pops"])
def test_pop_deletes_what_is_safe_here(dovecot: Dovecot, scheme: str) -> None:
    dovecot.deliver(raw_mail())
    dovecot.deliver(raw_mail())
    assert [fetch(dovecot.url(scheme)), fetch(dovecot.url(scheme))] == [2, 0]
    assert dovecot.mails() == []


def test_a_mailbox_with_new_numbers_is_read_again_and_nothing_is_doubled(dovecot: Dovecot) -> None:
    for _ in range(3):
        dovecot.deliver(raw_mail())
    assert fetch(dovecot.url("imap")) == 3
    before = MailboxPosition.objects.get().uid_validity
    dovecot.forget_numbers()
    assert fetch(dovecot.url("imap")) == 3
    assert MailboxPosition.objects.get().uid_validity != before
    spool_replay()
    assert Message.objects.count() == 3


def test_a_folder_with_a_welsh_name(dovecot: Dovecot) -> None:
    dovecot.deliver(raw_mail(), folder="Ceisiadau &AXc- FOI &- RhG")  # as the server writes it: ŷ and &
    assert fetch(dovecot.url("imap", folder="Ceisiadau%20%C5%B7%20FOI%20%26%20RhG")) == 1
    with pytest.raises(MailboxError, match="cannot be opened"):
        fetch(dovecot.url("imap", folder="Elsewhere"))


@pytest.mark.parametrize("scheme", ["imap", "imaps", "pop", "pops"])
def test_a_wrong_password_is_told(dovecot: Dovecot, scheme: str) -> None:
    with pytest.raises(MailboxError, match=r"(?i)authentication"):
        fetch(dovecot.url(scheme, password="wrong"))


@pytest.mark.parametrize("scheme", ["imaps", "pops"])
def test_a_certificate_that_nobody_vouches_for_is_told(
    dovecot: Dovecot, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", os.devnull)
    with pytest.raises(MailboxError, match=r"(?i)certificate"):
        fetch(dovecot.url(scheme))


@pytest.mark.parametrize("scheme", ["imap", "pop"])
def test_a_large_mail_comes_whole(dovecot: Dovecot, scheme: str) -> None:
    large = raw_mail(text="A line of an attachment, again and again.\n" * 500_000)
    dovecot.deliver(large)
    assert fetch(dovecot.url(scheme)) == 1
    assert spooled() == [large]


@pytest.mark.parametrize("scheme", ["imap", "pop"])
def test_a_mail_over_the_limit_stays_and_those_behind_it_come(
    dovecot: Dovecot, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "MAIL_MAX_BYTES", 2000)
    dovecot.deliver(raw_mail(text="x" * 60 + "\n" + "long\n" * 1000))
    dovecot.deliver(raw_mail())
    assert fetch(dovecot.url(scheme)) == 1
    assert len(dovecot.mails()) == (2 if scheme == "imap" else 1)


class CutAfter:
    """A way to the server that is cut after so many bytes from it."""

    def __init__(self, port: int, most: int) -> None:
        self._target, self._most = port, most
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._carry, daemon=True).start()

    def _carry(self) -> None:
        here, _ = self._listening.accept()
        there = socket.create_connection(("127.0.0.1", self._target))
        threading.Thread(target=self._upwards, args=(here, there), daemon=True).start()
        left = self._most
        while left > 0 and (data := there.recv(min(4096, left))):
            here.sendall(data)
            left -= len(data)
        for line in (here, there):
            line.shutdown(socket.SHUT_RDWR)
            line.close()
        self._listening.close()

    @staticmethod
    def _upwards(here: socket.socket, there: socket.socket) -> None:
        try:
            while data := here.recv(4096):
                there.sendall(data)
        except OSError:
            pass


@pytest.mark.parametrize("most", [20, 200, 2_000, 30_000, 80_000, 150_000])
@pytest.mark.parametrize("scheme", ["imap", "pop"])
def test_a_line_that_is_cut_loses_nothing_and_doubles_nothing(
    dovecot: Dovecot, scheme: str, most: int
) -> None:
    raws = [raw_mail(text=f"Letter {number}\n" + "page\n" * 8_000) for number in range(5)]
    for raw in raws:
        dovecot.deliver(raw)
    cut = CutAfter(dovecot.ports[scheme], most)
    with pytest.raises(MailboxError):
        fetch(dovecot.url(scheme, port=cut.port))
    assert all(raw in raws for raw in spooled())  # never half a mail
    deadline = time.monotonic() + 20
    while spool_waiting() < 5 or set(spooled()) != set(raws):
        try:
            fetch(dovecot.url(scheme))
        except MailboxError:  # the server has not yet noticed that the other one is gone
            time.sleep(0.2)
        assert time.monotonic() < deadline
    spool_replay()
    assert Message.objects.count() == 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scheme", ["imap", "pop"])
def test_a_fetch_that_is_killed_loses_nothing_and_doubles_nothing(
    dovecot: Dovecot, scheme: str, start_command: Callable[..., subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    for number in range(60):
        dovecot.deliver(raw_mail(text=f"Letter {number}\n"))
    secret = tmp_path / "password"
    secret.write_text("secret")
    url = f"{scheme}://{dovecot.user}@127.0.0.1:{dovecot.ports[scheme]}/"
    kills = 0
    for after in (1, 30):  # between the keeping of a mail and its deletion, wherever that is
        fetching = start_command("mail", "fetch", url, "--password-file", str(secret))
        while spool_waiting() < after and fetching.poll() is None:
            time.sleep(0.001)
        fetching.send_signal(signal.SIGKILL)
        kills += fetching.wait() == -signal.SIGKILL
    deadline = time.monotonic() + 20
    while True:
        try:
            fetch(dovecot.url(scheme))
            break
        except MailboxError:
            assert time.monotonic() < deadline
            time.sleep(0.2)
    spool_replay()
    connection.close()
    assert kills >= 1
    assert Message.objects.count() == 60
    assert len(dovecot.mails()) == (60 if scheme == "imap" else 0)
