"""What the worker does every minute: wakes whom events concern, and makes the digests that are due.

Waking is one pass over the new events, whoever follows: it moves `StreamPlace` in the transaction that marks the follows.
So a follow that nothing happens to costs nothing.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from rhyddid.following.activity import TOLD, settled_moment
from rhyddid.following.digest import KIND, digest_make
from rhyddid.following.models import Digest, Follow, Follower, Frequency, StopReason, StreamPlace, Subject
from rhyddid.following.own_news import NEWS_OF, dates_passed, writers_of
from rhyddid.following.schedule import is_morning, morning_of
from rhyddid.following.services import mails_stop
from rhyddid.following.webhook_queue import calls_queue
from rhyddid.post.notice_models import Notice, NoticeState
from rhyddid.post.notices import notices_unsettled
from rhyddid.requests.models import Event

log = logging.getLogger(__name__)

_LOT = 200
_EVENTS_AT_ONCE = 5_000


def following_run(*, now: dt.datetime | None = None, upto: dt.datetime | None = None) -> int:
    """Settle what came back, wake, and make every digest that is due; returns how many mails were queued."""
    now = now or timezone.now()
    upto = upto or settled_moment()
    notices_settle(now=now)
    while wake(now=now, upto=upto):
        pass
    return digests_due_make(now=now, upto=upto)


def digests_due_make(*, now: dt.datetime, upto: dt.datetime) -> int:
    """Make the digests that are due; one that fails does not keep back the others."""
    made, last = 0, 0
    while lot := _due_followers(now, last):
        last = lot[-1]
        for follower_id in lot:
            try:
                made += digest_make(follower_id=follower_id, now=now, upto=upto) is not None
            except Exception:
                log.exception("the digest of follower %s could not be made", follower_id)
    return made


@dataclass
class _Concerned:
    """What new events are about, to find follows by."""

    requests: set[int] = field(default_factory=set)
    authorities: set[int] = field(default_factory=set)
    batches: set[int] = field(default_factory=set)
    teams: set[int] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)
    laws: set[str] = field(default_factory=set)
    own_teams: set[int] = field(default_factory=set)


@transaction.atomic
def wake(*, now: dt.datetime, upto: dt.datetime) -> bool:
    """Mark the follows that are told at once, and the people whose own requests have news. True where there is more."""
    today = timezone.localdate(now)
    StreamPlace.objects.get_or_create(pk=1, defaults={"read_to": upto, "day": today})
    place = StreamPlace.objects.select_for_update().get(pk=1)
    events = Event.objects.filter(at__gt=place.read_to, at__lte=upto, request__rehearsal_day=None)
    boundary = (
        events.order_by("at").values_list("at", flat=True)[_EVENTS_AT_ONCE : _EVENTS_AT_ONCE + 1].first()
    )
    reached = boundary or upto
    if reached > place.read_to:
        concerned = _concerned(events.filter(at__lte=reached))
        _wake_follows(concerned, now)
        _wake_owners(concerned.own_teams, now, since=place.read_to, day=place.day)
        calls_queue(after=place.read_to, upto=reached)
        place.read_to = reached
    if is_morning(now) and place.day < today:
        teams: set[int] = set()
        for requests in dates_passed(place.day, today, Q()).values():
            teams.update(requests.order_by().values_list("team_id", flat=True).distinct())
        _wake_owners(teams, morning_of(now), since=place.read_to, day=place.day)
        place.day = today
    place.save()
    return boundary is not None


def notices_settle(*, now: dt.datetime | None = None) -> int:
    """Digests that came back stop the mails; of those that were taken back, what may still be told is told anew."""
    settled = 0
    for notice in notices_unsettled(KIND):
        with transaction.atomic():
            mine = Notice.objects.filter(pk=notice.pk, settled=False).update(settled=True)
            digest = Digest.objects.filter(notice=notice).select_related("follower").first()
            if not mine or digest is None:
                continue
            if notice.state == NoticeState.FAILED:
                mails_stop(follower=digest.follower, reason=StopReason.BOUNCED)
            else:
                _places_put_back(digest, now or timezone.now())
            settled += 1
    return settled


def _concerned(events: QuerySet[Event]) -> _Concerned:
    found = _Concerned()
    rows = events.values_list(
        "type",
        "request_id",
        "request__authority_id",
        "request__recipient__batch_id",
        "request__team_id",
        "request__authority__tags",
        "request__regime",
    )
    for type_, request, authority, batch, team, tags, law in rows.iterator():
        if type_ not in TOLD:
            continue
        found.requests.add(request)
        found.authorities.add(authority)
        found.teams.add(team)
        found.tags.update(tags)
        found.laws.add(law)
        if batch is not None:
            found.batches.add(batch)
        if type_ in NEWS_OF:
            found.own_teams.add(team)
    return found


def _wake_follows(concerned: _Concerned, now: dt.datetime) -> None:
    asleep = Follow.objects.filter(frequency=Frequency.INSTANT, due_at=None, paused_at=None, removed_at=None)
    for wanted in (
        Q(request__in=concerned.requests),
        Q(authority__in=concerned.authorities),
        Q(batch__in=concerned.batches),
        Q(team__in=concerned.teams),
        Q(subject=Subject.TAG, value__in=concerned.tags),
        Q(subject=Subject.LAW, value__in=concerned.laws),
    ):
        asleep.filter(wanted).update(due_at=now)


def _wake_owners(teams: Collection[int], now: dt.datetime, *, since: dt.datetime, day: dt.date) -> None:
    """Mark the people who write for these teams; whoever is new here has heard of nothing since the last pass."""
    if not teams:
        return
    people = list(writers_of(teams))
    Follower.objects.bulk_create(
        [
            Follower(
                person=person, language=person.language, own_once_to=since, own_morning_to=since, own_day=day
            )
            for person in people
        ],
        ignore_conflicts=True,
    )
    later = Q(own_due_at=None) | Q(own_due_at__gt=now)
    Follower.objects.filter(later, person__in=people, stopped_at=None).update(own_due_at=now)


def _due_followers(now: dt.datetime, after: int) -> list[int]:
    """The next lot of followers for whom something is due, by id."""
    active = Follower.objects.filter(stopped_at=None, pk__gt=after).filter(
        Q(person=None) | Q(person__is_active=True)
    )
    following = Follow.objects.filter(due_at__lte=now, paused_at=None, removed_at=None)
    due = Q(own_due_at__lte=now) | Q(pk__in=following.values("follower"))
    return list(active.filter(due).order_by("pk").values_list("pk", flat=True)[:_LOT])


def _places_put_back(digest: Digest, now: dt.datetime) -> None:
    """The follows stand again where they stood before a digest that nobody got; what was told since stays told."""
    for name, place in digest.places.items():
        if name == "own":
            once, morning, day = place
            Follower.objects.filter(pk=digest.follower_id).update(
                own_once_to=parse_datetime(once),
                own_morning_to=parse_datetime(morning),
                own_day=parse_date(day),
                own_due_at=now,
                last_digest_at=None,
            )
        else:
            read_to, entry = place
            Follow.objects.filter(pk=int(name)).update(
                read_to=parse_datetime(read_to), entry_before=entry, due_at=now
            )
    Follower.objects.filter(pk=digest.follower_id).update(last_digest_at=None)
