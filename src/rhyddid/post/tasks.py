"""What the worker does by the clock: open cases are counted anew every night, and what is over its time is thrown away."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from rhyddid.post.rate import rates_forget
from rhyddid.post.retention import retention_run
from rhyddid.post.site_mail import MOST_ATTEMPTS, SITE_MAIL_JOB, site_mail_send
from rhyddid.post.upload_mail import upload_confirm_mail_send
from rhyddid.post.upload_take_in import upload_take_in, uploads_to_take_in
from rhyddid.post.uploads import CONFIRM_MAIL_JOB, TAKE_IN_JOB, uploads_expire
from rhyddid.requests.calendar_update import calendars_recompute
from rhyddid.requests.clock import state_refresh
from rhyddid.requests.models import Request, RequestState, State
from rhyddid.requests.outgoing_files import drafts_expire
from rhyddid.requests.request_drafts import request_drafts_expire

# closed cases keep the dates and the calendar version that they were judged by
_CLOSED = (
    State.ANSWERED,
    State.REFUSED,
    State.REVIEW_ANSWERED,
    State.TRANSFERRED,
    State.LAPSED,
    State.RECALLED,
    State.WITHDRAWN,
    State.FAILED,
)
_LOT = 500


@app.periodic(cron="10 1 * * *")
@app.task(queueing_lock="states_refresh_nightly")
def states_refresh_nightly(timestamp: int) -> int:
    """Count open clocks anew where the calendar changed, each with an event that says so; then rebuild the state of
    every request that is not closed. Returns how many were rebuilt.
    """
    calendars_recompute()
    refreshed, last = 0, 0
    while lot := _next_lot(last):
        for request in Request.objects.filter(pk__in=lot).select_related("authority"):
            state_refresh(request)
        refreshed, last = refreshed + len(lot), lot[-1]
    return refreshed


@app.periodic(cron="40 1 * * *")
@app.task(queueing_lock="retention_nightly")
def retention_nightly(timestamp: int) -> int:
    """Throw away what is over its time, of every kind; returns how many things that were."""
    return sum(kept.over for kept in retention_run())


@app.task(name=CONFIRM_MAIL_JOB, retry=RetryStrategy(max_attempts=12, exponential_wait=3))
def upload_confirm_mail_job(upload_id: int) -> bool:
    """Ask the officer to confirm an uploaded answer."""
    return upload_confirm_mail_send(upload_id)


@app.task(name=SITE_MAIL_JOB, retry=RetryStrategy(max_attempts=MOST_ATTEMPTS, exponential_wait=3))
def site_mail_job(mail_id: int) -> bool:
    """Hand over a mail of the site's own."""
    return site_mail_send(mail_id)


@app.task(name=TAKE_IN_JOB, retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def upload_take_in_job(upload_id: int) -> int | None:
    """Make a letter of an uploaded answer; returns the message's id."""
    message = upload_take_in(upload_id)
    return message.pk if message is not None else None


@app.periodic(cron="25 * * * *")
@app.task(queueing_lock="uploads_settle_hourly")
def uploads_settle_hourly(timestamp: int) -> int:
    """Take in what a lost job left, and forget half uploads, unconfirmed answers and files of unfinished letters."""
    for upload_id in uploads_to_take_in():
        upload_take_in(upload_id)
    rates_forget()
    drafts_expire()
    request_drafts_expire()
    return uploads_expire()


def _next_lot(after: int) -> list[int]:
    still_open = RequestState.objects.exclude(state__in=_CLOSED).filter(request__gt=after)
    return list(still_open.order_by("request_id").values_list("request_id", flat=True)[:_LOT])
