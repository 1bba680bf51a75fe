"""Writing for a team: drafts, requests, further letters, judgements. Each write has a key of its own, and is done once.

The same `Idempotency-Key` with the same words gets the first answer again; with other words it is refused.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from ninja import Status

from rhyddid.accounts.queries import may_check, may_edit
from rhyddid.accounts.token_models import ApiAnswer, TokenScope
from rhyddid.api import shapes
from rhyddid.api.callers import Writer, writer_of
from rhyddid.api.problems import Problem
from rhyddid.api.reads import nothing_here
from rhyddid.api.routes import router
from rhyddid.authorities.models import Authority
from rhyddid.batches.request_data import request_row
from rhyddid.post.rate import rate_allows
from rhyddid.requests.judgements import BadJudgement, judgement_make
from rhyddid.requests.letter_checks import LetterCheck
from rhyddid.requests.models import EventType, Finding, FindingType, Question, Request, RequestDraft
from rhyddid.requests.outgoing_files import FilesRefused
from rhyddid.requests.request_drafts import (
    DraftFields,
    DraftNotReady,
    draft_checks,
    request_draft_save,
    request_draft_send,
)
from rhyddid.requests.request_send import NothingToFollow, QuestionText, follow_up_queue
from rhyddid.requests.visibility import visible_messages

_LONGEST_KEY = 100
_IDEMPOTENT: dict[str, Any] = {
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": True,
            "schema": {"type": "string", "minLength": 1, "maxLength": _LONGEST_KEY},
            "description": "A word of your own for this write; the same again does nothing new.",
        }
    ],
    "security": [{"key": []}],
}


@router.post(
    "/drafts", response={201: shapes.DraftOut}, tags=["Writing"], operation_id="draft_make", openapi_extra=_IDEMPOTENT
)  # fmt: skip
def draft_make(request: HttpRequest, asked: shapes.DraftIn) -> Status[Any]:
    """A draft of a request, with gentle checks; nothing is sent. It stands on its maker's desk."""
    writer = _editor(request)
    return _once(request, writer, lambda: (201, _draft_made(writer, asked)))


@router.post(
    "/requests", response={201: shapes.RequestRow}, tags=["Writing"], operation_id="request_send",
    openapi_extra=_IDEMPOTENT,
)  # fmt: skip
def request_send(request: HttpRequest, asked: shapes.SendIn) -> Status[Any]:
    """Send a draft: its letter goes to the outbox, and leaves when the time to take it back is over."""
    writer = _editor(request)
    return _once(request, writer, lambda: (201, _request_sent(writer, asked)))


@router.post(
    "/requests/{slug}/letters", response={201: shapes.LetterOut}, tags=["Writing"], operation_id="letter_write",
    openapi_extra=_IDEMPOTENT,
)  # fmt: skip
def letter_write(request: HttpRequest, slug: str, asked: shapes.LetterIn) -> Status[Any]:
    """A further letter of a request's thread: a reminder, the answer to a clarification, or asking for a review."""
    writer = _editor(request)
    own = _own_request(writer, slug)
    return _once(request, writer, lambda: (201, _letter_written(writer, own, asked)))


@router.post(
    "/requests/{slug}/judgements", response={201: shapes.JudgementOut}, tags=["Writing"],
    operation_id="judgement_add", openapi_extra=_IDEMPOTENT,
)  # fmt: skip
def judgement_add(request: HttpRequest, slug: str, asked: shapes.JudgementIn) -> Status[Any]:
    """Confirm, correct or reject what the software read as the answer to a question."""
    writer = writer_of(request, TokenScope.CHECK)
    if not may_check(writer.person, writer.team):
        raise Problem(403, _("The key's maker no longer checks answers in this team."))
    own = _own_request(writer, slug)
    return _once(request, writer, lambda: (201, _judged(writer, own, asked)))


def _once(http: HttpRequest, writer: Writer, act: Callable[[], tuple[int, dict[str, Any]]]) -> Status[Any]:
    """Do it, or tell what was answered when it was done. What fails is not kept: it may be tried again."""
    key = http.headers.get("Idempotency-Key", "").strip()
    if not 0 < len(key) <= _LONGEST_KEY or "\x00" in key:
        raise Problem(
            400, _("Give the write a word of its own in the header Idempotency-Key (at most 100 characters).")
        )
    asked = hashlib.sha256(f"{http.method} {http.path}\n".encode() + http.body).hexdigest()
    with transaction.atomic():
        # the second of two at once waits here for the first
        row, is_new = ApiAnswer.objects.select_for_update().get_or_create(
            token=writer.token, key=key, defaults={"asked_sha256": asked}
        )
        if not is_new:
            if row.asked_sha256 != asked:
                raise Problem(
                    422,
                    _("This Idempotency-Key was used for something else: give each write a word of its own."),
                )
            return Status(row.status or 200, row.body)
        status, body = act()
        row.status, row.body = status, _plain(body)
        row.save(update_fields=["status", "body"])
    return Status(status, row.body)


