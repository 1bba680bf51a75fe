"""The campaign of the pages' tests."""

from __future__ import annotations

import pytest

from pages_cast import Campaign, make_campaign


@pytest.fixture
def campaign(db: None) -> Campaign:
    return make_campaign()
