"""A real worker, killed at any moment and started again: nobody gets two copies, and nobody is left out."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable

import pytest
from django.utils import timezone
from tcp_proxy import TcpProxy

from rhyddid.care.models import Task
from rhyddid.post.journal import journal_path
from rhyddid.post.models import DeliveryAttempt
from rhyddid.post.outbox import journal_folder
from rhyddid.rehearsal.simulated.server import AuthoritiesServer, Faults
from rhyddid.requests.models import Delivery, DeliveryState, EventType

pytestmark = pytest.mark.django_db(transaction=True)
StartCommand = Callable[..., subprocess.Popen[bytes]]
QueueLetters = Callable[..., list[Delivery]]

LETTERS = 60


def worker_arguments() -> list[str]:
    return ["worker", "--until-idle", "--no-jobs"]


def smtp_url(server: AuthoritiesServer) -> str:
    return f"smtp://127.0.0.1:{server.port}"


def wait_until(true: Callable[[], bool], *, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.01)


def assert_each_once(letters: list[Delivery], server: AuthoritiesServer) -> None:
    assert sorted(server.copies().items()) == sorted((each.to_address, 1) for each in letters)
    for delivery in Delivery.objects.prefetch_related("message__requests__events"):
        assert delivery.state == DeliveryState.SENT, delivery.to_address
        events = [event.type for event in delivery.message.requests.get().events.all()]
        assert events[-2:] == [EventType.SENT, EventType.RECEIVED], delivery.to_address
        assert events.count(EventType.SENT) == 1, delivery.to_address


@pytest.mark.parametrize("seed", range(2))
def test_kill_9_at_random_points_of_sending(
    seed: int, queue_letters: QueueLetters, start_command: StartCommand
) -> None:
    dice = random.Random(seed)
    letters = queue_letters(LETTERS)
    kills = 0
    with AuthoritiesServer(faults=Faults(delay_s=0.02)) as server:
        while True:
            taken_before = len(server.mails)
            worker = start_command(*worker_arguments(), RHYDDID_SMTP_URL=smtp_url(server))
            enough = taken_before + dice.randint(3, 12)
            wait_until(lambda: worker.poll() is not None or len(server.mails) >= enough)  # noqa: B023
            time.sleep(dice.random() * 0.03)
            if worker.poll() is not None:
                break
            worker.kill()
            worker.wait()
            kills += 1
        assert worker.returncode == 0
        assert_each_once(letters, server)
    assert kills >= 4
    assert not Task.objects.open().exists()  # the carrier outlives its worker: every answer was seen


def test_kill_9_of_the_carrier_itself(queue_letters: QueueLetters, start_command: StartCommand) -> None:
    """While the server keeps the letter and has not said so: the journal knows that it was handed over."""
    letters = queue_letters(8)
    with AuthoritiesServer(faults=Faults(delay_s=0.5)) as server:
        worker = start_command(*worker_arguments(), RHYDDID_SMTP_URL=smtp_url(server))
        wait_until(lambda: len(server.mails) == 3)
        carrier = Delivery.objects.filter(state=DeliveryState.SENDING).values_list("claimed_by", flat=True)[0]
        os.kill(int(carrier.split(":")[1]), signal.SIGKILL)
        worker.wait(timeout=60)
        assert worker.returncode == 0
        assert_each_once(letters, server)
    unseen = DeliveryAttempt.objects.get(outcome="unseen")
    assert unseen.delivery.to_address == server.mails[2].rcpt_tos[0]
    task = Task.objects.open().get()
    assert (task.kind, task.subject_id) == ("delivery", unseen.delivery_id)


def test_kill_9_of_worker_and_carrier_together(
    queue_letters: QueueLetters, start_command: StartCommand
) -> None:
    letters = queue_letters(12)
    with AuthoritiesServer(faults=Faults(delay_s=0.3)) as server:
        for taken in (2, 5, 8):
            worker = start_command(*worker_arguments(), RHYDDID_SMTP_URL=smtp_url(server))
            wait_until(lambda: len(server.mails) >= taken)  # noqa: B023
            carrier = Delivery.objects.filter(state=DeliveryState.SENDING).values_list(
                "claimed_by", flat=True
            )[0]
            worker.kill()
            os.kill(int(carrier.split(":")[1]), signal.SIGKILL)
            worker.wait()
        worker = start_command(*worker_arguments(), RHYDDID_SMTP_URL=smtp_url(server))
        worker.wait(timeout=60)
        assert_each_once(letters, server)


def test_two_workers_share_the_outbox(queue_letters: QueueLetters, start_command: StartCommand) -> None:
    letters = queue_letters(LETTERS)
    with AuthoritiesServer(faults=Faults(delay_s=0.01)) as server:
        workers = [start_command(*worker_arguments(), RHYDDID_SMTP_URL=smtp_url(server)) for _ in range(2)]
        assert [worker.wait(timeout=60) for worker in workers] == [0, 0]
        assert_each_once(letters, server)
    assert DeliveryAttempt.objects.count() == LETTERS


def test_sigterm_ends_the_letter_in_hand_and_stops(
    queue_letters: QueueLetters, start_command: StartCommand
) -> None:
    letters = queue_letters(10)
    with AuthoritiesServer(faults=Faults(delay_s=0.3)) as server:
        worker = start_command("worker", "--no-jobs", RHYDDID_SMTP_URL=smtp_url(server))
        wait_until(lambda: len(server.mails) == 2)
        worker.terminate()
        assert worker.wait(timeout=30) == 0
        sent = Delivery.objects.filter(state=DeliveryState.SENT).count()
        assert sent == len(server.mails) < len(letters)
        worker = start_command(*worker_arguments(), RHYDDID_SMTP_URL=smtp_url(server))
        worker.wait(timeout=60)
        assert_each_once(letters, server)


def test_the_database_goes_away_and_comes_back(
    queue_letters: QueueLetters, start_command: StartCommand, proxied_database_url: tuple[TcpProxy, str]
) -> None:
    proxy, url = proxied_database_url
    letters = queue_letters(20)
    with AuthoritiesServer(faults=Faults(delay_s=0.05)) as server:
        worker = start_command(*worker_arguments(), RHYDDID_SMTP_URL=smtp_url(server), DATABASE_URL=url)
        for taken in (4, 9, 14):
            wait_until(lambda: len(server.mails) >= taken)  # noqa: B023
            proxy.cut()
            time.sleep(0.6)
            assert len(server.mails) <= taken + 2  # nothing more leaves while it is away
            proxy.mend()
        assert worker.wait(timeout=90) == 0
        assert_each_once(letters, server)


def test_delivery_to_another_machine_is_refused_before_anything_is_claimed(
    queue_letters: QueueLetters, start_command: StartCommand
) -> None:
    queue_letters(2)
    worker = start_command(*worker_arguments(), RHYDDID_SMTP_URL="smtp://192.0.2.1:2525")
    assert worker.wait(timeout=30) == 2
    assert set(Delivery.objects.values_list("state", "attempt")) == {("queued", 0)}


def test_letters_of_another_machine_are_left_to_it_and_reported(
    queue_letters: QueueLetters, start_command: StartCommand
) -> None:
    (letter,) = queue_letters(1)
    Delivery.objects.update(
        state=DeliveryState.SENDING, claimed_by="elsewhere:1:ab", claimed_at=timezone.now(), attempt=1
    )
    with AuthoritiesServer() as server:
        worker = start_command(*worker_arguments(), RHYDDID_SMTP_URL=smtp_url(server))
        assert worker.wait(timeout=30) == 0
        assert not Task.objects.open().exists()
        Delivery.objects.update(claimed_at=timezone.now() - timezone.timedelta(hours=2))
        start_command(*worker_arguments(), RHYDDID_SMTP_URL=smtp_url(server)).wait(timeout=30)
        assert server.mails == ()
    assert Task.objects.open().get().subject_id == letter.pk
    assert not journal_path(journal_folder(), "elsewhere:1:ab").exists()
