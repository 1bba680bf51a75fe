"""The worker as it runs for good: post, spool and jobs together, stopped in order; and what it does by the clock."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from raw_mails import raw_mail

from cast import make_request
from rhyddid.post.journal import Journal
from rhyddid.post.outbox import journal_folder
from rhyddid.post.recovery import journals_forget
from rhyddid.post.spool import envelope_now, spool_put
from rhyddid.post.tasks import states_refresh_nightly
from rhyddid.rehearsal.simulated.server import AuthoritiesServer
from rhyddid.requests.models import Delivery, DeliveryState, RequestState
from rhyddid.requests.reply_address import reply_address_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("environment")]
StartCommand = Callable[..., "subprocess.Popen[bytes]"]


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not true():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


def test_post_spool_and_jobs_run_together_and_stop_in_order(
    queue_letters: Callable[..., list[Delivery]], start_command: StartCommand
) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    request = make_request()
    with AuthoritiesServer() as server:
        worker = start_command("worker", RHYDDID_SMTP_URL=f"smtp://127.0.0.1:{server.port}")
        queue_letters(3)
        spool_put(raw_mail(), envelope_now(recipients=[reply_address_of(request)]))
        job = states_refresh_nightly.defer(timestamp=0)
        wait_until(lambda: request.messages.exists())
        wait_until(lambda: Delivery.objects.filter(state=DeliveryState.SENT).count() == 3)
        wait_until(lambda: not ProcrastinateJob.objects.filter(id=job).exists())
        worker.terminate()
        assert worker.wait(timeout=40) == 0


def test_a_worker_waits_for_a_server_that_is_not_there_yet(
    queue_letters: Callable[..., list[Delivery]], start_command: StartCommand
) -> None:
    with AuthoritiesServer() as server:
        port = server.port
    queue_letters(2)
    worker = start_command("worker", "--until-idle", RHYDDID_SMTP_URL=f"smtp://127.0.0.1:{port}")
    time.sleep(3)
    assert worker.poll() is None
    with AuthoritiesServer(port=port) as server:
        assert worker.wait(timeout=90) == 0
        assert len(server.mails) == 2


def test_states_are_made_fresh() -> None:
    request = make_request()
    RequestState.objects.filter(request=request).update(calendar_version="old", last_event="wrong")
    assert states_refresh_nightly(timestamp=0) == 1
    assert RequestState.objects.get(request=request).last_event != "wrong"


def test_old_journals_are_forgotten_unless_they_are_needed(
    queue_letters: Callable[..., list[Delivery]],
) -> None:
    for name in ("old", "needed", "living", "fresh"):
        journal = Journal(journal_folder(), name)
        if name != "living":
            journal.close()
    (letter,) = queue_letters(1)
    Delivery.objects.filter(pk=letter.pk).update(state=DeliveryState.SENDING, claimed_by="needed")
    for path in journal_folder().glob("*.journal"):
        if path.stem != "fresh":
            _age(path)
    assert journals_forget(journal_folder()) == 1
    assert {path.stem for path in journal_folder().glob("*.journal")} == {"needed", "living", "fresh"}


def _age(path: Path) -> None:
    days_ago = time.time() - 3 * 24 * 3600
    os.utime(path, (days_ago, days_ago))
