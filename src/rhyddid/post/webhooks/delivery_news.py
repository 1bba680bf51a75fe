"""What a provider tells about a letter after it has left: kept, and the delivery's state follows from it.

News comes twice, late, and in any order. What was told is kept once; a letter that arrived is never "held up" again, and
a failure outweighs everything else that was told of the same letter until it is sent again.
"""

from __future__ import annotations

import datetime as dt
import logging

from django.db import transaction

from rhyddid.authorities.models import Health
from rhyddid.post.models import AttemptOutcome, DeliveryNews, News
from rhyddid.post.returned_mail import address_doubted, delivery_delivered
from rhyddid.post.webhooks.told_by_provider import Told
from rhyddid.requests.delivery_result import delivery_failed, delivery_sent
from rhyddid.requests.models import Delivery, DeliveryState, Direction

log = logging.getLogger(__name__)

_BEFORE_IT_ARRIVED = (DeliveryState.SENT, DeliveryState.HELD_UP)
_NOT_GONE = (DeliveryState.QUEUED, DeliveryState.DELAYED)
_CLOCKS_DIFFER_BY = dt.timedelta(minutes=2)


class BeingHandedOver(Exception):
    """The letter is in a carrier's hands: what became of it is recorded first. Tell it again."""


@transaction.atomic
def delivery_news_take(*, provider: str, told: Told) -> bool:
    """Keep what `provider` told, and act on it. False where it is of no letter of ours, or was told before.

    Raises BeingHandedOver.
    """
    delivery = _delivery_of(told)
    if delivery is None:
        log.info("%s tells of a letter that is not ours: %s", provider, ", ".join(told.message_ids))
        return False
    if delivery.state == DeliveryState.SENDING:
        raise BeingHandedOver
    _, is_new = DeliveryNews.objects.get_or_create(
        delivery=delivery, provider=provider, news=told.news, at=told.at, defaults={"answer": told.answer}
    )
    if not is_new or _is_of_an_earlier_try(delivery, told):
        return False
    match told.news:
        case News.DELIVERED:
            _arrived(delivery, told)
        case News.HELD_UP:
            Delivery.objects.filter(pk=delivery.pk, state__in=_BEFORE_IT_ARRIVED).update(
                state=DeliveryState.HELD_UP, answer=told.answer
            )
        case News.FAILED:
            _failed(delivery, told)
        case News.COMPLAINT:
            requests = delivery.message.requests.select_related("authority")
            address_doubted(
                delivery=delivery, requests=list(requests), answer=f"Marked as spam. {told.answer}"
            )
    return True


def _delivery_of(told: Told) -> Delivery | None:
    """Locked. A letter to several has a delivery for each; where there is one, its address need not be named."""
    ours = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("message")
        .filter(message__direction=Direction.OUT, rehearsal=False)
    )
    for message_id in told.message_ids:
        deliveries = list(ours.filter(message__message_id=message_id[:500]))
        named = [each for each in deliveries if each.to_address.lower() == told.recipient.lower()]
        if named or len(deliveries) == 1:
            return (named or deliveries)[0]
    return None


def _is_of_an_earlier_try(delivery: Delivery, told: Told) -> bool:
    """A letter that was sent again is not judged by what became of the first copy."""
    taken = delivery.attempts.filter(outcome__in=(AttemptOutcome.ACCEPTED, AttemptOutcome.UNSEEN))
    again = list(taken.order_by("-attempt").values_list("at", flat=True)[:2])
    if delivery.state in _NOT_GONE:
        return delivery.first_sent_at is not None
    return len(again) > 1 and told.at < again[0] - _CLOCKS_DIFFER_BY


def _arrived(delivery: Delivery, told: Told) -> None:
    if delivery.state in _NOT_GONE and delivery.attempt:
        # the server kept it and could not say so: a second copy must not leave
        delivery_sent(delivery=delivery, at=told.at, answer=told.answer)
    delivery_delivered(delivery=delivery, at=told.at)


def _failed(delivery: Delivery, told: Told) -> None:
    if delivery.state in _NOT_GONE and not delivery.attempt:
        return
    delivery_failed(
        delivery=delivery,
        at=told.at,
        answer=told.answer or "Not delivered",
        health=Health.DEAD if told.address_is_dead else Health.DOUBTFUL,
    )
