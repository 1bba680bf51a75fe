"""A mail of the site's own, outside any request: handed over at once, under the same rule as letters.

In: a composed mail. Out: nothing; raises where it could not be handed over, and the job that called tries again.
"""

from __future__ import annotations

import smtplib

from django.conf import settings

from rhyddid.post.smtp_place import smtp_place

_TIMEOUT_SECONDS = 30.0


def notice_send(*, to: str, raw: bytes) -> None:
    """Hand the mail over. Bounces go nowhere: its envelope names no sender. Raises DeliveryRefused, OSError and
    smtplib.SMTPException.
    """
    place = smtp_place(
        settings.SMTP_URL,
        live=settings.DELIVERY == "live",
        site_url=settings.SITE_URL,
        mail_domain=settings.MAIL_DOMAIN,
    )
    kind = smtplib.SMTP_SSL if place.tls else smtplib.SMTP
    with kind(place.host, place.port, timeout=_TIMEOUT_SECONDS) as server:
        server.ehlo()
        if not place.tls and server.has_extn("starttls"):
            server.starttls()
            server.ehlo()
        if place.user:
            server.login(place.user, place.password)
        server.sendmail("", [to], raw)
