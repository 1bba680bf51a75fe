"""The form of a batch as a value: what was typed, whichever button was pressed, and the draft it makes.

The form works without scripts: "add a question", "take it out" and "find" are buttons that send everything and get the
same page back, with nothing saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from rhyddid.accounts.models import Team
from rhyddid.authorities.models import Authority
from rhyddid.authorities.queries import authorities_by_tag
from rhyddid.batches.batch_file import BatchDraft, BatchFileError, batch_draft
from rhyddid.batches.models import Batch, RecipientList
from rhyddid.pages.asked import asked_number
from rhyddid.requests.models import AnswerType
from rhyddid.wording import Wording

MAX_QUESTIONS = 100


@dataclass(frozen=True)
class QuestionRow:
    """One question as typed; `choices` has one a line. `regime` comes from a batch file, and is only carried along."""

    number: str = ""
    text: str = ""
    type: str = AnswerType.TEXT.value
    choices: str = ""
    regime: str = ""
    problems: tuple[Wording, ...] = ()


@dataclass(frozen=True)
class BatchFields:
    """What the form holds. `problems` are by field; `find` is what is searched for among the authorities."""

    subject: str = ""
    sender: str = ""
    letter: str = ""
    language: str = "en"
    questions: tuple[QuestionRow, ...] = ()
    lists: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    find: str = ""
    problems: dict[str, list[Wording]] = field(default_factory=dict)


def first_fields(language: str, sender: str) -> BatchFields:
    """A fresh form: a plain letter and three empty questions."""
    letter = _(
        "Dear {authority},\n\nUnder the {law}, please send me the following information:\n\n{questions}\n\n"
        "Please answer by e-mail to this address, question by question.\n\nYours faithfully,\n\n{sender}"
    )
    rows = tuple(QuestionRow(number=str(number)) for number in (1, 2, 3))
    return BatchFields(letter=letter, language=language, sender=sender, questions=rows)


def fields_of_batch(batch: Batch) -> BatchFields:
    """The form of a batch that exists; its recipients are not in it (the preview shows them)."""
    return BatchFields(
        subject=batch.subject,
        sender=batch.sender,
        letter=batch.letter,
        language=batch.language,
        questions=tuple(
            QuestionRow(
                question.number,
                question.text,
                question.answer_type,
                "\n".join(question.choices),
                question.regime,
            )
            for question in batch.questions.all()
        ),
    )


def fields_of_post(post: QueryDict) -> BatchFields:
    """The form as it was sent, with a question more or less where such a button was pressed."""
    columns = [_texts(post, f"question-{name}") for name in ("number", "text", "type", "choices", "regime")]
    rows = [
        QuestionRow(number, text, type, choices, regime)
        for number, text, type, choices, regime in zip_longest(*columns, fillvalue="")
    ][:MAX_QUESTIONS]
    button, _separator, position = post.get("do", "").partition(":")
    if button == "add-question" and len(rows) < MAX_QUESTIONS:
        rows.append(QuestionRow(number=_next_number(rows)))
    elif button == "remove-question" and (at := asked_number(position, len(rows))) < len(rows):
        del rows[at]
    return BatchFields(
        subject=_text(post, "subject"),
        sender=_text(post, "sender"),
        letter=_text(post, "letter").replace("\r\n", "\n"),
        language=post.get("language", "en"),
        questions=tuple(rows),
        lists=tuple(_texts(post, "list")),
        tags=tuple(_texts(post, "tag")),
        authorities=tuple(_texts(post, "authority")),
        find=_text(post, "find").strip(),
    )


def _texts(post: QueryDict, name: str) -> list[str]:
    """The values of a field, without what no column can hold."""
    return [value.replace("\x00", "") for value in post.getlist(name)]


def _text(post: QueryDict, name: str) -> str:
    return "".join(_texts(post, name)[-1:])


def draft_of(fields: BatchFields) -> BatchDraft:
    """The batch that the form makes; rows without a text are left out. Raises BatchFileError."""
    table: dict[str, Any] = {
        "subject": fields.subject,
        "letter": fields.letter,
        "sender": fields.sender,
        "language": fields.language,
        "question": [
            {"number": row.number, "text": row.text, "type": row.type}
            | ({"choices": _lines(row.choices)} if row.type == AnswerType.CHOICE else {})
            | ({"regime": row.regime} if row.regime else {})
            for row in _asked(fields.questions)
        ],
    }
    return batch_draft(table)


def with_problems(fields: BatchFields, error: BatchFileError) -> BatchFields:
    """The form with what is wrong beside each field."""
    asked = list(_asked(fields.questions))
    problems: dict[str, list[Wording]] = {}
    by_row: dict[int, list[Wording]] = {}
    for problem in error.problems:
        name, bracket, rest = problem.field.partition("[")
        if name == "question" and bracket:
            by_row.setdefault(int(rest.partition("]")[0]) - 1, []).append(problem.text)
        else:
            problems.setdefault(name, []).append(problem.text)
    marked = {id(row): tuple(by_row.get(at, ())) for at, row in enumerate(asked)}
    rows = tuple(replace(row, problems=marked.get(id(row), ())) for row in fields.questions)
    return replace(fields, questions=rows, problems=problems)


def recipients_of(fields: BatchFields, team: Team) -> list[Authority]:
    """The authorities that the ticked lists, tags and names mean, each once."""
    found: dict[int, Authority] = {}
    for saved in RecipientList.objects.filter(team=team, slug__in=fields.lists):
        found |= {authority.pk: authority for authority in saved.authorities.all()}
    for tag in fields.tags:
        found |= {authority.pk: authority for authority in authorities_by_tag([tag])}
    found |= {authority.pk: authority for authority in chosen_authorities(fields)}
    return list(found.values())


def chosen_authorities(fields: BatchFields) -> list[Authority]:
    """The authorities that were ticked by name."""
    return list(Authority.objects.filter(active=True, slug__in=fields.authorities))


def _asked(rows: Sequence[QuestionRow]) -> Iterable[QuestionRow]:
    return (row for row in rows if row.text.strip())


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _next_number(rows: Sequence[QuestionRow]) -> str:
    return str(max((asked_number(row.number) for row in rows), default=0) + 1)
