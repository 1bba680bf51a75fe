"""Mail to the envelope address of a notice: a bounce marks the notice as not delivered, anything else is let go."""

from __future__ import annotations

from collections.abc import Sequence

from rhyddid.mail.parse import parse
from rhyddid.post.notices import bounced_notice_id, notice_bounced


def came_back_take(raw: bytes, *, recipients: Sequence[str], sender: str) -> bool:
    """Whether the mail belongs to a notice, and so not into any request. Taking it in twice is taking it in once.

    A delay is not a failure, and nobody reads what an automatic reply says to this address.
    """
    notice_id = bounced_notice_id(recipients)
    if notice_id is None:
        return False
    mail = parse(raw if sender else b"Return-Path: <>\r\n" + raw)
    if mail.kind == "bounce":
        said = next((each.diagnostic for each in mail.delivery_reports if each.diagnostic), mail.subject)
        notice_bounced(notice_id=notice_id, answer=said.replace("\0", " "))
    return True
