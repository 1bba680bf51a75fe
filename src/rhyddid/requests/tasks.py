"""Work that follows a change: columns of masked texts are brought in line with the rules; letters are read again."""

from __future__ import annotations

from procrastinate.contrib.django import app

from rhyddid.requests.authority_figures import figures_keep_all
from rhyddid.requests.masking_rule_change import REFRESH_ALL, public_columns_refresh
from rhyddid.requests.models import Request, RereadRun
from rhyddid.requests.proposals import proposals_make
from rhyddid.requests.read_message import PROPOSALS_JOB
from rhyddid.requests.reread import REREAD_JOB, reread_continue, rereads_unfinished


@app.task(name=REFRESH_ALL)
def public_columns_refresh_all() -> int:
    """After a rule of the whole site: every request's masked subject, reference and address anew."""
    return public_columns_refresh(Request.objects.all())


@app.task(name=REREAD_JOB)
def reread_job(run_id: int) -> None:
    """Work on a pass that reads letters again."""
    reread_continue(RereadRun.objects.get(pk=run_id))


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="rereads_go_on")
def rereads_go_on(timestamp: int) -> int:
    """Go on with passes whose process was killed; returns how many were not finished."""
    unfinished = list(rereads_unfinished())
    for run in unfinished:
        reread_continue(run)
    return len(unfinished)


@app.task(name=PROPOSALS_JOB, lock="assistant")
def proposals_job(reading_id: int) -> None:
    """Ask the assistant about one letter; one at a time, so that a slow assistant keeps no other work waiting."""
    proposals_make(reading_id=reading_id)


@app.periodic(cron="20 2 * * *")
@app.task(name="rhyddid.requests.figures", queueing_lock="figures")
def figures_job(timestamp: int) -> int:
    """Count each authority's requests and answers anew; returns how many authorities there were."""
    return figures_keep_all()
