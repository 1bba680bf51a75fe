"""Letters handed over to a provider carry a header by which it names our Message-ID; others carry none."""

from __future__ import annotations

import pytest

from rhyddid.mail.parse import parse
from rhyddid.post.provider_headers import provider_at, with_provider_headers

MAIL = b"From: a@replies.example\r\nMessage-ID: <41@replies.example>\r\n\r\nDear Sir\r\n"


@pytest.mark.parametrize(
    ("host", "provider", "header"),
    [
        ("smtp.eu.mailgun.org", "mailgun", "X-Mailgun-Variables"),
        ("smtp.postmarkapp.com", "postmark", "X-PM-Metadata-message_id"),
        ("smtp.sendgrid.net", "sendgrid", "X-SMTPAPI"),
        ("email-smtp.eu-west-2.amazonaws.com", "ses", "X-Metadata"),
        ("smtp-relay.brevo.com", "brevo", "X-Mailin-custom"),
        ("in-v3.mailjet.com", "mailjet", "X-MJ-CustomID"),
        ("smtp.eu.sparkpostmail.com", "sparkpost", "X-MSYS-API"),
        ("smtp.resend.com", "resend", "X-Metadata"),
    ],
)
def test_a_provider_is_told_our_message_id(host: str, provider: str, header: str) -> None:
    assert provider_at(host) == provider
    mail = parse(with_provider_headers(MAIL, host=host, message_id="<41@replies.example>"))
    assert "<41@replies.example>" in (mail.header(header) or "")
    assert (mail.message_id, mail.body.text.strip()) == ("<41@replies.example>", "Dear Sir")


@pytest.mark.parametrize("host", ["127.0.0.1", "mail.council.example", "notmailgun.org", ""])
def test_any_other_server_gets_the_letter_as_it_is(host: str) -> None:
    assert with_provider_headers(MAIL, host=host, message_id="<41@replies.example>") == MAIL
