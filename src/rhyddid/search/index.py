"""Keeping the index true: entries of changed requests are made anew, a lot at a time, by whatever worker is free.

What changed is known from `requests.versions`: triggers tell it. A request that changes again while it is being indexed
stays marked, since its version has moved on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import psycopg
from django.db import connection, connections, transaction
from django.db.utils import InterfaceError, OperationalError

from rhyddid.requests.models import RequestVersion
from rhyddid.requests.versions import changes_count
from rhyddid.search.entries import EntryText, entries_of
from rhyddid.search.models import SearchEntry
from rhyddid.search.welsh_stems import welsh_stemmed

log = logging.getLogger(__name__)

LOT = 40
_PAUSE_SECONDS = 2.0
_COLUMNS = (
    "kind", "request_id", "authority_id", "team_id", "message_id", "attachment_id", "question_id", "part",
    "public_from", "at", "language", "variety", "filetype", "regime", "state", "due", "provisions", "title", "text",
)  # fmt: skip
# the title weighs more than the text; Welsh stems stand beside the English forms at positions of their own
_INSERT = f"""
insert into search_searchentry ({", ".join(_COLUMNS)}, words)
values ({", ".join(["%s"] * len(_COLUMNS))},
  setweight(to_tsvector('search_en', %s), 'A') || to_tsvector('search_en', %s) || to_tsvector('simple', %s))
"""


class Stoppable(Protocol):
    def asked(self) -> bool: ...
    def wait(self, seconds: float) -> object: ...


def index_changed(*, limit: int = LOT, after: int = 0) -> list[int]:
    """Index at most `limit` changed requests with ids above `after`; returns the ids of those that were looked at.

    Another worker's lot is left to it.
    """
    changes_count()
    with transaction.atomic():
        changed = dict(
            RequestVersion.objects.filter(unindexed=True, pk__gt=after)
            .order_by("pk")
            .values_list("request_id", "version")[:limit]
        )
        mine = _locked(list(changed))
        if mine:
            _store(mine)
    for pk in mine:
        RequestVersion.objects.filter(pk=pk, version=changed[pk]).update(unindexed=False)
    return list(changed)


def index_all_changed(*, progress: Callable[[int], object] = lambda count: None) -> int:
    """Index until nothing is marked; `progress` is told how many were done. Returns the number of requests."""
    done, last = 0, 0
    while lot := index_changed(after=last):
        done, last = done + len(lot), lot[-1]
        progress(len(lot))
    return done


def index_forever(stop: Stoppable) -> None:
    """Index what changes until told to stop; a database that is away is waited for."""
    while not stop.asked():
        try:
            busy = index_changed()
        except (OperationalError, InterfaceError, psycopg.OperationalError) as error:
            connections.close_all()
            log.warning("nothing is indexed: %s", str(error).strip())
            busy = []
        if not busy:
            stop.wait(_PAUSE_SECONDS)


def mark_all() -> int:
    """Mark every request to be indexed anew; returns how many."""
    return RequestVersion.objects.update(unindexed=True)


def _locked(request_ids: Sequence[int]) -> list[int]:
    """Those of the requests that no other worker is indexing at this moment; until the transaction's end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id from unnest(%s::bigint[]) id where pg_try_advisory_xact_lock(hashtext('search'), id::int)",
            [list(request_ids)],
        )
        return [row[0] for row in cursor.fetchall()]


def _store(request_ids: Sequence[int]) -> None:
    SearchEntry.objects.filter(request_id__in=request_ids).delete()
    rows = [_row(entry) for entry in entries_of(request_ids)]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_INSERT, rows)


def _row(entry: EntryText) -> list[Any]:
    request = entry.request
    known = hasattr(request, "state")
    return [
        entry.kind, request.pk, request.authority_id, request.team_id, entry.message_id, entry.attachment_id,
        entry.question_id, entry.part, entry.public_from, entry.at, entry.language[:5], entry.variety[:30],
        entry.filetype, request.regime, request.state.state if known else "", request.state.due if known else None,
        list(entry.provisions), entry.title[:500], entry.text, entry.title[:500], entry.text,
        welsh_stemmed(f"{entry.title} {entry.text}") if entry.has_welsh else "",
    ]  # fmt: skip
