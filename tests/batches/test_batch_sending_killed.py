"""Sending that is killed with -9, and two that send at once: nobody gets two requests and nobody is left out."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
from batch_cast import make_batch
from django.db import connection

from rhyddid.batches import send
from rhyddid.batches.models import Batch
from rhyddid.batches.send import batch_begin, batch_lots, batch_send
from rhyddid.requests.models import Delivery, Request

pytestmark = pytest.mark.django_db(transaction=True)

SENDER = """
import sys
from rhyddid.site.start import start_django
start_django()
from rhyddid.batches import send
from rhyddid.batches.models import Batch
send.LOT = 3
def told(done, total):
    print(done, flush=True)
    if done >= 6:
        sys.stdin.read()  # wait here, in the middle, to be killed
send.batch_send(batch=Batch.objects.get(), by=None, on_progress=told)
"""


def database_url() -> str:
    """The test database's address, for another process."""
    at = connection.settings_dict
    query = f"?host={quote(at['HOST'], safe='')}" if at["HOST"].startswith("/") else ""
    host = "" if query else at["HOST"]
    port = f":{at['PORT']}" if at["PORT"] else ""
    secret = f":{quote(at['PASSWORD'])}" if at["PASSWORD"] else ""
    return f"postgresql://{at['USER']}{secret}@{host}{port}/{at['NAME']}{query}"


def everybody_has_one_request(batch: Batch, size: int) -> bool:
    requests = Request.objects.filter(recipient__batch=batch)
    return (
        Request.objects.count()
        == requests.count()
        == requests.values("authority").distinct().count()
        == Delivery.objects.count()
        == size
    )


def test_killed_with_minus_nine_it_goes_on_where_it_stopped(settings) -> None:  # type: ignore[no-untyped-def]
    settings.BATCH_LIMITS = (100,)
    batch = make_batch(10)
    sender = subprocess.Popen(
        [sys.executable, "-c", SENDER],
        env=os.environ | {"DATABASE_URL": database_url(), "RHYDDID_BATCH_LIMITS": "100"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with sender:
        assert sender.stdout is not None
        assert [sender.stdout.readline().strip() for _ in range(2)] == ["3", "6"]
        sender.kill()
    assert Request.objects.count() == 6
    report = batch_send(batch=batch, by=batch.created_by)
    assert (report.made, report.already) == (4, 6)
    assert everybody_has_one_request(batch, 10)


def test_two_that_send_at_once_make_one_request_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(send, "LOT", 2)
    batch = make_batch(12)
    batch_begin(batch=batch, by=batch.created_by)

    def lots(_turn: int) -> int:
        try:
            return batch_lots(batch=Batch.objects.get(pk=batch.pk), by=batch.created_by).made
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lots, range(2)))
    assert sum(made) == 12
    assert everybody_has_one_request(batch, 12)
