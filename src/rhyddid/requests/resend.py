"""Sending a letter once more, to a corrected address: the same letter, with its first date and Message-ID.

A letter that had arrived keeps the day it was received; one that came back is received on the day it arrives at last.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rhyddid.accounts.models import Person
from rhyddid.care.models import TaskKind
from rhyddid.care.services import audit, task_close
from rhyddid.requests.clock import local_day, moment_for
from rhyddid.requests.events import event_add
from rhyddid.requests.models import Delivery, DeliveryState, EventType, Request

_MAY_GO_AGAIN = (DeliveryState.FAILED, DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.HELD_UP)


class CannotResend(Exception):
    """The letter cannot be sent again; the message says why."""


def deliveries_to_resend(request: Request) -> list[Delivery]:
    """The request's letters that may be sent again, newest first."""
    gone = Delivery.objects.filter(message__requests=request, state__in=_MAY_GO_AGAIN)
    return list(gone.select_related("message").order_by("-pk"))


@transaction.atomic
def delivery_resend(*, delivery: Delivery, to_address: str, by: Person | None) -> Delivery:
    """Put a letter that has left, or failed, into the outbox again. Raises CannotResend."""
    to_address = to_address.strip()
    try:
        validate_email(to_address)
    except ValidationError as error:
        raise CannotResend(_("“%(address)s” is no e-mail address.") % {"address": to_address}) from error
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("message").get(pk=delivery.pk)
    if delivery.state not in _MAY_GO_AGAIN:
        raise CannotResend(_("The letter is on its way already."))
    before = delivery.to_address
    other = Delivery.objects.filter(message=delivery.message, to_address=to_address).exclude(pk=delivery.pk)
    if other.exists():
        raise CannotResend(_("The letter has gone to that address already."))
    failed = delivery.state == DeliveryState.FAILED
    delivery.to_address = to_address
    delivery.domain = to_address.rpartition("@")[2].lower()
    delivery.state = DeliveryState.QUEUED
    delivery.not_before = timezone.now()
    delivery.answer, delivery.claimed_by, delivery.claimed_at = "", "", None
    delivery.save()
    delivery.message.recipients = [to_address]
    delivery.message.save(update_fields=["recipients"])
    for request in delivery.message.requests.select_related("authority"):
        event_add(
            request=request,
            type=EventType.QUEUED,
            day=local_day(moment_for(request, timezone.now()), request.authority),
            source="record",
            message=delivery.message,
            by=by,
            data={"again": True},
        )
        if failed:
            task_close(kind=TaskKind.BOUNCE, subject_kind="request", subject_id=request.pk, by=by)
    task_close(kind=TaskKind.DELIVERY, subject_kind="delivery", subject_id=delivery.pk, by=by)
    audit(
        action="delivery_resent", subject_kind="delivery", subject_id=delivery.pk, by=by,
        detail={"from": before, "to": to_address},
    )  # fmt: skip
    return delivery
