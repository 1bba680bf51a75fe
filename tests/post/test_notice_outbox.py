"""Digests leave by the carrier as letters do: each once, whatever is killed; none that may not be shown any more."""

from __future__ import annotations

import datetime as dt
import random
import subprocess
import time
from collections.abc import Callable

import pytest
from django.conf import settings
from django.utils import timezone

from cast import make_request
from rhyddid.mail.compose import compose, make_message_id
from rhyddid.mail.mail import Address
from rhyddid.post.notice_models import Notice, NoticeState
from rhyddid.post.notice_outbox import notices_drain
from rhyddid.post.notices import bounce_address, notice_queue, notices_carrying, notices_unsettled
from rhyddid.post.retention import retention_run
from rhyddid.post.smtp_place import DeliveryRefused, SmtpPlace, smtp_place
from rhyddid.post.spool import envelope_now, spool_put, spool_replay
from rhyddid.rehearsal.simulated.server import AuthoritiesServer, Faults
from rhyddid.requests.models import Message

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("environment")]
StartCommand = Callable[..., subprocess.Popen[bytes]]


def queued(number: int = 1, subjects: tuple[str, ...] = ()) -> Notice:
    message_id = make_message_id(f"digest-{number}", "replies.localhost")
    to = f"reader{number}@elsewhere.example"
    raw = compose(
        sender=Address("Rhyddid", "no-reply@replies.localhost"),
        to=[Address("", to)],
        subject="News",
        text=f"News for {to}\n",
        message_id=message_id,
        date=timezone.now(),
    )
    return notice_queue(kind="digest", to=to, person=None, message_id=message_id, raw=raw, subjects=subjects)


def place_of(server: AuthoritiesServer) -> SmtpPlace:
    return smtp_place(f"smtp://127.0.0.1:{server.port}", live=False)


def test_each_leaves_once_with_an_envelope_of_its_own_and_its_bytes_are_forgotten() -> None:
    notices = [queued(number) for number in range(12)]
    with AuthoritiesServer() as server:
        assert notices_drain(place_of(server)) == 12
        assert notices_drain(place_of(server)) == 0
        assert sorted(server.copies().items()) == sorted((each.to_address, 1) for each in notices)
        assert {mail.envelope_from for mail in server.mails} == {bounce_address(each) for each in notices}
    assert {(each.state, bytes(each.raw)) for each in Notice.objects.all()} == {(NoticeState.SENT, b"")}


def test_what_is_refused_fails_and_what_is_put_off_comes_again() -> None:
    bad, busy = queued(1), queued(2)
    with AuthoritiesServer(faults=Faults(unknown=[bad.to_address], temporary=[busy.to_address])) as server:
        assert notices_drain(place_of(server)) == 0
    bad.refresh_from_db()
    busy.refresh_from_db()
    assert (bad.state, busy.state) == (NoticeState.FAILED, NoticeState.QUEUED)
    assert busy.not_before > timezone.now()
    assert [each.pk for each in notices_unsettled("digest")] == [bad.pk]
    Notice.objects.filter(pk=busy.pk).update(not_before=timezone.now())
    with AuthoritiesServer() as server:
        assert notices_drain(place_of(server)) == 1


def test_one_that_may_not_be_shown_any_more_is_taken_back() -> None:
    from pages_cast import receive

    message = receive("A name that should not be here.", make_request())
    gone = queued(1, (f"message:{message.pk}",))  # its request has not left: nobody but the team sees it
    with AuthoritiesServer() as server:
        notices_drain(place_of(server))
        assert server.mails == ()
    gone.refresh_from_db()
    assert gone.state == NoticeState.WITHDRAWN
    assert Message.objects.filter(pk=message.pk).exists()


def test_nothing_leaves_this_machine_until_delivery_is_live() -> None:
    with pytest.raises(DeliveryRefused):
        smtp_place("smtp://mail.elsewhere.example", live=False)


def test_kill_9_at_random_points_repeats_and_drops_none(start_command: StartCommand) -> None:
    dice = random.Random(3)
    notices = [queued(number) for number in range(40)]
    kills = 0
    with AuthoritiesServer(faults=Faults(delay_s=0.02)) as server:
        while True:
            enough = len(server.mails) + dice.randint(3, 12)
            worker = start_command(
                "worker", "--until-idle", "--no-jobs", RHYDDID_SMTP_URL=f"smtp://127.0.0.1:{server.port}"
            )
            until = time.monotonic() + 60
            while worker.poll() is None and len(server.mails) < enough:
                assert time.monotonic() < until, "waited in vain"
                time.sleep(0.01)
            time.sleep(dice.random() * 0.03)
            if worker.poll() is not None:
                break
            worker.kill()
            worker.wait()
            kills += 1
        assert worker.returncode == 0
        assert sorted(server.copies().items()) == sorted((each.to_address, 1) for each in notices)
    assert kills >= 2
    assert set(Notice.objects.values_list("state", flat=True)) == {NoticeState.SENT}


BOUNCE = b"""From: MAILER-DAEMON@elsewhere.example
To: %s
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

The mail could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.elsewhere.example

Final-Recipient: rfc822; reader1@elsewhere.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user
--b--
"""


def spooled(raw: bytes, to: str, sender: str = "") -> None:
    spool_put(raw.replace(b"\n", b"\r\n"), envelope_now(sender=sender, recipients=[to], peer="127.0.0.1"))
    spool_replay()


def test_a_bounce_says_which_one_came_back_and_belongs_to_no_request() -> None:
    notice, other = queued(1), queued(2)
    Notice.objects.update(state=NoticeState.SENT)
    spooled(BOUNCE % bounce_address(notice).encode(), bounce_address(notice))
    notice.refresh_from_db()
    other.refresh_from_db()
    assert (notice.state, notice.answer, other.state) == (
        NoticeState.FAILED,
        "smtp; 550 5.1.1 no such user",
        NoticeState.SENT,
    )
    assert not Message.objects.exists()


def test_an_automatic_reply_or_a_made_up_address_changes_nothing() -> None:
    notice = queued(1)
    Notice.objects.update(state=NoticeState.SENT)
    away = (
        b"From: reader1@elsewhere.example\nTo: x\nSubject: Away\nAuto-Submitted: auto-replied\n\nI am away.\n"
    )
    spooled(away, bounce_address(notice), "reader1@elsewhere.example")
    made_up = f"notice-{notice.pk}-0000000000000000@{settings.MAIL_DOMAIN}"
    spooled(BOUNCE % made_up.encode(), made_up)
    notice.refresh_from_db()
    assert notice.state == NoticeState.SENT


def test_who_has_a_letter_in_their_mailbox_is_known_for_as_long_as_the_setting_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    notice = queued(1, ("message:7", "request:3"))
    Notice.objects.update(state=NoticeState.SENT)
    assert [each.pk for each in notices_carrying(["message:7"])] == [notice.pk]
    assert not notices_carrying(["message:8"])
    monkeypatch.setitem(settings.RETENTION, "notices", 30)
    retention_run(now=timezone.now() + dt.timedelta(days=29))
    assert Notice.objects.exists()
    retention_run(now=timezone.now() + dt.timedelta(days=31))
    assert not Notice.objects.exists()
