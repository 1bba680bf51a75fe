"""What authorities answered, in numbers: of requests that everybody may see, and of nothing else.

Counted by one aggregate for many authorities at once; kept by night in `AuthorityFigures`, and counted on the spot for one
whose kept numbers are gone. Days are calendar days from receipt to the first answer or refusal. Only requests whose
last day is over, or that were answered, say whether an authority is in time: what still has time counts neither way.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from rhyddid.authorities.models import Authority
from rhyddid.requests.answers import answer_cells
from rhyddid.requests.figures_models import AuthorityFigures
from rhyddid.requests.models import Decision, Judgement, Request
from rhyddid.requests.visibility import public_request_filter, visible_messages
from rhyddid.requests.wilson import wilson_interval
from rhyddid.requests.withheld_evidence import with_open_evidence

LOT = 200
MOST_PROVISIONS = 40
_SPELLED = re.compile(r"[0-9A-Za-z()]{1,40}")
_CHECKED = ("confirmed", "corrected")
_WITHHOLDS = (
    Decision.EXEMPT,
    Decision.PARTLY_DISCLOSED,
    Decision.NCND,
    Decision.COST_LIMIT,
    Decision.VEXATIOUS,
)
_COUNT = """
with counted as materialized (
  select r.authority_id, s.state, s.received, s.due, first.type, first.day,
    (first.day is null and s.state = 'running' and s.due < %(today)s) as late
  from requests_request r
  join requests_requeststate s on s.request_id = r.id
  left join lateral (
    select e.type, e.day from requests_event e
    where e.request_id = r.id and e.type in ('answered', 'refused')
      and not exists (select from requests_event back
        where back.request_id = r.id and back.type = 'corrected' and back.data->'event' = to_jsonb(e.id))
    order by e.day, e.id limit 1) first on true
  where r.authority_id = any(%(authorities)s) and r.id in ({public})
), states as (
  select authority_id, jsonb_object_agg(state, n) as states
  from (select authority_id, state, count(*) as n from counted group by 1, 2) each group by 1
)
select c.authority_id, s.states, count(*),
  count(*) filter (where late),
  count(*) filter (where type is not null),
  count(*) filter (where type = 'refused'),
  count(*) filter (where (day is not null and due is not null) or late),
  count(*) filter (where day <= due),
  count(*) filter (where day >= received),
  percentile_cont(0.25) within group (order by day - received) filter (where day >= received),
  percentile_cont(0.5) within group (order by day - received) filter (where day >= received),
  percentile_cont(0.75) within group (order by day - received) filter (where day >= received),
  min(received), max(greatest(received, day))
from counted c join states s using (authority_id) group by 1, 2
"""


@dataclass(frozen=True)
class Share:
    """`hits` of `of`, with its 95% interval; where `of` is below the site's floor, `share` and the interval are None: so
    few say nothing but how many there were.
    """

    hits: int
    of: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class ProvisionCount:
    """In how many requests a checked answer withholds something under a provision."""

    law: str
    provision: str
    share: Share


@dataclass(frozen=True)
class Figures:
    """An authority's numbers as they may be told. Days are None where fewer answers than the floor have dates."""

    authority_id: int
    counted_at: dt.datetime
    requests: int
    states: tuple[tuple[str, int], ...]
    late: int
    refused: Share
    in_time: Share
    dated: int
    quarter_days: float | None
    median_days: float | None
    three_quarter_days: float | None
    checked: int
    provisions: tuple[ProvisionCount, ...]
    first_day: dt.date | None
    last_day: dt.date | None
    floor: int


def share_of(hits: int, of: int) -> Share:
    """The share as it may be told."""
    if of < settings.FIGURES_FLOOR or of == 0:
        return Share(hits, of, None, None, None)
    low, high = wilson_interval(hits, of)
    return Share(hits, of, hits / of, low, high)


def figures_of(authority: Authority) -> Figures:
    """The kept numbers of one authority, or those counted now where none are kept."""
    kept = AuthorityFigures.objects.filter(pk=authority.pk).first()
    return told(kept if kept is not None else figures_count([authority.pk])[0])


def figures_kept(authority_ids: Collection[int]) -> dict[int, Figures]:
    """The kept numbers of these authorities; no key where none are kept. One query."""
    rows = AuthorityFigures.objects.filter(pk__in=authority_ids)
    return {row.pk: told(row) for row in rows}


