"""A rehearsal: a batch's clone, sent by real SMTP to simulated authorities on this machine, whose replies come back by
real SMTP to our own mail door, day by simulated day.

outbox → simulated authorities' server → their scripts → mail door → receive → board. Nothing leaves loopback.
"""

from __future__ import annotations

import datetime as dt
import heapq
import itertools
import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Q

from rhyddid.accounts.models import Person
from rhyddid.batches.models import Batch, Recipient
from rhyddid.batches.send import batch_send
from rhyddid.batches.services import batch_copy
from rhyddid.care.models import AuditEntry
from rhyddid.care.services import audit
from rhyddid.post.claim import Letters
from rhyddid.post.models import HeldMessage
from rhyddid.post.outbox import Outbox, outbox_place
from rhyddid.rehearsal.directory import simulated_authorities
from rhyddid.rehearsal.reply_door import ReplyDoor
from rhyddid.rehearsal.simulated.authorities import authority_by_address
from rhyddid.rehearsal.simulated.deadlines import deadline
from rhyddid.rehearsal.simulated.play import Act, Script, plan, reply_mail
from rhyddid.rehearsal.simulated.request_mail import AskedQuestion, RequestMail, read_request_mail
from rhyddid.rehearsal.simulated.server import AuthoritiesServer
from rhyddid.rehearsal.simulated.truth import Truth
from rhyddid.requests.message_delete import messages_delete
from rhyddid.requests.models import (
    Delivery,
    DeliveryState,
    EventType,
    Message,
    MessageInRequest,
    Request,
    RequestState,
    State,
)
from rhyddid.requests.request_send import follow_up_queue

_PLAYED = "rehearsal_played"
LONDON = ZoneInfo("Europe/London")
_CLARIFICATION_TAKES = dt.timedelta(days=3)
# after the last act the calendar goes on, so that those who never answer are late
_SILENCE_SHOWS_AFTER = dt.timedelta(days=35)

_CLARIFICATION_TEXT = {
    "en": "Thank you for your message. Please take my questions in their ordinary meaning, for the whole of your "
    "organisation, and tell me what you hold for the years named.\n\nYours faithfully,\n\n{sender}",
    "cy": "Diolch am eich neges. Cymerwch fy nghwestiynau yn eu hystyr arferol, ar gyfer y sefydliad cyfan, a rhowch "
    "wybod i mi beth sydd gennych ar gyfer y blynyddoedd a enwir.\n\nYn gywir,\n\n{sender}",
}


class AlreadyPlaying(Exception):
    """Another process plays this rehearsal."""


@dataclass(frozen=True)
class Progress:
    """Told after each step: how many of how many mails, and the simulated day."""

    done: int
    total: int
    day: dt.date


@dataclass(frozen=True)
class Rehearsed:
    """What a rehearsal did. `truths` are what each reply really said, by Message-ID, to score the reading with."""

    batch: Batch
    letters_sent: int
    replies_received: int
    truths: dict[str, Truth]


def rehearsal_create(*, batch: Batch, by: Person | None, count: int = 86, start: dt.date) -> Batch:
    """The clone of `batch` with `count` simulated recipients, in draft. Raises RealNameTaken."""
    return batch_copy(
        batch=batch,
        slug=_fresh_slug(batch),
        by=by,
        rehearsal_of=batch,
        rehearsal_day=start,
        authorities=simulated_authorities(count),
    )


