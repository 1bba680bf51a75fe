"""Every page is tried as the owner, a checker, a stranger and nobody: a campaign, and a browser for each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from pages_cast import Campaign


@pytest.fixture
def campaign(db: None) -> Campaign:
    from pages_cast import make_campaign

    return make_campaign()


@pytest.fixture
def as_person(campaign: Campaign) -> Callable[[str], Client]:
    """A client signed in as one of the cast: owner, checker, reader, stranger, staff; or nobody."""

    def sign_in(name: str) -> Client:
        client = Client()
        if name != "nobody":
            client.force_login(getattr(campaign, name))
        return client

    return sign_in
