"""Which requests a mail belongs to, where that is certain: by reply address, by thread, or by reference number.

In: a parsed mail. Out: a Match, or None where a person must look (see `rhyddid.post.guessing`). A mail may belong to
several requests. Nothing is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from rhyddid.authorities.models import AuthorityAddress
from rhyddid.mail.mail import Mail
from rhyddid.post.subjects import bare_subject, is_reply_subject
from rhyddid.requests.models import Direction, Message, Request
from rhyddid.requests.reply_address import request_for_address

_MOST_IDS = 100
_MOST_ADDRESSES = 200
_MOST_WORDS = 4000
_LONGEST_REFERENCE_WORDS = 4
_WORD = re.compile(r"[^\s,;:()\[\]<>\"']+")


@dataclass(frozen=True)
class Match:
    """`matched_by` is one of the ways of `MessageInRequest`: address, thread, reference."""

    requests: tuple[Request, ...]
    matched_by: str


def match(mail: Mail, *, envelope_recipients: Sequence[str] = (), sent_by_us: bool = False) -> Match | None:
    """The requests that the mail certainly belongs to. A mail that we sent bears our address as its sender's."""
    addresses = list(dict.fromkeys([*envelope_recipients, *mail.recipients]))
    if sent_by_us:
        addresses += [each.address for each in (mail.sender, *mail.reply_to) if each is not None]
    addresses = addresses[:_MOST_ADDRESSES]
    ways: list[tuple[str, Callable[[], list[Request]]]] = [
        ("address", lambda: _by_reply_address(addresses)),
        ("thread", lambda: _by_thread(mail)),
    ]
    if sent_by_us:
        ways.append(("thread", lambda: _by_our_address_elsewhere(mail)))
    else:
        ways += [
            ("address", lambda: _by_address_elsewhere(mail, addresses)),
            ("reference", lambda: _by_reference(mail)),
        ]
    for matched_by, way in ways:
        if found := way():
            return Match(tuple(found), matched_by)
    return None


def sender_domain(mail: Mail) -> str:
    """The domain that the mail says it comes from."""
    return mail.sender.domain if mail.sender else ""


def authorities_of_domain(domain: str) -> list[int]:
    """Ids of the authorities that have an address in the domain."""
    if not domain:
        return []
    found = AuthorityAddress.objects.filter(email__iendswith=f"@{domain}").order_by("authority_id")
    return list(found.values_list("authority_id", flat=True).distinct())


def reference_candidates(text: str) -> set[str]:
    """The words of a text, and runs of up to four of them, that may be an authority's reference number."""
    words = [match.group().strip(".-/#*") for match in _WORD.finditer(text)][:_MOST_WORDS]
    found: set[str] = set()
    for start, word in enumerate(words):
        run = word
        for extra in words[start + 1 : start + _LONGEST_REFERENCE_WORDS]:
            if _may_be_reference(run):
                found.add(run)
            run = f"{run} {extra}"
        if _may_be_reference(run):
            found.add(run)
    return found


def _may_be_reference(text: str) -> bool:
    return 4 < len(text) <= 80 and sum(character.isdigit() for character in text) >= 3


def _by_reply_address(addresses: Iterable[str]) -> list[Request]:
    found = (request_for_address(address) for address in addresses)
    return _distinct(request for request in found if request is not None)


def _by_thread(mail: Mail) -> list[Request]:
    """The requests of the messages that the mail answers, or that came back in it."""
    returned = (mail.returned_message_id,) if mail.returned_message_id else ()
    ids = list(dict.fromkeys((*returned, *mail.in_reply_to, *reversed(mail.references))))[:_MOST_IDS]
    known = [each[:500] for each in ids if each]
    if not known:
        return []
    # spelled out per direction: each has a partial index of its own
    of_message = Q(links__message__direction=Direction.OUT, links__message__message_id__in=known) | Q(
        links__message__direction=Direction.IN, links__message__message_id__in=known
    )
    return list(Request.objects.filter(of_message).order_by("pk").distinct())


def _by_address_elsewhere(mail: Mail, addresses: Iterable[str]) -> list[Request]:
    """A thread that began elsewhere is answered to the address that it was sent from. Where that address is not the
    thread's alone, the sender's domain must tell which thread is meant.
    """
    elsewhere = [address for address in addresses if not address.lower().endswith(f"@{settings.MAIL_DOMAIN}")]
    if not elsewhere:
        return []
    sent_from = Request.objects.filter(
        links__message__direction=Direction.OUT, links__message__sender_address__in=elsewhere
    ).distinct()
    found = list(sent_from.order_by("-pk")[:50])
    if len(found) > 1:
        authorities = set(authorities_of_domain(sender_domain(mail)))
        found = [request for request in found if request.authority_id in authorities]
    return found if len(found) == 1 else []


def _by_our_address_elsewhere(mail: Mail) -> list[Request]:
    """A further letter of ours in a thread elsewhere: from and to the same addresses, with the subject of a reply."""
    if mail.sender is None or not is_reply_subject(mail.subject):
        return []
    letters = Message.objects.filter(
        direction=Direction.OUT,
        sender_address=mail.sender.address,
        recipients__overlap=[address.address for address in mail.to],
    )
    found = Request.objects.filter(
        links__message__in=letters, subject__iexact=bare_subject(mail.subject)[:250]
    ).distinct()[:2]
    return list(found) if len(found) == 1 else []


def _by_reference(mail: Mail) -> list[Request]:
    """The authority's own number for the case, in a mail from a domain where that authority has an address."""
    authorities = authorities_of_domain(sender_domain(mail))
    if not authorities:
        return []
    candidates = reference_candidates(f"{mail.subject}\n{mail.body.text}")
    if not candidates:
        return []
    referred = Request.objects.filter(
        authority__in=authorities, authority_reference__in=candidates, rehearsal_day=None
    )
    return list(referred.order_by("pk")[:50])


def _distinct(requests: Iterable[Request]) -> list[Request]:
    return list({request.pk: request for request in requests}.values())
