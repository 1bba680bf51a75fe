"""The worker: sends what is due, takes in what the spool holds, and runs the jobs, until told to stop."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from functools import partial
from types import FrameType

import psycopg
from django.db import connections
from procrastinate.exceptions import ConnectorException

from rhyddid.post.carrier_process import CarrierLost, LineDown
from rhyddid.post.claim import Letters
from rhyddid.post.jobs import jobs_run_due, jobs_run_forever
from rhyddid.post.notice_outbox import notices_drain, notices_drain_forever, notices_idle
from rhyddid.post.outbox import Outbox, outbox_place
from rhyddid.post.smtp_place import SmtpPlace
from rhyddid.post.spool import DATABASE_AWAY, spool_replay, spool_replay_forever
from rhyddid.post.stop import Stop

log = logging.getLogger(__name__)

_IDLE_POLL_SECONDS = 0.05


def work(
    *,
    until_idle: bool = False,
    lines: int = 1,
    jobs: bool = True,
    also: Sequence[Callable[[Stop], None]] = (),
    also_now: Sequence[Callable[[], object]] = (),
) -> None:
    """Work. `also` are loops of rooms above that run beside, until told to stop; `also_now` does their work once, where this
    stops when idle. Raises DeliveryRefused, before anything is claimed, where letters may not go to the server that is set.
    """
    place = outbox_place()
    stop = Stop()
    _stop_on_signals(stop)
    if until_idle:
        _until_idle(place, stop, jobs=jobs)
        for step in also_now:
            step()
        return
    loops: list[Callable[[], None]] = [
        *([_outbox_loop(place, stop)] * lines),
        lambda: spool_replay_forever(stop),
        lambda: notices_drain_forever(place, stop),
        *([lambda: jobs_run_forever(stop)] if jobs else []),
        *(partial(loop, stop) for loop in also),
    ]
    _together(loops, stop)


def _until_idle(place: SmtpPlace, stop: Stop, *, jobs: bool) -> None:
    """Everything that is due, and what comes of it."""
    outbox = Outbox(place, letters=Letters.REAL, stop=stop)
    while not stop.asked():
        outbox.drain_forever(until_idle=True)
        try:
            taken_in = spool_replay()
            if jobs:
                jobs_run_due(stop)
            notices_drain(place, stop=stop)
            if not taken_in and outbox.is_idle() and notices_idle():
                return
            stop.wait(_IDLE_POLL_SECONDS)
        except (*DATABASE_AWAY, ConnectorException, psycopg.OperationalError, LineDown, CarrierLost) as error:
            connections.close_all()
            log.warning("%s; trying again", str(error).strip())
            stop.wait(1.0)


def _outbox_loop(place: SmtpPlace, stop: Stop) -> Callable[[], None]:
    return lambda: Outbox(place, letters=Letters.REAL, stop=stop).drain_forever()


def _together(loops: list[Callable[[], None]], stop: Stop) -> None:
    """Run each loop in a thread. One that fails stops the others, and its error is raised."""
    with ThreadPoolExecutor(max_workers=len(loops)) as threads:
        running: list[Future[None]] = [threads.submit(_with_own_connection, loop) for loop in loops]
        while not stop.asked():
            done, _ = wait(running, timeout=0.5, return_when=FIRST_EXCEPTION)
            if done:
                stop.ask()
    for future in running:
        future.result()


def _with_own_connection(loop: Callable[[], None]) -> None:
    try:
        loop()
    finally:
        connections.close_all()


def _stop_on_signals(stop: Stop) -> None:
    def asked(number: int, frame: FrameType | None) -> None:
        stop.ask()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, asked)
