"""What stands below an event in a timeline: what a person stated with it."""

from __future__ import annotations

from django import template

from rhyddid.requests import event_words
from rhyddid.requests.models import Event

register = template.Library()


@register.filter
def event_details(event: Event) -> list[str]:
    """The decision and reference of a step before regulator or tribunal."""
    return event_words.event_details(event)
