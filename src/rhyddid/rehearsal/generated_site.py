"""A generated site of any size, to measure and to look at: invented authorities, requests, letters, answers. None is sent.

Rows are made in lots and written in bulk, as the services would have left them; a test compares them with what the
services make of the same events.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import slugify

from rhyddid.accounts.models import Team
from rhyddid.authorities.models import Authority, AuthorityAddress
from rhyddid.batches.models import Batch, BatchQuestion, BatchState, Recipient
from rhyddid.law.clock import ClockEvent, run_clock
from rhyddid.law.regimes import regime
from rhyddid.rehearsal.generated_words import MadeRequest, make_words
from rhyddid.rehearsal.simulated.authorities import many
from rhyddid.requests.masking import public_columns
from rhyddid.requests.models import (
    Direction,
    Event,
    EventType,
    Finding,
    FindingType,
    Message,
    MessageInRequest,
    Question,
    Reading,
    Request,
    RequestState,
    State,
    Visibility,
)

LOT = 500
_TEAMS = 40
_BATCH = 400
_NATIONS = {"England": "ENG", "Wales": "WLS", "Scotland": "SCT", "Northern Ireland": "NIR"}


class SiteIsInUse(Exception):
    """Generated requests go only where there are no others."""


@dataclass(frozen=True)
class Generated:
    requests: int
    messages: int


@dataclass
class _Made:
    """One request on its way into the database, with its parts."""

    request: Request
    words: MadeRequest
    sent: dt.datetime
    questions: list[Question]
    messages: list[Message]
    reply: Message | None = None


def site_generate(
    *,
    requests: int,
    messages: int,
    authorities: int = 400,
    seed: int = 1,
    progress: Callable[[int], object] = lambda count: None,
) -> Generated:
    """Fill an empty site. `messages` counts letters in both directions; `progress` is told how many requests were added.

    Raises SiteIsInUse where there are requests that were not generated.
    """
    if Request.objects.exclude(slug__startswith="generated-").exists():
        raise SiteIsInUse
    bodies = _authorities(authorities)
    teams = _teams()
    rng = random.Random(seed)
    first = Request.objects.count()
    made = Generated(0, 0)
    for at in range(0, requests, LOT):
        count = min(LOT, requests - at)
        lot = [_make(rng, first + at + number, bodies, teams, messages / requests) for number in range(count)]
        with transaction.atomic():
            _store(lot)
        made = Generated(made.requests + count, made.messages + sum(len(each.messages) for each in lot))
        progress(count)
    batch_generate()
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    return made


@transaction.atomic
def batch_generate() -> Batch:
    """One published batch of up to 400 authorities, made of a generated request of each."""
    batch, is_new = Batch.objects.get_or_create(
        slug="generated-batch",
        defaults={
            "team": _teams()[0],
            "subject": "A generated batch",
            "letter": "{questions}",
            "state": BatchState.SENT,
            "published_at": timezone.now(),
            "shows_unconfirmed": True,
        },
    )
    if is_new:
        BatchQuestion.objects.bulk_create(
            BatchQuestion(batch=batch, position=place, number=str(place + 1), text=f"Question {place + 1}")
            for place in range(3)
        )
        first = (
            Request.objects.filter(slug__startswith="generated-", visibility=Visibility.PUBLIC)
            .order_by("authority_id", "pk")
            .distinct("authority_id")[:_BATCH]
        )
        Recipient.objects.bulk_create(
            Recipient(batch=batch, authority_id=each.authority_id, request=each) for each in first
        )
    return batch


def _authorities(count: int) -> list[Authority]:
    known = {each.slug: each for each in Authority.objects.filter(tags__contains=["generated"])}
    invented = [each for each in many(count) if each.slug not in known]
    new = Authority.everywhere.bulk_create(
        Authority(
            slug=each.slug,
            name=each.name,
            name_cy=each.name_cy,
            kind=each.kind,
            nations=[_NATIONS[each.nation]],
            regimes=[each.regime],
            tags=["generated", each.kind],
        )
        for each in invented
    )
    AuthorityAddress.objects.bulk_create(
        AuthorityAddress(authority=row, email=body.foi_email) for row, body in zip(new, invented, strict=True)
    )
    return [*known.values(), *new]


def _teams() -> list[Team]:
    return [
        Team.objects.get_or_create(slug=f"generated-team-{number}", defaults={"name": f"Team {number}"})[0]
        for number in range(1, _TEAMS + 1)
    ]


def _make(
    rng: random.Random, number: int, bodies: list[Authority], teams: list[Team], mean_letters: float
) -> _Made:
    authority, team = rng.choice(bodies), rng.choice(teams)
    letters = max(2, round(rng.gauss(mean_letters, 1.0)))
    words = make_words(rng, sender=team.name, letters=letters)
    day = dt.date(2016, 1, 4) + dt.timedelta(days=rng.randrange(3800))
    sent = dt.datetime.combine(day, dt.time(rng.randint(8, 17), rng.randint(0, 59)), dt.UTC)
    request = Request(
        slug=f"generated-{number}-{slugify(words.subject)}"[:150],
        authority=authority,
        team=team,
        subject=words.subject,
        text=words.letter,
        regime=authority.regimes[0],
        reply_token=f"generated{number}",
        visibility=Visibility.PUBLIC if rng.random() < 0.97 else Visibility.PRIVATE,
    )
    for name, value in public_columns(request).items():
        setattr(request, name, value)
    texts = _letters(words, letters, answered=rng.random() < 0.8)
    messages, at = [], sent
    reply = None
    for place, (direction, text) in enumerate(texts):
        message = _message(request, number, place, direction, text, at)
        messages.append(message)
        if text is words.reply:
            reply = message
        at += dt.timedelta(days=rng.randint(1, 12), hours=rng.randint(0, 3))
    questions = [
        Question(position=place, number=each.number, text=each.text, answer_type=each.answer_type)
        for place, each in enumerate(words.questions)
    ]
    return _Made(request, words, sent, questions, messages, reply)


def _letters(words: MadeRequest, letters: int, *, answered: bool) -> list[tuple[Direction, str]]:
    """Our letter, an acknowledgement, chases, and for most requests the reply at the end."""
    middle = [(Direction.IN, words.acknowledgement), *((Direction.OUT, chase) for chase in words.chases)]
    thread = [(Direction.OUT, words.letter), *middle]
    if answered:
        thread = [*thread[: max(1, letters - 1)], (Direction.IN, words.reply)]
    return thread[:letters]


def _message(
    request: Request, number: int, place: int, direction: Direction, text: str, at: dt.datetime
) -> Message:
    is_ours = direction == Direction.OUT
    return Message(
        direction=direction,
        message_id=f"<{number}.{place}@generated.example>",
        subject=request.subject if is_ours else f"Re: {request.subject}",
        sender_name=request.team.name if is_ours else request.authority.name,
        sender_address="" if is_ours else f"foi@{request.authority.slug}.example",
        received_at=at,
        sent_at=at,
        text=text,
    )


def _store(lot: list[_Made]) -> None:
    Request.objects.bulk_create(each.request for each in lot)
    # the day of asking, which the database would set to today
    for each in lot:
        each.request.created_at = each.sent
    Request.objects.bulk_update([each.request for each in lot], ["created_at"])
    for each in lot:
        for question in each.questions:
            question.request = each.request
    Question.objects.bulk_create(question for each in lot for question in each.questions)
    Message.objects.bulk_create(message for each in lot for message in each.messages)
    MessageInRequest.objects.bulk_create(
        MessageInRequest(
            message=message,
            request=each.request,
            matched_by="sent" if message.direction == Direction.OUT else "address",
        )
        for each in lot
        for message in each.messages
    )
    Event.objects.bulk_create(event for each in lot for event in _events(each))
    RequestState.objects.bulk_create(_state(each) for each in lot)
    readings = [reading for each in lot for reading in _readings(each)]
    Reading.objects.bulk_create(reading for reading, _ in readings)
    Finding.objects.bulk_create(finding for reading, each in readings for finding in _findings(reading, each))


def _events(each: _Made) -> Iterator[Event]:
    day = each.sent.date()
    for type in (EventType.SENT, EventType.RECEIVED):
        yield Event(request=each.request, type=type, day=day, source="record", message=each.messages[0])
    for message in each.messages[1:]:
        on = message.received_at.date()
        if message.direction == Direction.OUT:
            type, source = EventType.MESSAGE_SENT, "record"
        elif message is each.reply:
            type, source = _closing(each), "reading"
        else:
            type, source = EventType.ACKNOWLEDGED, "reading"
        yield Event(request=each.request, type=type, day=on, source=source, message=message)


def _closing(each: _Made) -> EventType:
    answered = any(question.is_answered for question in each.words.questions)
    return EventType.ANSWERED if answered else EventType.REFUSED


def _state(each: _Made) -> RequestState:
    day = each.sent.date()
    last = each.messages[-1]
    is_closed = each.reply is not None
    closing = _closing(each)
    if is_closed:
        last_event: str = closing
    elif len(each.messages) == 1:
        last_event = EventType.RECEIVED
    else:
        last_event = EventType.MESSAGE_SENT if last.direction == Direction.OUT else EventType.ACKNOWLEDGED
    closed_on = last.received_at.date() if is_closed else None
    dates = _dates(
        each.request.regime, day, each.request.authority.kind, closing if is_closed else None, closed_on
    )
    return RequestState(
        request=each.request,
        state=(State.ANSWERED if closing == EventType.ANSWERED else State.REFUSED)
        if is_closed
        else State.RUNNING,
        received=day,
        closed_on=closed_on,
        last_event=last_event,
        last_event_on=last.received_at.date(),
        computed_at=timezone.now(),
        **dates,
    )


@cache
def _dates(
    regime_id: str, received: dt.date, kind: str, closing: EventType | None, closed_on: dt.date | None
) -> dict[str, object]:
    """What the clock gives, kept: many requests of one day have one answer."""
    events = [ClockEvent(closed_on, closing.value)] if closing is not None and closed_on is not None else []
    result = run_clock(regime(regime_id), received, events, authority_kind=kind or None)
    return {
        "due": result.due,
        "notice_due": result.notice_due,
        "review_due": result.review_due,
        "regulator_by": result.regulator_by,
        "calendar_version": f"{result.calendar.id} {result.calendar.version}",
    }


def _readings(each: _Made) -> Iterator[tuple[Reading, _Made]]:
    for message in each.messages[1:]:
        if message.direction != Direction.IN:
            continue
        is_reply = message is each.reply
        outcome = "" if not is_reply else ("disclosed" if _closing(each) == EventType.ANSWERED else "refused")
        kind = "decision" if is_reply else "acknowledgement"
        yield (
            Reading(
                message=message,
                request=each.request,
                version=1,
                kind=kind,
                outcome=outcome,
                language="en",
            ),
            each,
        )


def _findings(reading: Reading, each: _Made) -> Iterator[Finding]:
    if reading.kind != "decision":
        return
    text, at = reading.message.text, 0
    for question, asked in zip(each.questions, each.words.questions, strict=True):
        at = text.index(asked.answer, at)
        yield Finding(
            reading=reading,
            question=question,
            type=FindingType.ANSWER,
            value={
                "decision": "disclosed" if asked.is_answered else "exempt",
                "text": asked.answer,
                "values": [],
                "provisions": [],
            },
            confidence=0.9,
            start=at,
            end=at + len(asked.answer),
            quote=asked.answer,
        )
