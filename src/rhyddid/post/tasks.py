"""What the worker does by the clock: open cases are counted anew every night, and old journals are thrown away."""

from __future__ import annotations

from procrastinate.contrib.django import app

from rhyddid.post.outbox import journal_folder
from rhyddid.post.recovery import journals_forget
from rhyddid.requests.calendar_update import calendars_recompute
from rhyddid.requests.clock import state_refresh
from rhyddid.requests.models import Request, RequestState, State

# closed cases keep the dates and the calendar version that they were judged by
_CLOSED = (
    State.ANSWERED,
    State.REFUSED,
    State.REVIEW_ANSWERED,
    State.TRANSFERRED,
    State.LAPSED,
    State.RECALLED,
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
@app.task(queueing_lock="journals_forget_nightly")
def journals_forget_nightly(timestamp: int) -> int:
    """Delete the journals of carriers that ended days ago and hold no letter."""
    return journals_forget(journal_folder())


def _next_lot(after: int) -> list[int]:
    still_open = RequestState.objects.exclude(state__in=_CLOSED).filter(request__gt=after)
    return list(still_open.order_by("request_id").values_list("request_id", flat=True)[:_LOT])
