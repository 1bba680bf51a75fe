"""Reading a received message for a request: a Reading with its Findings, and the event that the letter is.

Made again from the stored raw bytes whenever the reader's version grows; judgements are kept apart and outlive it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app as procrastinate

from rhyddid.letters.letter import FoldedSpan, Letter, LetterAttachment, LetterPage
from rhyddid.letters.letter import MailKind as LetterMailKind
from rhyddid.reading.read import read
from rhyddid.reading.reading import Evidence
from rhyddid.reading.reading import Reading as ReadLetter
from rhyddid.requests.clock import local_day
from rhyddid.requests.events import event_add
from rhyddid.requests.masking import public_columns
from rhyddid.requests.models import (
    EventType,
    Finding,
    FindingType,
    MailKind,
    Message,
    Reading,
    Request,
    RequestState,
)

# by its name: the task itself imports this file
PROPOSALS_JOB = "rhyddid.requests.proposals_make"
# what a letter of each kind means for the clock; a decision's depends on its outcome
_EVENT_OF_KIND = {
    "acknowledgement": EventType.ACKNOWLEDGED,
    "clarification": EventType.CLARIFICATION_ASKED,
    "extension": EventType.EXTENDED,
    "transfer": EventType.TRANSFERRED,
    "review_outcome": EventType.REVIEW_ANSWERED,
}
_REFUSALS = frozenset({"refused", "neither_confirm_nor_deny"})
# the statutory extension that a letter of each law can give, as the regime files name it
_EXTENSION_OF_LAW = {"uk-eir": "complex_and_voluminous", "sct-eisr": "complex_and_voluminous"}


def letter_of(message: Message) -> Letter:
    """The stored message as `rhyddid.reading` takes it."""
    return Letter(
        text=message.text,
        folded=tuple(FoldedSpan(start, end, why) for start, end, why in message.folded),
        attachments=tuple(
            LetterAttachment(
                sha256=attachment.sha256,
                filename=attachment.filename or None,
                content_type=attachment.content_type,
                size=attachment.size,
                pages=tuple(LetterPage(page.number, page.text) for page in attachment.pages.all()),
            )
            for attachment in message.attachments.prefetch_related("pages")
        ),
        mail_kind=cast("LetterMailKind", message.kind),
        subject=message.subject,
        sender=message.sender_address or None,
        sent_at=message.sent_at,
    )


@transaction.atomic
def message_read(*, message: Message, request: Request) -> Reading:
    """Read `message` for `request`, replacing an older reading; findings on questions it does not have are left out."""
    result = read(letter_of(message), request.text)
    Reading.objects.filter(message=message, request=request, current=True).update(current=False)
    reading = Reading.objects.create(
        message=message,
        request=request,
        version=result.reader_version,
        kind=result.kind,
        outcome=result.outcome or "",
        language=result.language,
    )
    questions = {question.number: question.pk for question in request.questions.all()}
    attachments = {attachment.sha256: attachment.pk for attachment in message.attachments.all()}
    Finding.objects.bulk_create(
        Finding(
            reading=reading,
            question_id=questions.get(question) if question else None,
            type=type,
            value=value,
            confidence=confidence,
            start=evidence.start if evidence else None,
            end=evidence.end if evidence else None,
            quote=evidence.quote if evidence else "",
            attachment_id=attachments.get(evidence.attachment or "") if evidence else None,
            page=evidence.page if evidence else None,
        )
        for type, question, value, confidence, evidence in _findings(result)
        if question is None or question in questions
    )
    _keep_reference(request, result)
    if settings.ASSISTANT_URL and message.kind == MailKind.LETTER:
        # in this transaction, so that the job is there if and only if the reading is
        procrastinate.configure_task(PROPOSALS_JOB, lock="assistant").defer(reading_id=reading.pk)
    return reading


def letter_event_add(*, message: Message, request: Request, reading: Reading) -> None:
    """Add the one event that this message is. What is no letter moves no clock."""
    findings = {finding.type: finding.value for finding in reading.findings.filter(question=None)}
    type, data = _event_of(message, request, reading, findings)
    claimed = findings.get(FindingType.RECEIVED_ON)
    if claimed:
        data["claimed_received_on"] = claimed["value"]
    deadline = findings.get(FindingType.DEADLINE)
    if deadline:
        data["deadline_stated"] = deadline["value"]
    event_add(
        request=request,
        type=type,
        day=local_day(message.received_at, request.authority),
        source="reading" if type != EventType.MESSAGE_RECEIVED else "record",
        message=message,
        data=data,
    )


def letter_event_renew(*, message: Message, request: Request, reading: Reading) -> bool:
    """Where newer software reads another event in the message than stands, take that back and add the new one. What a
    person has said of it stays. Whether anything changed.
    """
    events = list(request.events.filter(message=message).exclude(type=EventType.CORRECTED))
    corrections = list(request.events.filter(type=EventType.CORRECTED))
    taken_back = {each.data.get("event") for each in corrections}
    by_people = {each.data.get("event") for each in corrections if each.source == "person"}
    if any(event.source == "person" or event.pk in by_people for event in events):
        return False
    standing = [event for event in events if event.pk not in taken_back]
    if len(standing) != 1:
        return False
    (old,) = standing
    if old.type == EventType.REVIEW_ANSWERED and reading.kind == "review_outcome":
        return False  # that a review was open then is not seen any more now
    findings = {finding.type: finding.value for finding in reading.findings.filter(question=None)}
    type, data = _event_of(message, request, reading, findings)
    if old.type == type and {key: old.data.get(key) for key in data} == data:
        return False
    event_add(
        request=request,
        type=EventType.CORRECTED,
        day=old.day,
        source="reading",
        data={"event": old.pk, "was": old.type},
    )
    letter_event_add(message=message, request=request, reading=reading)
    return True


def _event_of(
    message: Message, request: Request, reading: Reading, findings: dict[str, Any]
) -> tuple[EventType, dict[str, Any]]:
    if message.kind != MailKind.LETTER:
        return EventType.MESSAGE_RECEIVED, {"kind": message.kind}
    if reading.kind == "decision":
        refused = reading.outcome in _REFUSALS
        return (EventType.REFUSED if refused else EventType.ANSWERED), {"outcome": reading.outcome}
    type = _EVENT_OF_KIND.get(reading.kind, EventType.MESSAGE_RECEIVED)
    if type == EventType.REVIEW_ANSWERED and not _review_is_open(request):
        # a "review" nobody asked for here is most likely one asked for elsewhere: shown, not counted
        return EventType.MESSAGE_RECEIVED, {"kind": reading.kind}
    if type == EventType.EXTENDED:
        data = {"extension": _EXTENSION_OF_LAW.get(request.regime, "pit")}
        if until := findings.get(FindingType.DEADLINE):
            data["until"] = until["value"]
        return type, data
    return type, {} if type != EventType.MESSAGE_RECEIVED else {"kind": reading.kind}


def _review_is_open(request: Request) -> bool:
    return RequestState.objects.filter(request=request, state="under_review").exists()


def _keep_reference(request: Request, result: ReadLetter) -> None:
    """The authority's own reference, kept for matching later letters; the first one stays."""
    if result.references and not request.authority_reference:
        request.authority_reference = result.references[0].value[:80]
        request.public_reference = public_columns(request)["public_reference"]
        request.save(update_fields=["authority_reference", "public_reference"])


