"""Making, ending and recognising the keys by which programs act for a team. The key itself is shown once, and never kept."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from rhyddid.accounts.models import Person, Team
from rhyddid.accounts.queries import may_check, may_edit, team_ids_of
from rhyddid.accounts.token_models import ApiToken, TokenScope
from rhyddid.care.services import audit
from rhyddid.wording import gettext_noop

LONGEST_DAYS = 366
_PREFIX = "rhy_"
_SHOWN = 10


class TokenRefused(ValueError):
    """The key cannot be made; the message says why."""


@dataclass(frozen=True)
class NewToken:
    """`key` is told to its maker now, and to nobody later."""

    token: ApiToken
    key: str


@transaction.atomic
def api_token_make(*, team: Team, by: Person, name: str, scopes: Collection[str], days: int) -> NewToken:
    """A key for `team` that does what `by` may do there. Raises TokenRefused."""
    wanted = [scope for scope in TokenScope.values if scope in scopes]
    if team.pk not in team_ids_of(by):
        raise TokenRefused(gettext_noop("You are not in this team."))
    if not wanted:
        raise TokenRefused(gettext_noop("A key must be for something: choose what it may do."))
    if TokenScope.WRITE in wanted and not may_edit(by, team):
        raise TokenRefused(gettext_noop("Only owners and editors write for the team: a key of yours cannot."))
    if TokenScope.CHECK in wanted and not may_check(by, team):
        raise TokenRefused(gettext_noop("Readers do not check answers: a key of yours cannot."))
    key = _PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        team=team,
        made_by=by,
        name=" ".join(name.split())[:100] or "–",
        token_sha256=_hash(key),
        begins_with=key[:_SHOWN],
        scopes=wanted,
        expires_at=timezone.now() + dt.timedelta(days=min(max(days, 1), LONGEST_DAYS)),
    )
    audit(
        action="api_token_made",
        subject_kind="team",
        subject_id=team.pk,
        by=by,
        detail={"token": token.pk, "scopes": wanted, "until": token.expires_at.isoformat()},
    )
    return NewToken(token, key)


@transaction.atomic
def api_token_end(*, token: ApiToken, by: Person) -> bool:
    """End the key at once, for good. False where it had ended."""
    ended = ApiToken.objects.filter(pk=token.pk, ended_at=None).update(ended_at=timezone.now())
    if ended:
        audit(
            action="api_token_ended",
            subject_kind="team",
            subject_id=token.team_id,
            by=by,
            detail={"token": token.pk},
        )
    return bool(ended)


def api_token_of(key: str) -> ApiToken | None:
    """The key's row while it is good: not ended, not over, its maker active and in its team still."""
    if not key.startswith(_PREFIX) or len(key) > 100:
        return None
    now = timezone.now()
    good = Q(ended_at=None, expires_at__gt=now, made_by__is_active=True)
    in_team = Q(team__memberships__person=F("made_by"))
    token = (
        ApiToken.objects.filter(good, in_team, token_sha256=_hash(key))
        .select_related("made_by", "team")
        .first()
    )
    if token is not None and token.used_on != timezone.localdate():
        ApiToken.objects.filter(pk=token.pk).update(used_on=timezone.localdate())
    return token


def api_tokens_seen(person: Person) -> list[ApiToken]:
    """The keys that `person` made, and those of the teams that they own, newest first; ended ones too."""
    owned = Q(team__memberships__person=person, team__memberships__role="owner")
    found = ApiToken.objects.filter(Q(made_by=person) | owned).distinct()
    return list(found.select_related("team", "made_by")[:200])


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
