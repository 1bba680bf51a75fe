"""Where letters may be handed over: nothing leaves by accident."""

from __future__ import annotations

import pytest

from rhyddid.post.smtp_place import DeliveryRefused, smtp_place


@pytest.mark.parametrize("url", ["smtp://127.0.0.1:2525", "smtp://localhost:2525", "smtp://[::1]:2525"])
def test_loopback_is_allowed(url: str) -> None:
    assert smtp_place(url, live=False).port == 2525


@pytest.mark.parametrize("url", ["smtp://192.0.2.7:2525", "smtp://0.0.0.0:2525", "smtp://[2001:db8::1]:2525"])
def test_another_machine_is_refused_unless_live(url: str) -> None:
    with pytest.raises(DeliveryRefused, match="not a loopback address"):
        smtp_place(url, live=False)


def test_a_host_that_is_not_known_is_refused() -> None:
    with pytest.raises(DeliveryRefused, match="is not known here"):
        smtp_place("smtp://mail.invalid:2525", live=False)


@pytest.mark.parametrize("port", [25, 465, 587])
def test_a_relay_on_this_machine_is_refused_unless_live(port: int) -> None:
    with pytest.raises(DeliveryRefused, match="real mail relay"):
        smtp_place(f"smtp://127.0.0.1:{port}", live=False)


def test_live_needs_addresses_that_the_world_can_reach() -> None:
    with pytest.raises(DeliveryRefused, match="RHYDDID_SITE_URL"):
        smtp_place("smtp://192.0.2.7", live=True, site_url="http://127.0.0.1:8000", mail_domain="x.example")
    with pytest.raises(DeliveryRefused, match="RHYDDID_MAIL_DOMAIN"):
        smtp_place(
            "smtp://192.0.2.7", live=True, site_url="https://foi.example", mail_domain="replies.localhost"
        )


def test_live_place_keeps_its_user_and_password() -> None:
    place = smtp_place(
        "smtps://us%40er:p%3Ass@mail.example",
        live=True,
        site_url="https://foi.example",
        mail_domain="foi.example",
    )
    assert (place.user, place.password, place.tls, place.port) == ("us@er", "p:ss", True, 465)
    assert not place.loopback_only


def test_a_rehearsal_stays_on_this_machine_even_when_live() -> None:
    with pytest.raises(DeliveryRefused, match="simulated authorities"):
        smtp_place("smtp://192.0.2.7", live=True, rehearsal=True)


def test_a_url_that_is_none_is_refused_without_telling_its_password() -> None:
    with pytest.raises(DeliveryRefused) as refused:
        smtp_place("http://user:secret@127.0.0.1", live=False)
    assert "secret" not in str(refused.value)
