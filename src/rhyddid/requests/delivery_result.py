"""What became of an outgoing letter: sent, delayed, delivered or failed, each with its events in one transaction."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from rhyddid.authorities.models import AuthorityAddress, Health
from rhyddid.care.models import TaskKind
from rhyddid.care.services import task_open
from rhyddid.requests.clock import local_day, moment_for
from rhyddid.requests.events import NewEvent, event_add, events_add
from rhyddid.requests.models import Delivery, DeliveryState, EventType


@transaction.atomic
def delivery_sent(*, delivery: Delivery, at: dt.datetime, answer: str) -> None:
    """The receiving server took the letter at `at`. A second time changes nothing: a resend keeps the first date. Only
    a letter that had come back is received now.
    """
    delivery = _locked(delivery)
    if delivery.first_sent_at is not None:
        _arrived_at_last(delivery, at, answer)
        return
    delivery.state = DeliveryState.SENT
    delivery.first_sent_at = at
    delivery.answer = answer
    delivery.claimed_by = ""
    delivery.save(update_fields=["state", "first_sent_at", "answer", "claimed_by"])
    message = delivery.message
    for request in message.requests.select_related("authority"):
        message.received_at = moment_for(request, at)
        message.save(update_fields=["received_at"])
        day = local_day(message.received_at, request.authority)
        if delivery.event_type:
            event_add(
                request=request,
                type=EventType(delivery.event_type),
                day=day,
                source="record",
                message=message,
                by=message.created_by,
            )
        else:
            told = {"answer": answer[:300]}
            events_add(
                request=request,
                events=[
                    NewEvent(EventType.SENT, day, "record", message.created_by, message),
                    NewEvent(EventType.RECEIVED, day, "record", None, message, told),
                ],
            )


def _arrived_at_last(delivery: Delivery, at: dt.datetime, answer: str) -> None:
    """The letter that opens a request had come back, and was sent again."""
    message = delivery.message
    if delivery.event_type or delivery.state == DeliveryState.FAILED:
        return
    for request in message.requests.select_related("authority"):
        told = request.events.filter(
            message=message, type__in=(EventType.RECEIVED, EventType.DELIVERY_FAILED)
        ).order_by("pk")
        newest = told.last()
        if newest is not None and newest.type == EventType.DELIVERY_FAILED:
            event_add(
                request=request,
                type=EventType.RECEIVED,
                day=local_day(moment_for(request, at), request.authority),
                source="record",
                message=message,
                data={"answer": answer[:300]},
            )


@transaction.atomic
def delivery_delayed(*, delivery: Delivery, until: dt.datetime, answer: str) -> None:
    """The receiving server asked to try again later."""
    delivery = _locked(delivery)
    delivery.state = DeliveryState.DELAYED
    delivery.not_before = until
    delivery.answer = answer
    delivery.claimed_by = ""
    delivery.save(update_fields=["state", "not_before", "answer", "claimed_by"])


@transaction.atomic
def delivery_failed(
    *, delivery: Delivery, at: dt.datetime, answer: str, health: Health = Health.DEAD
) -> None:
    """The letter did not arrive: the server refused it, or it came back later. The address is marked with `health`, and
    a task raised.
    """
    delivery = _locked(delivery)
    if delivery.state == DeliveryState.FAILED:
        return
    delivery.state = DeliveryState.FAILED
    delivery.answer = answer
    delivery.claimed_by = ""
    delivery.save(update_fields=["state", "answer", "claimed_by"])
    for request in delivery.message.requests.select_related("authority"):
        event_add(
            request=request,
            type=EventType.DELIVERY_FAILED,
            day=local_day(moment_for(request, at), request.authority),
            source="record",
            message=delivery.message,
            data={"answer": answer[:300], "address": delivery.to_address},
        )
        AuthorityAddress.objects.filter(
            authority=request.authority, email__iexact=delivery.to_address
        ).update(health=health, health_reason=answer[:500], health_since=timezone.now())
        if request.rehearsal_day is None:
            task_open(
                kind=TaskKind.BOUNCE,
                subject_kind="request",
                subject_id=request.pk,
                detail={"address": delivery.to_address, "answer": answer[:300]},
            )


def _locked(delivery: Delivery) -> Delivery:
    return Delivery.objects.select_for_update(of=("self",)).select_related("message").get(pk=delivery.pk)
