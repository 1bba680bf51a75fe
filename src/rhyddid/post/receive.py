"""Taking a mail in, whatever door it came by: store, parse, match, file or hold, and act on what came back undelivered.

Every step can be done twice: a process killed at any point leaves a mail that is taken in again, once.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from rhyddid.accounts.models import Person
from rhyddid.mail.mail import Mail
from rhyddid.mail.parse import parse
from rhyddid.post.authentication import Authentication, authenticate
from rhyddid.post.domain_names import Resolver
from rhyddid.post.guessing import Guess, guesses
from rhyddid.post.holding_pen import hold, settle_held
from rhyddid.post.matching import Match, match
from rhyddid.post.returned_mail import returned_mail_apply
from rhyddid.post.sender import sender_of, wants_a_look
from rhyddid.requests.blobs import blob_put
from rhyddid.requests.erased_arrivals import letter_erased_before
from rhyddid.requests.message_receive import message_attach, message_receive, repeats_known_id
from rhyddid.requests.models import Direction, Message, Request

log = logging.getLogger(__name__)


class UnknownThread(Exception):
    """A mail that we are said to have sent belongs to no request that is known here."""


@dataclass(frozen=True)
class Received:
    """What became of a mail. `requests` is empty where it waits in the holding pen."""

    message: Message
    is_new: bool
    requests: tuple[Request, ...]
    matched_by: str

    @property
    def held(self) -> bool:
        return not self.requests


def receive(
    raw: bytes,
    *,
    received_at: dt.datetime,
    envelope_recipients: Sequence[str] = (),
    came_by: Mapping[str, str] | None = None,
    sent_by_us: bool = False,
    date_is_stated: bool = False,
    request: Request | None = None,
    resolver: Resolver | None = None,
    by: Person | None = None,
) -> Received:
    """Take in one mail. `request` says where it belongs; otherwise that is found out. `came_by`: peer, helo and
    envelope_sender. Whether the sender is who it says is checked where there is a `resolver`.

    Raises OSError where the bytes cannot be stored, DatabaseError where the database is away, and UnknownThread for
    a letter of ours that belongs nowhere. The same mail twice is one message; one that was erased is not taken in again.
    """
    erased = letter_erased_before(raw)
    if erased is not None:
        return Received(erased, False, tuple(erased.requests.order_by("pk")), "")
    sha256 = blob_put(raw)
    mail = parse(_with_return_path(raw, came_by))
    certain = _certain_match(mail, envelope_recipients, sent_by_us, request)
    if certain is None and sent_by_us:
        raise UnknownThread(
            f"“{mail.subject}” belongs to no request that is known here. Name it with --request, or begin its "
            "thread with --authority and --team."
        )
    checked = _checked(raw, mail, came_by or {}, resolver)
    doubt = None
    if request is None and not sent_by_us:
        repeats = repeats_known_id(mail=mail, raw_sha256=sha256)
        doubt = _doubt(mail, certain, checked, repeats=repeats)
    sorted_in = certain if certain is not None and doubt is None else None
    requests = sorted_in.requests if sorted_in else ()
    received = message_receive(
        mail=mail,
        raw_sha256=sha256,
        requests=requests,
        matched_by=sorted_in.matched_by if sorted_in else "",
        received_at=received_at,
        date_is_stated=date_is_stated,
        direction=Direction.OUT if sent_by_us else Direction.IN,
        authentication=_authentication(mail, requests, came_by or {}, checked),
        by=by,
    )
    if not received.is_new:
        _second_copy(received.message, mail, sha256, sorted_in)
    linked = tuple(received.message.requests.order_by("pk"))
    if not linked:
        hold(message=received.message, guesses=[doubt] if doubt else guesses(mail))
    elif not sent_by_us:
        returned_mail_apply(message=received.message, mail=mail, requests=linked)
    return Received(received.message, received.is_new, linked, sorted_in.matched_by if sorted_in else "")


def _certain_match(
    mail: Mail, envelope_recipients: Sequence[str], sent_by_us: bool, request: Request | None
) -> Match | None:
    if request is not None:
        return Match((request,), "person")
    return match(mail, envelope_recipients=envelope_recipients, sent_by_us=sent_by_us)


def _with_return_path(raw: bytes, came_by: Mapping[str, str] | None) -> bytes:
    """For reading only: an empty envelope sender says "answer nobody", and may stand nowhere in the mail itself."""
    if came_by is None or came_by.get("envelope_sender") != "":
        return raw
    return b"Return-Path: <>\r\n" + raw


def _checked(
    raw: bytes, mail: Mail, came_by: Mapping[str, str], resolver: Resolver | None
) -> Authentication | None:
    if resolver is None:
        return None
    return authenticate(
        raw,
        from_domain=mail.sender.domain if mail.sender else "",
        peer=came_by.get("peer", ""),
        helo=came_by.get("helo", ""),
        envelope_sender=came_by.get("envelope_sender", ""),
        resolver=resolver,
    )


def _doubt(
    mail: Mail, certain: Match | None, checked: Authentication | None, *, repeats: bool
) -> Guess | None:
    """Looked at first, with the request at the top of the guesses: a letter that its domain disowns, a stranger's
    about an old request, and one that carries another letter's Message-ID.
    """
    if certain is None or len(certain.requests) != 1:
        return None
    reasons = ["thread" if certain.matched_by == "thread" else "reply_address"]
    if checked is not None and checked.disowned:
        reasons.append("disowned")
    if wants_a_look(mail, certain.requests[0]):
        reasons += ["sender_new", "request_old"]
    if repeats:
        reasons.append("id_repeated")
    return Guess(certain.requests[0].pk, 0.9, tuple(reasons)) if len(reasons) > 1 else None


def _authentication(
    mail: Mail,
    requests: Sequence[Request],
    came_by: Mapping[str, str],
    checked: Authentication | None,
) -> dict[str, object]:
    facts: dict[str, object] = {key: value for key, value in came_by.items() if value}
    if requests:
        facts["sender"] = sender_of(mail, requests[0])
    return facts | (checked.to_json() if checked else {})


def _second_copy(message: Message, mail: Mail, sha256: str, certain: Match | None) -> None:
    """The same mail again, maybe by way of another request's address: then it belongs to that one too."""
    if message.raw_sha256 and message.raw_sha256 != sha256:
        log.warning(
            "message %s came again with other bytes (%s): kept in the blob store, shown once",
            message.pk,
            sha256,
        )
    if certain is None:
        return
    with transaction.atomic():
        for request in certain.requests:
            message_attach(message=message, request=request, matched_by=certain.matched_by)
        settle_held(message=message, requests=certain.requests)
