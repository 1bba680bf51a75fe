"""The holding pen: messages that match no request wait here for a person, who can take every step back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from rhyddid.accounts.models import Person
from rhyddid.care.models import TaskKind
from rhyddid.care.services import audit, task_close, task_open
from rhyddid.post.guessing import Guess
from rhyddid.post.models import HeldMessage
from rhyddid.requests.message_receive import message_attach, message_detach
from rhyddid.requests.models import MailKind, Message, Request

_SUBJECT = "held_message"


class AlreadyResolved(Exception):
    """Somebody else has dealt with this message."""


class NothingToUndo(Exception):
    """The message waits already."""


def held_waiting() -> QuerySet[HeldMessage]:
    """What waits, oldest first, each with its message."""
    return HeldMessage.objects.filter(resolved_at=None).select_related("message").order_by("held_at", "pk")


def guessed_requests(held: Iterable[HeldMessage]) -> dict[int, Request]:
    """The requests that the guesses of these messages name, by id; one query."""
    ids = {guess["request"] for each in held for guess in each.guesses}
    return Request.objects.select_related("authority").in_bulk(ids)


@transaction.atomic
def hold(*, message: Message, guesses: Sequence[Guess]) -> HeldMessage:
    """Put a message into the pen; a second time changes nothing. Spam waits for nobody."""
    spam = message.kind == MailKind.SPAM
    held, is_new = HeldMessage.objects.get_or_create(
        message=message,
        defaults={
            "guesses": [guess.to_json() for guess in guesses],
            "resolved_at": timezone.now() if spam else None,
            "resolution": {"how": "spam"} if spam else {},
        },
    )
    if is_new and not spam:
        task_open(kind=TaskKind.HELD_MESSAGE, subject_kind=_SUBJECT, subject_id=message.pk)
    return held


@transaction.atomic
def held_accept(*, held: HeldMessage, requests: Sequence[Request], by: Person | None) -> HeldMessage:
    """Say to which requests a message belongs. Raises AlreadyResolved."""
    held = _locked(held)
    if held.resolved_at is not None:
        raise AlreadyResolved(f"Message {held.pk} does not wait any more.")
    for request in requests:
        message_attach(message=held.message, request=request, matched_by="person", by=by)
    return _resolved(held, {"how": "accepted", "requests": [request.pk for request in requests]}, by)


@transaction.atomic
def held_accept_many(*, held: Sequence[HeldMessage], by: Person | None) -> list[HeldMessage]:
    """Accept the best guess of each; those without a guess, or dealt with already, are left as they are."""
    requests = guessed_requests(held)
    accepted = []
    for each in held:
        best = requests.get(each.guesses[0]["request"]) if each.guesses else None
        if best is not None and each.resolved_at is None:
            accepted.append(held_accept(held=each, requests=[best], by=by))
    return accepted


@transaction.atomic
def held_mark_spam(*, held: HeldMessage, by: Person | None) -> HeldMessage:
    """Say that a message is spam. Raises AlreadyResolved."""
    held = _locked(held)
    if held.resolved_at is not None:
        raise AlreadyResolved(f"Message {held.pk} does not wait any more.")
    was = held.message.kind
    held.message.kind = MailKind.SPAM
    held.message.save(update_fields=["kind"])
    return _resolved(held, {"how": "spam", "was": was}, by)


@transaction.atomic
def held_undo(*, held: HeldMessage, by: Person | None) -> HeldMessage:
    """Back into the pen: links, readings and events of an acceptance are taken back. Raises NothingToUndo."""
    held = _locked(held)
    if held.resolved_at is None:
        raise NothingToUndo(f"Message {held.pk} waits already.")
    for request in Request.objects.filter(pk__in=held.resolution.get("requests", [])):
        message_detach(message=held.message, request=request, by=by, day=timezone.localdate())
    if held.resolution.get("how") == "spam":
        held.message.kind = held.resolution.get("was", MailKind.LETTER)
        held.message.save(update_fields=["kind"])
    audit(
        action="held_message_undone", subject_kind=_SUBJECT, subject_id=held.pk, by=by, detail=held.resolution
    )
    held.resolved_at, held.resolved_by, held.resolution = None, None, {}
    held.save(update_fields=["resolved_at", "resolved_by", "resolution"])
    task_open(kind=TaskKind.HELD_MESSAGE, subject_kind=_SUBJECT, subject_id=held.pk)
    return held


def settle_held(*, message: Message, requests: Sequence[Request]) -> None:
    """A message that waited has found its requests by itself: a second copy came to their address."""
    held = HeldMessage.objects.filter(message=message, resolved_at=None).first()
    if held is not None:
        _resolved(held, {"how": "accepted", "requests": [request.pk for request in requests]}, None)


def _locked(held: HeldMessage) -> HeldMessage:
    return HeldMessage.objects.select_for_update(of=("self",)).select_related("message").get(pk=held.pk)


def _resolved(held: HeldMessage, resolution: dict[str, object], by: Person | None) -> HeldMessage:
    held.resolved_at, held.resolved_by, held.resolution = timezone.now(), by, resolution
    held.save(update_fields=["resolved_at", "resolved_by", "resolution"])
    task_close(kind=TaskKind.HELD_MESSAGE, subject_kind=_SUBJECT, subject_id=held.pk, by=by)
    audit(action="held_message_resolved", subject_kind=_SUBJECT, subject_id=held.pk, by=by, detail=resolution)
    return held
