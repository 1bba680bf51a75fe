"""What happened, as one reader may see it: events of requests, with the words of their letters masked for everybody.

The one stream that digests, feeds and webhooks read. An event shows where its request shows and, where it has a letter,
where the letter shows. Automatic replies, bounces and our own bookkeeping are nobody's news.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from rhyddid.requests.masking import masked_for_public
from rhyddid.requests.masking_rules import about
from rhyddid.requests.models import Direction, Event, EventType, MailKind, Message, Request
from rhyddid.requests.visibility import Viewer, visible_messages, visible_requests

TOLD = (
    EventType.SENT,
    EventType.DELIVERY_FAILED,
    EventType.ACKNOWLEDGED,
    EventType.CLARIFICATION_ASKED,
    EventType.CLARIFIED,
    EventType.FEE_NOTICE,
    EventType.FEE_PAID,
    EventType.EXTENDED,
    EventType.TRANSFERRED,
    EventType.ANSWERED,
    EventType.REFUSED,
    EventType.REVIEW_ASKED,
    EventType.REVIEW_ANSWERED,
    EventType.MESSAGE_RECEIVED,
    EventType.MESSAGE_SENT,
    EventType.PUBLISHED,
    EventType.VISIBILITY_CHANGED,  # seen by whoever sees the request now
    EventType.WITHDRAWN,
    EventType.REGULATOR_ASKED,
    EventType.REGULATOR_DECIDED,
    EventType.APPEALED,
    EventType.TRIBUNAL_DECIDED,
)
EXCERPT_CHARACTERS = 280
_SKEW = dt.timedelta(seconds=10)


@dataclass(frozen=True)
class Item:
    """One thing that happened. `keys` name what the reader has been told of by it ("event:5", "message:7")."""

    key: str
    request: Request
    type: EventType
    at: dt.datetime
    event: Event | None = None
    message: Message | None = None
    first_at: dt.datetime | None = None
    """When an authority's letter was first news: it may be read as something else later."""
    said: object = ""
    """What to call it where that is not the event's own name."""
    day: dt.date | None = None
    """The day that it is about: of the event, or one that passed."""

    @property
    def keys(self) -> tuple[str, ...]:
        letter = (f"message:{self.message.pk}",) if self.message is not None else ()
        return (self.key, f"request:{self.request.pk}", *letter)

    @property
    def label(self) -> str:
        """What happened, in the language that is active."""
        return str(self.said or self.type.label)

    @property
    def subject(self) -> str:
        """The request's subject as everybody may read it."""
        return masked_for_public(self.request.subject, about(self.request)).text

    @property
    def path(self) -> str:
        """The page, and the letter on it."""
        anchor = f"#message-{self.message.pk}" if self.message is not None else ""
        return reverse("request", args=[self.request.slug]) + anchor

    @property
    def url(self) -> str:
        return settings.SITE_URL + self.path

    @property
    def excerpt(self) -> str:
        """The letter's own first words, masked."""
        return self.words(EXCERPT_CHARACTERS)

    def words(self, most: int) -> str:
        """As many of the letter's own words as fit, without what it quotes, masked."""
        if self.message is None:
            return ""
        own = own_words(self.message)
        text = " ".join(masked_for_public(own, about(self.request)).text.split())
        return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def own_words(message: Message) -> str:
    """A letter without what it quotes, its signature and disclaimers."""
    kept, at = [], 0
    for start, end, _why in sorted(message.folded, key=lambda fold: (fold[0], fold[1])):
        if start > at:
            kept.append(message.text[at:start])
        at = max(at, end)
    kept.append(message.text[at:])
    return "\n".join(kept)


