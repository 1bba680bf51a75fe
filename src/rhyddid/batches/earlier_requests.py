"""What the same people asked the same authorities before, as far as it is like what they ask now. Reads only.

For the cautions of `rhyddid.law.aggregation` (s.12(4), s.14(2)). Two queries however many recipients a batch has.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from django.db.models import Q
from django.db.models.functions import Coalesce, TruncDate

from rhyddid.batches.models import Batch
from rhyddid.law.aggregation import SIMILAR, AskedRequest, similarity
from rhyddid.requests.models import Question, Request, State

# the newest so many are looked at: older ones of a team that asked more are no trouble any more
MAX_EARLIER = 20_000
_NEVER_ARRIVES = (State.DRAFT, State.RECALLED, State.FAILED)


def similar_requests(
    batch: Batch, text: str, authority_ids: Collection[int]
) -> dict[int, list[AskedRequest]]:
    """By authority, the real requests of the batch's team or author that share words with `text`, newest first.

    `text` and theirs are the questions alone: what stands around them is much the same in every letter.
    """
    same_people = Q(team_id=batch.team_id)
    if batch.created_by_id is not None:
        same_people |= Q(created_by_id=batch.created_by_id)
    earlier = (
        Request.objects.filter(same_people, authority_id__in=authority_ids, rehearsal_day=None)
        .exclude(recipient__batch=batch)
        .exclude(state__state__in=_NEVER_ARRIVES)
        .annotate(arrived=Coalesce("state__received", TruncDate("created_at")))
        .order_by("-arrived", "-pk")
        .values_list("pk", "authority_id", "arrived", "state__closed_on")[:MAX_EARLIER]
    )
    requests = list(earlier)
    if not requests:
        return {}
    asked: dict[int, list[str]] = {}
    questions = Question.objects.filter(request__in=[pk for pk, *_rest in requests]).order_by("position")
    for request_id, question in questions.values_list("request_id", "text"):
        asked.setdefault(request_id, []).append(question)

    @cache
    def is_like(other: str) -> bool:
        return similarity(text, other) >= SIMILAR

    found: dict[int, list[AskedRequest]] = {}
    for pk, authority_id, arrived, closed_on in requests:
        other = "\n".join(asked.get(pk, ()))
        if is_like(other):
            found.setdefault(authority_id, []).append(
                AskedRequest(str(authority_id), arrived, other, closed_on)
            )
    return found
