"""The TOML that `rhyddid batch create FILE` reads: bytes in, a `BatchDraft` out, or every fault of the file at once.

subject = "Facial recognition"
letter = \"\"\"Dear {authority}, … under the {law}: {questions} Yours faithfully {sender}\"\"\"
sender = "Ffion Ap Nudd"          # optional, as are language, slug, tags, delay_minutes
recipients = ["police"]           # lists, tags, authorities' names, or a CSV beside this file
[[question]]
number = "1"
text = "Have you used live facial recognition?"
type = "yes_no"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from rhyddid.batches.merge_fields import MERGE_FIELDS, SUBJECT_FIELDS, fields_used, merge_faults
from rhyddid.law.regimes import regime_ids
from rhyddid.requests.models import AnswerType
from rhyddid.requests.request_send import QuestionText
from rhyddid.wording import LANGUAGES, Wording, gettext_noop

KEYS: Final = (
    "subject", "letter", "question", "recipients", "sender", "language", "slug", "tags", "delay_minutes",
)  # fmt: skip
QUESTION_KEYS: Final = ("number", "text", "type", "choices", "regime")
RECIPIENT_KEYS: Final = ("lists", "tags", "authorities", "csv")
MAX_BYTES = 1024 * 1024
MAX_QUESTIONS = 100
MAX_DELAY_MINUTES = 60 * 24 * 30
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_KIND_NAMES = {
    str: gettext_noop("a text in quotes"),
    int: gettext_noop("a whole number"),
    list: gettext_noop("a list"),
    dict: gettext_noop("a table"),
}


@dataclass(frozen=True)
class RecipientNames:
    """Whom the file names. `any_of` may each be a saved list, a tag or an authority; `csv` are files beside it."""

    any_of: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    csv: tuple[str, ...] = ()


@dataclass(frozen=True)
class BatchDraft:
    subject: str
    letter: str
    questions: tuple[QuestionText, ...]
    recipients: RecipientNames = RecipientNames()
    sender: str = ""
    language: str = "en"
    slug: str = ""
    tags: tuple[str, ...] = ()
    delay_minutes: int | None = None


@dataclass(frozen=True)
class DraftProblem:
    """What is wrong with a field of the file, and what is allowed there."""

    field: str
    text: Wording


class BatchFileError(Exception):
    """The file makes no batch: `problems` says why, field by field."""

    def __init__(self, problems: Sequence[DraftProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.render())

    def render(self, language: str = "en") -> str:
        """Every problem on a line of its own."""
        return "\n".join(
            f"{problem.field}: {problem.text.render(language)}"
            if problem.field
            else problem.text.render(language)
            for problem in self.problems
        )


def batch_file_read(data: bytes) -> BatchDraft:
    """The batch that the file describes. Raises BatchFileError with every problem found."""
    return batch_draft(_toml(data))


def batch_draft(table: Mapping[str, Any]) -> BatchDraft:
    """The batch that a table with the file's keys describes (a form or the API may hand it in). Raises BatchFileError."""
    reader = _Reader()
    reader.keys("", table, KEYS)
    draft = BatchDraft(
        subject=reader.line(table, "subject", required=True, longest=250, folds=True),
        letter=reader.text(table, "letter", required=True, longest=50_000).strip(),
        questions=reader.questions(table),
        recipients=reader.recipients(table),
        sender=reader.line(table, "sender", longest=200),
        language=reader.one_of(table, "language", LANGUAGES, default="en"),
        slug=reader.slug(table),
        tags=reader.texts(table, "tags", longest=60),
        delay_minutes=reader.minutes(table),
    )
    reader.merge_fields(draft)
    if reader.problems:
        raise BatchFileError(reader.problems)
    return draft


