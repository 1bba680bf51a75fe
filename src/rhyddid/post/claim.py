"""Claiming due letters: in small lots, so that several workers share the outbox and a killed one holds little."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.db import connection, transaction
from django.utils import timezone

from rhyddid.post.pace import pace_granted
from rhyddid.requests.models import Delivery, DeliveryState


class Letters(StrEnum):
    """Which letters an outbox sends. Those of rehearsals go to simulated authorities, and never by the post."""

    REAL = "real"
    REHEARSALS = "rehearsals"


@dataclass(frozen=True)
class Claim:
    """One letter that one carrier holds."""

    delivery: int
    attempt: int


@transaction.atomic
def letters_claim(*, carrier: str, most: int, letters: Letters, per_minute: int) -> list[Claim]:
    """Claim at most `most` due letters for `carrier`; committed when this returns."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select delivery.id, delivery.domain
            from requests_delivery delivery left join post_domainpace pace on pace.domain = delivery.domain
            where delivery.state in ('queued', 'delayed') and delivery.not_before <= now()
              and delivery.rehearsal = %s
              and (pace.free_at is null or pace.free_at <= clock_timestamp() or %s)
            order by delivery.not_before, delivery.id
            limit %s for update of delivery skip locked
            """,
            [letters == Letters.REHEARSALS, per_minute == 0, most],
        )
        due: list[tuple[int, str]] = cursor.fetchall()
        granted = pace_granted((domain for _, domain in due), per_minute)
        wanted: list[int] = []
        for delivery, domain in due:
            if domain in granted:
                wanted.append(delivery)
                if per_minute:
                    granted.remove(domain)
        if not wanted:
            return []
        cursor.execute(
            """
            update requests_delivery
            set state = 'sending', claimed_by = %s, claimed_at = now(), attempt = attempt + 1
            where id = any(%s) returning id, attempt
            """,
            [carrier, wanted],
        )
        attempts = dict(cursor.fetchall())
    return [Claim(delivery, attempts[delivery]) for delivery in wanted]


def letters_due(letters: Letters) -> bool:
    """Whether a letter is due, paced or not."""
    due = Delivery.objects.filter(
        state__in=[DeliveryState.QUEUED, DeliveryState.DELAYED],
        not_before__lte=timezone.now(),
        rehearsal=letters == Letters.REHEARSALS,
    )
    return due.exists()


def carriers_holding() -> list[str]:
    """The carriers, living or dead, that hold letters."""
    held = Delivery.objects.filter(state=DeliveryState.SENDING)
    return list(held.order_by().values_list("claimed_by", flat=True).distinct())


def claims_of(carrier: str) -> list[Claim]:
    """The letters that a carrier holds."""
    held = Delivery.objects.filter(state=DeliveryState.SENDING, claimed_by=carrier).order_by("pk")
    return [Claim(pk, attempt) for pk, attempt in held.values_list("pk", "attempt")]


def claims_older_than(carrier: str, age: dt.timedelta) -> list[int]:
    """Ids of the letters that a carrier has held for longer than `age`."""
    held = Delivery.objects.filter(
        state=DeliveryState.SENDING, claimed_by=carrier, claimed_at__lt=timezone.now() - age
    )
    return list(held.values_list("pk", flat=True))
