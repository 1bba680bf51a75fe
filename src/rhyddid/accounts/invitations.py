"""Invitations to a team: a link by mail that can be used once, within two weeks, by whoever holds it and has signed in.

In: a team, an address and a role. Out: the mail, and a membership when the link is used. Only the token's hash is kept.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from rhyddid.accounts.account_mail import account_mail_send, language_of
from rhyddid.accounts.models import Invitation, Membership, Person, Role, Team
from rhyddid.accounts.teams import TeamRefused
from rhyddid.care.services import audit
from rhyddid.wording import Wording, gettext_noop

VALID_FOR = dt.timedelta(days=14)
_MOST_OPEN = 50


@transaction.atomic
def invitation_make(*, team: Team, email: str, role: str, by: Person) -> Invitation:
    """Invite an address; an invitation that it has already is replaced, and its link ends. Raises TeamRefused."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise TeamRefused(gettext_noop("{email} is no e-mail address."), email=email) from error
    if role not in Role.values:
        raise TeamRefused(gettext_noop("Choose a role."))
    Team.objects.select_for_update().get(pk=team.pk)
    if Membership.objects.filter(team=team, person__email=email).exists():
        raise TeamRefused(gettext_noop("{email} is in the team already."), email=email)
    now = timezone.now()
    waiting = open_invitations(team)
    waiting.filter(email=email).update(withdrawn_at=now)
    team.invitations.filter(email=email, used_at=None, withdrawn_at=None).update(withdrawn_at=now)
    if waiting.count() >= _MOST_OPEN:
        raise TeamRefused(gettext_noop("Too many invitations are open: withdraw some first."))
    token = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        team=team, email=email, role=role, token_sha256=_hash(token), made_by=by, expires_at=now + VALID_FOR
    )
    language = language_of(email)
    account_mail_send(
        "invitation",
        to=email,
        language=language,
        link=f"{settings.SITE_URL}/teams/join/{token}/",
        parameters={
            "team": team.name,
            "by": by.public_name,
            "role": Wording(Role(role).name.capitalize()).render(language),
            "days": VALID_FOR.days,
        },
    )
    audit(
        action="invited", subject_kind="team", subject_id=team.pk, by=by, detail={"invitation": invitation.pk}
    )
    return invitation


def open_invitations(team: Team) -> QuerySet[Invitation]:
    """Those that can still be used, newest first."""
    return team.invitations.filter(used_at=None, withdrawn_at=None, expires_at__gt=timezone.now())


def invitation_of_token(token: str) -> Invitation | None:
    """The invitation that a link opens, if it can still be used."""
    if not token.isascii() or not 20 <= len(token) <= 64:
        return None
    return (
        Invitation.objects.select_related("team", "made_by")
        .filter(token_sha256=_hash(token), used_at=None, withdrawn_at=None, expires_at__gt=timezone.now())
        .first()
    )


@transaction.atomic
def invitation_accept(*, invitation: Invitation, by: Person) -> Membership:
    """Join the team. Raises TeamRefused where the link was used meanwhile."""
    Team.objects.select_for_update().get(pk=invitation.team_id)
    now = timezone.now()
    taken = Invitation.objects.filter(
        pk=invitation.pk, used_at=None, withdrawn_at=None, expires_at__gt=now
    ).update(used_at=now, used_by=by)
    if not taken:
        raise TeamRefused(gettext_noop("This link was used already, or is too old."))
    membership, made = Membership.objects.get_or_create(
        team=invitation.team, person=by, defaults={"role": invitation.role}
    )
    if made:
        audit(
            action="team_joined",
            subject_kind="team",
            subject_id=invitation.team_id,
            by=by,
            detail={"role": invitation.role, "invitation": invitation.pk},
        )
    return membership


@transaction.atomic
def invitation_withdraw(*, invitation: Invitation, by: Person) -> bool:
    """End an invitation's link. False where it was used or withdrawn already."""
    ended = Invitation.objects.filter(pk=invitation.pk, used_at=None, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    )
    if ended:
        audit(
            action="invitation_withdrawn",
            subject_kind="team",
            subject_id=invitation.team_id,
            by=by,
            detail={"invitation": invitation.pk},
        )
    return bool(ended)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
