"""Drafts of single requests: kept while somebody writes, before and after they sign in, and sent once.

In: what the form holds. Out: `RequestDraft` rows, and the request that one becomes.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from rhyddid.accounts.models import Person, Team
from rhyddid.authorities.models import Authority
from rhyddid.authorities.queries import foi_addresses
from rhyddid.requests.asked_letter import AskedLetter, letter_text
from rhyddid.requests.letter_checks import LetterCheck, asks_for_own_data, letter_checks
from rhyddid.requests.letter_hold import letter_look
from rhyddid.requests.models import AnswerType, OutgoingFile, Request, RequestDraft, Visibility
from rhyddid.requests.outgoing_files import draft_files_forget
from rhyddid.requests.request_send import QuestionText, request_create, request_queue
from rhyddid.wording import Wording, gettext_noop

MAX_QUESTIONS = 50
_UNSIGNED_KEPT = dt.timedelta(days=14)
_SENT_KEPT = dt.timedelta(days=60)
_LONGEST = {"subject": 250, "opening": 20_000, "closing": 20_000, "sender": 200}


class DraftNotReady(Exception):
    """The draft cannot be sent as it is; `checks` say why."""

    def __init__(self, checks: Sequence[LetterCheck]) -> None:
        super().__init__("; ".join(str(check.text) for check in checks))
        self.checks = checks


@dataclass(frozen=True)
class DraftFields:
    """What a draft holds, as typed."""

    subject: str = ""
    opening: str = ""
    questions: tuple[QuestionText, ...] = ()
    closing: str = ""
    sender: str = ""
    language: str = "en"
    regime: str = ""
    visibility: str = Visibility.PUBLIC
    embargoed_until: dt.date | None = None
    about_me: bool = False
    not_about_me: bool = False


@transaction.atomic
def request_draft_save(
    *,
    authority: Authority,
    fields: DraftFields,
    by: Person | None,
    team: Team | None = None,
    draft: RequestDraft | None = None,
) -> RequestDraft:
    """Keep what was typed, in a new draft or in this one. One that asks for own personal data is private from here on.

    A draft that has been sent is left as it is.
    """
    if draft is not None:
        here = RequestDraft.objects.select_for_update().filter(pk=draft.pk).first()
        if here is not None and here.request_id is not None:
            return here
        draft = here
    draft = draft or RequestDraft(key=secrets.token_urlsafe(18), by=by)
    draft.authority = authority
    draft.team = team
    for name, longest in _LONGEST.items():
        setattr(draft, name, getattr(fields, name)[:longest])
    draft.questions = [_question_row(question) for question in fields.questions[:MAX_QUESTIONS]]
    draft.language = fields.language
    draft.regime = fields.regime if fields.regime in authority.regimes else authority.regimes[0]
    draft.not_about_me = fields.not_about_me and not fields.about_me
    draft.own_personal_data = fields.about_me or (
        not draft.not_about_me and bool(asks_for_own_data(draft_letter(draft)))
    )
    draft.visibility = Visibility.PRIVATE if draft.own_personal_data else fields.visibility
    draft.embargoed_until = fields.embargoed_until if draft.visibility == Visibility.EMBARGOED else None
    draft.save()
    return draft


def draft_letter(draft: RequestDraft) -> AskedLetter:
    """The draft as a letter; questions without a text are left out."""
    return AskedLetter(
        subject=draft.subject,
        opening=draft.opening,
        questions=draft_questions(draft),
        closing=draft.closing,
        sender=draft.sender,
        language=draft.language,
        regime=draft.regime or draft.authority.regimes[0],
    )


def draft_questions(draft: RequestDraft) -> tuple[QuestionText, ...]:
    """The questions that have a text, each with a number of its own."""
    rows = [row for row in draft.questions if str(row.get("text", "")).strip()]
    taken: set[str] = set()
    questions = []
    for at, row in enumerate(rows, start=1):
        number = str(row.get("number", "")).strip()[:10]
        if not number or number in taken:
            number = next(str(each) for each in range(at, at + len(rows) + 1) if str(each) not in taken)
        taken.add(number)
        kind = row.get("type") if row.get("type") in AnswerType.values else AnswerType.TEXT
        choices = (
            tuple(str(each)[:120] for each in row.get("choices", ())) if kind == AnswerType.CHOICE else ()
        )
        questions.append(QuestionText(number, str(row["text"]).strip(), str(kind), choices))
    return tuple(questions)


def draft_checks(draft: RequestDraft) -> list[LetterCheck]:
    """The gentle checks of the letter, and of where it would go."""
    found = letter_checks(draft_letter(draft), not_about_me=draft.not_about_me)
    stops = []
    if not draft.authority.active:
        stops.append(
            _stop(
                "defunct", gettext_noop("{name} no longer exists: ask the authority that took its work over.")
            )
        )
    elif draft.authority_id not in foi_addresses([draft.authority_id]):
        stops.append(
            _stop(
                "no_address",
                gettext_noop("We have no address for {name}: tell us one, and the letter can go."),
            )
        )
    if draft.visibility == Visibility.EMBARGOED and (
        draft.embargoed_until is None or draft.embargoed_until <= timezone.localdate()
    ):
        stops.append(
            _stop(
                "embargo_day",
                gettext_noop("Say until which day the request is to be kept back: a day to come."),
            )
        )
    named = [
        LetterCheck(each.code, each.level, Wording(each.text.message, {"name": draft.authority.name}))
        for each in stops
    ]
    if draft.own_personal_data:  # it is not published, and one's own data belong in it
        found = [check for check in found if check.code != "personal_data"]
    return [*named, *found]


def _stop(code: str, message: str) -> LetterCheck:
    return LetterCheck(code, "stop", Wording(message))


@transaction.atomic
def request_draft_send(
    *,
    draft: RequestDraft,
    by: Person,
    team: Team,
    not_before: dt.datetime,
    files: Sequence[OutgoingFile] = (),
) -> Request:
    """Make the draft's request and put its letter in the outbox. A draft that has been sent gives the request that it
    became. Raises DraftNotReady and FilesRefused.
    """
    # the request is fetched by itself: a joined row would be as it was before the lock was waited for
    here = RequestDraft.objects.select_for_update().get(pk=draft.pk)
    if here.request_id is not None:
        return Request.objects.get(pk=here.request_id)
    stops = [check for check in draft_checks(here) if check.level == "stop"]
    if stops:
        raise DraftNotReady(stops)
    letter = draft_letter(here)
    request = request_create(
        authority=here.authority,
        team=team,
        by=by,
        subject=letter.subject.strip(),
        text=letter_text(letter, here.authority, own_data=here.own_personal_data),
        questions=letter.questions,
        language=letter.language,
        regime=letter.regime,
        visibility=here.visibility,
        embargoed_until=here.embargoed_until,
        own_personal_data=here.own_personal_data,
    )
    request_queue(
        request=request,
        to_address=foi_addresses([here.authority_id])[here.authority_id].email,
        not_before=not_before,
        by=by,
        sender_name=letter.sender.strip(),
        files=files,
    )
    letter_look(request=request, by=by)
    here.request = request
    here.team = team
    here.save(update_fields=["request", "team", "updated_at"])
    draft_files_forget(by=by, draft=here.key)
    return request


@transaction.atomic
def request_drafts_adopt(*, keys: Collection[str], by: Person) -> int:
    """Make the drafts that were written before signing in this person's; returns how many."""
    mine = RequestDraft.objects.filter(key__in=list(keys), by=None, request=None)
    mine.filter(sender="").update(sender=by.legal_name[:200])
    return mine.update(by=by)


