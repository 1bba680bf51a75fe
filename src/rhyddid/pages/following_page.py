"""What the page of a follower shows: what they follow, what was just removed, and how they hear of their own requests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rhyddid.accounts.models import EDITING_ROLES, Membership, Team
from rhyddid.following.feed_keys import feed_token
from rhyddid.following.models import FeedKey, Follow, Follower, Frequency, HowTold, OwnNews
from rhyddid.following.own_news import choices_of
from rhyddid.following.targets import Target, target_of
from rhyddid.requests.visibility import visible_requests


@dataclass(frozen=True)
class ShownFollow:
    """One row; `is_open` says whether the reader may still see what it is about."""

    follow: Follow
    target: Target
    is_open: bool


@dataclass(frozen=True)
class TeamFeed:
    """A team of the reader's, with the token of their secret address where there is one."""

    team: Team
    token: str
    writes: bool


@dataclass(frozen=True)
class FollowingPage:
    follower: Follower
    rows: Sequence[ShownFollow]
    removed: Sequence[ShownFollow]
    own: Sequence[tuple[OwnNews, HowTold]]
    teams: Sequence[TeamFeed]
    frequencies: Sequence[Frequency] = tuple(Frequency)
    ways: Sequence[HowTold] = tuple(HowTold)

    @property
    def writes(self) -> bool:
        return any(each.writes for each in self.teams)


def following_page(follower: Follower) -> FollowingPage:
    """The page of one follower, in a constant number of queries."""
    follows = list(
        follower.follows.select_related("request__authority", "authority", "batch", "team").order_by(
            "-made_at", "-pk"
        )
    )
    requests = {follow.request_id for follow in follows if follow.request_id is not None}
    seen = set(visible_requests(follower.person).filter(pk__in=requests).values_list("pk", flat=True))
    rows = [
        ShownFollow(follow, target_of(follow), follow.request_id is None or follow.request_id in seen)
        for follow in follows
    ]
    return FollowingPage(
        follower=follower,
        rows=[row for row in rows if row.follow.removed_at is None],
        removed=[row for row in rows if row.follow.removed_at is not None],
        own=list(choices_of(follower).items()) if follower.person is not None else [],
        teams=_teams(follower),
    )


def _teams(follower: Follower) -> list[TeamFeed]:
    if follower.person is None:
        return []
    keys = {key.team_id: feed_token(key) for key in FeedKey.objects.filter(person=follower.person)}
    memberships = (
        Membership.objects.filter(person=follower.person).select_related("team").order_by("team__name")
    )
    return [
        TeamFeed(each.team, keys.get(each.team_id, ""), each.role in EDITING_ROLES) for each in memberships
    ]
