"""Mails of the site's own: never lost, never sent twice, never off this machine by accident."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from rhyddid.care.models import Task
from rhyddid.post.models import SiteMail
from rhyddid.post.site_mail import MOST_ATTEMPTS, site_mail_send
from rhyddid.post.smtp_place import DeliveryRefused

pytestmark = pytest.mark.django_db


class Taken:
    def __init__(self) -> None:
        self.mails: list[tuple[list[str], bytes]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append((envelope.rcpt_tos, envelope.content))
        return "250 OK"


@pytest.fixture
def server(settings: Any) -> Iterator[Taken]:
    taken = Taken()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(taken, hostname="127.0.0.1", port=port)
    controller.start()
    settings.SMTP_URL = f"smtp://127.0.0.1:{port}"
    settings.EMAIL_BACKEND = "rhyddid.post.site_mail.SiteMailBackend"
    yield taken
    controller.stop()


def send(to: list[str]) -> None:
    mail = EmailMultiAlternatives("Croeso ŵ", "The text", to=to)
    mail.attach_alternative("<p>The text</p>", "text/html")
    mail.send()


def test_a_mail_waits_until_a_server_has_taken_it(server: Taken) -> None:
    send(["one@campaign.example"])
    assert server.mails == []
    row = SiteMail.objects.get()
    assert site_mail_send(row.pk) is True
    [(recipients, raw)] = server.mails
    assert recipients == ["one@campaign.example"]
    assert b"text/html" in raw
    assert b"Auto-Submitted: auto-generated" in raw
    assert not SiteMail.objects.exists()
    assert site_mail_send(row.pk) is False
    assert len(server.mails) == 1


def test_what_is_rolled_back_is_never_sent(server: Taken) -> None:
    with transaction.atomic():
        send(["one@campaign.example"])
        transaction.set_rollback(True)
    assert not SiteMail.objects.exists()


def test_who_was_reached_is_not_written_to_again(server: Taken, settings: Any) -> None:
    send(["one@campaign.example", "two@campaign.example"])
    row = SiteMail.objects.get()
    row.recipients = ["two@campaign.example"]
    row.save()
    site_mail_send(row.pk)
    assert [recipients for recipients, _ in server.mails] == [["two@campaign.example"]]


def test_nothing_leaves_this_machine_until_delivery_is_live(settings: Any) -> None:
    settings.EMAIL_BACKEND = "rhyddid.post.site_mail.SiteMailBackend"
    settings.SMTP_URL = "smtp://198.51.100.7:2525"
    send(["one@campaign.example"])
    row = SiteMail.objects.get()
    with pytest.raises(DeliveryRefused):
        site_mail_send(row.pk)
    row.refresh_from_db()
    assert row.attempts == 1
    assert "not a loopback address" in row.last_error


def test_a_mail_that_nobody_takes_becomes_a_task(settings: Any) -> None:
    settings.EMAIL_BACKEND = "rhyddid.post.site_mail.SiteMailBackend"
    settings.SMTP_URL = "smtp://127.0.0.1:1"
    send(["one@campaign.example"])
    row = SiteMail.objects.get()
    SiteMail.objects.update(attempts=MOST_ATTEMPTS - 1)
    with pytest.raises(OSError):
        site_mail_send(row.pk)
    assert SiteMail.objects.get().failed_at is not None
    assert Task.objects.get().subject_kind == "site_mail"
