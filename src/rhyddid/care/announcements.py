"""Announcements: made and withdrawn by operators, put away by readers, shown to whom they are for while they last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from rhyddid.care.notice_models import Announcement, Audience
from rhyddid.care.services import audit

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

MOST_SHOWN = 5


def standing_announcements() -> Sequence[Announcement]:
    """What may be shown to somebody today; the newest first."""
    today = timezone.localdate()
    lasts = Q(ends_on=None) | Q(ends_on__gte=today)
    return list(Announcement.objects.filter(lasts, starts_on__lte=today, withdrawn_at=None)[:50])


def announcements_for(
    standing: Sequence[Announcement], *, signed_in: bool, team_ids: Collection[int], put_away: Collection[int]
) -> list[Announcement]:
    """Those of the standing announcements that one reader is shown."""
    found = [
        each
        for each in standing
        if each.pk not in put_away
        and (
            each.audience == Audience.EVERYBODY
            or (each.audience == Audience.SIGNED_IN and signed_in)
            or (each.audience == Audience.TEAMS and set(each.teams) & set(team_ids))
        )
    ]
    return found[:MOST_SHOWN]


@transaction.atomic
def announcement_make(
    *,
    text: str,
    by: AbstractBaseUser | None,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    text_cy: str = "",
    href: str = "",
    audience: str = Audience.EVERYBODY,
    teams: Collection[int] = (),
    is_warning: bool = False,
) -> Announcement:
    """Say something on every page, from a day on."""
    row = Announcement.objects.create(
        text=text.strip(),
        text_cy=text_cy.strip(),
        href=href.strip(),
        audience=audience,
        teams=sorted(set(teams)) if audience == Audience.TEAMS else [],
        is_warning=is_warning,
        starts_on=starts_on,
        ends_on=ends_on,
        made_by_id=by.pk if by else None,
    )
    audit(
        action="announced", subject_kind="announcement", subject_id=row.pk, by=by, detail={"text": row.text}
    )
    return row


@transaction.atomic
def announcement_withdraw(*, announcement: Announcement, by: AbstractBaseUser | None) -> bool:
    """Show it no more. False where that is so already."""
    changed = Announcement.objects.filter(pk=announcement.pk, withdrawn_at=None).update(
        withdrawn_at=timezone.now(), withdrawn_by_id=by.pk if by else None
    )
    if changed:
        audit(action="announcement_withdrawn", subject_kind="announcement", subject_id=announcement.pk, by=by)
    return bool(changed)


@transaction.atomic
def announcement_restore(*, announcement: Announcement, by: AbstractBaseUser | None) -> bool:
    """Take the withdrawal back. False where it stands."""
    changed = Announcement.objects.filter(pk=announcement.pk, withdrawn_at__isnull=False).update(
        withdrawn_at=None, withdrawn_by=None
    )
    if changed:
        audit(action="announcement_restored", subject_kind="announcement", subject_id=announcement.pk, by=by)
    return bool(changed)
