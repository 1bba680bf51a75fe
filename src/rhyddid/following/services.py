"""Writes of the following room: who follows what, how often, paused, removed and brought back; mails stopped and started."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import connection, transaction
from django.utils import timezone

from rhyddid.accounts.models import Person
from rhyddid.following.models import (
    Follow,
    Follower,
    Frequency,
    HowTold,
    OwnNews,
    OwnNewsChoice,
    StopReason,
    Subject,
)
from rhyddid.following.schedule import next_morning, next_told
from rhyddid.following.targets import Target

MOST_FOLLOWS = 500
KEPT_REMOVED = dt.timedelta(days=7)


class TooManyFollows(Exception):
    """The follower follows as much as one may."""


@transaction.atomic
def follower_of_person(person: Person) -> Follower:
    """The row that a person's follows hang on, made where there is none."""
    follower, _made = Follower.objects.get_or_create(person=person, defaults={"language": person.language})
    return follower


@transaction.atomic
def follower_of_address(email: str, *, language: str) -> Follower:
    """The row of an address that was just confirmed. Whoever has an account under it follows as that person."""
    person = Person.objects.filter(email=email.lower(), is_active=True).first()
    if person is not None:
        return follower_of_person(person)
    follower, _made = Follower.objects.get_or_create(email=email.lower(), defaults={"language": language})
    return follower


@transaction.atomic
def follow_add(*, follower: Follower, target: Target, frequency: str = Frequency.DAILY) -> Follow:
    """Follow something from now on; what was removed or paused goes on. Raises TooManyFollows."""
    Follower.objects.select_for_update().get(pk=follower.pk)
    now = timezone.now()
    same = {
        "subject": target.subject,
        "request": target.request,
        "authority": target.authority,
        "batch": target.batch,
        "team": target.team,
        "value": target.value,
    }
    if Follow.objects.filter(follower=follower, removed_at=None).count() >= MOST_FOLLOWS:
        raise TooManyFollows
    fresh = {
        "frequency": Frequency(frequency),
        "read_to": now,
        **_entries_from_now(target.subject),
        "due_at": next_told(frequency, target.subject, now),
    }
    follow, made = Follow.objects.get_or_create(follower=follower, **same, defaults=fresh)
    if not made:
        if follow.removed_at is None and follow.paused_at is None:
            fresh = {"frequency": fresh["frequency"], "due_at": fresh["due_at"]}
        for name, value in (fresh | {"removed_at": None, "paused_at": None}).items():
            setattr(follow, name, value)
        follow.save()
    mails_start(follower=follower)
    return follow


def follow_frequency_set(*, follow: Follow, frequency: str) -> None:
    """How often it is told; the place it was told up to stays."""
    follow.frequency = Frequency(frequency)
    follow.due_at = next_told(frequency, follow.subject, timezone.now())
    follow.save(update_fields=["frequency", "due_at"])


def follow_pause(*, follow: Follow) -> None:
    """Tell nothing of it for now."""
    Follow.objects.filter(pk=follow.pk, paused_at=None).update(paused_at=timezone.now())


def follow_resume(*, follow: Follow) -> None:
    """Tell of it again, from now on: what happened in between stays untold."""
    now = timezone.now()
    Follow.objects.filter(pk=follow.pk, paused_at__isnull=False).update(
        paused_at=None,
        read_to=now,
        **_entries_from_now(follow.subject),
        due_at=next_told(follow.frequency, follow.subject, now),
    )


def follow_remove(*, follow: Follow) -> None:
    """Follow it no more. It can be brought back for some days (`follow_bring_back`)."""
    Follow.objects.filter(pk=follow.pk, removed_at=None).update(removed_at=timezone.now())


def follow_bring_back(*, follow: Follow) -> None:
    """Undo a removal; what happened meanwhile is told, as if it had never been removed."""
    Follow.objects.filter(pk=follow.pk, removed_at__isnull=False).update(
        removed_at=None, due_at=next_told(follow.frequency, follow.subject, timezone.now())
    )


def mails_stop(*, follower: Follower, reason: StopReason) -> bool:
    """No more mails to this follower; their follows stay. False where that is so already."""
    changed = Follower.objects.filter(pk=follower.pk, stopped_at=None).update(
        stopped_at=timezone.now(), stop_reason=reason
    )
    return bool(changed)


def mails_start(*, follower: Follower) -> None:
    """Mails again, of what happens from now on."""
    now = timezone.now()
    started = Follower.objects.filter(pk=follower.pk, stopped_at__isnull=False).update(
        stopped_at=None,
        stop_reason="",
        own_once_to=now,
        own_morning_to=now,
        own_day=timezone.localdate(),
        own_due_at=next_morning(now),
    )
    if started:
        Follow.objects.filter(follower=follower).update(read_to=now, **_entries_from_now(Subject.SEARCH))


@transaction.atomic
def own_news_set(*, follower: Follower, choices: Mapping[OwnNews, HowTold]) -> None:
    """How a person wants to hear of their own requests."""
    for news, how in choices.items():
        OwnNewsChoice.objects.update_or_create(follower=follower, news=news, defaults={"how": how})


def removed_forget() -> int:
    """Delete what was removed some days ago; returns how many follows."""
    return Follow.objects.filter(removed_at__lt=timezone.now() - KEPT_REMOVED).delete()[0]


def _entries_from_now(subject: str) -> dict[str, int]:
    newest = newest_entry() if subject == Subject.SEARCH else 0
    return {"entry_to": newest, "entry_before": newest}


def newest_entry() -> int:
    """The newest entry of the search index: a search that is followed tells what comes after it."""
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(id), 0) from search_searchentry")
        (newest,) = cursor.fetchone()
    return int(newest)
