"""What the same people asked the same authorities before: for the warnings of s.12(4) and s.14(2). Reads only.

Three queries however many recipients a batch has.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from rhyddid.batches.models import Batch
from rhyddid.law.calendar import calendar
from rhyddid.law.regimes import regime
from rhyddid.requests.models import Question, Request, State

ALIKE = 0.55
_MAX_TEXTS = 5000
_WORDS = re.compile(r"\w+")
_NEVER_ARRIVED = (State.DRAFT, State.RECALLED, State.FAILED)


@dataclass(frozen=True)
class EarlierRequests:
    """Earlier requests to one authority since a day: how many, and the newest one's day."""

    count: int
    newest: dt.date


@dataclass(frozen=True)
class EarlierQuestion:
    """A question that was put to an authority before, and when it was last put."""

    text: str
    newest: dt.date


def requests_since(batch: Batch, day: dt.date, authority_ids: Collection[int]) -> dict[int, EarlierRequests]:
    """By authority, the real requests of the batch's team or author that it got on or after `day`."""
    rows = (
        _earlier(batch, authority_ids)
        .annotate(arrived=_ARRIVED)
        .filter(arrived__gte=day)
        .values("authority_id")
        .annotate(count=Count("pk"), newest=Max("arrived"))
    )
    return {row["authority_id"]: EarlierRequests(row["count"], row["newest"]) for row in rows}


def same_questions(
    batch: Batch, questions: Sequence[str], authority_ids: Collection[int]
) -> dict[int, EarlierQuestion]:
    """By authority, the newest earlier question that is the same as, or much like, one of `questions`."""
    earlier = _earlier(batch, authority_ids)
    asked = Question.objects.filter(request__in=earlier.values("pk"))
    texts = asked.order_by().values_list("text", flat=True).distinct()[:_MAX_TEXTS]
    now = [_trigrams(question) for question in questions]
    alike = [text for text in texts if any(_likeness(_trigrams(text), each) >= ALIKE for each in now)]
    if not alike:
        return {}
    rows = (
        asked.filter(text__in=alike)
        .annotate(arrived=_ARRIVED_OF_QUESTION)
        .order_by("request__authority_id", "-arrived", "pk")
        .distinct("request__authority_id")
        .values_list("request__authority_id", "text", "arrived")
    )
    return {authority_id: EarlierQuestion(text, arrived) for authority_id, text, arrived in rows}


def working_days_ago(regime_id: str, count: int, today: dt.date) -> dt.date:
    """The first day of the `count` consecutive working days that end with `today`, by the regime's calendar."""
    days = calendar(regime(regime_id).calendar)
    day = today
    while days.working_days_between(day - dt.timedelta(days=1), today) < count:
        day -= dt.timedelta(days=1)
    return day


_ARRIVED = Coalesce("state__received", TruncDate("created_at"))
_ARRIVED_OF_QUESTION = Coalesce("request__state__received", TruncDate("request__created_at"))


def _earlier(batch: Batch, authority_ids: Collection[int]) -> QuerySet[Request]:
    same_people = Q(team_id=batch.team_id)
    if batch.created_by_id is not None:
        same_people |= Q(created_by_id=batch.created_by_id)
    return (
        Request.objects.filter(same_people, authority_id__in=authority_ids, rehearsal_day=None)
        .exclude(recipient__batch=batch)
        .exclude(state__state__in=_NEVER_ARRIVED)
        .order_by()
    )


def _trigrams(text: str) -> frozenset[str]:
    words = _WORDS.findall(text.lower())
    return frozenset(f"  {word} "[at : at + 3] for word in words for at in range(len(word) + 1))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / (len(one | other) or 1)
