"""Following by e-mail without an account: a mail with a link that is good once and for some days; nothing before that.

Only the link's hash is kept. Opening the link confirms nothing (mail scanners open links): the button on its page does.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from rhyddid.following.models import Follow, PendingFollow
from rhyddid.following.services import follow_add, follower_of_address
from rhyddid.following.targets import Target, target_find

LINK_DAYS = 3


@transaction.atomic
def follow_ask(*, email: str, target: Target, frequency: str, language: str) -> None:
    """Send the link that confirms the address. Whether the address is known here is not told."""
    token = secrets.token_urlsafe(32)
    PendingFollow.objects.create(
        email=email.lower(),
        language=language,
        wanted=str(target),
        frequency=frequency,
        token_sha256=_hash(token),
        expires_at=timezone.now() + dt.timedelta(days=LINK_DAYS),
    )
    link = settings.SITE_URL + reverse("follow-confirm", args=[token])
    with translation.override(language):
        text = _(
            "Somebody, most likely you, wants to be told by mail of news about “%(title)s” at %(site)s.\n\n"
            "If it was you, open this page within %(days)s days and press the button there:\n\n%(link)s\n\n"
            "If it was not, you need do nothing: no further mail will come."
        ) % {"title": target.title, "site": settings.SITE_NAME, "days": LINK_DAYS, "link": link}
        send_mail(_("Confirm that you want mails about this"), text, None, [email])


def pending_follow(token: str) -> PendingFollow | None:
    """The follow that a link confirms; None for one that is made up, was used, or is too old."""
    found = PendingFollow.objects.filter(
        token_sha256=_hash(token), used_at=None, expires_at__gt=timezone.now()
    )
    return found.first()


@transaction.atomic
def follow_confirm(*, token: str) -> Follow | None:
    """Begin to follow; None where the link is good no more, or what it is about is not public any more."""
    pending = pending_follow(token)
    if pending is None:
        return None
    used = PendingFollow.objects.filter(pk=pending.pk, used_at=None).update(used_at=timezone.now())
    subject, _colon, name = pending.wanted.partition(":")
    target = target_find(None, subject, name)
    if not used or target is None:
        return None
    follower = follower_of_address(pending.email, language=pending.language)
    return follow_add(follower=follower, target=target, frequency=pending.frequency)


def pending_forget() -> int:
    """Delete links that nobody used in time, and addresses that confirmed; returns how many."""
    return PendingFollow.objects.filter(expires_at__lt=timezone.now()).delete()[0]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