def _toml(data: bytes) -> Mapping[str, Any]:
    if len(data) > MAX_BYTES:
        raise BatchFileError(
            [
                DraftProblem(
                    "",
                    Wording(
                        gettext_noop("The file is larger than {limit} MiB."), {"limit": MAX_BYTES // 1024**2}
                    ),
                )
            ]
        )
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        problem = Wording(
            gettext_noop("The file is not in UTF-8 (byte {position}): save it as UTF-8."),
            {"position": error.start},
        )
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        problem = Wording(
            gettext_noop("The file is not valid TOML: {reason}."), {"reason": str(error) or "too deep"}
        )
    raise BatchFileError([DraftProblem("", problem)])


def holds_controls(text: str) -> bool:
    """Whether a text that must stand on one line holds a line break or another character that steers."""
    return _CONTROL.search(text) is not None


class _Reader:
    """Reads field by field, gathering what is wrong."""

    def __init__(self) -> None:
        self.problems: list[DraftProblem] = []

    def wrong(self, field: str, message: str, **parameters: object) -> None:
        self.problems.append(DraftProblem(field, Wording(message, parameters)))

    def keys(self, place: str, table: Mapping[str, Any], allowed: Sequence[str]) -> None:
        for key in table:
            if key in allowed:
                continue
            close = get_close_matches(key.lower(), allowed, n=1, cutoff=0.5)
            self.wrong(
                f"{place}{key}",
                gettext_noop(
                    "There is no field of this name. Did you mean “{close}”? The fields are {allowed}."
                )
                if close
                else gettext_noop("There is no field of this name. The fields are {allowed}."),
                close=close[0] if close else "",
                allowed=", ".join(allowed),
            )

    def _typed(self, place: str, value: Any, kind: type) -> bool:
        if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
            return True
        self.wrong(place, gettext_noop("This must be {kind}."), kind=Wording(_KIND_NAMES[kind]))
        return False

    def text(
        self, table: Mapping[str, Any], key: str, *, place: str = "", required: bool = False, longest: int
    ) -> str:
        field = f"{place}{key}"
        if key not in table:
            if required:
                self.wrong(field, gettext_noop("This field is missing."))
            return ""
        value = table[key]
        if not self._typed(field, value, str):
            return ""
        text: str = value
        if "\x00" in text:
            self.wrong(field, gettext_noop("The text holds a NUL character: take it out."))
        if required and not text.strip():
            self.wrong(field, gettext_noop("This field is empty."))
        if len(text) > longest:
            self.wrong(
                field,
                gettext_noop("The text has {length} characters, at most {limit} fit: shorten it."),
                length=len(text), limit=longest,
            )  # fmt: skip
        return text

    def line(
        self,
        table: Mapping[str, Any],
        key: str,
        *,
        required: bool = False,
        longest: int,
        folds: bool = False,
    ) -> str:
        """A text on one line, as a mail's header needs it; with `folds`, line breaks and tabs become spaces."""
        text = self.text(table, key, required=required, longest=longest).strip()
        if folds:
            text = " ".join(text.split())
        if "\x00" not in text and holds_controls(text):
            self.wrong(
                key,
                gettext_noop("The text holds a line break or another control character: take it out."),
            )
        return text

    def texts(self, table: Mapping[str, Any], key: str, *, place: str = "", longest: int) -> tuple[str, ...]:
        """A list of texts; one text alone counts as a list of one."""
        value = table.get(key, [])
        if isinstance(value, str):
            value = [value]
        if not self._typed(f"{place}{key}", value, list):
            return ()
        found = [
            self.text({"": item}, "", place=f"{place}{key}[{number}]", required=True, longest=longest).strip()
            for number, item in enumerate(value, start=1)
        ]
        return tuple(dict.fromkeys(item for item in found if item))

    def one_of(
        self, table: Mapping[str, Any], key: str, allowed: Sequence[str], *, default: str, place: str = ""
    ) -> str:
        value = table.get(key, default)
        if isinstance(value, str) and value in allowed:
            return value
        close = get_close_matches(str(value).lower(), allowed, n=1, cutoff=0.5)
        self.wrong(
            f"{place}{key}",
            gettext_noop("“{value}” is not allowed. Did you mean “{close}”? Use one of {allowed}.")
            if close
            else gettext_noop("“{value}” is not allowed. Use one of {allowed}."),
            value=str(value)[:60], close=close[0] if close else "", allowed=", ".join(allowed),
        )  # fmt: skip
        return default

    def slug(self, table: Mapping[str, Any]) -> str:
        slug = self.text(table, "slug", longest=100)
        if slug and not _SLUG.fullmatch(slug):
            self.wrong(
                "slug",
                gettext_noop("Use small letters, digits and single hyphens, such as facial-recognition."),
            )
        return slug

    def minutes(self, table: Mapping[str, Any]) -> int | None:
        value = table.get("delay_minutes")
        if value is None or not self._typed("delay_minutes", value, int):
            return None
        if not 0 <= value <= MAX_DELAY_MINUTES:
            self.wrong(
                "delay_minutes",
                gettext_noop("Use a number of minutes from 0 to {limit}."),
                limit=MAX_DELAY_MINUTES,
            )
            return None
        return int(value)

    def questions(self, table: Mapping[str, Any]) -> tuple[QuestionText, ...]:
        items = table.get("question")
        if items is None:
            self.wrong(
                "question",
                gettext_noop("A batch needs at least one question: add a [[question]] with a text."),
            )
            return ()
        if isinstance(items, Mapping):
            items = [items]
        if not self._typed("question", items, list):
            return ()
        if not 0 < len(items) <= MAX_QUESTIONS:
            self.wrong(
                "question", gettext_noop("Ask 1 to {limit} questions; here are {count}."),
                limit=MAX_QUESTIONS, count=len(items),
            )  # fmt: skip
            return ()
        read = [self._question(f"question[{at}]", at, item) for at, item in enumerate(items, start=1)]
        numbers = [question.number for question in read if question is not None]
        for number in sorted({number for number in numbers if numbers.count(number) > 1}):
            self.wrong("question", gettext_noop("Two questions have the number {number}."), number=number)
        return tuple(question for question in read if question is not None)

    def _question(self, place: str, position: int, item: Any) -> QuestionText | None:
        if not self._typed(place, item, dict):
            return None
        self.keys(f"{place}.", item, QUESTION_KEYS)
        number = item.get("number", position)
        if isinstance(number, int) and not isinstance(number, bool):
            number = str(number)
        number = self.text({"number": number}, "number", place=f"{place}.", required=True, longest=10).strip(
            " .)"
        )
        answer_type = self.one_of(
            item, "type", AnswerType.values, default=AnswerType.TEXT.value, place=f"{place}."
        )
        choices = self.texts(item, "choices", place=f"{place}.", longest=120)
        if answer_type == AnswerType.CHOICE and len(choices) < 2:
            self.wrong(
                f"{place}.choices", gettext_noop("A question of type “choice” needs at least two choices.")
            )
        if choices and answer_type != AnswerType.CHOICE:
            self.wrong(f"{place}.choices", gettext_noop("Only a question of type “choice” has choices."))
        text = self.text(item, "text", place=f"{place}.", required=True, longest=5_000)
        law = (
            self.one_of(item, "regime", regime_ids(), default="", place=f"{place}.")
            if "regime" in item
            else ""
        )
        return QuestionText(number, " ".join(text.split()), answer_type, choices, law)

    def recipients(self, table: Mapping[str, Any]) -> RecipientNames:
        value = table.get("recipients", [])
        if isinstance(value, Mapping):
            self.keys("recipients.", value, RECIPIENT_KEYS)
            lists, tags, authorities, csv = (
                self.texts(value, key, place="recipients.", longest=1000) for key in RECIPIENT_KEYS
            )
            return RecipientNames(lists=lists, tags=tags, authorities=authorities, csv=csv)
        names = self.texts(table, "recipients", longest=1000)
        files = tuple(name for name in names if name.lower().endswith(".csv"))
        return RecipientNames(any_of=tuple(name for name in names if name not in files), csv=files)

    def merge_fields(self, draft: BatchDraft) -> None:
        for field, template, allowed in (
            ("letter", draft.letter, MERGE_FIELDS),
            ("subject", draft.subject, SUBJECT_FIELDS),
        ):
            for fault in merge_faults(template, allowed):
                self.problems.append(DraftProblem(field, fault.text))
        asked_in_letter = all(question.text in draft.letter for question in draft.questions)
        if (
            draft.letter
            and draft.questions
            and "questions" not in fields_used(draft.letter)
            and not asked_in_letter
        ):
            self.wrong(
                "letter",
                gettext_noop("The letter does not ask the questions: put {place} where they should stand."),
                place="{questions}",
            )
