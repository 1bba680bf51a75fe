"""One digest: everything that one follower is to be told now, in one mail, each thing once.

What is told, the places up to which it was told and the mail itself are one transaction with the follower's row locked:
a worker that is killed has told all of it or nothing, and two workers never tell the same.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from rhyddid.accounts.models import Person
from rhyddid.following.activity import Item, items_between, opened_between
from rhyddid.following.digest_mail import DigestText, Section, digest_mail
from rhyddid.following.models import Digest, Follow, Follower, Subject
from rhyddid.following.own_news import own_items
from rhyddid.following.schedule import INSTANT_PAUSE, is_morning_slot, next_morning, next_told
from rhyddid.following.search_news import SearchHit, search_news
from rhyddid.following.services import newest_entry
from rhyddid.following.targets import target_of
from rhyddid.mail.compose import make_message_id
from rhyddid.post.notice_models import Notice, NoticeState
from rhyddid.post.notices import notice_queue
from rhyddid.requests.models import Direction

KIND = "digest"
MOST_ITEMS = 60


@dataclass
class _Gathered:
    own: list[Item] = field(default_factory=list)
    followed: list[Item] = field(default_factory=list)
    hits: list[tuple[Follow, list[SearchHit]]] = field(default_factory=list)

    def keys(self) -> set[str]:
        things: list[Item | SearchHit] = [*self.own, *self.followed]
        things += [hit for _, hits in self.hits for hit in hits]
        return {key for thing in things for key in thing.keys}


@transaction.atomic
def digest_make(*, follower_id: int, now: dt.datetime, upto: dt.datetime) -> Notice | None:
    """Tell the follower what is due, and put the mail into the outbox; None where there is nothing to tell, or where
    another worker is at it. `upto` is a moment before which everything is committed.
    """
    follower = (
        Follower.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("person")
        .filter(pk=follower_id, stopped_at=None)
        .first()
    )
    if follower is None:
        return None
    due = list(_due(follower, now))
    own_due = follower.own_due_at is not None and follower.own_due_at <= now
    if follower.last_digest_at is not None and now < follower.last_digest_at + INSTANT_PAUSE:
        later = follower.last_digest_at + INSTANT_PAUSE
        Follow.objects.filter(pk__in=[follow.pk for follow in due]).update(due_at=later)
        if own_due:
            Follower.objects.filter(pk=follower.pk).update(own_due_at=later)
        return None
    today = timezone.localdate(now)
    morning = own_due and is_morning_slot(follower.own_due_at, now) and follower.own_day < today
    newest = newest_entry() if any(follow.subject == Subject.SEARCH for follow in due) else 0
    found = _Gathered()
    if own_due and follower.person is not None:
        found.own = own_items(follower, follower.person, upto, today, morning=morning)
    _gather(found, follower, due, upto)
    _drop_told(found, follower)
    places = {str(follow.pk): [follow.read_to.isoformat(), follow.entry_before] for follow in due}
    if own_due:
        places["own"] = [
            follower.own_once_to.isoformat(),
            follower.own_morning_to.isoformat(),
            follower.own_day.isoformat(),
        ]
        _own_place(follower, upto, now, today, morning=morning)
    _places(due, upto, newest, now)
    notice = _queue(follower, found, due, now, places) if found.keys() else None
    if notice is not None:
        follower.last_digest_at = now
    follower.save(update_fields=["own_due_at", "own_once_to", "own_morning_to", "own_day", "last_digest_at"])
    return notice


def _due(follower: Follower, now: dt.datetime) -> Iterable[Follow]:
    return follower.follows.filter(due_at__lte=now, paused_at=None, removed_at=None).select_related(
        "request__authority", "authority", "batch", "team"
    )


def _gather(found: _Gathered, follower: Follower, due: Sequence[Follow], upto: dt.datetime) -> None:
    """What the due follows tell: one or two queries a kind, however many follows there are."""
    by_subject: dict[str, list[Follow]] = defaultdict(list)
    for follow in due:
        by_subject[follow.subject].append(follow)
    seen = {item.key for item in found.own}
    for subject, follows in by_subject.items():
        if subject == Subject.SEARCH:
            for follow in follows:
                found.hits.append((follow, search_news(follower.person, follow)))
            continue
        wanted = _wanted(Subject(subject), follows)
        after = min(follow.read_to for follow in follows)
        items = items_between(follower.person, wanted, after, upto)
        items += opened_between(follower.person, wanted, timezone.localdate(after), timezone.localdate(upto))
        for item in items:
            told_by = (follow for follow in follows if item.at > follow.read_to and _is_about(follow, item))
            if item.key not in seen and any(told_by):
                seen.add(item.key)
                found.followed.append(item)
    found.followed.sort(key=lambda item: item.at)


def _wanted(subject: Subject, follows: Sequence[Follow]) -> Q:
    match subject:
        case Subject.REQUEST:
            return Q(pk__in=[follow.request_id for follow in follows])
        case Subject.AUTHORITY:
            return Q(authority__in=[follow.authority_id for follow in follows])
        case Subject.BATCH:
            return Q(recipient__batch__in=[follow.batch_id for follow in follows])
        case Subject.TEAM:
            return Q(team__in=[follow.team_id for follow in follows])
        case Subject.TAG:
            return Q(authority__tags__overlap=[follow.value for follow in follows])
        case _:
            return Q(regime__in=[follow.value for follow in follows])


def _is_about(follow: Follow, item: Item) -> bool:
    request = item.request
    match follow.subject:
        case Subject.REQUEST:
            return follow.request_id == request.pk
        case Subject.AUTHORITY:
            return follow.authority_id == request.authority_id
        case Subject.BATCH:
            recipient = getattr(request, "recipient", None)
            return recipient is not None and follow.batch_id == recipient.batch_id
        case Subject.TEAM:
            return follow.team_id == request.team_id
        case Subject.TAG:
            return follow.value in request.authority.tags
        case _:
            return follow.value == request.regime


def _drop_told(found: _Gathered, follower: Follower) -> None:
    """Take out what an earlier mail told this follower: another follow of theirs may have been quicker."""
    keys = found.keys()
    if not keys:
        return
    told: set[str] = set()
    earlier = Notice.objects.filter(digest__follower=follower, subjects__overlap=sorted(keys)).exclude(
        state=NoticeState.WITHDRAWN
    )
    for subjects in earlier.values_list("subjects", flat=True):
        told.update(subjects)
    found.own = [item for item in found.own if not _was_told(item, told)]
    found.followed = [item for item in found.followed if not _was_told(item, told)]
    seen = {key for item in (*found.own, *found.followed) for key in item.keys if key.startswith("message:")}
    hits = []
    for follow, each in found.hits:
        new = [hit for hit in each if hit.key not in told and hit.key not in seen]
        seen.update(hit.key for hit in new)
        if new:
            hits.append((follow, new))
    found.hits = hits


def _was_told(item: Item, told: set[str]) -> bool:
    letter = item.message
    came = letter is not None and letter.direction == Direction.IN and f"message:{letter.pk}" in told
    return item.key in told or came


def _own_place(
    follower: Follower, upto: dt.datetime, now: dt.datetime, today: dt.date, *, morning: bool
) -> None:
    follower.own_once_to = max(follower.own_once_to, upto)
    follower.own_due_at = None if morning else next_morning(now)
    if morning:
        follower.own_morning_to = max(follower.own_morning_to, upto)
        follower.own_day = today


def _places(due: Sequence[Follow], upto: dt.datetime, newest: int, now: dt.datetime) -> None:
    for follow in due:
        follow.read_to = max(follow.read_to, upto)
        follow.due_at = next_told(follow.frequency, follow.subject, now)
        if follow.subject == Subject.SEARCH:
            follow.entry_before, follow.entry_to = follow.entry_to, newest
    Follow.objects.bulk_update(due, ["read_to", "due_at", "entry_before", "entry_to"])


def _queue(
    follower: Follower,
    found: _Gathered,
    due: Sequence[Follow],
    now: dt.datetime,
    places: dict[str, list[object]],
) -> Notice:
    shown = _shortened(found)
    text = DigestText(
        follower=follower,
        own=_sections(shown.own),
        followed=_sections(shown.followed),
        hits=[(target_of(follow).title, hits) for follow, hits in shown.hits],
        left_out=_count(found) - _count(shown),
    )
    message_id = make_message_id(f"digest-{uuid.uuid4().hex}", settings.MAIL_DOMAIN)
    notice = notice_queue(
        kind=KIND,
        to=follower.address,
        person=follower.person if isinstance(follower.person, Person) else None,
        message_id=message_id,
        raw=digest_mail(text, message_id=message_id, at=now),
        subjects=shown.keys(),
    )
    Digest.objects.create(follower=follower, notice=notice, places=places)
    return notice


def _count(found: _Gathered) -> int:
    return len(found.own) + len(found.followed) + sum(len(hits) for _, hits in found.hits)


def _shortened(found: _Gathered) -> _Gathered:
    """At most MOST_ITEMS, what is one's own first, and of the rest the newest."""
    own = found.own[-MOST_ITEMS:]
    left = MOST_ITEMS - len(own)
    followed = found.followed[-left:] if left else []
    left -= len(followed)
    hits = []
    for follow, each in found.hits:
        if left > 0:
            hits.append((follow, each[-left:]))
            left -= len(hits[-1][1])
    return _Gathered(own, followed, hits)


def _sections(items: Sequence[Item]) -> list[Section]:
    """By authority, in the order of the first thing that each did."""
    grouped: dict[int, list[Item]] = defaultdict(list)
    for item in items:
        grouped[item.request.authority_id].append(item)
    return [Section(items[0].request.authority, items) for items in grouped.values()]
