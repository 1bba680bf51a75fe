"""Running the jobs of procrastinate inside the worker."""

from __future__ import annotations

import asyncio
import logging

import psycopg
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from rhyddid.post.stop import Stop

log = logging.getLogger(__name__)

_PAUSE_SECONDS = 5.0
_POLL_SECONDS = 0.5
_GRACE_SECONDS = 20.0


def jobs_run_forever(stop: Stop) -> None:
    """Run jobs until told to stop; a database that is away is waited for."""
    while not stop.asked():
        try:
            asyncio.run(_run(stop, wait=True))
        except (ConnectorException, psycopg.OperationalError) as error:
            log.warning("no jobs are run: %s; trying again in %.0f s", str(error).strip(), _PAUSE_SECONDS)
            stop.wait(_PAUSE_SECONDS)


def jobs_run_due(stop: Stop) -> None:
    """Run the jobs that are due now."""
    asyncio.run(_run(stop, wait=False))


async def _run(stop: Stop, *, wait: bool) -> None:
    # a copy of the app: other threads go on enqueueing in Django's own transactions
    worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    async with worker_app.open_async():
        working = asyncio.create_task(
            worker_app.run_worker_async(
                wait=wait,
                install_signal_handlers=False,
                fetch_job_polling_interval=2.0,
                shutdown_graceful_timeout=_GRACE_SECONDS,
                delete_jobs="successful",
            )
        )
        while not working.done():
            await asyncio.wait([working], timeout=_POLL_SECONDS)
            if stop.asked() and not working.done():
                working.cancel()
                await asyncio.wait([working], timeout=_GRACE_SECONDS)
        if not working.cancelled():
            working.result()
