"""Who asked the same before: requests to one authority with the same questions, whatever their blanks and capitals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Value

from rhyddid.authorities.models import Authority
from rhyddid.requests.models import Question, Request, State, same_text
from rhyddid.requests.visibility import Viewer, visible_requests

_SHOWN = 3
_LOOKED_AT = 200
_NEVER_LEFT = (State.DRAFT, State.RECALLED)


@dataclass(frozen=True)
class SameRequest:
    """A request in which `same` of the questions stand word for word."""

    request: Request
    same: int


def same_requests(
    viewer: Viewer, authority: Authority, questions: Sequence[str], *, besides: int | None = None
) -> list[SameRequest]:
    """The newest requests to `authority` that `viewer` may see and that ask any of these questions, most of them first."""
    texts = [text for text in questions if text.strip()]
    if not texts:
        return []
    hashes = [same_text(Value(text)) for text in texts]
    alike = Question.objects.alias(words=same_text("text")).filter(
        words__in=hashes, request__authority=authority, request__rehearsal_day=None
    )
    if besides is not None:
        alike = alike.exclude(request=besides)
    newest = alike.order_by("-request_id").values_list("request_id", flat=True)[:_LOOKED_AT]
    counts = dict(
        alike.filter(request_id__in=set(newest)).values_list("request_id").annotate(same=Count("pk"))
    )
    seen = (
        visible_requests(viewer)
        .filter(pk__in=counts)
        .exclude(state__state__in=_NEVER_LEFT)
        .select_related("authority", "state")
    )
    found = [SameRequest(request, counts[request.pk]) for request in seen]
    return sorted(found, key=lambda each: (-each.same, -each.request.pk))[:_SHOWN]