def request_draft_delete(*, draft: RequestDraft) -> bool:
    """Throw a draft away; False where it has been sent."""
    count, _rows = RequestDraft.objects.filter(pk=draft.pk, request=None).delete()
    if count and draft.by is not None:
        draft_files_forget(by=draft.by, draft=draft.key)
    return bool(count)


@transaction.atomic
def request_draft_again(*, request: Request, by: Person) -> RequestDraft:
    """A draft with what a request asked: to change it and send it again, or to ask something narrower."""
    written = RequestDraft.objects.filter(request=request).first()
    questions = tuple(
        QuestionText(each.number, each.text, each.answer_type, tuple(each.choices))
        for each in request.questions.all()
    )
    fields = DraftFields(
        subject=request.subject,
        opening=written.opening if written else "",
        questions=questions,
        closing=written.closing if written else "",
        sender=(written.sender if written else "") or by.legal_name,
        language=request.language,
        regime=request.regime,
        visibility=request.visibility,
        embargoed_until=request.embargoed_until,
        about_me=request.own_personal_data,
        not_about_me=bool(written and written.not_about_me),
    )
    return request_draft_save(authority=request.authority, fields=fields, by=by, team=request.team)


def request_drafts_expire() -> int:
    """Forget what nobody signed in for, and what became a request long ago; returns how many. For the worker, nightly."""
    now = timezone.now()
    unsigned, _rows = RequestDraft.objects.filter(
        by=None, request=None, updated_at__lt=now - _UNSIGNED_KEPT
    ).delete()
    sent, _rows = RequestDraft.objects.filter(request__isnull=False, updated_at__lt=now - _SENT_KEPT).delete()
    return unsigned + sent


def _question_row(question: QuestionText) -> dict[str, Any]:
    return {
        "number": question.number[:10],
        "text": question.text[:5000],
        "type": question.answer_type,
        "choices": [each[:120] for each in question.choices],
    }
