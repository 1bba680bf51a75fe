"""Raw mails for the tests of the post, by invented bodies."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage
from itertools import count

_numbers = count(1)

LETTER = """Dear Ms Prosser,

Thank you for your letter. We acknowledge receipt of your request.

Yours sincerely,
Information Officer
"""


def raw_mail(
    *,
    sender: str = "Information Officer <foi@port-aldwych-council.example>",
    to: Sequence[str] = (),
    subject: str = "Your request",
    text: str = LETTER,
    message_id: str | None = None,
    headers: dict[str, str] | None = None,
) -> bytes:
    """A plain letter; each has a Message-ID of its own unless one is given."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = ", ".join(to) or "somebody@elsewhere.example"
    mail["Subject"] = subject
    mail["Date"] = "Mon, 02 Aug 2021 10:00:00 +0100"
    mail["Message-ID"] = message_id or f"<{next(_numbers)}@port-aldwych-council.example>"
    for name, value in (headers or {}).items():
        mail[name] = value
    mail.set_content(text)
    return mail.as_bytes().replace(b"\n", b"\r\n")


def raw_report(
    *,
    to: str,
    failed: str,
    action: str = "failed",
    status: str = "5.1.1",
    diagnostic: str = "smtp; 550 5.1.1 no such mailbox",
    returned_message_id: str = "",
) -> bytes:
    """A delivery report (RFC 3464)."""
    returned = f"Message-ID: {returned_message_id}\n" if returned_message_id else ""
    text = f"""From: Mail Delivery System <mailer-daemon@relay.example>
To: {to}
Subject: {"Undelivered Mail Returned to Sender" if action == "failed" else "Delivery Status Notification"}
Date: Mon, 02 Aug 2021 10:05:00 +0100
Message-ID: <report-{next(_numbers)}@relay.example>
Return-Path: <>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

--=_b
Content-Type: text/plain; charset=us-ascii

This is the mail system at host relay.example.

--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; {failed}
Action: {action}
Status: {status}
Diagnostic-Code: {diagnostic}

--=_b
Content-Type: text/rfc822-headers

{returned}Subject: A request

--=_b--
"""
    return text.replace("\n", "\r\n").encode()
