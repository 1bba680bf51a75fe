"""What an assistant proposes for a letter, kept beside what the rules read: marked as its own, unsure, and never first.

Nothing here runs in the way of mail: reading a letter leaves a job, and the job asks outside of any transaction. Whatever
the endpoint does, the letter and its reading stay as they are.
"""

from __future__ import annotations

import logging
import time

from django.conf import settings
from django.db import transaction

from rhyddid.reading.assistant import Assistant, AssistantFailed, Proposals, propose
from rhyddid.requests.models import Finding, FindingSource, FindingType, MailKind, Reading
from rhyddid.requests.read_message import letter_of

logger = logging.getLogger(__name__)


def assistant_named() -> Assistant | None:
    """The assistant of this installation; None where none is set."""
    if not settings.ASSISTANT_URL:
        return None
    return Assistant(settings.ASSISTANT_URL, settings.ASSISTANT_MODEL, settings.ASSISTANT_KEY)


def proposals_make(*, reading_id: int) -> int:
    """Ask the assistant about the letter of this reading, and keep what it proposes; returns how many answers.

    Nothing happens without an assistant, for a reading that is no longer the newest, for mail that is no letter, and a
    second time.
    """
    assistant = assistant_named()
    reading = (
        Reading.objects.filter(pk=reading_id, current=True, message__erased_at=None)
        .select_related("message", "request")
        .first()
    )
    if assistant is None or reading is None or reading.message.kind != MailKind.LETTER:
        return 0
    if reading.findings.filter(source=FindingSource.ASSISTANT).exists():
        return 0
    begun = time.monotonic()
    try:
        made = propose(letter_of(reading.message), reading.request.text, assistant)
    except AssistantFailed as failure:
        logger.warning("The assistant proposed nothing for message %s: %s", reading.message_id, failure)
        return 0
    for why in made.dropped:
        logger.info("A proposal for message %s was dropped: %s", reading.message_id, why)
    count = _keep(reading, made)
    logger.info(
        "The assistant proposed %s answers for message %s in %.1f s",
        count,
        reading.message_id,
        time.monotonic() - begun,
    )
    return count


@transaction.atomic
def _keep(reading: Reading, made: Proposals) -> int:
    """Only while the reading is still the newest: another may have been made while the assistant thought."""
    here = Reading.objects.select_for_update().filter(pk=reading.pk, current=True).first()
    if here is None or here.findings.filter(source=FindingSource.ASSISTANT).exists():
        return 0
    questions = dict(reading.request.questions.values_list("number", "pk"))
    files = dict(reading.message.attachments.values_list("sha256", "pk"))
    rows = [
        Finding(
            reading=here,
            question_id=questions[answer.question],
            type=FindingType.ANSWER,
            source=FindingSource.ASSISTANT,
            value=answer.to_json(),
            confidence=answer.confidence,
            start=answer.evidence.start,
            end=answer.evidence.end,
            quote=answer.evidence.quote,
            attachment_id=files.get(answer.evidence.attachment or ""),
            page=answer.evidence.page,
        )
        for answer in made.answers
        if answer.question in questions and answer.evidence is not None
    ]
    Finding.objects.bulk_create(rows)
    return len(rows)