def told(row: AuthorityFigures) -> Figures:
    """Counted numbers as they may be told: shares and days only above the floor."""
    enough = row.dated >= max(settings.FIGURES_FLOOR, 1)
    return Figures(
        authority_id=row.pk,
        counted_at=row.counted_at,
        requests=row.requests,
        states=tuple(sorted(row.states.items(), key=lambda each: (-each[1], each[0]))),
        late=row.late,
        refused=share_of(row.refused, row.decided),
        in_time=share_of(row.in_time, row.timed),
        dated=row.dated,
        quarter_days=row.quarter_days if enough else None,
        median_days=row.median_days if enough else None,
        three_quarter_days=row.three_quarter_days if enough else None,
        checked=row.checked,
        provisions=tuple(
            ProvisionCount(law, provision, share_of(count, row.checked))
            for law, provision, count in row.provisions
        ),
        first_day=row.first_day,
        last_day=row.last_day,
        floor=settings.FIGURES_FLOOR,
    )


def figures_count(authority_ids: Sequence[int]) -> list[AuthorityFigures]:
    """The numbers of these authorities, counted now and not saved: one aggregate, and the checked answers."""
    public, values = Request.objects.filter(public_request_filter()).values("pk").query.sql_with_params()
    names = {f"public{number}": value for number, value in enumerate(values)}
    sql = _COUNT.format(public=public % tuple(f"%({name})s" for name in names))
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(sql, {"today": timezone.localdate(), "authorities": list(authority_ids), **names})
        counted = {row[0]: row[1:] for row in cursor.fetchall()}
    provisions = _provisions(authority_ids)
    return [_row(pk, counted.get(pk), provisions.get(pk, (0, [])), now) for pk in authority_ids]


def figures_keep_all() -> int:
    """Count every authority that was ever asked, a lot at a time; returns how many."""
    asked = Request.objects.order_by("authority_id").values_list("authority_id", flat=True).distinct()
    done = 0
    for lot in _lots(list(asked)):
        figures_keep(figures_count(lot))
        done += len(lot)
    return done


def figures_keep(rows: Iterable[AuthorityFigures]) -> None:
    """Keep counted numbers in place of older ones."""
    fields = [field.name for field in AuthorityFigures._meta.concrete_fields if not field.primary_key]
    AuthorityFigures.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["authority"], update_fields=fields
    )


def _row(
    pk: int, counted: Sequence[Any] | None, checked: tuple[int, list[list[Any]]], now: dt.datetime
) -> AuthorityFigures:
    row = AuthorityFigures(
        authority_id=pk, counted_at=now, checked=checked[0], provisions=checked[1][:MOST_PROVISIONS]
    )
    if counted is not None:
        states, row.requests, row.late, row.decided, row.refused, row.timed, row.in_time, row.dated = counted[
            :8
        ]
        row.states = _json(states)
        row.quarter_days, row.median_days, row.three_quarter_days, row.first_day, row.last_day = counted[8:]
    return row


def _lots(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[at : at + LOT] for at in range(0, len(ids), LOT))


def _json(value: Any) -> dict[str, int]:
    return json.loads(value) if isinstance(value, str) else dict(value)


def _provisions(authority_ids: Sequence[int]) -> dict[int, tuple[int, list[list[Any]]]]:
    """By authority: how many requests have a checked answer, and in how many of them each provision withholds something."""
    judged = Judgement.objects.filter(undone_at=None, question__isnull=False).values("request_id")
    requests = Request.objects.filter(public_request_filter(), authority_id__in=authority_ids, pk__in=judged)
    rows = {
        pk: (authority, law) for pk, authority, law in requests.values_list("pk", "authority_id", "regime")
    }
    checked: Counter[int] = Counter()
    counts: dict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
    for lot in _lots(sorted(rows)):
        found: dict[int, set[str]] = {}
        cells = with_open_evidence(None, answer_cells(lot))
        confirmed = [cell for cell in cells.values() if cell.status in _CHECKED]
        letters = [cell.message_id for cell in confirmed if cell.message_id is not None]
        shown = set(visible_messages(None).filter(pk__in=letters).values_list("pk", flat=True))
        for (request_id, _), cell in cells.items():
            if cell.status in _CHECKED and cell.decision and cell.message_id in shown:
                withheld = cell.provisions if cell.decision in _WITHHOLDS else ()
                found.setdefault(request_id, set()).update(
                    each for each in withheld if _SPELLED.fullmatch(each)
                )
        for request_id, named_here in found.items():
            authority, law = rows[request_id]
            checked[authority] += 1
            counts[authority].update((law, provision) for provision in named_here)
    return {
        authority: (
            count,
            [
                [law, provision, n]
                for (law, provision), n in sorted(
                    counts[authority].items(), key=lambda each: (-each[1], each[0])
                )
            ],
        )
        for authority, count in checked.items()
    }
