"""The delivery status notice of an authority whose mailbox is not there (RFC 3464)."""

from __future__ import annotations

from email.utils import format_datetime

from rhyddid.rehearsal.simulated.letter_blocks import plain_text
from rhyddid.rehearsal.simulated.mime_parts import multipart, part, text_part
from rhyddid.rehearsal.simulated.outgoing import Carried, Outgoing


def carry_bounce(outgoing: Outgoing) -> Carried:
    """multipart/report from the mail system, to where our mail said that bounces go."""
    request, authority = outgoing.request, outgoing.authority
    headers = {
        "From": f"Mail Delivery System (simulated) <MAILER-DAEMON@{authority.domain}>",
        "To": f"<{request.envelope_from or request.reply_to}>",
        "Subject": "Undelivered Mail Returned to Sender",
        "Date": format_datetime(outgoing.sent_at),
        "Message-ID": outgoing.message_id,
        "Auto-Submitted": "auto-replied",
        "MIME-Version": "1.0",
        "X-Rhyddid-Rehearsal": "simulated",
    }
    status = (
        f"Reporting-MTA: dns; mail.{authority.domain}\r\n"
        f"Arrival-Date: {format_datetime(request.sent_at)}\r\n\r\n"
        f"Final-Recipient: rfc822; {authority.foi_email}\r\n"
        f"Original-Recipient: rfc822;{authority.foi_email}\r\n"
        "Action: failed\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 Recipient address rejected: User unknown\r\n"
    )
    original = (
        f"Message-ID: {request.message_id}\r\nDate: {format_datetime(request.sent_at)}\r\n"
        f"From: <{request.sender_address}>\r\nReply-To: <{request.reply_to}>\r\nTo: <{authority.foi_email}>\r\n"
    )
    parts = [
        text_part(plain_text(outgoing.blocks), subtype="plain", charset="us-ascii", encoding="7bit"),
        part({"Content-Type": "message/delivery-status"}, status.encode("ascii")),
        part({"Content-Type": "text/rfc822-headers"}, original.encode("utf-8")),
    ]
    more = "; report-type=delivery-status"
    return Carried(multipart(headers, "report", parts, seed=outgoing.message_id, more=more), automatic=True)
