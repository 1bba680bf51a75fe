"""What a followed search finds that was not there before.

The index makes a request's entries anew whenever it changes, so a new entry is not yet news: it is where what it stands
for came, was checked or became public after the search was followed, and the reader was not told of it before.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from rhyddid.following.models import Follow
from rhyddid.requests.masking import masked_for_public
from rhyddid.requests.masking_rules import about
from rhyddid.requests.models import Event, EventType, Judgement, MessageInRequest
from rhyddid.requests.visibility import Viewer
from rhyddid.search.find import new_since
from rhyddid.search.models import EntryKind, SearchEntry
from rhyddid.search.query_language import Query, query_read
from rhyddid.search.snippets import snippet

_MOST = 200
_OPENING = (EventType.PUBLISHED, EventType.VISIBILITY_CHANGED)


@dataclass(frozen=True)
class SearchHit:
    """One new thing that a search found, as everybody may read it."""

    key: str
    entry: SearchEntry
    words: str

    @property
    def keys(self) -> tuple[str, ...]:
        return (self.key, f"request:{self.entry.request_id}")

    @property
    def title(self) -> str:
        return masked_for_public(self.entry.title, about(self.entry.request)).text

    @property
    def label(self) -> str:
        return str(EntryKind(self.entry.kind).label)

    @property
    def url(self) -> str:
        anchor = f"#message-{self.entry.message_id}" if self.entry.message_id is not None else ""
        return settings.SITE_URL + reverse("request", args=[self.entry.request.slug]) + anchor


def search_news(viewer: Viewer, follow: Follow) -> list[SearchHit]:
    """What the search finds since it was last looked at, in the order in which it was found."""
    query = query_read(follow.value)
    entries = new_since(viewer, query, follow.entry_before, limit=_MOST)
    fresh = _fresh(entries, follow)
    hits: dict[str, SearchHit] = {}
    for entry in entries:
        hit = hit_of(entry, query)
        if entry.pk in fresh and hit.key not in hits:
            hits[hit.key] = hit
    return list(hits.values())


def hit_of(entry: SearchEntry, query: Query) -> SearchHit:
    """An entry as a hit, with the words around what was looked for."""
    words = "".join(run.text for run in snippet(entry.text, query)).strip()
    return SearchHit(_key(entry), entry, masked_for_public(words, about(entry.request)).text)


def _key(entry: SearchEntry) -> str:
    match entry.kind:
        case EntryKind.LETTER:
            return f"message:{entry.message_id}"
        case EntryKind.FILE:
            return f"attachment:{entry.attachment_id}"
        case EntryKind.ANSWER:
            return f"answer:{entry.question_id}"
        case _:
            return f"asked:{entry.request_id}"


def _fresh(entries: Sequence[SearchEntry], follow: Follow) -> Collection[int]:
    """The entries of what came, was checked or became public since the search was followed."""
    requests = {entry.request_id for entry in entries}
    since = follow.made_at
    events = Event.objects.filter(request__in=requests, at__gt=since, type__in=(EventType.SENT, *_OPENING))
    told = set(events.values_list("request_id", "type"))
    links = MessageInRequest.objects.filter(request__in=requests, at__gt=since)
    letters = set(links.values_list("message_id", "request_id"))
    judged: set[int] = set(
        Judgement.objects.filter(request__in=requests, at__gt=since, undone_at=None).values_list(
            "question_id", flat=True
        )
    )
    fresh = set()
    for entry in entries:
        until = entry.request.embargoed_until
        opened = any((entry.request_id, type_) in told for type_ in _OPENING) or (
            until is not None and until >= since.date()
        )
        if opened or _came(entry, told, letters, judged):
            fresh.add(entry.pk)
    return fresh


def _came(
    entry: SearchEntry,
    told: set[tuple[int, str]],
    letters: set[tuple[int, int]],
    judged: set[int],
) -> bool:
    if entry.kind == EntryKind.REQUEST:
        return (entry.request_id, EventType.SENT) in told
    if entry.kind == EntryKind.ANSWER:
        return entry.question_id in judged
    return (entry.message_id, entry.request_id) in letters
