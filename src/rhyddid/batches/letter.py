"""The letter to one recipient: the batch's template with the authority's name, its law, the questions and the sender."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rhyddid.authorities.models import Authority
from rhyddid.authorities.regimes import law_name
from rhyddid.batches.merge_fields import merged
from rhyddid.batches.models import Batch
from rhyddid.requests.request_send import QuestionText

_SUBJECT_LENGTH = 250


@dataclass(frozen=True)
class BatchText:
    """What every letter of a batch is made from, fetched once."""

    subject: str
    letter: str
    questions: tuple[QuestionText, ...]
    sender: str
    language: str


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str
    regime: str


def batch_questions(batch: Batch) -> tuple[QuestionText, ...]:
    """The batch's questions in their order."""
    return tuple(
        QuestionText(
            question.number,
            question.text,
            question.answer_type,
            tuple(question.choices),
            question.regime,
        )
        for question in batch.questions.all()
    )


def batch_sender(batch: Batch) -> str:
    """Who signs: the batch's sender, else its author's name on letters; empty where neither is given."""
    author = batch.created_by
    return batch.sender or (author.legal_name if author is not None else "")


def batch_text(batch: Batch) -> BatchText:
    return BatchText(
        subject=batch.subject,
        letter=batch.letter,
        questions=batch_questions(batch),
        sender=batch_sender(batch),
        language=batch.language,
    )


def letter_to(text: BatchText, authority: Authority) -> Letter:
    """The letter as `authority` gets it, under its first regime."""
    regime = authority.regimes[0]
    values = {
        "authority": authority_name(authority, text.language),
        "law": law_name(regime, text.language),
        "questions": questions_in_letter(text.questions),
    }
    if text.sender:
        values["sender"] = text.sender
    return Letter(
        subject=merged(text.subject, values)[:_SUBJECT_LENGTH],
        text=merged(text.letter, values),
        regime=regime,
    )


def authority_name(authority: Authority, language: str) -> str:
    """The authority's name in the letter's language, where it has one."""
    return (authority.name_cy if language == "cy" else "") or authority.name


def questions_in_letter(questions: Sequence[QuestionText]) -> str:
    """The numbered questions as they stand in the letter."""
    return "\n\n".join(f"{question.number}. {question.text}" for question in questions)