def _plain(value: Any) -> Any:
    """Times as JSON has them."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return value.isoformat() if isinstance(value, dt.datetime | dt.date) else value


def _editor(http: HttpRequest) -> Writer:
    writer = writer_of(http, TokenScope.WRITE)
    if not may_edit(writer.person, writer.team):
        raise Problem(403, _("The key's maker no longer writes for this team."))
    return writer


def _own_request(writer: Writer, slug: str) -> Request:
    found = Request.objects.filter(slug=slug, team=writer.team, rehearsal_day=None)
    request = found.select_related("authority", "team", "state").first()
    if request is None:
        raise nothing_here()
    return request


def _draft_made(writer: Writer, asked: shapes.DraftIn) -> dict[str, Any]:
    authority = Authority.objects.filter(slug=asked.authority).first()
    if authority is None:
        raise Problem(
            422,
            _("No authority has this slug: see /authorities."),
            errors=[{"where": "authority", "what": asked.authority}],
        )
    questions = tuple(
        QuestionText(each.number, each.text, each.answer_type, tuple(each.choices))
        for each in asked.questions
    )
    fields = DraftFields(
        subject=asked.subject,
        opening=asked.opening,
        questions=questions,
        closing=asked.closing,
        sender=asked.sender or writer.person.legal_name,
        language=asked.language,
        regime=asked.regime,
        visibility=asked.visibility,
        embargoed_until=asked.embargoed_until,
        about_me=asked.about_me,
        not_about_me=asked.not_about_me,
    )
    draft = request_draft_save(authority=authority, fields=fields, by=writer.person, team=writer.team)
    return {
        "key": draft.key,
        "url": f"{settings.SITE_URL}/ask/drafts/{draft.key}/",
        "own_personal_data": draft.own_personal_data,
        "visibility": draft.visibility,
        "checks": [_check(each) for each in draft_checks(draft)],
        "request": None,
    }


def _check(check: LetterCheck) -> dict[str, str]:
    return {
        "code": check.code,
        "level": check.level,
        "text": check.text.render((get_language() or "en")[:2]),
    }


def _request_sent(writer: Writer, asked: shapes.SendIn) -> dict[str, Any]:
    draft = RequestDraft.objects.filter(key=asked.draft, by=writer.person, team=writer.team).first()
    if draft is None:
        raise nothing_here()
    _take_one(writer, "request")
    not_before = timezone.now() + dt.timedelta(minutes=settings.BATCH_DELAY_MINUTES)
    try:
        request = request_draft_send(draft=draft, by=writer.person, team=writer.team, not_before=not_before)
    except DraftNotReady as error:
        raise Problem(
            422,
            _("The letter cannot be sent as it is."),
            errors=[{"where": each["code"], "what": each["text"]} for each in map(_check, error.checks)],
        ) from error
    fresh = Request.objects.select_related("authority", "team", "state").get(pk=request.pk)
    return request_row(fresh, unmasked=True)


def _letter_written(writer: Writer, request: Request, asked: shapes.LetterIn) -> dict[str, Any]:
    _take_one(writer, "letter")
    try:
        delivery = follow_up_queue(
            request=request, text=asked.text, by=writer.person, event_type=EventType(asked.means)
        )
    except NothingToFollow as error:
        raise Problem(409, str(error)) from error
    except FilesRefused as error:
        raise Problem(422, str(error)) from error
    return {"message": delivery.message_id, "state": delivery.state, "not_before": delivery.not_before}


def _judged(writer: Writer, request: Request, asked: shapes.JudgementIn) -> dict[str, Any]:
    question = Question.objects.filter(pk=asked.question, request=request).first()
    if question is None:
        raise Problem(
            422,
            _("The request has no such question."),
            errors=[{"where": "question", "what": str(asked.question)}],
        )
    finding = None
    if asked.finding is not None:
        seen = visible_messages(writer.person).filter(links__request=request)
        finding = Finding.objects.filter(
            pk=asked.finding, question=question, type=FindingType.ANSWER, reading__message__in=seen
        ).first()
        if finding is None:
            raise Problem(
                422,
                _("The question has no such finding."),
                errors=[{"where": "finding", "what": str(asked.finding)}],
            )
    try:
        judgement = judgement_make(
            request=request,
            question=question,
            verdict=asked.verdict,
            by=writer.person,
            finding=finding,
            value=asked.value.model_dump(exclude_none=True) if asked.value is not None else None,
            note=asked.note,
            key=uuid.uuid4(),
        )
    except BadJudgement as error:
        raise Problem(422, str(error)) from error
    return {
        "id": judgement.pk,
        "question": question.pk,
        "verdict": judgement.verdict,
        "at": judgement.at,
    }


def _take_one(writer: Writer, what: str) -> None:
    """One of the letters that a person may send a day, by whatever door."""
    limits = settings.REQUEST_LIMITS
    most = limits[min(writer.person.trust, len(limits) - 1)]
    if not rate_allows(f"send-{what}:{writer.person.pk}", most=most, per=dt.timedelta(days=1)):
        raise Problem(429, _("No more letters today: ask an operator if you need to send many."))
