"""Feeds, as values and as Atom (RFC 4287) or JSON Feed 1.1: what happened, newest first, page by page (RFC 5005).

The same things give the same bytes, so that a reader who asks whether anything changed can be told that nothing has.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.utils import feedgenerator
from django.utils.translation import get_language

from rhyddid.following.activity import Item, items_newest
from rhyddid.following.search_news import hit_of
from rhyddid.requests.visibility import Viewer
from rhyddid.search.find import Place, place_read, search
from rhyddid.search.query_language import query_read

PER_PAGE = 30
_WORDS = 2_000
_NO_NEWS = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class FeedEntry:
    key: str
    title: str
    text: str
    url: str
    at: dt.datetime
    author: str
    language: str
    message_id: int | None = None
    request_id: int | None = None


@dataclass(frozen=True)
class FeedPage:
    """One page of a feed; `after` is the place behind which the next page goes on ("" where there is none)."""

    entries: Sequence[FeedEntry]
    after: str

    @property
    def updated(self) -> dt.datetime:
        return max((entry.at for entry in self.entries), default=_NO_NEWS)


def feed_of_requests(viewer: Viewer, wanted: Q, after: str) -> FeedPage:
    """What happened in the requests that fit `wanted`."""
    place = place_read(after)
    before = (place.at, place.pk) if place is not None else None
    items, more = items_newest(viewer, wanted, before=before, most=PER_PAGE)
    return FeedPage([_entry(item) for item in items], str(Place(*more)) if more is not None else "")


def feed_of_search(viewer: Viewer, words: str, after: str) -> FeedPage:
    """What a search finds, newest first."""
    query = query_read(words)
    found = search(viewer, query, after=place_read(after), per_page=PER_PAGE)
    entries = []
    for each in found.hits:
        hit = hit_of(each.entry, query)
        entries.append(
            FeedEntry(
                key=hit.key,
                title=f"{hit.label}: {hit.title}",
                text=hit.words,
                url=hit.url,
                at=each.entry.at,
                author=each.entry.authority.name,
                language=each.entry.language or "en",
                message_id=each.entry.message_id,
                request_id=each.entry.request_id,
            )
        )
    return FeedPage(entries, str(found.next) if found.next is not None else "")


class _Atom(feedgenerator.Atom1Feed):
    """Atom with the link to the next page."""

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        if self.feed["next_url"]:
            handler.addQuickElement("link", "", {"rel": "next", "href": self.feed["next_url"]})

    def latest_post_date(self) -> dt.datetime:
        updated: dt.datetime = self.feed["updated"]
        return updated


def atom_text(page: FeedPage, *, title: str, home: str, self_url: str, next_url: str) -> str:
    """The page as Atom."""
    feed = _Atom(
        title=_xml(title),
        link=home,
        description="",
        language=(get_language() or "en")[:2],
        feed_url=self_url,
        feed_guid=_tag(urlsplit(self_url).path),
        author_name=settings.SITE_NAME,
        next_url=next_url,
        updated=page.updated,
    )
    for entry in page.entries:
        feed.add_item(
            title=_xml(entry.title),
            link=entry.url,
            description=_xml(entry.text),
            unique_id=_tag(entry.key),
            pubdate=entry.at,
            updateddate=entry.at,
            author_name=_xml(entry.author),
        )
    text: str = feed.writeString("utf-8")
    return text


def json_text(page: FeedPage, *, title: str, home: str, self_url: str, next_url: str) -> str:
    """The page as JSON Feed."""
    feed: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": home,
        "feed_url": self_url,
        "language": (get_language() or "en")[:2],
    }
    if next_url:
        feed["next_url"] = next_url
    feed["items"] = [
        {
            "id": _tag(entry.key),
            "url": entry.url,
            "title": entry.title,
            "content_text": entry.text or entry.title,
            "date_published": entry.at.isoformat(),
            "authors": [{"name": entry.author}],
            "language": entry.language,
        }
        for entry in page.entries
    ]
    return json.dumps(feed, ensure_ascii=False, indent=1)


def _entry(item: Item) -> FeedEntry:
    return FeedEntry(
        key=item.key,
        title=f"{item.label}: {item.subject}",
        text=item.words(_WORDS),
        url=item.url,
        at=item.at,
        author=item.request.authority.name,
        language=item.request.language,
        message_id=item.message.pk if item.message is not None else None,
        request_id=item.request.pk,
    )


def _tag(name: str) -> str:
    """A name for a thing that stays the same for ever (RFC 4151)."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:{name}"


def _xml(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)
