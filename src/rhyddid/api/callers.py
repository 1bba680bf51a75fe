"""Who asks: nobody in particular, or a team's program with its key. Cookies of signed-in people count for nothing here."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from rhyddid.accounts.api_tokens import api_token_of
from rhyddid.accounts.models import Person, Team
from rhyddid.accounts.token_models import ApiToken, TokenScope
from rhyddid.api.problems import Problem
from rhyddid.care.read_only import read_only_now
from rhyddid.care.suspensions import suspension_of


@dataclass(frozen=True)
class Caller:
    """`viewer` is who `requests.visibility` is asked for: the key's maker where the key may read, else nobody."""

    token: ApiToken | None = None

    @property
    def viewer(self) -> Person | None:
        if self.token is None or TokenScope.READ not in self.token.scopes:
            return None
        return self.token.made_by


@dataclass(frozen=True)
class Writer:
    """A program that may write: for whom, in which team, with which key."""

    person: Person
    team: Team
    token: ApiToken


def caller_read(http: HttpRequest) -> Caller:
    """The caller that the Authorization header names. Raises Problem for a key that is not good."""
    given = http.headers.get("Authorization", "")
    if not given:
        return Caller()
    scheme, _sep, key = given.partition(" ")
    token = api_token_of(key.strip()) if scheme.lower() == "bearer" else None
    if token is None:
        raise Problem(
            401,
            _(
                "This key is not known, was ended, or is over. Make another on the page of keys, or ask without one."
            ),
        )
    return Caller(token)


def caller_of(http: HttpRequest) -> Caller:
    """The caller, as the door has read it."""
    caller: Caller = http.api_caller  # type: ignore[attr-defined]
    return caller


def writer_of(http: HttpRequest, scope: TokenScope) -> Writer:
    """Who asks, as one whose key has `scope`. Raises Problem."""
    token = caller_of(http).token
    if token is None:
        raise Problem(401, _("Give the key of a team: Authorization: Bearer rhy_…"))
    if scope not in token.scopes:
        raise Problem(403, _("This key was not made for that: make one with the right to do it."))
    if read_only_now() is not None:
        raise Problem(503, _("Nothing can be written at the moment. Try again later."))
    if suspension_of(token.made_by_id) is not None:
        raise Problem(403, _("The account behind this key is suspended."))
    return Writer(token.made_by, token.team, token)
