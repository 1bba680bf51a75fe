"""The reply address of a request, and the mail that leaves for it."""

from __future__ import annotations

import secrets

from django.conf import settings

from rhyddid.mail.compose import compose
from rhyddid.mail.mail import Address
from rhyddid.mail.tokens import make_token, reply_address, token_in
from rhyddid.requests.models import Delivery, Direction, Message, Request
from rhyddid.requests.outgoing_files import enclosures_of
from rhyddid.requests.upload_link import text_as_sent

LOCAL_PART = "request"


def fresh_reply_token() -> str:
    """A token that nobody can guess and no other request has (23¹² of them)."""
    return make_token(settings.SECRET_KEY.encode(), secrets.token_hex(16))


def reply_address_of(request: Request) -> str:
    """The address that the authority answers to."""
    if request.reply_token is None:
        raise ValueError(f"Request {request.slug} began elsewhere and has no reply address.")
    return reply_address(request.reply_token, settings.MAIL_DOMAIN, LOCAL_PART)


def request_for_address(address: str) -> Request | None:
    """The request whose reply address this is, misread characters repaired."""
    token = token_in(address)
    return None if token is None else Request.objects.filter(reply_token=token).first()


def outgoing_bytes(delivery: Delivery) -> bytes:
    """The mail of one delivery. The same delivery always gives the same bytes, so that a second try is the same mail."""
    message = delivery.message
    request = message.requests.select_related("team").get()
    return compose(
        sender=Address(message.sender_name, message.sender_address),
        to=[Address("", delivery.to_address)],
        subject=message.subject,
        text=text_as_sent(message, request.language),
        message_id=message.message_id,
        date=message.sent_at or message.received_at,
        in_reply_to=message.in_reply_to[-1:],
        references=_thread_before(message, request),
        language=request.language,
        attachments=enclosures_of(message),
    )


def _thread_before(message: Message, request: Request) -> list[str]:
    """Message-IDs of the thread up to `message`, oldest first; none for the letter that opens it."""
    earlier = request.messages.filter(received_at__lt=message.received_at).exclude(message_id="")
    known = list(earlier.order_by("received_at", "id").values_list("message_id", flat=True))
    return known if message.in_reply_to and message.direction == Direction.OUT else []
