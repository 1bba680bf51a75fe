"""An event in words: what it is called, and what a person stated with it (a decision, a reference)."""

from __future__ import annotations

from django.utils.translation import get_language

from rhyddid.requests.models import Event
from rhyddid.requests.requester_actions import RESULTS
from rhyddid.wording import Wording


def event_told(event: Event) -> str:
    """The event's name with its details, in the language of the page."""
    return " · ".join([str(event.get_type_display()), *event_details(event)])


def event_details(event: Event) -> list[str]:
    """What was stated with a step before regulator or tribunal; nothing for other events."""
    language = (get_language() or "en")[:2]
    told = []
    if (result := event.data.get("result")) in RESULTS:
        told.append(Wording(RESULTS[result]).render(language))
    if reference := event.data.get("reference"):
        told.append(str(reference))
    return told