def rehearse(
    *,
    rehearsal: Batch,
    by: Person | None,
    seed: int = 1,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> Rehearsed:
    """Send the rehearsal and play it to its end. Raises AlreadyPlaying."""
    if rehearsal.rehearsal_day is None:
        raise ValueError(f"{rehearsal.slug} is no rehearsal")
    with _alone(rehearsal):
        played = _Stage(rehearsal, by, seed, on_progress).play()
        audit(action=_PLAYED, subject_kind="batch", subject_id=rehearsal.pk, by=by)
        return played


def is_played(rehearsal: Batch) -> bool:
    """Whether the rehearsal was played to its end; one that was stopped half-way is best deleted and made anew."""
    return AuditEntry.objects.filter(action=_PLAYED, subject_kind="batch", subject_id=rehearsal.pk).exists()


@transaction.atomic
def rehearsal_delete(*, rehearsal: Batch) -> int:
    """Delete a rehearsal with its requests, letters and readings; returns how many requests went."""
    if rehearsal.rehearsal_day is None:
        raise ValueError(f"{rehearsal.slug} is no rehearsal")
    requests = Request.objects.filter(recipient__batch=rehearsal)
    ids = list(requests.values_list("pk", flat=True))
    _give_back_real_letters(ids)
    with connection.cursor() as cursor:
        cursor.execute("set local rhyddid.erasing = 'on'")
    messages_delete(Message.objects.filter(requests__in=ids))
    Recipient.objects.filter(batch=rehearsal).delete()
    Request.objects.filter(pk__in=ids).delete()
    rehearsal.delete()
    return len(ids)


def _give_back_real_letters(request_ids: list[int]) -> None:
    """A message that also belongs to a real request, or that a person put into the rehearsal, is no part of it: it
    stays, and waits in the holding pen where it belongs nowhere else.
    """
    links = MessageInRequest.objects.filter(request__in=request_ids)
    shared = MessageInRequest.objects.filter(request__rehearsal_day=None).values("message")
    given = links.filter(Q(message__in=shared) | Q(matched_by="person"))
    messages = list(given.values_list("message_id", flat=True))
    links.filter(message__in=messages).delete()
    HeldMessage.objects.filter(message__in=messages, message__requests=None).update(
        resolved_at=None, resolved_by=None
    )


@dataclass(order=True)
class _Due:
    """An act that is to come, in order of time."""

    at: dt.datetime
    order: int
    script: Script = field(compare=False)
    place: int = field(compare=False)
    request: RequestMail = field(compare=False)
    answering: str | None = field(compare=False)

    @property
    def act(self) -> Act:
        return self.script.acts[self.place]


class _Stage:
    """One performance: what is still to come, and the day that it is."""

    def __init__(
        self, rehearsal: Batch, by: Person | None, seed: int, on_progress: Callable[[Progress], None]
    ) -> None:
        assert rehearsal.rehearsal_day is not None
        self.rehearsal, self.by, self.seed, self.on_progress = rehearsal, by, seed, on_progress
        self.day = rehearsal.rehearsal_day
        self.questions = tuple(
            AskedQuestion(question.number, question.text, question.answer_type, tuple(question.choices))
            for question in rehearsal.questions.all()
        )
        self.due: list[_Due] = []
        self.order = itertools.count()
        self.opened: dict[str, tuple[Script, RequestMail]] = {}
        self.truths: dict[str, Truth] = {}
        self.clarified: set[int] = set()
        self.sent = self.replies = 0
        self.last_act: dt.date | None = None

    def play(self) -> Rehearsed:
        with AuthoritiesServer(on_mail=self._mail_at_authority) as authorities, ReplyDoor() as door:
            self.outbox = Outbox(
                outbox_place(rehearsal=True, url=f"smtp://127.0.0.1:{authorities.port}"),
                letters=Letters.REHEARSALS,
                per_minute=0,
            )
            try:
                batch_send(batch=self.rehearsal, by=self.by)
                self._drain()
                self._perform(door)
            finally:
                self.outbox.close()
        self._advance(max(self.last_act or self.day, self.day) + _SILENCE_SHOWS_AFTER)
        self.rehearsal.refresh_from_db()
        return Rehearsed(self.rehearsal, self.sent, self.replies, self.truths)

    def _perform(self, door: ReplyDoor) -> None:
        to_clarify: dict[dt.date, list[int]] = {}
        while self.due or to_clarify:
            next_act = self.due[0].at.date() if self.due else dt.date.max
            day = min([next_act, *to_clarify])
            self._advance(day)
            for request_id in to_clarify.pop(day, []):
                self._clarify(Request.objects.select_related("team", "authority").get(pk=request_id))
            self._replies_of(day, door)
            door.take_in()
            self._drain()
            for pk in self._asked_to_clarify():
                if pk not in self.clarified:
                    # once each: whoever asks again waits on the board, or the two would never end
                    self.clarified.add(pk)
                    to_clarify.setdefault(day + _CLARIFICATION_TAKES, []).append(pk)
            self.on_progress(Progress(self.replies, self.replies + len(self.due), day))

    def _replies_of(self, day: dt.date, door: ReplyDoor) -> None:
        """The day's replies, on a line of their own: a large day takes longer than a server keeps an idle one open."""
        if not self.due or self.due[0].at.date() > day:
            return
        with smtplib.SMTP("127.0.0.1", door.port, timeout=60) as line:
            while self.due and self.due[0].at.date() <= day:
                self._reply(line, heapq.heappop(self.due))

    def _mail_at_authority(self, envelope_from: str, recipients: tuple[str, ...], raw: bytes) -> None:
        """A letter of ours has arrived: the request opens the script, our answer to a question moves it on."""
        mail = read_request_mail(raw, questions=self.questions, envelope_from=envelope_from)
        for recipient in recipients:
            authority = authority_by_address(recipient)
            if authority is None:
                raise ValueError(f"{recipient} is no simulated authority")
            self.sent += 1
            if recipient not in self.opened:
                script = plan(authority, seed=self.seed)
                self.opened[recipient] = (script, mail)
                self._schedule(script, 0, mail, mail.sent_at, None)
                continue
            script, opening = self.opened[recipient]
            for place, act in enumerate(script.acts):
                if act.after == "clarified":
                    self._schedule(script, place, opening, mail.sent_at, mail.message_id)
                    break

    def _schedule(
        self, script: Script, place: int, request: RequestMail, base: dt.datetime, answering: str | None
    ) -> None:
        if place >= len(script.acts):
            return
        act = script.acts[place]
        if act.after == "clarified" and answering is None:
            return  # it waits for our answer, and then comes by way of that
        counted_from = request.sent_at if act.after == "receipt" else base
        day = deadline(
            counted_from.astimezone(LONDON).date(),
            regime=script.authority.regime,
            working_days=act.working_days,
        )
        at = dt.datetime.combine(max(day, self.day), act.time_of_day, LONDON)
        heapq.heappush(self.due, _Due(at, next(self.order), script, place, request, answering))

    def _reply(self, line: smtplib.SMTP, due: _Due) -> None:
        reply = reply_mail(due.script, due.act, request=due.request, sent_at=due.at, answering=due.answering)
        line.sendmail(reply.envelope_from, [reply.envelope_to], reply.raw)
        self.replies += 1
        self.last_act = due.at.date()
        self.truths[_message_id(reply.raw)] = reply.truth
        self._schedule(due.script, due.place + 1, due.request, due.at, None)

    def _clarify(self, request: Request) -> None:
        text = _CLARIFICATION_TEXT[request.language].format(sender=self.rehearsal.sender or request.team.name)
        follow_up_queue(request=request, text=text, by=self.by, event_type=EventType.CLARIFIED)

    def _asked_to_clarify(self) -> Iterator[int]:
        states = RequestState.objects.filter(
            request__recipient__batch=self.rehearsal, state=State.AWAITING_CLARIFICATION
        )
        yield from states.values_list("request_id", flat=True)

    def _drain(self) -> None:
        self.outbox.drain_forever(until_idle=True, poll_seconds=0.02)

    def _advance(self, day: dt.date) -> None:
        if day == self.rehearsal.rehearsal_day:
            return
        self.day = day
        self.rehearsal.rehearsal_day = day
        self.rehearsal.save(update_fields=["rehearsal_day"])
        Request.objects.filter(recipient__batch=self.rehearsal).update(rehearsal_day=day)


@contextmanager
def _alone(rehearsal: Batch) -> Iterator[None]:
    """One rehearsal at a time, since all share the outbox's rehearsal lane: an advisory lock that ends with the connection.

    Letters that a rehearsal stopped half-way left there are taken back: nobody is to get them in this one.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(hashtext('rehearsal'))")
        if not cursor.fetchone()[0]:
            raise AlreadyPlaying("Another rehearsal is being played. Start this one when it has ended.")
    left = Delivery.objects.filter(rehearsal=True, state__in=[DeliveryState.QUEUED, DeliveryState.DELAYED])
    left.exclude(message__requests__recipient__batch=rehearsal).update(state=DeliveryState.RECALLED)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(hashtext('rehearsal'))")


def _message_id(raw: bytes) -> str:
    head = raw.split(b"\r\n\r\n", 1)[0].decode("latin-1")
    for name, _, value in (line.partition(":") for line in head.splitlines()):
        if name.lower() == "message-id":
            return value.strip()
    return ""


def _fresh_slug(batch: Batch) -> str:
    number = Batch.objects.filter(rehearsal_of=batch).count() + 1
    return next(
        slug
        for slug in (f"{batch.slug[:100]}-rehearsal-{n}" for n in itertools.count(number))
        if not Batch.objects.filter(slug=slug).exists()
    )
