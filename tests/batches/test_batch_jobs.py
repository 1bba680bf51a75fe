"""What the worker does for batches: making requests when asked to, and settling by the clock."""

from __future__ import annotations

import datetime as dt

import pytest
from batch_cast import make_batch
from django.utils import timezone
from procrastinate.contrib.django import app

from rhyddid.batches.models import Batch, BatchState
from rhyddid.batches.send import batch_begin, batch_send
from rhyddid.requests.models import Request

pytestmark = pytest.mark.django_db


def test_every_minute_batches_whose_window_is_over_become_sent() -> None:
    batch = make_batch(1)
    batch_send(batch=batch, by=batch.created_by)
    Batch.objects.update(send_after=timezone.now() - dt.timedelta(seconds=1))
    periodic = app.periodic_registry.periodic_tasks
    (settling,) = (each for each in periodic.values() if each.task.name == "rhyddid.batches.batches_settle")
    assert settling.cron == "* * * * *"
    assert settling.task(timestamp=0) == 1
    batch.refresh_from_db()
    assert batch.state == BatchState.SENT


def test_the_requests_of_a_batch_that_has_begun_are_made_once() -> None:
    batch = make_batch(3)
    batch_begin(batch=batch, by=batch.created_by)
    job = app.tasks["rhyddid.batches.batch_lots"]
    for _ in range(2):
        job(batch_id=batch.pk, by_id=None)
    assert Request.objects.count() == 3