def settled_moment() -> dt.datetime:
    """A moment before which every event is committed: the start of the oldest transaction that writes, less what clocks may
    differ by. Whoever reads up to it reads everything, and needs to look there never again.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select min(xact_start) from pg_stat_activity where datname = current_database()"
            " and backend_xid is not null and pid <> pg_backend_pid()"
        )
        (oldest,) = cursor.fetchone()
    now = timezone.now()
    return min(now, oldest or now) - _SKEW


def events_seen(viewer: Viewer, wanted: Q) -> QuerySet[Event]:
    """The events of requests that fit `wanted`, as `viewer` may see them. `wanted` is a condition on a request."""
    request = visible_requests(viewer).filter(wanted, pk=OuterRef("request_id"), rehearsal_day=None)
    message = visible_messages(viewer).filter(pk=OuterRef("message_id"), kind=MailKind.LETTER)
    return Event.objects.filter(Exists(request), type__in=TOLD).filter(Q(message=None) | Exists(message))


def items_of(events: Iterable[Event]) -> list[Item]:
    """Events as items, without those that were taken back."""
    events = list(events)
    gone = _taken_back({event.request_id for event in events})
    first = _first_told([event for event in events if event.message_id is not None])
    return [
        Item(
            f"event:{event.pk}",
            event.request,
            EventType(event.type),
            event.at,
            event,
            event.message,
            first.get((event.request_id, event.message_id)),
            day=event.day,
        )
        for event in events
        if event.pk not in gone
    ]


def items_between(
    viewer: Viewer, wanted: Q, after: dt.datetime, upto: dt.datetime, *, most: int = 300
) -> list[Item]:
    """What happened in requests that fit `wanted` after one moment and up to another: the newest `most`, oldest first. A
    letter that was news before, and is only read as something else now, is none.
    """
    found = events_seen(viewer, wanted).filter(at__gt=after, at__lte=upto).order_by("-at", "-pk")[:most]
    items = items_of(reversed(with_rows(found)))
    return [item for item in items if item.first_at is None or item.first_at > after]


def items_newest(
    viewer: Viewer, wanted: Q, *, before: tuple[dt.datetime, int] | None = None, most: int
) -> tuple[list[Item], tuple[dt.datetime, int] | None]:
    """The newest items, and the place behind which older ones follow (None: there are none)."""
    found = events_seen(viewer, wanted)
    if before is not None:
        found = found.filter(Q(at__lt=before[0]) | Q(at=before[0], pk__lt=before[1]), at__lte=before[0])
    events = with_rows(found.order_by("-at", "-pk")[: most + 1])
    shown, more = events[:most], len(events) > most
    return items_of(shown), (shown[-1].at, shown[-1].pk) if more else None


def opened_between(
    viewer: Viewer, wanted: Q, after: dt.date, upto: dt.date, *, most: int = 100
) -> list[Item]:
    """Requests whose embargo ended by itself: everybody sees them since a day after `after`, up to `upto`."""
    if upto <= after:
        return []
    found = (
        visible_requests(viewer)
        .filter(
            wanted,
            rehearsal_day=None,
            visibility="embargoed",
            embargoed_until__gte=after,
            embargoed_until__lt=upto,
        )
        .select_related("authority", "recipient__batch")[:most]
    )
    return [
        Item(f"opened:{request.pk}", request, EventType.PUBLISHED, _midnight(request.embargoed_until))
        for request in found
        if request.embargoed_until is not None
    ]


def with_rows(events: QuerySet[Event]) -> Sequence[Event]:
    """The events with what an item shows, in one query."""
    return list(events.select_related("request__authority", "request__recipient", "message"))


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min))


def _taken_back(request_ids: Collection[int]) -> set[int]:
    corrections = Event.objects.filter(request__in=request_ids, type=EventType.CORRECTED)
    return {data["event"] for data in corrections.values_list("data", flat=True) if "event" in data}


def _first_told(events: Sequence[Event]) -> dict[tuple[int, int | None], dt.datetime]:
    """When each letter of an authority made its first event in each request."""
    letters = {
        event.message_id for event in events if event.message and event.message.direction == Direction.IN
    }
    if not letters:
        return {}
    found = Event.objects.filter(
        message__in=letters, request__in={event.request_id for event in events}, type__in=TOLD
    )
    first: dict[tuple[int, int | None], dt.datetime] = {}
    for request_id, message_id, at in found.values_list("request_id", "message_id", "at"):
        key = (request_id, message_id)
        first[key] = min(at, first.get(key, at))
    return first
