"""What a follow-up says to each recipient: drafted from what happened, or merged from one text. Reads only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from rhyddid.batches.merge_fields import MergeFault, merge_faults, merged
from rhyddid.batches.models import Batch, FollowUpKind, FollowUpLetter
from rhyddid.law.terms import spoken
from rhyddid.requests.models import Direction, EventType, Message, Request, State
from rhyddid.requests.next_letters import PLACE_TO_FILL, next_letters
from rhyddid.wording import LANGUAGES, Wording, gettext_noop

FOLLOW_UP_FIELDS = ("authority", "subject", "reference", "received", "due", "sender")
DRAFTED = (FollowUpKind.CHASE, FollowUpKind.ASK_REVIEW, FollowUpKind.CHASE_REVIEW)
EVENTS = {
    FollowUpKind.CHASE: EventType.MESSAGE_SENT,
    FollowUpKind.ASK_REVIEW: EventType.REVIEW_ASKED,
    FollowUpKind.CHASE_REVIEW: EventType.MESSAGE_SENT,
    FollowUpKind.MESSAGE: EventType.MESSAGE_SENT,
    FollowUpKind.WITHDRAW: EventType.WITHDRAWN,
}
_OPEN = (State.RUNNING, State.AWAITING_CLARIFICATION, State.PAUSED_FOR_FEE, State.UNDER_REVIEW)


@dataclass(frozen=True)
class RecipientText:
    """The letter to one recipient; `problem` says why it cannot go as it is."""

    text: str
    problem: Wording | None


def candidates(batch: Batch, kind: str) -> QuerySet[Request]:
    """The batch's requests to which a follow-up of this kind may go, by their state; the law is asked of each later."""
    today = batch.rehearsal_day or timezone.localdate()
    asked = Request.objects.filter(recipient__batch=batch, state__received__isnull=False)
    return asked.filter(_condition(kind, today)).order_by("authority__name", "pk")


def _condition(kind: str, today: dt.date) -> Q:
    match kind:
        case FollowUpKind.CHASE:
            return Q(state__state=State.RUNNING, state__due__lt=today)
        case FollowUpKind.ASK_REVIEW:
            return Q(state__state=State.REFUSED)
        case FollowUpKind.CHASE_REVIEW:
            return Q(state__state=State.UNDER_REVIEW, state__review_due__lt=today)
        case FollowUpKind.WITHDRAW:
            return Q(state__state__in=_OPEN)
    return ~Q(state__state__in=(State.RECALLED, State.WITHDRAWN))


def candidate_counts(batch: Batch) -> dict[str, int]:
    """How many recipients each kind of follow-up may go to."""
    return {kind.value: candidates(batch, kind).count() for kind in FollowUpKind}


def template_faults(text: str) -> tuple[MergeFault, ...]:
    """The places of a text that cannot be filled in."""
    return merge_faults(text, FOLLOW_UP_FIELDS)


def recipient_text(letter: FollowUpLetter) -> RecipientText:
    """The letter as it will leave: the one that somebody wrote for this recipient, else as it is made for all."""
    request, kind = letter.request, FollowUpKind(letter.follow_up.kind)
    text = letter.text
    if not text and kind in DRAFTED:
        steps = next_letters(request)
        draft = next((each.draft for each in steps if each.step.kind == kind), None)
        if draft is None:
            return RecipientText("", Wording(gettext_noop("The law does not offer this step now.")))
        text = draft.text
    elif not text:
        text = merged(letter.follow_up.text, _values(request))
    if kind in DRAFTED and PLACE_TO_FILL in text:
        open_place = gettext_noop(
            "A place in square brackets still stands open: write this letter by itself."
        )
        return RecipientText(text, Wording(open_place))
    return RecipientText(text, None)


def _values(request: Request) -> dict[str, str]:
    language = request.language if request.language in LANGUAGES else "en"
    state = request.state
    first = (
        Message.objects.filter(requests=request, direction=Direction.OUT)
        .order_by("received_at", "id")
        .first()
    )
    values = {
        "authority": (request.authority.name_cy if language == "cy" else "") or request.authority.name,
        "subject": request.subject,
        "reference": request.authority_reference or "–",
        "sender": (first.sender_name if first is not None else "") or request.team.name,
    }
    for name, day in (("received", state.received), ("due", state.due)):
        values[name] = spoken(day).render(language) if day is not None else "–"
    return values
