"""Searching: a query and who asks in, one page of hits out.

Rare words are gathered whole and sorted; for common ones the newest entries are walked through until a page is full, so
that neither needs more than some thousand rows. Counts stop at COUNT_CAP. What a page shows is asked of
`requests.visibility` once more, whatever the index says.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from rhyddid.accounts.queries import team_ids_of
from rhyddid.requests.visibility import Viewer, visible_attachments, visible_messages, visible_requests
from rhyddid.search.models import SearchEntry
from rhyddid.search.narrowing_sql import narrowing_sql
from rhyddid.search.query_language import Query
from rhyddid.search.words_sql import SQL, term_sql

COUNT_CAP = 5_000
RANKED = 1_000
PER_PAGE = 20
_WINDOW = 120
_END_OF_TIME = dt.datetime(9990, 1, 1, tzinfo=dt.UTC)

Order = Literal["newest", "relevance"]


@dataclass(frozen=True)
class Place:
    """Where a page ended: the next one goes on after it."""

    at: dt.datetime
    pk: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.pk}"


@dataclass(frozen=True)
class Hit:
    """The best entry of a request on this page, and how many more of its entries matched beside it."""

    entry: SearchEntry
    more: int


@dataclass(frozen=True)
class Found:
    """`count` is at most COUNT_CAP: `is_capped` says that there are more. `facets`: what narrows -> value -> how many, of
    all matches, or where there are more, of COUNT_CAP of them.
    """

    hits: Sequence[Hit]
    count: int
    is_capped: bool
    next: Place | None
    facets: Mapping[str, Mapping[str, int]]
    is_ranked: bool


def place_read(text: str) -> Place | None:
    """The place that an address names; None for nonsense."""
    at, _, pk = text.partition("~")
    try:
        moment = dt.datetime.fromisoformat(at.replace(" ", "+"))
        return Place(moment, int(pk)) if moment.tzinfo is not None and pk.isascii() else None
    except (ValueError, OverflowError):
        return None


def search(
    viewer: Viewer,
    query: Query,
    *,
    order: Order = "newest",
    after: Place | None = None,
    offset: int = 0,
    per_page: int = PER_PAGE,
) -> Found:
    """One page of what `viewer` finds. `after` is the place where the page before ended (newest first); in order of
    relevance, `offset` counts the requests that earlier pages have shown.
    """
    where, values = _conditions(viewer, query)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local statement_timeout = '8s'; set local jit = off")
        rows, count, facets = _gathered(cursor, where, values, after)
        is_capped = count > COUNT_CAP
        if is_capped:
            rows = _walked(cursor, where, values, after, RANKED if order == "relevance" else _WINDOW)
        is_ranked = order == "relevance" and query.term is not None
        if is_ranked:
            rows = _ranked(cursor, query, rows[:RANKED])
    hits, last = _collapsed(rows, per_page, offset if is_ranked else 0)
    entries = _shown(viewer, [pk for pk, _ in hits])
    following = last is not None and last < len(rows) - 1
    return Found(
        hits=[Hit(entries[pk], more) for pk, more in hits if pk in entries],
        count=min(count, COUNT_CAP),
        is_capped=is_capped,
        next=Place(rows[last][2], rows[last][0]) if following and last is not None else None,
        facets=facets,
        is_ranked=is_ranked,
    )


def new_since(viewer: Viewer, query: Query, entry_id: int, *, limit: int = 50) -> list[SearchEntry]:
    """The visible entries that match and were made after `entry_id`, oldest first: what an alert tells."""
    where, values = _conditions(viewer, query)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select e.id from search_searchentry e where {where} and e.id > %s order by e.id limit %s",
            [*values, entry_id, limit],
        )
        ids = [row[0] for row in cursor.fetchall()]
    entries = _shown(viewer, ids)
    return [entries[pk] for pk in ids if pk in entries]


_Row = tuple[int, int, dt.datetime]  # id, request_id, at


def _conditions(viewer: Viewer, query: Query) -> SQL:
    today = timezone.localdate()
    teams = team_ids_of(viewer)
    parts: list[SQL] = [
        ("(e.public_from <= %s or e.team_id = any(%s))", [today, teams])
        if teams
        else ("e.public_from <= %s", [today])
    ]
    if query.term is not None:
        sql, values = term_sql(query.term)
        parts.append((f"e.words @@ {sql}", values))
    parts += narrowing_sql(query, today)
    return " and ".join(sql for sql, _ in parts), [value for _, values in parts for value in values]


def _gathered(
    cursor: CursorWrapper, where: str, values: list[Any], after: Place | None
) -> tuple[list[_Row], int, dict[str, dict[str, int]]]:
    """In one query: the newest rows of a match that is small enough to be gathered whole, the count, which stops above the
    cap, and how many of what was gathered have each kind, year, law and state.
    """
    cursor.execute(
        f"""with matched as materialized
              (select e.id, e.request_id, e.at, e.kind, e.regime, e.state
               from search_searchentry e where {where} limit {COUNT_CAP + 1}),
            newest as (select id, request_id, at from matched where (at, id) < (%s, %s)
                       order by at desc, id desc limit {RANKED}),
            counted as (select kind, extract(year from at)::int as year, regime, state, count(*) as n from matched
                        group by grouping sets ((kind), (2), (regime), (state)))
            select (select count(*) from matched),
                   (select array_agg(id order by at desc, id desc) from newest),
                   (select array_agg(request_id order by at desc, id desc) from newest),
                   (select array_agg(at order by at desc, id desc) from newest),
                   (select json_agg(json_build_array(kind, year, regime, state, n) order by n desc) from counted)""",
        [*values, *_from_place(after)],
    )
    count, ids, requests, moments, counted = cursor.fetchone()
    rows = list(zip(ids or (), requests or (), moments or (), strict=True))
    return rows, count, _facets(json.loads(counted) if isinstance(counted, str) else counted or [])


def _walked(
    cursor: CursorWrapper, where: str, values: list[Any], after: Place | None, limit: int
) -> list[_Row]:
    """The newest rows of a match that is common: through the index by date, until there are enough."""
    cursor.execute(
        "set local enable_bitmapscan = off; set local enable_sort = off; set local enable_hashjoin = off"
    )
    cursor.execute(
        f"""select e.id, e.request_id, e.at from search_searchentry e where {where}
            and (e.at, e.id) < (%s, %s) order by e.at desc, e.id desc limit %s""",
        [*values, *_from_place(after), limit],
    )
    return list(cursor.fetchall())


def _from_place(after: Place | None) -> list[Any]:
    return [after.at, after.pk] if after is not None else [_END_OF_TIME, 0]


def _ranked(cursor: CursorWrapper, query: Query, rows: list[_Row]) -> list[_Row]:
    """The rows, best first: how often and how close together the words stand, in a title more than in a text."""
    if query.term is None or not rows:
        return rows
    sql, values = term_sql(query.term)
    cursor.execute(
        f"select id, ts_rank_cd(words, {sql}, 1) from search_searchentry where id = any(%s)",
        [*values, [row[0] for row in rows]],
    )
    ranks = dict(cursor.fetchall())
    return sorted(rows, key=lambda row: (-ranks.get(row[0], 0.0), -row[2].timestamp()))


def _facets(counted: Sequence[Sequence[Any]]) -> dict[str, dict[str, int]]:
    facets: dict[str, dict[str, int]] = {"kind": {}, "year": {}, "law": {}, "status": {}}
    for *values, count in counted:
        for name, value in zip(("kind", "year", "law", "status"), values, strict=True):
            if value not in (None, ""):
                facets[name][str(value)] = count
    return facets


def _collapsed(rows: Sequence[_Row], per_page: int, skip: int) -> tuple[list[tuple[int, int]], int | None]:
    """One row a request, with how many more of it there are up to where the page ends; and the last row used."""
    best: dict[int, int] = {}
    more: Counter[int] = Counter()
    last = None
    for number, (pk, request_id, _) in enumerate(rows):
        if request_id in best:
            more[request_id] += 1
        elif len(best) == per_page + skip:
            break
        else:
            best[request_id] = pk
        last = number
    shown = list(best.items())[skip:]
    return [(pk, more[request_id]) for request_id, pk in shown], last


def _shown(viewer: Viewer, ids: Sequence[int]) -> dict[int, SearchEntry]:
    """The entries that `viewer` may see at this moment, with what their rows show."""
    entries = {
        entry.pk: entry
        for entry in SearchEntry.objects.filter(pk__in=ids)
        .select_related("request", "request__state", "authority")
        .defer("words")
    }
    requests = set(
        visible_requests(viewer)
        .filter(pk__in={e.request_id for e in entries.values()})
        .values_list("pk", flat=True)
    )
    message_ids = {e.message_id for e in entries.values() if e.message_id is not None}
    messages = set(visible_messages(viewer).filter(pk__in=message_ids).values_list("pk", flat=True))
    file_ids = {e.attachment_id for e in entries.values() if e.attachment_id is not None}
    files = (
        set(visible_attachments(viewer).filter(pk__in=file_ids).values_list("pk", flat=True))
        if file_ids
        else set()
    )
    return {
        pk: entry
        for pk, entry in entries.items()
        if entry.request_id in requests
        and (entry.message_id is None or entry.message_id in messages)
        and (entry.attachment_id is None or entry.attachment_id in files)
    }
