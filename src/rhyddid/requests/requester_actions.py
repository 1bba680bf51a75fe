"""What a requester decides about a request: withdrawing it, what regulator and tribunal said, that it is done.

Each is an event with who and when; a wrong one is taken back. Who sees a request is `visibility_change`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from rhyddid.accounts.models import Person
from rhyddid.law.terms import spoken
from rhyddid.requests.clock import local_day, moment_for, standing_events, today_for
from rhyddid.requests.events import event_add, event_take_back
from rhyddid.requests.models import Delivery, Event, EventType, Request
from rhyddid.requests.request_send import follow_up_queue
from rhyddid.wording import LANGUAGES, Wording, gettext_noop

ESCALATIONS = (
    EventType.REGULATOR_ASKED,
    EventType.REGULATOR_DECIDED,
    EventType.APPEALED,
    EventType.TRIBUNAL_DECIDED,
)
RESULTS = {
    "for_requester": gettext_noop("For the requester"),
    "partly": gettext_noop("Partly for the requester"),
    "for_authority": gettext_noop("For the authority"),
    "settled": gettext_noop("Settled without a decision"),
    "withdrawn": gettext_noop("Withdrawn"),
    "not_taken": gettext_noop("Not taken up"),
}
# what a person may take back: their own word, not what the record or a letter says
_OWN_WORDS = (*ESCALATIONS, EventType.SETTLED)


class CannotChange(Exception):
    """The request cannot be changed so; the message says why and what to do."""


def withdrawal_text(request: Request) -> str:
    """A letter that withdraws the request, to begin with, in the request's language."""
    language = request.language if request.language in LANGUAGES else "en"
    sent = next((event.day for event in standing_events(request) if event.type == EventType.SENT), None)
    first = request.messages.filter(direction="out").order_by("received_at", "id").first()
    name = (request.authority.name_cy if language == "cy" else "") or request.authority.name
    paragraphs = [
        Wording(gettext_noop("Dear {name},"), {"name": name}),
        Wording(
            gettext_noop("I withdraw my request of {day}: “{subject}”. You need not answer it."),
            {"day": spoken(sent or today_for(request)), "subject": request.subject},
        ),
        Wording(gettext_noop("Yours faithfully,")),
        Wording("{sender}", {"sender": (first.sender_name if first else "") or request.team.name}),
    ]
    return "\n\n".join(each.render(language) for each in paragraphs) + "\n"


def request_withdraw(*, request: Request, text: str, by: Person) -> Delivery:
    """Put the letter that withdraws the request in the outbox; with its leaving the request is withdrawn. Raises
    NothingToFollow where no letter has left: take that back instead.
    """
    return follow_up_queue(request=request, text=text, by=by, event_type=EventType.WITHDRAWN)


def escalation_record(
    *,
    request: Request,
    type: EventType,
    day: dt.date,
    by: Person,
    result: str = "",
    reference: str = "",
    link: str = "",
) -> Event:
    """Record a complaint to the regulator or an appeal, or what was decided. Raises CannotChange."""
    if type not in ESCALATIONS:
        raise CannotChange(_("Choose what happened."))
    if day > local_day(moment_for(request, timezone.now()), request.authority):
        raise CannotChange(_("The day lies in the future."))
    decides = type in (EventType.REGULATOR_DECIDED, EventType.TRIBUNAL_DECIDED)
    if decides and result not in RESULTS:
        raise CannotChange(_("Say how it was decided."))
    data: dict[str, Any] = {"reference": reference.strip()[:80], "link": link.strip()[:500]}
    if decides:
        data["result"] = result
    kept = {name: value for name, value in data.items() if value}
    return event_add(request=request, type=type, day=day, source="person", by=by, data=kept)


def request_settle(*, request: Request, by: Person) -> Event | None:
    """Say that nothing more is to be done about the request; None where that has been said."""
    if any(event.type == EventType.SETTLED for event in standing_events(request)):
        return None
    return event_add(request=request, type=EventType.SETTLED, day=today_for(request), source="person", by=by)


def own_word_take_back(*, request: Request, pk: int, by: Person) -> bool:
    """Take back an event that a person stated; False where it is none of these, or gone."""
    event = next((each for each in standing_events(request) if each.pk == pk), None)
    if event is None or event.type not in _OWN_WORDS or event.source != "person":
        return False
    event_take_back(event=event, by=by, day=today_for(request))
    return True


def own_words(request: Request) -> list[Event]:
    """The events that a person stated here and may take back, in order."""
    return [each for each in standing_events(request) if each.type in _OWN_WORDS and each.source == "person"]
