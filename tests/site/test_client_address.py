"""Whose address counts, behind web servers of one's own."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from rhyddid.site.client_address import client_address


@pytest.mark.parametrize(
    ("forwarded", "proxies", "expected"),
    [
        ("203.0.113.5", 1, "203.0.113.5"),
        ("198.51.100.1, 203.0.113.5", 1, "203.0.113.5"),  # what stands before, a visitor may have written
        ("203.0.113.5, 10.0.0.1", 2, "203.0.113.5"),
        ("2001:db8::5", 1, "2001:db8::5"),
        ("203.0.113.5", 2, ""),
        ("203.0.113.5", 0, ""),
        ("unknown", 1, ""),
        ("", 1, ""),
    ],
)
def test_the_address_that_our_own_server_saw(forwarded: str, proxies: int, expected: str) -> None:
    assert client_address(forwarded, proxies=proxies) == expected


@pytest.mark.django_db
def test_limits_count_by_it(settings: Any) -> None:
    settings.PROXIES = 1
    client = Client()

    def status(address: str) -> int:
        return client.get(f"/teams/join/{'x' * 30}/", HTTP_X_FORWARDED_FOR=address).status_code

    answers = [status("203.0.113.5") for _ in range(61)]
    assert answers[-1] == 429
    assert status("203.0.113.6") == 404
