"""Amazon SNS, which carries what SES tells: its first call asks whether it may, and is answered by a visit."""

from __future__ import annotations

import json
import logging
import re
import urllib.request
from typing import Any

from rhyddid.post.webhooks.told_by_provider import NotUnderstood

log = logging.getLogger(__name__)

_OF_AMAZON = re.compile(r"https://sns\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?/\?[^\s]+")
_SECONDS = 20


def subscription_confirmed(body: bytes) -> bool:
    """Whether this call was SNS asking to subscribe (or saying goodbye), and is done with. Raises NotUnderstood."""
    try:
        told: Any = json.loads(body)
        kind = told["Type"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise NotUnderstood(f"{type(error).__name__}: {error}") from error
    if kind == "SubscriptionConfirmation":
        address = str(told.get("SubscribeURL", ""))
        if _OF_AMAZON.fullmatch(address) is None:
            raise NotUnderstood("the address to confirm at is not Amazon's")
        with urllib.request.urlopen(address, timeout=_SECONDS):
            log.info("subscribed to %s", told.get("TopicArn"))
    return bool(kind != "Notification")