def _findings(
    result: ReadLetter,
) -> Iterator[tuple[FindingType, str | None, dict[str, Any], float, Evidence | None]]:
    """(type, question number, value, confidence, evidence) of everything in a reading that is kept."""
    for answer in result.answers:
        yield FindingType.ANSWER, answer.question, answer.to_json(), answer.confidence, answer.evidence
    for provision in result.provisions:
        yield FindingType.PROVISION, None, provision.to_json(), provision.confidence, provision.evidence
    if result.neither_confirm_nor_deny:
        relied_on = [provision for provision in result.provisions if provision.role == "relied_on"]
        yield (
            FindingType.NCND,
            None,
            {"law": result.law, "provisions": [provision.provision for provision in relied_on]},
            result.outcome_confidence,
            result.neither_confirm_nor_deny_evidence,
        )
    for sum_ in result.sums:
        yield FindingType.SUM, None, sum_.to_json(), result.kind_confidence, sum_.evidence
    for organisation in result.organisations:
        value = organisation.to_json()
        yield FindingType.ORGANISATION, None, value, result.kind_confidence, organisation.evidence
    for reference in result.references:
        value = reference.to_json()
        yield FindingType.REFERENCE, None, value, reference.confidence, reference.evidence
    for type, date in (
        (FindingType.RECEIVED_ON, result.received_on),
        (FindingType.DECIDED_ON, result.decided_on),
        (FindingType.DEADLINE, result.deadline_stated),
    ):
        if date is not None:
            dt.date.fromisoformat(date.value)
            yield type, None, date.to_json(), date.confidence, date.evidence
    if result.review.offered:
        yield (
            FindingType.REVIEW,
            None,
            result.review.to_json(),
            result.kind_confidence,
            result.review.evidence,
        )
    if result.regulator_mentioned is not None:
        yield FindingType.REGULATOR, None, {}, result.kind_confidence, result.regulator_mentioned
    for check in result.notice:
        yield FindingType.NOTICE, None, check.to_json(), result.kind_confidence, check.evidence
