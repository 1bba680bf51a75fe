"""Jobs of the following room: thin; the worker runs them, most by the clock."""

from __future__ import annotations

import uuid

from procrastinate.contrib.django import app

from rhyddid.following.confirmations import pending_forget
from rhyddid.following.run import following_run
from rhyddid.following.services import removed_forget
from rhyddid.following.webhook_queue import CALL_JOB, calls_stray
from rhyddid.following.webhooks import calls_forget, webhook_call


@app.periodic(cron="* * * * *")
@app.task(name="rhyddid.following.following_run", queueing_lock="following_run", lock="following_run")
def following_run_job(timestamp: int) -> int:
    """Wake whom new events concern, and make the digests that are due; returns how many."""
    return following_run()


@app.task(name=CALL_JOB)
def webhook_call_job(key: str) -> None:
    """Tell a webhook of an event; what fails is queued again by the call's own record."""
    webhook_call(key=uuid.UUID(key))


@app.periodic(cron="*/10 * * * *")
@app.task(name="rhyddid.following.following_settle", queueing_lock="following_settle")
def following_settle_job(timestamp: int) -> int:
    """Make calls whose job was lost, and forget what is over its time."""
    for key in calls_stray():
        webhook_call(key=key)
    return removed_forget() + pending_forget() + calls_forget()
