"""Topics of requests: words that its owners or an operator put on a request, by which everybody browses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, Func, QuerySet

from rhyddid.accounts.models import Person
from rhyddid.care.services import audit
from rhyddid.requests.models import Request
from rhyddid.requests.visibility import public_request_filter

MOST_TOPICS = 12
_LONGEST = 60
_KNOWN = "rhyddid.topics"
_KNOWN_FOR_SECONDS = 600
_SEPARATORS = re.compile(r"[,;\n]")


@dataclass(frozen=True)
class TopicCount:
    topic: str
    requests: int


def topics_read(text: str) -> tuple[str, ...]:
    """The topics that somebody typed, with commas or semicolons between: small letters, each once, at most a dozen."""
    words = (
        " ".join(part.replace("\x00", "").split()).lower()[:_LONGEST] for part in _SEPARATORS.split(text)
    )
    return tuple(dict.fromkeys(word for word in words if word))[:MOST_TOPICS]


@transaction.atomic
def request_topics_set(*, request: Request, topics: Iterable[str], by: Person) -> tuple[str, ...]:
    """Give the request these topics in place of those it had; what it had stands in the log."""
    wanted = topics_read(",".join(topics))
    row = Request.objects.select_for_update(no_key=True).only("tags").get(pk=request.pk)
    if tuple(row.tags) != wanted:
        audit(
            action="topics_set",
            subject_kind="request",
            subject_id=request.pk,
            by=by,
            detail={"before": list(row.tags), "after": list(wanted)},
        )
        row.tags = list(wanted)
        row.save(update_fields=["tags"])
    request.tags = list(wanted)
    return wanted


def requests_on(topic: str) -> QuerySet[Request]:
    """The requests on a topic that everybody may see."""
    return Request.objects.filter(public_request_filter(), tags__contains=[topic])


def known_topics(limit: int = 200) -> list[TopicCount]:
    """The topics of requests that everybody may see, most used first; kept for some minutes, so that a page that lists them
    costs no count of the whole record.
    """
    found: list[tuple[str, int]] | None = cache.get(_KNOWN)
    if found is None:
        tagged = Request.objects.filter(public_request_filter()).exclude(tags=[])
        used = tagged.order_by().values(topic=Func("tags", function="unnest"))
        counted = used.annotate(n=Count("pk")).order_by("-n", "topic")[:1000]
        found = [(row["topic"], row["n"]) for row in counted]
        cache.set(_KNOWN, found, _KNOWN_FOR_SECONDS)
    return [TopicCount(topic, count) for topic, count in found[:limit]]


def topics_forget() -> None:
    """Have the topics counted anew."""
    cache.delete(_KNOWN)
