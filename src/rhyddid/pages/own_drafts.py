"""Drafts of requests as a browser has them: a person's own, and those written in this session before signing in.

The session holds the keys of drafts that belong to nobody yet; whoever signs in with it gets them. A link back to a draft
may be opened in another browser (the address was confirmed on the phone), so it carries a signed token that ends.
"""

from __future__ import annotations

from contextlib import suppress

from django.core import signing
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from rhyddid.accounts.models import EDITING_ROLES, Person, Team
from rhyddid.accounts.services import team_of_one_make
from rhyddid.requests.models import RequestDraft
from rhyddid.requests.request_drafts import request_drafts_adopt

_KEPT = "request_drafts"
_REMEMBERED = 20
_SALT = "rhyddid.request-draft"
_TOKEN_LASTS = 3 * 24 * 3600


def draft_remember(http: HttpRequest, draft: RequestDraft) -> None:
    """Let this browser find the draft again, although nobody has signed in."""
    if draft.by_id is None:
        keys = [key for key in http.session.get(_KEPT, ()) if key != draft.key]
        http.session[_KEPT] = [*keys, draft.key][-_REMEMBERED:]


def drafts_take(http: HttpRequest) -> int:
    """Give the drafts of this session, and one that the address has a token for, to who has signed in; how many."""
    if not isinstance(http.user, Person):
        return 0
    keys = set(http.session.pop(_KEPT, ()))
    if token := http.GET.get("take"):
        with suppress(signing.BadSignature):  # an old link still leads to the person's own drafts
            keys.add(str(signing.loads(token, salt=_SALT, max_age=_TOKEN_LASTS)))
    return request_drafts_adopt(keys=keys, by=http.user) if keys else 0


def own_draft(http: HttpRequest, key: str) -> RequestDraft:
    """The draft at `key` where it is this person's or this browser's; 404 for everybody else."""
    drafts_take(http)
    mine = Q(by=None, key__in=list(http.session.get(_KEPT, ())))
    if isinstance(http.user, Person):
        mine |= Q(by=http.user)
    draft = RequestDraft.objects.filter(mine, key=key).select_related("authority", "request", "team").first()
    if draft is None:
        raise Http404
    return draft


def sign_in_address(draft: RequestDraft, page: str = "sign-in") -> str:
    """Where to sign in (or up) so that the draft's preview comes next."""
    token = signing.dumps(draft.key, salt=_SALT)
    back = f"{reverse('ask-preview', args=[draft.key])}?{urlencode({'take': token})}"
    return f"{reverse(page)}?{urlencode({'next': back})}"


def asking_teams(who: Person) -> list[Team]:
    """The teams that a person may ask for; the one of their own first, which is made when it is needed."""
    mine = Team.objects.filter(memberships__person=who, memberships__role__in=EDITING_ROLES)
    return list(mine.order_by("name"))


def asking_team(who: Person, slug: str) -> Team:
    """The team that `slug` names among the person's, else their first one; who has none asks as a team of one."""
    teams = asking_teams(who)
    return next((team for team in teams if team.slug == slug), None) or (
        teams[0] if teams else team_of_one_make(person=who)
    )
