"""`rhyddid mail receive`, `rhyddid mail import` and the worker, as processes."""

from __future__ import annotations

import json
import mailbox
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mailbox_servers import PASSWORD, ImapSession, MailboxServer
from raw_mails import raw_mail
from tcp_proxy import TcpProxy

from cast import make_authority, make_request
from rhyddid.post.models import HeldMessage
from rhyddid.post.spool import envelope_now, spool_put, spool_waiting
from rhyddid.requests.models import Message, Request
from rhyddid.requests.reply_address import reply_address_of

pytestmark = pytest.mark.django_db(transaction=True)
RunCommand = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture
def run_command(environment: dict[str, str]) -> RunCommand:
    def run(*arguments: str, given: bytes = b"", **more: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "rhyddid", *arguments],
            input=given,
            env={**environment, **more},
            capture_output=True,
            timeout=120,
        )

    return run


@pytest.fixture
def request_() -> Request:
    return make_request()


def printed(done: subprocess.CompletedProcess[bytes]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr.decode()
    shown: dict[str, Any] = json.loads(done.stdout)
    return shown


def test_receive_files_a_mail_with_its_stated_day(request_: Request, run_command: RunCommand) -> None:
    raw = raw_mail(to=[reply_address_of(request_)])
    shown = printed(run_command("mail", "receive", "--received-at", "2021-08-02", "--json", given=raw))
    assert shown["new"] and shown["matched_by"] == "address" and not shown["held"]
    assert shown["received_at"].startswith("2021-08-02") and shown["date_is_stated"]
    assert shown["requests"][0]["slug"] == request_.slug
    again = printed(run_command("mail", "receive", "--json", given=raw))
    assert (again["new"], again["message"]) == (False, shown["message"])


def test_receive_holds_what_it_does_not_know(run_command: RunCommand) -> None:
    done = run_command("mail", "receive", given=raw_mail())
    assert done.returncode == 0 and b"holding pen" in done.stdout
    assert HeldMessage.objects.count() == 1


def test_a_thread_from_elsewhere_goes_through_the_pipe(run_command: RunCommand) -> None:
    """Its authority is told by the address it went to, and its first letter makes the first team."""
    authority = make_authority()
    ours = "Nia Prosser <nia@campaign.example>"
    text = "Dear Council,\n\n1) How many drones do you own?\n\n2) What did they cost?\n\nYours faithfully,\nNia\n"
    first = raw_mail(sender=ours, to=["foi@port-aldwych-council.example"], subject="Drones", text=text)
    begin = ("mail", "receive", "--sent-by-us", "--received-at", "2021-07-27", "--json")
    begun = printed(run_command(*begin, given=first))["requests"][0]
    assert begun["due"] == "2021-08-25"
    request = Request.objects.get()
    assert (request.authority, request.team.name) == (authority, "Nia Prosser")
    answer = raw_mail(to=["nia@campaign.example"])
    shown = printed(run_command("mail", "receive", "--received-at", "2021-07-28", "--json", given=answer))
    assert shown["requests"][0]["slug"] == begun["slug"]
    more = raw_mail(sender=ours, to=["foi@port-aldwych-council.example"], subject="RE: Drones", text="More.")
    shown = printed(run_command("mail", "receive", "--sent-by-us", "--json", given=more))
    assert (shown["direction"], shown["matched_by"]) == ("out", "thread")
    assert shown["received_at"].startswith("2021-08-02")
    again = printed(run_command(*begin, given=first))
    assert (again["new"], Request.objects.count()) == (False, 1)


@pytest.mark.parametrize(
    ("arguments", "given", "said"),
    [
        ([], b"", "no mail on standard input"),
        (["--received-at", "yesterday"], b"x", "use a date"),
        (["--request", "none"], b"Subject: x\n\nx", "there is no such request"),
        (["--sent-by-us"], b"Subject: x\n\nx", "Name it with --authority"),
        (["--sent-by-us"], b"In-Reply-To: <x@y.example>\nSubject: x\n\nx", "belongs to no request"),
        (["--authority", "a"], b"x", "give --sent-by-us too"),
        (["--sent-by-us", "--authority", "none", "--team", "t"], b"x", "no such authority"),
    ],
)
def test_bad_use_exits_2_with_one_line(
    run_command: RunCommand, arguments: list[str], given: bytes, said: str
) -> None:
    done = run_command("mail", "receive", *arguments, given=given)
    assert done.returncode == 2
    assert said in done.stderr.decode() and "Traceback" not in done.stderr.decode()


def test_without_the_database_a_mail_goes_to_the_spool(
    request_: Request, run_command: RunCommand, proxied_database_url: tuple[TcpProxy, str]
) -> None:
    proxy, url = proxied_database_url
    proxy.cut()
    address = reply_address_of(request_)
    raw = raw_mail(to=[address])
    shown = printed(run_command("mail", "receive", "--json", given=raw, DATABASE_URL=url))
    assert "spooled" in shown and spool_waiting() == 1
    stated = run_command("mail", "receive", "--received-at", "2021-08-02", given=raw, DATABASE_URL=url)
    assert stated.returncode == 75
    assert run_command("worker", "--until-idle").returncode == 0
    assert request_.messages.count() == 1 and spool_waiting() == 0


def test_a_mail_that_cannot_be_stored_is_left_to_the_mail_server(
    run_command: RunCommand, environment: dict[str, str]
) -> None:
    blobs = Path(environment["RHYDDID_DATA"]) / "blobs"
    blobs.write_text("no folder")
    done = run_command("mail", "receive", given=raw_mail())
    assert done.returncode == 75 and not Message.objects.exists()


def test_import_of_a_maildir_an_mbox_and_a_folder(
    request_: Request, run_command: RunCommand, tmp_path: Path
) -> None:
    address = reply_address_of(request_)
    mails = [raw_mail(to=[address], text=f"letter {number}") for number in range(6)]
    (tmp_path / "m").mkdir()
    maildir = mailbox.Maildir(tmp_path / "m" / "maildir")
    box = mailbox.mbox(tmp_path / "box")
    folder = tmp_path / "folder" / "deeper"
    folder.mkdir(parents=True)
    for number in (0, 1):
        maildir.add(mails[number])
        box.add(mails[number + 2])
        (folder / f"{number}.eml").write_bytes(mails[number + 4])
    box.close()
    ours = raw_mail(sender=address, to=["foi@port-aldwych-council.example"])
    (folder / "ours.eml").write_bytes(ours)
    (folder / "stranger.eml").write_bytes(raw_mail(sender="x@shop.example"))
    tried = printed(run_command("mail", "import", str(tmp_path / "folder"), "--dry-run", "--json"))
    assert (tried["filed"], tried["held"], tried["known"]) == (3, 1, 0)
    assert not Message.objects.exists()
    for path, filed, held in (("m", 2, 0), ("box", 2, 0), ("folder", 3, 1)):
        done = printed(
            run_command("mail", "import", str(tmp_path / path), "--received-at-from-date", "--json")
        )
        assert (done["filed"], done["held"], done["failed"]) == (filed, held, [])
    assert request_.messages.filter(direction="in").count() == 6
    assert request_.messages.filter(direction="out").count() == 1
    assert {message.received_at.date().isoformat() for message in Message.objects.all()} == {"2021-08-02"}
    again = printed(run_command("mail", "import", str(tmp_path / "folder"), "--json"))
    assert (again["filed"], again["held"], again["known"]) == (0, 0, 4)


def test_import_of_something_else_exits_2(run_command: RunCommand, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing")
    for path in (tmp_path / "notes.txt", tmp_path / "empty"):
        path.mkdir(exist_ok=True) if path.name == "empty" else None
        done = run_command("mail", "import", str(path))
        assert done.returncode == 2 and b"holds no mail" in done.stderr


def test_fetch_brings_a_mailbox_in(request_: Request, run_command: RunCommand, tmp_path: Path) -> None:
    (tmp_path / "password").write_text(PASSWORD)
    with MailboxServer(ImapSession) as server:
        server.mails = {3: raw_mail(to=[reply_address_of(request_)])}
        url = f"imap://nia@127.0.0.1:{server.port}/"
        done = run_command("mail", "fetch", url, "--password-file", str(tmp_path / "password"))
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.startswith(b"1 mails fetched")
    assert request_.messages.count() == 1
    wrong = run_command("mail", "fetch", "gopher://nia@127.0.0.1/")
    assert wrong.returncode == 2 and b"Traceback" not in wrong.stderr


def test_words_that_are_not_utf_8_are_refused_in_one_line(run_command: RunCommand) -> None:
    done = run_command("authorities", "search", "Port \udcff")
    assert done.returncode == 2
    assert done.stderr.decode().strip() == "rhyddid: An argument is not UTF-8 text: write it in UTF-8."


def test_the_worker_takes_in_what_the_spool_holds(request_: Request, run_command: RunCommand) -> None:
    address = reply_address_of(request_)
    spool_put(raw_mail(), envelope_now(recipients=[address]))
    assert run_command("worker", "--until-idle").returncode == 0
    assert request_.messages.count() == 1
