"""Programs that ask the API, with a key or without."""

from __future__ import annotations

from django.test import Client

from rhyddid.accounts.api_tokens import api_token_make
from rhyddid.accounts.models import Person, Team


def key_of(person: Person, team: Team, *scopes: str) -> str:
    return api_token_make(team=team, by=person, name="A program", scopes=scopes, days=30).key


def program(key: str = "") -> Client:
    """A client without cookies, with the key if one is given."""
    return Client(headers={"Authorization": f"Bearer {key}"} if key else None)
