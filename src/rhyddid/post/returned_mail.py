"""Mail about our own letters: they came back, are delayed, or were delivered. The letter's delivery says so from then on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from rhyddid.authorities.models import AuthorityAddress, Health
from rhyddid.care.models import TaskKind
from rhyddid.care.services import task_open
from rhyddid.mail.mail import Mail
from rhyddid.requests.clock import local_day, moment_for
from rhyddid.requests.delivery_result import delivery_failed
from rhyddid.requests.events import event_add
from rhyddid.requests.models import (
    Delivery,
    DeliveryState,
    Direction,
    EventType,
    Message,
    Request,
)

_BEFORE_IT_ARRIVED = (DeliveryState.SENT, DeliveryState.HELD_UP)


@transaction.atomic
def returned_mail_apply(*, message: Message, mail: Mail, requests: Sequence[Request]) -> None:
    """What a bounce, a delay notice or a delivery report means for the letters of `requests`. Twice is once."""
    if mail.kind not in ("bounce", "delay_notice") and not mail.delivery_reports:
        return
    delivery = _delivery_meant(mail, requests)
    if delivery is None:
        return
    if mail.kind == "bounce":
        _came_back(delivery, mail, message, requests)
    elif mail.kind == "delay_notice":
        _held_up(delivery, _what_it_says(mail, delivery.to_address))
    elif any(report.action == "delivered" for report in mail.delivery_reports):
        delivery_delivered(delivery=delivery, at=message.received_at)


@transaction.atomic
def delivery_delivered(*, delivery: Delivery, at: dt.datetime) -> None:
    """The letter is in the recipient's mailbox, somebody who knows tells. Nothing follows for one that failed."""
    changed = Delivery.objects.filter(pk=delivery.pk, state__in=_BEFORE_IT_ARRIVED).update(
        state=DeliveryState.DELIVERED
    )
    if not changed:
        return
    for request in delivery.message.requests.select_related("authority"):
        event_add(
            request=request,
            type=EventType.DELIVERED,
            day=local_day(moment_for(request, at), request.authority),
            source="record",
            message=delivery.message,
        )


def address_doubted(*, delivery: Delivery, requests: Sequence[Request], answer: str) -> None:
    """The letter arrived, and something is wrong with the address all the same: a person must judge."""
    for request in requests:
        AuthorityAddress.objects.filter(
            authority=request.authority_id, email__iexact=delivery.to_address, health=Health.GOOD
        ).update(health=Health.DOUBTFUL, health_reason=answer[:500], health_since=timezone.now())
        task_open(
            kind=TaskKind.BOUNCE,
            subject_kind="request",
            subject_id=request.pk,
            detail={"address": delivery.to_address, "answer": answer[:300]},
        )


def _held_up(delivery: Delivery, answer: str) -> None:
    """The letter is under way still. What has arrived, failed, or is about to be sent again stays so."""
    Delivery.objects.filter(pk=delivery.pk).update(answer=answer)
    Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENT).update(state=DeliveryState.HELD_UP)


def _delivery_meant(mail: Mail, requests: Sequence[Request]) -> Delivery | None:
    """The delivery of the letter that came back; where the mail does not name it, the newest to an address it names."""
    sent = Delivery.objects.filter(
        message__requests__in=requests, message__direction=Direction.OUT, first_sent_at__isnull=False
    ).order_by("-first_sent_at", "-pk")
    if mail.returned_message_id:
        named = sent.filter(message__message_id=mail.returned_message_id).first()
        if named is not None:
            return named
    addresses = {address.lower() for address in mail.failed_recipients}
    recent = list(sent[:20])
    for delivery in recent:
        if delivery.to_address.lower() in addresses:
            return delivery
    return recent[0] if recent and not addresses else None


def _came_back(delivery: Delivery, mail: Mail, message: Message, requests: Sequence[Request]) -> None:
    answer = _what_it_says(mail, delivery.to_address)
    failed = {address.lower() for address in mail.failed_recipients}
    if not failed or delivery.to_address.lower() in failed:
        delivery_failed(delivery=delivery, at=message.received_at, answer=answer)
        return
    # it arrived, and was passed on to somebody it did not reach
    address_doubted(delivery=delivery, requests=requests, answer=answer)


def _what_it_says(mail: Mail, address: str) -> str:
    reports = [report for report in mail.delivery_reports if report.recipient.lower() == address.lower()]
    for report in reports or mail.delivery_reports:
        if said := f"{report.status} {report.diagnostic}".strip():
            return said.replace("\0", " ")[:1000]
    return mail.subject.replace("\0", " ")[:300]
