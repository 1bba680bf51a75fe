"""What people are told of their own teams' requests: letters that came, questions, and dates that passed.

Events tell themselves; that a day has passed is no event, so the morning's mail asks for dates since the last morning.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.db.models import Q, QuerySet
from django.utils import timezone

from rhyddid.accounts.models import EDITING_ROLES, Membership, Person
from rhyddid.following.activity import Item, events_seen, items_of, with_rows
from rhyddid.following.models import Follower, HowTold, OwnNews
from rhyddid.requests.models import EventType, Request, State, Visibility

DEFAULTS: dict[OwnNews, HowTold] = {
    OwnNews.REPLY: HowTold.MORNING,
    OwnNews.CLARIFICATION: HowTold.ONCE,
    OwnNews.UNDELIVERED: HowTold.ONCE,
    OwnNews.LATE: HowTold.MORNING,
    OwnNews.REVIEW_LATE: HowTold.MORNING,
    OwnNews.EMBARGO: HowTold.MORNING,
}
NEWS_OF: dict[str, OwnNews] = {
    EventType.CLARIFICATION_ASKED: OwnNews.CLARIFICATION,
    EventType.DELIVERY_FAILED: OwnNews.UNDELIVERED,
    EventType.ANSWERED: OwnNews.REPLY,
    EventType.REFUSED: OwnNews.REPLY,
    EventType.ACKNOWLEDGED: OwnNews.REPLY,
    EventType.EXTENDED: OwnNews.REPLY,
    EventType.TRANSFERRED: OwnNews.REPLY,
    EventType.FEE_NOTICE: OwnNews.REPLY,
    EventType.REVIEW_ANSWERED: OwnNews.REPLY,
    EventType.MESSAGE_RECEIVED: OwnNews.REPLY,
}
EMBARGO_WARNING = dt.timedelta(days=7)
_MOST = 300


def choices_of(follower: Follower) -> dict[OwnNews, HowTold]:
    """How the follower wants to hear of each kind of news."""
    chosen = {OwnNews(row.news): HowTold(row.how) for row in follower.choices.all()}
    return DEFAULTS | chosen


def own_items(
    follower: Follower, person: Person, upto: dt.datetime, today: dt.date, *, morning: bool
) -> list[Item]:
    """What is to be told now of the requests of teams that `person` writes for."""
    mine = Membership.objects.filter(person=person, role__in=EDITING_ROLES)
    teams = list(mine.values_list("team_id", flat=True))
    if not teams:
        return []
    choices = choices_of(follower)
    items = _events(person, teams, choices, HowTold.ONCE, follower.own_once_to, upto)
    if morning:
        items += _events(person, teams, choices, HowTold.MORNING, follower.own_morning_to, upto)
        for news, requests in dates_passed(follower.own_day, today, Q(team_id__in=teams)).items():
            if choices[news] != HowTold.NEVER:
                items += [
                    _dated(news, request) for request in requests.select_related("authority", "state")[:_MOST]
                ]
    return items


def dates_passed(since: dt.date, today: dt.date, wanted: Q) -> dict[OwnNews, QuerySet[Request]]:
    """The requests whose day came since a day: the last day for an answer or a review went by, an embargo ends in a week."""
    real = Request.objects.filter(wanted, rehearsal_day=None).order_by("pk")
    return {
        OwnNews.LATE: real.filter(state__state=State.RUNNING, state__due__gte=since, state__due__lt=today),
        OwnNews.REVIEW_LATE: real.filter(
            state__state=State.UNDER_REVIEW, state__review_due__gte=since, state__review_due__lt=today
        ),
        OwnNews.EMBARGO: real.filter(
            visibility=Visibility.EMBARGOED,
            embargoed_until__gte=since + EMBARGO_WARNING,
            embargoed_until__lt=today + EMBARGO_WARNING,
        ),
    }


def writers_of(team_ids: Collection[int]) -> QuerySet[Person]:
    """The people who are told of these teams' requests."""
    return Person.objects.filter(
        memberships__team__in=team_ids, memberships__role__in=EDITING_ROLES, is_active=True
    ).distinct()


def _events(
    person: Person,
    teams: Sequence[int],
    choices: dict[OwnNews, HowTold],
    how: HowTold,
    after: dt.datetime,
    upto: dt.datetime,
) -> list[Item]:
    types = [type for type, news in NEWS_OF.items() if choices[news] == how]
    if not types or upto <= after:
        return []
    found = events_seen(person, Q(team_id__in=teams)).filter(at__gt=after, at__lte=upto, type__in=types)
    items = items_of(reversed(with_rows(found.order_by("-at", "-pk")[:_MOST])))
    return [item for item in items if item.first_at is None or item.first_at > after]


def _dated(news: OwnNews, request: Request) -> Item:
    day = {
        OwnNews.LATE: request.state.due,
        OwnNews.REVIEW_LATE: request.state.review_due,
        OwnNews.EMBARGO: request.embargoed_until,
    }[news]
    return Item(
        f"{news}:{request.pk}", request, EventType.MESSAGE_RECEIVED, timezone.now(), said=news.label, day=day
    )
