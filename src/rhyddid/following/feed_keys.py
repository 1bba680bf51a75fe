"""Secret addresses of a team's own feed and calendar, for programs that cannot sign in. Each is one person's, for one team.

The token follows from the site's secret and the key's edition, so that the page can show it again and the database does
not hold it. A new edition ends the old address; so does leaving the team.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid

from django.conf import settings
from django.db import transaction

from rhyddid.accounts.models import Person, Team
from rhyddid.accounts.queries import team_ids_of
from rhyddid.care.services import audit
from rhyddid.following.models import FeedKey


@transaction.atomic
def feed_key_renew(*, person: Person, team: Team) -> FeedKey:
    """Make the address, or a new one: whoever has the old one reads no more."""
    key, _made = FeedKey.objects.update_or_create(
        person=person, team=team, defaults={"edition": uuid.uuid4()}
    )
    audit(action="feed_key_renewed", subject_kind="team", subject_id=team.pk, by=person)
    return key


@transaction.atomic
def feed_key_end(*, person: Person, team: Team) -> None:
    """The address ends."""
    if FeedKey.objects.filter(person=person, team=team).delete()[0]:
        audit(action="feed_key_ended", subject_kind="team", subject_id=team.pk, by=person)


def feed_token(key: FeedKey) -> str:
    """What stands in the address."""
    signed = hmac.new(settings.SECRET_KEY.encode(), f"feed/{key.pk}/{key.edition}".encode(), hashlib.sha256)
    return f"{key.pk}-{signed.hexdigest()[:40]}"


def feed_key_of(token: str) -> FeedKey | None:
    """The key of an address, while its person is in the team; None for any other."""
    pk, _, _mac = token.partition("-")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    key = FeedKey.objects.select_related("person", "team").filter(pk=int(pk), person__is_active=True).first()
    if key is None or not hmac.compare_digest(feed_token(key), token):
        return None
    return key if key.team_id in team_ids_of(key.person) else None
